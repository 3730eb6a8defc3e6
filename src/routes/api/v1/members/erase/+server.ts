import { eraseMe } from '$lib/server/members';
import { asMember } from '$lib/server/asked';

export const prerender = false;

/** Erases a member at their own wish. */
export const POST = ({ request }) => asMember(request, eraseMe);
