import type { DebriefReport } from '$lib/reports/debrief-report';
import { readFilter } from '$lib/reports/report-filter';
import { Wording } from '$lib/ui/teach/dashboard/wording';
import { fetchIndex, fetchLessonModels, fetchTexts } from '../../../course-words';
import { readData } from '../../../read-data';
import { figures as what } from '../live.svelte';

export const ssr = false;

export const load = async ({ fetch, params, url, depends }) => {
	depends(what);
	const [figures, index] = await Promise.all([
		readData<DebriefReport>(
			{ fetch, url },
			`/teach/cohorts/${params.cohort}/figures/debrief${url.search}`
		),
		fetchIndex({ fetch, url })
	]);
	const debates = [...figures.debates, ...(figures.views ?? [])];
	// A position may be asked again in a lesson of the cohort, and be worded in another.
	const worded = index.lessons.flatMap(({ id, activities }) =>
		debates.some(({ activity }) => activity in activities) ? id : []
	);
	const lessons = [...worded, ...figures.misconceptions.map(({ lesson }) => lesson)];
	const models = await fetchLessonModels({ fetch, url }, [...new Set(lessons)]);
	const places = figures.misconceptions.flatMap((one) => one.places);
	const texts = await fetchTexts(
		{ fetch, url },
		Object.values(models),
		[...debates, ...places].map(({ activity }) => activity)
	);
	return { figures, wording: new Wording(index, texts), filter: readFilter(url.searchParams) };
};
