import { redirect, type RequestHandler } from '@sveltejs/kit';
import { keepCookies, signedIn } from '../guard';

/** Whoever opens the address is sent on: only the button in the frame signs out. */
export const GET: RequestHandler = () => redirect(303, '/teach');

export const POST: RequestHandler = async (event) => {
	const { identity } = signedIn(event);
	const { headers } = await identity.auth.api.signOut({
		headers: event.request.headers,
		returnHeaders: true
	});
	keepCookies(event.cookies, headers);
	redirect(303, '/teach/sign-in');
};
