import { error } from '@sveltejs/kit';

// Answered when it is asked for: nobody can list the addresses that do not exist.
export const prerender = false;

/** Any address the course does not have, so that the page which says so is a page of the course. */
export const load = () => error(404);
