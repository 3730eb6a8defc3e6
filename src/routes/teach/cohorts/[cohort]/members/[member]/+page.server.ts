import { eraseMember, issueRejoinCode, readMember } from '$lib/server/members';
import { withCohort } from '../../../../storage.server';
import { say } from '../../say';
import type { Actions } from './$types';

export const actions: Actions = {
	rejoin: (event) =>
		withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
			const who = { cohort, member: event.params.member };
			const { code, expiresAt } = await issueRejoinCode(storage, who);
			return { code, expiresAt, link: `${event.url.origin}/join/${code}` };
		}),
	erase: (event) =>
		withCohort(event, 'look_after_members', async ({ storage, cohort }) => {
			const { id: member } = await readMember(storage, { cohort, member: event.params.member });
			await eraseMember(storage, { cohort, member });
			say(cohort, 'members', 'erased');
		})
};
