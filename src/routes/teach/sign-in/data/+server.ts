import { json, type RequestHandler } from '@sveltejs/kit';
import { hasAccounts } from '$lib/server/identity/accounts';
import { identityIn, wantedPath } from '../../guard';

export const GET: RequestHandler = async (event) =>
	json({
		to: wantedPath(event.url.searchParams.get('to')),
		isEmpty: !(await hasAccounts(identityIn(event)))
	});
