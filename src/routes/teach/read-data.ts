import { error, redirect, type LoadEvent } from '@sveltejs/kit';
import { browser } from '$app/environment';

/**
 * Set while a page that is shown is read anew, because something has come in: what cannot be had then leaves it as it is, and
 * is told here. An error page would take the figures away from a room that looks at them.
 */
export const anew = { isRead: false, hasFailed: false };

/** What pages were given last, by address; in the browser alone. */
const last = new Map<string, unknown>();
/** How many of them are kept, the newest: more than a page reads, which may be every lesson and scenario. */
const most = 100;

/**
 * How a facilitators' page gets what it shows: its `+page.ts` reads JSON with this function from an address below its own,
 * `data/+server.ts` (or a name that says more, as `figures/overview`), and that endpoint asks guard.ts who may. It works
 * alike on the server and in the browser. What a form sends goes to an action in `+page.server.ts`, which has no `load`:
 * a single `load` there would bring 1.7 kB of Kit, and an entry in a list, to the first visit of every trainee.
 *
 * The JSON is our own server's, so its shape is trusted. A stranger is sent to sign in and comes back to the page; what may
 * not be seen, is not there or cannot be reached is an error page with a next step.
 */
export async function readData<T>(
	{ fetch, url }: Pick<LoadEvent, 'fetch' | 'url'>,
	address: string
): Promise<T> {
	const answer = await fetch(address, { headers: { accept: 'application/json' } }).catch(
		() => null
	);
	if (answer?.redirected && browser)
		redirect(303, `/teach/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`);
	const told: unknown = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
	const isAway = !answer || answer.status >= 500 || (answer.ok && told === undefined);
	if (isAway && anew.isRead && last.has(address)) {
		anew.hasFailed = true;
		return last.get(address) as T;
	}
	if (!answer || (answer.ok && isAway)) error(503, 'offline');
	if (!answer.ok) error([401, 403, 404].includes(answer.status) ? answer.status : 503);
	if (browser) {
		last.delete(address);
		last.set(address, told);
		const [oldest] = last.keys();
		if (last.size > most) last.delete(oldest);
	}
	return told as T;
}

/** A value as JSON brings it: times are text. */
export type Told<T> = T extends Date
	? string
	: T extends object
		? { [Key in keyof T]: Told<T[Key]> }
		: T;
