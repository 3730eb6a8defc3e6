import type { ReadFolder } from './compile';
import type { Term } from './frontmatter';
import { claimText, type Glossary, type Ledger } from './ledger';
import { minutesOf } from './minutes';
import type { ClaimText, LessonCard, LessonModel, LessonText, TermText } from './model';

/** From what was read to what machines and screens get: model, words, and the card on the agenda. */

export function modelOf({ lesson, quizzes, scenarios }: ReadFolder): LessonModel {
	return {
		id: lesson.head.id,
		...(lesson.head.session ? { session: lesson.head.session } : {}),
		objectives: Object.keys(lesson.head.objectives),
		steps: lesson.steps.map((step) => step.model),
		activities: [...quizzes, ...scenarios].map(({ model }) => model)
	};
}

export function textOf(folder: ReadFolder, ledger: Ledger, glossary: Glossary): LessonText {
	const { lesson, quizzes, scenarios, citations } = folder;
	const claims: Record<string, ClaimText> = {};
	for (const { id } of citations.claims) {
		const text = claimText(ledger, id);
		if (text) claims[id] = text;
	}
	const terms: Record<string, TermText> = {};
	for (const { id } of citations.terms) {
		const term = glossary.terms.get(id);
		if (term) terms[id] = termText(term);
	}
	const minutes = minutesOf(folder);
	return {
		id: lesson.head.id,
		title: lesson.head.title,
		summary: lesson.head.summary,
		steps: Object.fromEntries(
			lesson.steps.map((step) => [
				step.model.id,
				{ title: step.title, minutes: minutes[step.model.id], blocks: step.blocks }
			])
		),
		objectives: lesson.head.objectives,
		misconceptions: lesson.head.misconceptions,
		quizzes: Object.fromEntries(quizzes.map(({ model, text }) => [model.id, text])),
		scenarios: Object.fromEntries(scenarios.map(({ model, text }) => [model.id, text])),
		claims,
		terms
	};
}

export function termText({ id, term, text }: Term): TermText {
	return { id, term, text };
}

export function cardOf(folder: ReadFolder): LessonCard {
	const { head, steps } = folder.lesson;
	const minutes = minutesOf(folder);
	return {
		id: head.id,
		title: head.title,
		summary: head.summary,
		...(head.session ? { session: head.session } : {}),
		minutes: steps.reduce((sum, { model }) => sum + (model.extra ? 0 : minutes[model.id]), 0),
		objectives: head.objectives,
		steps: steps.map(({ model, title }) => ({
			id: model.id,
			kind: model.kind,
			...(model.extra ? { extra: true as const } : {}),
			title,
			minutes: minutes[model.id]
		})),
		activities: Object.fromEntries(
			[...folder.quizzes, ...folder.scenarios].map(({ model, text }) => [model.id, text.title])
		)
	};
}
