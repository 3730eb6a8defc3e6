import type { LessonModel, LessonText } from './model';

/**
 * The part of a lesson's words that some of its steps show, in the same shape. A prerendered page carries its own step
 * alone; the device gets the steps without scenarios as one file, and each scenario's step as another, so that nobody
 * fetches a story without opening it.
 */
export function excerptOf(text: LessonText, model: LessonModel, steps: string[]): LessonText {
	const placed = model.steps
		.filter(({ id }) => steps.includes(id))
		.flatMap(({ activities }) => activities);
	const shown = {
		steps: only(text.steps, steps),
		quizzes: only(text.quizzes, placed),
		scenarios: only(text.scenarios, placed)
	};
	const found = searched(shown);
	const reveals = model.activities
		.filter(({ id }) => placed.includes(id))
		.flatMap((activity): { options: { reveals?: string }[] }[] =>
			activity.kind === 'quiz' ? activity.items : activity.scenes
		)
		.flatMap(({ options }) => options.flatMap((option) => option.reveals ?? []));
	return {
		...text,
		...shown,
		misconceptions: only(text.misconceptions, reveals),
		claims: only(text.claims, found.claims),
		terms: only(text.terms, found.terms)
	};
}

/** The first scenario that a step places; undefined where there is none. */
export function scenarioIn(model: LessonModel, step: string): string | undefined {
	const placed = model.steps.find(({ id }) => id === step)?.activities ?? [];
	return placed.find((id) =>
		model.activities.some((activity) => activity.id === id && activity.kind === 'scenario')
	);
}

function only<T>(all: Record<string, T>, ids: Iterable<string>): Record<string, T> {
	const wanted = new Set(ids);
	return Object.fromEntries(Object.entries(all).filter(([id]) => wanted.has(id)));
}

/** Ids of the claims that prose refers to, and of the terms it links. */
function searched(value: unknown): { claims: Set<string>; terms: Set<string> } {
	const claims = new Set<string>();
	const terms = new Set<string>();
	const visit = (one: unknown): void => {
		if (typeof one === 'string')
			for (const [, id] of one.matchAll(/data-term="([^"]+)"/g)) terms.add(id);
		else if (Array.isArray(one)) one.forEach(visit);
		else if (one && typeof one === 'object')
			for (const [key, inner] of Object.entries(one)) {
				if (key === 'claims') for (const id of inner as string[]) claims.add(id);
				else visit(inner);
			}
	};
	visit(value);
	return { claims, terms };
}
