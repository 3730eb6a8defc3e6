import { readData } from '../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = (event) =>
	readData<{ isGood: boolean }>(event, `/teach/reset/data${event.url.search}`);
