import type { MemberPage } from '$lib/server/member-page';
import { readData } from '../../../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = async (event) => ({
	list: await readData<MemberPage>(
		event,
		`/teach/cohorts/${event.params.cohort}/members/data${event.url.search}`
	)
});
