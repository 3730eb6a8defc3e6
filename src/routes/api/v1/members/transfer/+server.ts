import { issueTransferCode } from '$lib/server/members';
import { asMember } from '$lib/server/asked';

export const prerender = false;

/** Makes a code with which the member's further device joins. */
export const POST = ({ request }) => asMember(request, issueTransferCode);
