import type { ActivityReport } from '$lib/reports/activity';
import { readFilter } from '$lib/reports/report-filter';
import { Wording } from '$lib/ui/teach/dashboard/wording';
import { error } from '@sveltejs/kit';
import { fetchIndex, fetchLessonModels, fetchTexts } from '../../../../course-words';
import { readFigures } from '../../../../read-figures';
import { figures as what } from '../../live.svelte';

export const ssr = false;

export const load = async ({ fetch, params, url, depends }) => {
	depends(what);
	const [figures, index] = await Promise.all([
		readFigures<ActivityReport>(
			fetch,
			`/teach/cohorts/${params.cohort}/activities/${params.activity}/figures${url.search}`
		),
		fetchIndex(fetch)
	]);
	// An item may be asked again in another lesson.
	const asked = [...figures.gains, ...figures.positions].flatMap(({ opening, closing }) => [
		opening.activity,
		closing.activity
	]);
	const lessons = index.lessons.flatMap(({ id, activities }) =>
		id === figures.lesson || asked.some((one) => one in activities) ? id : []
	);
	const models = await fetchLessonModels(fetch, lessons);
	const model = models[figures.lesson].activities.find(({ id }) => id === params.activity);
	if (!model) error(404);
	const texts = await fetchTexts(fetch, Object.values(models), [params.activity]);
	return {
		figures,
		model,
		wording: new Wording(index, texts),
		filter: readFilter(url.searchParams)
	};
};
