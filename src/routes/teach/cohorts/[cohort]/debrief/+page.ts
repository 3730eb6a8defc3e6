import type { DebriefReport } from '$lib/reports/debrief-report';
import { readFilter } from '$lib/reports/report-filter';
import { Wording } from '$lib/ui/teach/dashboard/wording';
import { fetchIndex, fetchLessonModels, fetchTexts } from '../../../course-words';
import { readFigures } from '../../../read-figures';
import { figures as what } from '../live.svelte';

export const ssr = false;

export const load = async ({ fetch, params, url, depends }) => {
	depends(what);
	const [figures, index] = await Promise.all([
		readFigures<DebriefReport>(
			fetch,
			`/teach/cohorts/${params.cohort}/figures/debrief${url.search}`
		),
		fetchIndex(fetch)
	]);
	const lessons = [...figures.debates, ...figures.misconceptions].map(({ lesson }) => lesson);
	const models = await fetchLessonModels(fetch, [...new Set(lessons)]);
	const places = figures.misconceptions.flatMap((one) => one.places);
	const texts = await fetchTexts(
		fetch,
		Object.values(models),
		[...figures.debates, ...places].map(({ activity }) => activity)
	);
	return { figures, wording: new Wording(index, texts), filter: readFilter(url.searchParams) };
};
