import { json, type RequestHandler } from '@sveltejs/kit';
import { cohortsOf } from '$lib/server/cohorts';
import { signedIn } from '../guard';
import { withDatabase } from '../storage.server';

/** The cohorts of whoever asks. */
export const GET: RequestHandler = async (event) => {
	const { who } = signedIn(event);
	return json(await withDatabase((storage) => cohortsOf(storage, who.id)));
};
