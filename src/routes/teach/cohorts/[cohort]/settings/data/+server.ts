import { json } from '@sveltejs/kit';
import { courseChoices } from '$lib/server/course';
import { may, roleIn } from '$lib/server/identity/roles';
import { invitationsInto, sharersOf } from '$lib/server/identity/sharing';
import { withCohort } from '../../../../storage.server';
import type { RequestHandler } from './$types';

/** What a cohort can be made of, and with whom it is shared, for those who may change that. */
export const GET: RequestHandler = (event) =>
	withCohort(event, 'change', async ({ cohort, identity: { database, sources }, who }) => {
		const mayShare = may(await roleIn(database, who.id, cohort), 'share');
		return json({
			choices: courseChoices(),
			me: who.id,
			sharers: mayShare ? await sharersOf(database, cohort) : [],
			invitations: mayShare ? await invitationsInto(database, sources, cohort) : []
		});
	});
