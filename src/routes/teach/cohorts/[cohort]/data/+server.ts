import { json } from '@sveltejs/kit';
import { readCohort } from '$lib/server/cohorts';
import { roleIn, rightsOf } from '$lib/server/identity/roles';
import { withCohort } from '../../../storage.server';
import type { RequestHandler } from './$types';

/** A cohort, and what whoever asks is and may do in it. */
export const GET: RequestHandler = (event) =>
	withCohort(event, 'see', async ({ storage, cohort, identity, who }) => {
		const role = await roleIn(identity.database, who.id, cohort);
		return json({
			cohort: await readCohort(storage, cohort),
			role,
			rights: role ? rightsOf(role) : []
		});
	});
