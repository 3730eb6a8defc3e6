import type { Invitation, Sharer } from '$lib/server/identity/sharing';
import type { CourseChoices } from '../../../cohort/plan';
import { readData } from '../../../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = (event) =>
	readData<{ choices: CourseChoices; me: string; sharers: Sharer[]; invitations: Invitation[] }>(
		event,
		`/teach/cohorts/${event.params.cohort}/settings/data`
	);
