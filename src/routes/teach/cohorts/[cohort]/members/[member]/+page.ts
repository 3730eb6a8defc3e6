import type { Member } from '$lib/server/members';
import { readData } from '../../../../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = async (event) => ({
	member: await readData<Member>(
		event,
		`/teach/cohorts/${event.params.cohort}/members/${event.params.member}/data`
	)
});
