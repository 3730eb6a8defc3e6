import { fail, redirect } from '@sveltejs/kit';
import { signIn } from '$lib/server/identity/sign-in';
import { hasAccounts } from '$lib/server/identity/accounts';
import type { Actions, PageServerLoad } from './$types';
import { secondsUntil, textOf } from '../form';
import { identityIn, keepCookies, wantedPath } from '../guard';

export const load: PageServerLoad = async (event) => {
	const to = event.url.searchParams.get('to');
	if (event.locals.facilitator && to === null) redirect(303, '/teach');
	return { to: wantedPath(to), isEmpty: !(await hasAccounts(identityIn(event))) };
};

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
