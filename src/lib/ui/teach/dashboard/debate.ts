import type { Debate } from '$lib/reports/debrief';
import type { Wording } from './wording';

/** The words of a choice: what was asked, and each option with the reason that the course gives. HTML of the course. */
export interface DebateWords {
	title: string;
	question: string[];
	options: Record<string, { html: string; reason?: string }>;
	/** Of a contested item: the reasons to choose from. */
	reasons: Record<string, string>;
}

/** Gives the words of a choice, whether of a quiz or of a scenario; what has lost its words is called by its id. */
export function debateWords(
	{ activity, at }: Pick<Debate, 'activity' | 'at'>,
	wording: Wording
): DebateWords {
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
			),
			reasons: Object.fromEntries(Object.entries(item.answers).map(([id, { html }]) => [id, html]))
		};
	const scene = wording.scenario(activity)?.scenes[at];
	return {
		title: scene?.title ?? at,
		// What a document of the case file says would fill the wall.
		question: (scene?.prose ?? []).flatMap(({ html, when, document }) =>
			when || document ? [] : html
		),
		options: Object.fromEntries(
			Object.entries(scene?.options ?? {}).map(([id, { label, feedback }]) => [
				id,
				{ html: label, reason: feedback.html }
			])
		),
		reasons: {}
	};
}
