import { error, json, type RequestEvent, type RequestHandler } from '@sveltejs/kit';
import { beginTry, endTry } from '$lib/server/identity/lockout';
import { endSession } from '$lib/server/identity/sessions';
import { secondsUntil } from '../../form';
import { identityIn } from '../../guard';

/** All of better-auth that a browser reaches: the four steps of a passkey. The rest is called by our own pages alone. */
const questions = ['passkey/generate-register-options', 'passkey/generate-authenticate-options'];
const signsIn = 'passkey/verify-authentication';
const answers = ['passkey/verify-registration', signsIn];

export const GET: RequestHandler = (event) => {
	if (!questions.includes(event.params.path ?? '')) error(404);
	return identityIn(event).auth.handler(event.request);
};

export const POST: RequestHandler = async (event) => {
	if (!answers.includes(event.params.path ?? '')) error(404);
	// PostgreSQL fails at a text with a NUL, and better-auth looks for what it is given. No passkey has one.
	if (/\\u0000|\0/.test(await event.request.clone().text())) error(400);
	if (event.params.path === signsIn) return signIn(event);
	return withoutBody(await identityIn(event).auth.handler(event.request));
};

/** Nobody guesses a passkey, but every try costs a signature to check: an address that only fails is made to wait. */
async function signIn(event: RequestEvent): Promise<Response> {
	const identity = identityIn(event);
	const { database, secret, sources } = identity;
	const address = [{ kind: 'address', value: event.getClientAddress() }] as const;
	const until = await beginTry(database, secret, address, sources.now());
	if (until) return json({ wait: secondsUntil(until) }, { status: 429 });
	const response = await identity.auth.handler(event.request);
	if (response.ok) {
		await endTry(database, secret, address);
		const before = event.locals.facilitator;
		if (before) await endSession(identity, before.id, before.session);
	}
	return withoutBody(response);
}

/** better-auth tells the session's token in the body, too; scripts are to get no more than that it went well. */
function withoutBody(response: Response): Response {
	if (!response.ok) return response;
	const answer = json({});
	for (const cookie of response.headers.getSetCookie()) answer.headers.append('set-cookie', cookie);
	return answer;
}
