import { fail, redirect } from '@sveltejs/kit';
import { removePasskey, renamePasskey } from '$lib/server/identity/passkeys';
import { passwordProblem } from '$lib/server/identity/password';
import { endElsewhere, endOtherSessions } from '$lib/server/identity/sessions';
import { changePassword } from '$lib/server/identity/sign-in';
import type { Actions } from './$types';
import { secondsUntil, textOf } from '../form';
import { keepCookies, signedIn } from '../guard';
import type { Done } from './done';

/** Shows the page anew and says what was done, so that reloading it does nothing twice. */
const say = (done: Done): never => redirect(303, `/teach/account?done=${done}`);

export const actions: Actions = {
	password: async (event) => {
		const { identity, who } = signedIn(event);
		const form = await event.request.formData();
		const [current, next] = [textOf(form, 'current'), textOf(form, 'next')];
		const problem = passwordProblem(next, who.name);
		if (problem) return fail(400, { field: 'next' as const, problem });
		const answer = await changePassword(
			identity,
			who,
			{ current, next },
			{
				address: event.getClientAddress(),
				headers: event.request.headers
			}
		);
		if (answer.kind === 'wrong')
			return fail(400, { field: 'current' as const, problem: 'wrong' as const });
		if (answer.kind === 'locked')
			return fail(429, {
				field: 'current' as const,
				problem: { wait: secondsUntil(answer.until) }
			});
		keepCookies(event.cookies, answer.headers);
		return say('password');
	},
	rename: async (event) => {
		const { identity, who } = signedIn(event);
		const form = await event.request.formData();
		await renamePasskey(identity, who.id, textOf(form, 'id'), textOf(form, 'name'));
		return say('renamed');
	},
	remove: async (event) => {
		const { identity, who } = signedIn(event);
		await removePasskey(identity, who.id, textOf(await event.request.formData(), 'id'));
		return say('removed');
	},
	end: async (event) => {
		const { identity, who } = signedIn(event);
		await endElsewhere(identity, who.id, textOf(await event.request.formData(), 'id'));
		return say('ended');
	},
	others: async (event) => {
		const { identity, who } = signedIn(event);
		await endOtherSessions(identity, who.id, who.session);
		return say('others');
	}
};
