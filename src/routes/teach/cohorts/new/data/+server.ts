import { json, type RequestHandler } from '@sveltejs/kit';
import { courseChoices } from '$lib/server/course';
import { signedIn } from '../../../guard';

/** What a cohort can be made of. Every facilitator may make one. */
export const GET: RequestHandler = (event) => {
	signedIn(event);
	return json(courseChoices());
};
