import type { LessonText } from '$lib/course/model';
import { fetchJson } from '../../fetch-json';
import { fetchModels } from '../../fetch-models';

/** Personal, so nothing of it is written into the page: the words are fetched where it is shown. */
export const ssr = false;

export const load = async ({ parent, fetch }) => {
	const { index, language } = await parent();
	const ids = index.lessons.map(({ id }) => id);
	const texts = await Promise.all(
		ids.map((id) => fetchJson<LessonText>(fetch, `/course/${language}/${id}.json`))
	);
	return {
		models: await fetchModels(fetch, ids),
		texts: Object.fromEntries(texts.map((text) => [text.id, text]))
	};
};
