import { browser } from '$app/environment';
import type { LessonModel } from '$lib/course/model';
import { fetchJson, isWritten } from './fetch-json';
import { mayHaveRecord } from './trainee.svelte';

/** The whole models of the given lessons, by lesson id. */
export async function fetchModels(
	fetch: typeof globalThis.fetch,
	lessons: string[]
): Promise<Record<string, LessonModel>> {
	const models = await Promise.all(
		lessons.map((id) => fetchJson<LessonModel>(fetch, `/course/models/${id}.json`))
	);
	return Object.fromEntries(models.map((model) => [model.id, model]));
}

/**
 * The whole models of the given lessons for someone who may have done something in them; none for a new visitor, in whom
 * there is nothing to replay.
 */
export async function fetchModelsOfRecord(
	fetch: typeof globalThis.fetch,
	lessons: string[]
): Promise<Record<string, LessonModel>> {
	return mayHaveRecord() ? fetchModels(fetch, lessons) : {};
}

/** The model of a lesson for one step: what the prerendered page carries, and from then on the whole lesson. */
export async function fetchModelOf(
	fetch: typeof globalThis.fetch,
	lesson: string,
	step: string
): Promise<LessonModel> {
	const part = `/course/models/${lesson}/${step}.json`;
	return fetchJson(fetch, !browser || isWritten(part) ? part : `/course/models/${lesson}.json`);
}
