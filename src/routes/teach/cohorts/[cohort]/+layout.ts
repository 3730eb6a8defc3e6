import type { Cohort } from '$lib/server/cohorts';
import type { Action } from '$lib/server/identity/roles';
import type { Role } from '$lib/server/tables';
import { readData } from '../../read-data';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = (event) =>
	readData<{ cohort: Cohort; role: Role; rights: Action[] }>(
		event,
		`/teach/cohorts/${event.params.cohort}/data`
	);
