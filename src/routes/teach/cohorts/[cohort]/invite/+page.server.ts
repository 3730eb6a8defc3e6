import { renewJoinCode } from '$lib/server/cohorts';
import { withCohort } from '../../../storage.server';
import { say } from '../say';
import type { Actions } from './$types';

export const actions: Actions = {
	renew: (event) =>
		withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
			await renewJoinCode(storage, cohort);
			say(cohort, 'invite', 'renewed');
		})
};
