import { json } from '@sveltejs/kit';
import { joinCodeOf } from '$lib/server/cohorts';
import { withCohort } from '../../../../storage.server';
import { reachOf } from '../reach';
import type { RequestHandler } from './$types';

/** The code of a cohort, and the link that leads in with it. */
export const GET: RequestHandler = (event) =>
	withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
		const code = await joinCodeOf(storage, cohort);
		const { origin } = event.url;
		return json({ code, link: `${origin}/join/${code}`, reach: reachOf(origin) });
	});
