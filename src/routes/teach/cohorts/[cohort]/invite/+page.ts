import { readData } from '../../../read-data';
import type { PageLoad } from './$types';
import type { Reach } from './reach';

export const load: PageLoad = (event) =>
	readData<{ code: string; link: string; reach: Reach }>(
		event,
		`/teach/cohorts/${event.params.cohort}/invite/data`
	);
