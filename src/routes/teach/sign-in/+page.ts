import { redirect } from '@sveltejs/kit';
import { readData } from '../read-data';
import type { PageLoad } from './$types';

export const load: PageLoad = async (event) => {
	const { who } = await event.parent();
	if (who && !event.url.searchParams.has('to')) redirect(303, '/teach');
	return readData<{
		/** Where to go afterwards. */
		to: string;
		/** Whether nobody has an account yet. */
		isEmpty: boolean;
	}>(event, `/teach/sign-in/data${event.url.search}`);
};
