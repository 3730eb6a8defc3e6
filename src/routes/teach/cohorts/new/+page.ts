import type { CourseChoices } from '../../cohort/plan';
import { readData } from '../../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = async (event) => ({
	choices: await readData<CourseChoices>(event, '/teach/cohorts/new/data')
});
