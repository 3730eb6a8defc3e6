import { fail, redirect } from '@sveltejs/kit';
import { acceptInvitation, openAccount } from '$lib/server/identity/accounts';
import type { Actions } from './$types';
import { enter } from '../enter';
import { textOf } from '../form';
import { identityIn, signedIn } from '../guard';

const tokenIn = ({ url }: { url: URL }): string => url.searchParams.get('token') ?? '';

export const actions: Actions = {
	open: async (event) => {
		const identity = identityIn(event);
		const form = await event.request.formData();
		const [name, password] = [textOf(form, 'name'), textOf(form, 'password')];
		const problem = await openAccount(identity, { token: tokenIn(event), name, password });
		// The page itself says that a link is used.
		if (problem === 'used') return fail(410, { name, problem: undefined });
		if (problem) return fail(400, { name, problem });
		return enter(event, name, password);
	},
	accept: async (event) => {
		const { identity, who } = signedIn(event);
		const good = await acceptInvitation(identity, { token: tokenIn(event), facilitator: who.id });
		if (!good) return fail(410, { name: '', problem: undefined });
		redirect(303, '/teach');
	}
};
