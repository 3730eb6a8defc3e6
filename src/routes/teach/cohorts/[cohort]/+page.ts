import type { Overview } from '$lib/reports/overview';
import { readFilter } from '$lib/reports/report-filter';
import { Wording } from '$lib/ui/teach/dashboard/wording';
import { fetchIndex, fetchLessonModels, fetchTexts } from '../../course-words';
import { readData } from '../../read-data';
import { figures as what } from './live.svelte';

// Figures are read by the browser alone, which reads them again and again.
export const ssr = false;

export const load = async ({ fetch, params, url, depends }) => {
	depends(what);
	const [figures, index] = await Promise.all([
		readData<Overview>(
			{ fetch, url },
			`/teach/cohorts/${params.cohort}/figures/overview${url.search}`
		),
		fetchIndex({ fetch, url })
	]);
	const models = await fetchLessonModels(
		{ fetch, url },
		figures.lessons.map(({ lesson }) => lesson)
	);
	const texts = await fetchTexts({ fetch, url }, Object.values(models), []);
	return {
		figures,
		models,
		wording: new Wording(index, texts),
		filter: readFilter(url.searchParams)
	};
};
