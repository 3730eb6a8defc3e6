import type { CourseIndex, LessonModel, LessonText } from '$lib/course/model';
import { scenarioIn } from '$lib/course/excerpt';
import { getLocale } from '$lib/ui/language/paraglide/runtime';
import type { LoadEvent } from '@sveltejs/kit';
import { readData } from './read-data';

type Event = Pick<LoadEvent, 'fetch' | 'url'>;

/** The compiled course as a dashboard needs it: at a glance, and lesson by lesson. */
export interface CourseFiles {
	index: CourseIndex;
	models: Record<string, LessonModel>;
	texts: Record<string, LessonText>;
}

/** The course at a glance, in the reader's language. */
export const fetchIndex = (event: Event): Promise<CourseIndex> =>
	readData(event, `/course/${getLocale()}/index.json`);

/** Graph and keys of lessons, by their ids. */
export async function fetchLessonModels(
	event: Event,
	lessons: readonly string[]
): Promise<Record<string, LessonModel>> {
	const models = await Promise.all(
		lessons.map((id) => readData<LessonModel>(event, `/course/models/${id}.json`))
	);
	return Object.fromEntries(models.map((model) => [model.id, model]));
}

/**
 * The words of lessons by their ids. A scenario has a file of its own; `wanted` says which are fetched, and every one
 * where it is left out.
 */
export async function fetchTexts(
	event: Event,
	models: readonly LessonModel[],
	wanted?: readonly string[]
): Promise<Record<string, LessonText>> {
	const texts = await Promise.all(
		models.map(async (model) => {
			const scenarios = model.steps.flatMap(({ id, activities }) => {
				const file = scenarioIn(model, id);
				return file && (!wanted || activities.some((one) => wanted.includes(one))) ? [file] : [];
			});
			const paths = [model.id, ...scenarios.map((id) => `scenarios/${id}`)];
			return Promise.all(
				paths.map((path) => readData<LessonText>(event, `/course/${getLocale()}/${path}.json`))
			).then(joined);
		})
	);
	return Object.fromEntries(texts.map((text) => [text.id, text]));
}

/** The parts of a lesson's words as one. */
function joined(parts: readonly LessonText[]): LessonText {
	const all = <K extends 'steps' | 'misconceptions' | 'quizzes' | 'scenarios' | 'claims' | 'terms'>(
		key: K
	) => Object.assign({}, ...parts.map((part) => part[key])) as LessonText[K];
	return {
		...parts[0],
		steps: all('steps'),
		misconceptions: all('misconceptions'),
		quizzes: all('quizzes'),
		scenarios: all('scenarios'),
		claims: all('claims'),
		terms: all('terms')
	};
}
