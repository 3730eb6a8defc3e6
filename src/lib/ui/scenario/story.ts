import { holds } from '$lib/course/condition';
import type { Prose, ScenarioText } from '$lib/course/model';
import type { Attempt } from '$lib/machines/replay-scenario';
import { standingOf, type ScenarioContext } from '$lib/machines/scenario';

/** One line of the case's log: what was decided and what came of it. */
export interface LogLine {
	option: string;
	scene: string;
	date: string;
	label: string;
	story: string;
}

/** The log of an attempt so far. */
export function logOf(text: ScenarioText, { context }: Attempt): LogLine[] {
	return context.path.flatMap(({ scene, option }) => {
		const words = text.scenes[scene]?.options[option];
		return words
			? [{ option, scene, date: words.date, label: words.label, story: words.story }]
			: [];
	});
}

/** The parts of a scene that are shown where the story stands. */
export function partsOf(text: ScenarioText, scene: string, context: ScenarioContext): Prose[] {
	const standing = standingOf(context);
	return (text.scenes[scene]?.prose ?? []).filter((part) => holds(part.when, standing));
}

/** Documents seen on the way to the present scene, each once, newest first. */
export function documentsSeen(
	text: ScenarioText,
	attempt: Attempt,
	contexts: ScenarioContext[]
): Prose[] {
	const scenes = attempt.context.path.map(({ scene }, at) => partsOf(text, scene, contexts[at]));
	const all = [text.intro, ...scenes].flat().filter((part) => part.document);
	return [...new Map(all.map((part) => [part.html, part])).values()].reverse();
}
