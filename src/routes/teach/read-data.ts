import { error, redirect, type LoadEvent } from '@sveltejs/kit';
import { browser } from '$app/environment';

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
	if (!answer) error(503, 'offline');
	if (answer.redirected && browser)
		redirect(303, `/teach/sign-in?to=${encodeURIComponent(url.pathname + url.search)}`);
	if (!answer.ok) error([401, 403, 404].includes(answer.status) ? answer.status : 503);
	return (await answer.json()) as T;
}

/** A value as JSON brings it: times are text. */
export type Told<T> = T extends Date
	? string
	: T extends object
		? { [Key in keyof T]: Told<T[Key]> }
		: T;
