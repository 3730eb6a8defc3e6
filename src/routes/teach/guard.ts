import { error, redirect, type Cookies, type RequestEvent } from '@sveltejs/kit';
import { parseSetCookieHeader, toCookieOptions } from 'better-auth/cookies';
import type { Identity } from '$lib/server/identity/identity';
import { away, openIdentity } from '$lib/server/identity/open';
import { may, roleIn, type Action } from '$lib/server/identity/roles';
import { isAlive } from '$lib/server/identity/sessions';
import { whoComes, type SignedIn } from '$lib/server/identity/sign-in';

/** What a stranger gets: the ways in. Everything else below /teach needs a session, whoever adds it. */
const waysIn = [
	'/teach/sign-in',
	'/teach/sign-in/data',
	'/teach/start',
	'/teach/start/data',
	'/teach/reset',
	'/teach/reset/data',
	'/teach/auth/[...path]',
	'/teach/who'
];

/** Whether a route is one of the facilitators'. */
export const isTeach = (route: string | null): boolean => /^\/teach(\/|$)/.test(route ?? '');

/**
 * Refuses what another site makes a browser send. Kit does so for forms alone; a request without a body has no type by
 * which it would see one, and signs out.
 */
function refuseForeign({ request, url }: RequestEvent): void {
	if (['GET', 'HEAD'].includes(request.method)) return;
	const origin = request.headers.get('origin');
	if (origin !== null && origin !== url.origin) error(403);
}

/** Whether what is answered is saved as a file, by a link with `download` (https://html.spec.whatwg.org/#downloading-hyperlinks). */
const isToSave = (headers: Headers): boolean =>
	headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'empty';

/** Finds out who comes, and sends a stranger to sign in. While the database is away pages say so themselves. */
export async function admit(event: RequestEvent): Promise<void> {
	refuseForeign(event);
	event.locals.identity = event.locals.facilitator = null;
	try {
		const identity = await openIdentity(event.url.origin);
		const { who, headers } = await whoComes(identity, event.request.headers);
		keepCookies(event.cookies, headers);
		event.locals.identity = identity;
		event.locals.facilitator = who;
	} catch (reason) {
		console.error(away(reason));
		return;
	}
	if (event.locals.facilitator || waysIn.includes(event.route.id ?? '')) return;
	// The page for signing in would be saved as if it were the table.
	if (isToSave(event.request.headers)) error(401);
	const { pathname, search } = event.url;
	const way = new URLSearchParams();
	const isSent = event.request.method === 'POST' && event.route.id !== '/teach/sign-out';
	// Of what was sent the page remains, which has the form.
	const wanted = isSent ? pathname : pathname + search;
	if (wanted !== '/teach') way.set('to', wanted);
	if (isSent) way.set('unsaved', '');
	redirect(303, way.size ? `/teach/sign-in?${way}` : '/teach/sign-in');
}

/** The accounts, for a page that strangers see too. Answers 503 while the database is away. */
export function identityIn({ locals }: { locals: App.Locals }): Identity {
	return locals.identity ?? error(503);
}

/** The accounts and who is signed in. Answers 503 while the database is away. */
export function signedIn(event: { locals: App.Locals }): { identity: Identity; who: SignedIn } {
	const identity = identityIn(event);
	return { identity, who: event.locals.facilitator ?? error(401) };
}

/**
 * Lets a facilitator through who may do this with the cohort. A cohort of others is answered like one that does not exist;
 * one's own with too small a role is forbidden.
 */
export async function permitted(
	event: { locals: App.Locals },
	cohort: string,
	action: Action
): Promise<{ identity: Identity; who: SignedIn }> {
	const { identity, who } = signedIn(event);
	const role = await roleIn(identity.database, who.id, cohort);
	if (role === null) error(404);
	if (!may(role, action)) error(403);
	return { identity, who };
}

/** Whether somebody who was let through still may: the session lives, and the role in the cohort permits it. */
export async function isStillPermitted(
	identity: Identity,
	who: SignedIn,
	cohort: string,
	action: Action
): Promise<boolean> {
	return (
		(await isAlive(identity, who.id, who.session)) &&
		may(await roleIn(identity.database, who.id, cohort), action)
	);
}

/** Hands cookies of better-auth on to the browser. */
export function keepCookies(cookies: Cookies, headers: Headers): void {
	for (const set of headers.getSetCookie())
		for (const [name, attributes] of parseSetCookieHeader(set))
			cookies.set(name, attributes.value, {
				...toCookieOptions(attributes),
				path: attributes.path ?? '/'
			});
}

/** Where to go after signing in: the address that was wanted when it is one of ours, the start otherwise. */
export function wantedPath(to: string | null): string {
	const base = 'http://here.invalid';
	if (!to?.startsWith('/') || !URL.canParse(to, base)) return '/teach';
	const { origin, pathname, search } = new URL(to, base);
	return origin === base && /^\/teach(\/|$)/.test(pathname) ? pathname + search : '/teach';
}
