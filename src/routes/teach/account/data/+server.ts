import { json, type RequestHandler } from '@sveltejs/kit';
import { passkeysOf } from '$lib/server/identity/passkeys';
import { sessionsOf } from '$lib/server/identity/sessions';
import { signedIn } from '../../guard';

export const GET: RequestHandler = async (event) => {
	const { identity, who } = signedIn(event);
	const [passkeys, sessions] = await Promise.all([
		passkeysOf(identity, who.id),
		sessionsOf(identity, who.id)
	]);
	return json({ name: who.name, current: who.session, passkeys, sessions });
};
