import { error, fail, redirect } from '@sveltejs/kit';
import { changeCohort, CohortPlan, readCohort, setCohortState } from '$lib/server/cohorts';
import { courseChoices } from '$lib/server/course';
import { linkAddress, makeLink } from '$lib/server/identity/links';
import { changeRole, withdrawInvitation } from '$lib/server/identity/sharing';
import type { CohortState, Role } from '$lib/server/tables';
import { textOf } from '../../../form';
import { withCohort } from '../../../storage.server';
import { planned } from '../../../cohort/plan';
import { changedIn, checkPlan, planValues } from '../../plan-form';
import { say } from '../say';
import type { Actions } from './$types';

/** One of the words that a field may say; anything else is no request of our own pages. */
function oneOf<Word extends string>(words: readonly Word[], said: string): Word {
	return words.find((word) => word === said) ?? error(400);
}

const states: readonly CohortState[] = ['open', 'closed', 'archived'];
const roles: readonly Role[] = ['owner', 'facilitator', 'observer'];

export const actions: Actions = {
	change: (event) =>
		withCohort(event, 'change', async ({ storage, cohort }) => {
			const form = await event.request.formData();
			const now = planned(await readCohort(storage, cohort));
			const values = changedIn(form, planValues(form, courseChoices().lessons), now);
			const checked = checkPlan(CohortPlan, values);
			if ('problems' in checked) return fail(400, { values, problems: checked.problems });
			await changeCohort(storage, cohort, checked.plan);
			say(cohort, 'settings', 'changed');
		}),
	state: (event) =>
		withCohort(event, 'close', async ({ storage, cohort }) => {
			const state = oneOf(states, textOf(await event.request.formData(), 'state'));
			await setCohortState(storage, cohort, state);
			say(cohort, 'settings', state);
		}),
	invite: (event) =>
		withCohort(event, 'share', async ({ cohort, identity: { database, sources } }) => {
			const role = oneOf(roles, textOf(await event.request.formData(), 'role'));
			const into = { cohort, role };
			const token = await makeLink(database.db, sources, { kind: 'invitation', into });
			return { link: linkAddress(event.url.origin, 'invitation', token), role };
		}),
	withdraw: (event) =>
		withCohort(event, 'share', async ({ cohort, identity: { database } }) => {
			const id = textOf(await event.request.formData(), 'id');
			await withdrawInvitation(database, cohort, id);
			say(cohort, 'settings', 'withdrawn');
		}),
	/** Gives a facilitator another role, or takes it away where the field is `none`. */
	role: (event) =>
		withCohort(event, 'share', async ({ cohort, identity: { database }, who }) => {
			const form = await event.request.formData();
			const id = textOf(form, 'id');
			const said = oneOf([...roles, 'none'], textOf(form, 'role'));
			const role = said === 'none' ? null : said;
			const answer = await changeRole(database, cohort, id, role);
			if (answer === 'last_owner') return fail(400, { isLastOwner: true });
			// Whoever is not an owner any more may not come back to this part of the page.
			if (id === who.id && role !== 'owner')
				redirect(303, role === 'facilitator' ? `/teach/cohorts/${cohort}/settings` : '/teach');
			say(cohort, 'settings', role ? 'role' : 'role_taken');
		})
};
