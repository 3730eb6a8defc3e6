import type { LinkKind } from '$lib/server/tables';
import { readData } from '../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = (event) =>
	/** What the link in the address is for; null when it is no longer good. */
	readData<{ kind: LinkKind | null }>(event, `/teach/start/data${event.url.search}`);
