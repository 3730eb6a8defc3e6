import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';
import { keepCookies, signedIn } from '../guard';

export const load: PageServerLoad = () => redirect(303, '/teach');

export const actions: Actions = {
	default: async (event) => {
		const { identity } = signedIn(event);
		const { headers } = await identity.auth.api.signOut({
			headers: event.request.headers,
			returnHeaders: true
		});
		keepCookies(event.cookies, headers);
		redirect(303, '/teach/sign-in');
	}
};
