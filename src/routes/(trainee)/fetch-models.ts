import type { LessonModel } from '$lib/course/model';
import { fetchJson } from './fetch-json';

/** The models of the given lessons, by lesson id. */
export async function fetchModels(
	fetch: typeof globalThis.fetch,
	lessons: string[]
): Promise<Record<string, LessonModel>> {
	const models = await Promise.all(
		lessons.map((id) => fetchJson<LessonModel>(fetch, `/course/models/${id}.json`))
	);
	return Object.fromEntries(models.map((model) => [model.id, model]));
}
