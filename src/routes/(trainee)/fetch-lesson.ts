import { browser } from '$app/environment';
import { scenarioIn } from '$lib/course/excerpt';
import type { LessonModel, LessonText } from '$lib/course/model';
import { fetchJson } from './fetch-json';

const kept = new Map<string, Promise<LessonText>>();

/**
 * The words of a lesson, enough for one step: what the prerendered page carries while it comes alive, and from then on
 * the whole lesson, fetched once, so that the next step needs no network. A step with a scenario has a file of its own.
 */
export function fetchLesson(
	fetch: typeof globalThis.fetch,
	language: string,
	model: LessonModel,
	step: string
): Promise<LessonText> {
	const scenario = scenarioIn(model, step);
	const own = `/course/${language}/scenarios/${scenario}.json`;
	const part = scenario ? own : `/course/${language}/${model.id}/${step}.json`;
	if (!browser || isWritten(part)) return fetchJson(fetch, part);
	const whole = scenario ? own : `/course/${language}/${model.id}.json`;
	const asked = kept.get(whole) ?? fetchJson<LessonText>(fetch, whole);
	kept.set(whole, asked);
	asked.catch(() => kept.delete(whole));
	return asked;
}

/** Whether the page carries an answer, as Kit writes what a load function fetched while it was prerendered. */
function isWritten(path: string): boolean {
	return document.querySelector(`script[data-sveltekit-fetched][data-url="${path}"]`) !== null;
}
