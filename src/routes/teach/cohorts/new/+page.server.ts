import { fail, redirect } from '@sveltejs/kit';
import { createCohort, NewCohort } from '$lib/server/cohorts';
import { courseChoices } from '$lib/server/course';
import { textOf } from '../../form';
import { signedIn } from '../../guard';
import { withDatabase } from '../../storage.server';
import { checkPlan, planValues } from '../plan-form';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async (event) => {
		const { who } = signedIn(event);
		const form = await event.request.formData();
		const values = planValues(form, courseChoices().lessons);
		const names = textOf(form, 'names') === 'yes';
		const checked = checkPlan(NewCohort, { ...values, names });
		if ('problems' in checked) return fail(400, { values, names, problems: checked.problems });
		const { id } = await withDatabase((storage) => createCohort(storage, checked.plan, who.id));
		redirect(303, `/teach/cohorts/${id}/invite?done=created`);
	}
};
