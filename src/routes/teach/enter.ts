import { redirect, type RequestEvent } from '@sveltejs/kit';
import { endTry } from '$lib/server/identity/lockout';
import { signIn } from '$lib/server/identity/sign-in';
import { identityIn, keepCookies } from './guard';

/** Signs in whoever has just set this password with a link, and goes to the start. Failures before the link do not count. */
export async function enter(event: RequestEvent, name: string, password: string): Promise<never> {
	const identity = identityIn(event);
	await endTry(identity.database, identity.secret, [{ kind: 'name', value: name }]);
	const answer = await signIn(
		identity,
		{ name, password },
		{
			address: event.getClientAddress(),
			headers: event.request.headers,
			before: event.locals.facilitator ?? null
		}
	);
	if (answer.kind === 'in') keepCookies(event.cookies, answer.headers);
	redirect(303, '/teach');
}
