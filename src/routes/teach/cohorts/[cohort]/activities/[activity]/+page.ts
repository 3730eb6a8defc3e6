import type { ActivityReport } from '$lib/reports/activity';
import { readFilter } from '$lib/reports/report-filter';
import { Wording } from '$lib/ui/teach/dashboard/wording';
import { error } from '@sveltejs/kit';
import { fetchIndex, fetchLessonModels, fetchTexts } from '../../../../course-words';
import { readData } from '../../../../read-data';
import { figures as what } from '../../live.svelte';

export const ssr = false;

export const load = async ({ fetch, params, url, depends }) => {
	depends(what);
	const [figures, index] = await Promise.all([
		readData<ActivityReport>(
			{ fetch, url },
			`/teach/cohorts/${params.cohort}/activities/${params.activity}/figures${url.search}`
		),
		fetchIndex({ fetch, url })
	]);
	// An item may be asked again in another lesson.
	const asked = [
		...[...figures.gains, ...figures.positions].flatMap(({ opening, closing }) => [
			opening.activity,
			closing.activity
		]),
		...(figures.views ?? []).map(({ activity }) => activity)
	];
	const lessons = index.lessons.flatMap(({ id, activities }) =>
		id === figures.lesson || asked.some((one) => one in activities) ? id : []
	);
	const models = await fetchLessonModels({ fetch, url }, lessons);
	const model = models[figures.lesson].activities.find(({ id }) => id === params.activity);
	if (!model) error(404);
	const texts = await fetchTexts({ fetch, url }, Object.values(models), [params.activity]);
	return {
		figures,
		model,
		wording: new Wording(index, texts),
		filter: readFilter(url.searchParams)
	};
};
