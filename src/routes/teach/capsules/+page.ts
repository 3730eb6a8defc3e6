import { planOf } from '$lib/machines/plan';
import { fetchIndex, fetchLessonModels, fetchTexts } from '../course-words';

// A file like the trainees' pages: it works with no server, and holds nobody's data until a capsule is opened in it.
export const prerender = true;
export const ssr = false;

/** Everything at once, so that whoever has opened the page needs no network from then on. */
export const load = async ({ fetch, url }) => {
	const index = await fetchIndex({ fetch, url });
	const lessons = index.lessons.map(({ id }) => id);
	const models = await fetchLessonModels({ fetch, url }, lessons);
	const texts = await fetchTexts({ fetch, url }, Object.values(models));
	return { index, plan: planOf(index), models, texts };
};
