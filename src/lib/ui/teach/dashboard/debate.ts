import type { Debate } from '$lib/reports/debrief';
import type { Wording } from './wording';

/** The words of a choice: what was asked, and each option with the reason that the course gives. HTML of the course. */
export interface DebateWords {
	title: string;
	question: string[];
	options: Record<string, { html: string; reason?: string }>;
}

/** Gives the words of a choice, whether of a quiz or of a scenario; what has lost its words is called by its id. */
export function debateWords({ activity, at, split }: Debate, wording: Wording): DebateWords {
	const item = wording.quiz(activity)?.items[at];
	if (item)
		return {
			title: item.title,
			question: item.stem.map(({ html }) => html),
			options: Object.fromEntries(
				Object.entries(item.options).map(([id, { html, feedback }]) => [
					id,
					{ html, reason: feedback?.html }
				])
			)
		};
	const scene = wording.scenario(activity)?.scenes[at];
	return {
		title: scene?.title ?? at,
		// What a document of the case file says would fill the wall.
		question: (scene?.prose ?? []).flatMap(({ html, when, document }) =>
			when || document ? [] : html
		),
		options: Object.fromEntries(
			split.flatMap(({ option }) => {
				const words = scene?.options[option];
				return words ? [[option, { html: words.label, reason: words.feedback.html }]] : [];
			})
		)
	};
}
