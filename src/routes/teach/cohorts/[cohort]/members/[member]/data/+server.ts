import { json } from '@sveltejs/kit';
import { readMember } from '$lib/server/members';
import { withCohort } from '../../../../../storage.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) =>
	withCohort(event, 'look_after_members', async ({ storage, cohort }) =>
		json(await readMember(storage, { cohort, member: event.params.member }))
	);
