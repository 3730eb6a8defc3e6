import { fail, redirect } from '@sveltejs/kit';
import { signIn } from '$lib/server/identity/sign-in';
import type { Actions } from './$types';
import { secondsUntil, textOf } from '../form';
import { identityIn, keepCookies, wantedPath } from '../guard';

export const actions: Actions = {
	default: async (event) => {
		const identity = identityIn(event);
		const form = await event.request.formData();
		const name = textOf(form, 'name');
		const answer = await signIn(
			identity,
			{ name, password: textOf(form, 'password') },
			{
				address: event.getClientAddress(),
				headers: event.request.headers,
				before: event.locals.facilitator ?? null
			}
		);
		if (answer.kind === 'wrong') return fail(400, { name, problem: 'wrong' as const });
		if (answer.kind === 'locked')
			return fail(429, { name, problem: { wait: secondsUntil(answer.until) } });
		keepCookies(event.cookies, answer.headers);
		redirect(303, wantedPath(event.url.searchParams.get('to')));
	}
};
