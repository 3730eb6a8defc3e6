import { browser } from '$app/environment';
import type { LessonText } from '$lib/course/model';
import { fetchJson } from './fetch-json';

const kept = new Map<string, Promise<LessonText>>();

/**
 * The words of a lesson, enough for one step: what the prerendered page carries while it comes alive, and from then on
 * the whole lesson, fetched once, so that the next step needs no network.
 */
export function fetchLesson(
	fetch: typeof globalThis.fetch,
	language: string,
	lesson: string,
	step: string
): Promise<LessonText> {
	const part = `/course/${language}/${lesson}/${step}.json`;
	if (!browser || isWritten(part)) return fetchJson(fetch, part);
	const whole = `/course/${language}/${lesson}.json`;
	const asked = kept.get(whole) ?? fetchJson<LessonText>(fetch, whole);
	kept.set(whole, asked);
	asked.catch(() => kept.delete(whole));
	return asked;
}

/** Whether the page carries an answer, as Kit writes what a load function fetched while it was prerendered. */
function isWritten(path: string): boolean {
	return document.querySelector(`script[data-sveltekit-fetched][data-url="${path}"]`) !== null;
}
