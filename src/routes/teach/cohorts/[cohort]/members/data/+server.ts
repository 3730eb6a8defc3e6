import { json } from '@sveltejs/kit';
import { memberPage, memberQueryIn } from '$lib/server/member-page';
import { listMembers } from '$lib/server/members';
import { withCohort } from '../../../../storage.server';
import type { RequestHandler } from './$types';

/** A page of the members, by the search and the order in the address. */
export const GET: RequestHandler = (event) =>
	withCohort(event, 'look_after_members', async ({ storage, cohort }) =>
		json(memberPage(await listMembers(storage, cohort), memberQueryIn(event.url.searchParams)))
	);
