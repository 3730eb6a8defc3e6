import { readCohort } from '$lib/server/cohorts';
import { eraseMember, issueRejoinCode, readMember } from '$lib/server/members';
import { withCohort } from '../../../../storage.server';
import { joinLink } from '../../join-link';
import { say } from '../../say';
import type { Actions } from './$types';

export const actions: Actions = {
	rejoin: (event) =>
		withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
			const who = { cohort, member: event.params.member };
			const { language } = await readCohort(storage, cohort);
			const { code, expiresAt } = await issueRejoinCode(storage, who);
			return { code, expiresAt, link: joinLink(event.url.origin, code, language) };
		}),
	erase: (event) =>
		withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
			const { id: member } = await readMember(storage, { cohort, member: event.params.member });
			await eraseMember(storage, { cohort, member });
			say(cohort, 'members', 'erased');
		})
};
