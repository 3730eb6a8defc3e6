import { json, type RequestHandler } from '@sveltejs/kit';

/** Who is signed in; null for a stranger, and while the database is away. */
export const GET: RequestHandler = ({ locals }) =>
	json(locals.facilitator ? { name: locals.facilitator.name } : null);
