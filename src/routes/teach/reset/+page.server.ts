import { fail } from '@sveltejs/kit';
import { resetPassword } from '$lib/server/identity/accounts';
import type { Actions } from './$types';
import { enter } from '../enter';
import { textOf } from '../form';
import { identityIn } from '../guard';

const tokenIn = ({ url }: { url: URL }): string => url.searchParams.get('token') ?? '';

export const actions: Actions = {
	default: async (event) => {
		const identity = identityIn(event);
		const password = textOf(await event.request.formData(), 'password');
		const answer = await resetPassword(identity, { token: tokenIn(event), password });
		if ('problem' in answer)
			return answer.problem === 'used' ? fail(410) : fail(400, { problem: answer.problem });
		return enter(event, answer.name, password);
	}
};
