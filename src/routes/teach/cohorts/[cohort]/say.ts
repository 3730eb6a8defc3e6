import { redirect } from '@sveltejs/kit';
import type { Done } from './done';

/** Shows a page of the cohort anew and says what was done, so that reloading it does nothing twice. */
export const say = (cohort: string, page: string, done: Done): never =>
	redirect(303, `/teach/cohorts/${cohort}/${page}?done=${done}`);
