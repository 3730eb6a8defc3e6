import type { ReadFolder } from './compile';
import type { ScenarioText } from './model';
import { countWords } from './prose';

/** Minutes of each step: reading at 200 words a minute, half a minute to weigh an item or a decision. */
export function minutesOf({ lesson, quizzes, scenarios }: ReadFolder): Record<string, number> {
	const activity = new Map<string, number>([
		...quizzes.map(
			({ model, text }) => [model.id, wordsIn(text.items) / 200 + model.items.length / 2] as const
		),
		...scenarios.map(
			({ model, text }) =>
				[model.id, pathWords(text, model.stages.length) / 200 + model.stages.length / 2] as const
		)
	]);
	return Object.fromEntries(
		lesson.steps.map(({ model, words }) => [
			model.id,
			Math.max(
				1,
				Math.round(
					words / 200 + model.activities.reduce((sum, id) => sum + (activity.get(id) ?? 0), 0)
				)
			)
		])
	);
}

/** Words on a typical path: intro, debrief, and as many average scenes as there are stages. */
function pathWords(text: ScenarioText, stages: number): number {
	const scenes = Object.values(text.scenes);
	return (
		wordsIn(text.intro) +
		wordsIn(text.debrief) +
		(wordsIn(scenes) / Math.max(1, scenes.length)) * (stages + 1)
	);
}

/** All words of every `html`, `label` and `story` below a value. */
function wordsIn(value: unknown): number {
	if (typeof value !== 'object' || value === null) return 0;
	return Object.entries(value).reduce(
		(sum, [key, inner]) =>
			sum +
			(typeof inner === 'string'
				? ['html', 'label', 'story', 'title', 'question'].includes(key)
					? countWords(inner)
					: 0
				: wordsIn(inner)),
		0
	);
}
