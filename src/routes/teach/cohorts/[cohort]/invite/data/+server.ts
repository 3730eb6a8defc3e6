import { json } from '@sveltejs/kit';
import { joinCodeOf, readCohort } from '$lib/server/cohorts';
import { withCohort } from '../../../../storage.server';
import { joinLink } from '../../join-link';
import { reachOf } from '../reach';
import type { RequestHandler } from './$types';

/** The code of a cohort, and the link that leads in with it. */
export const GET: RequestHandler = (event) =>
	withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
		const code = await joinCodeOf(storage, cohort);
		const { language } = await readCohort(storage, cohort);
		const { origin } = event.url;
		return json({ code, link: joinLink(origin, code, language), reach: reachOf(origin) });
	});
