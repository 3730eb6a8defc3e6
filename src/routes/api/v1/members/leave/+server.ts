import { leave } from '$lib/server/members';
import { asMember } from '$lib/server/asked';

export const prerender = false;

/** Lets a member go at their wish. */
export const POST = ({ request }) => asMember(request, leave);
