import type { ListedCohort } from '$lib/server/cohorts';
import { readData } from './read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = async (event) => ({
	cohorts: await readData<ListedCohort[]>(event, '/teach/data')
});
