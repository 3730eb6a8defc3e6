import { json, type RequestHandler } from '@sveltejs/kit';
import { readLink } from '$lib/server/identity/links';
import { identityIn } from '../../guard';

export const GET: RequestHandler = async (event) => {
	const { database, sources } = identityIn(event);
	const token = event.url.searchParams.get('token') ?? '';
	const link = await readLink(database.db, sources, token, ['first', 'invitation']);
	return json({ kind: link?.kind ?? null });
};
