/** Replay of a quiz: from the entries about it to how each item stands. */
import type { ItemModel, QuizModel } from '../course/model';
import type { KnownEntry } from '../record/entry';
import type { Given } from './decide';
import { itemMachine, type ItemContext } from './item';
import { isComplete, isKeyed } from './mark';
import { oncePer } from './once';
import { stepsOf } from './steps';
import { groupBy } from './understood';

export interface ItemStanding extends ItemContext {
	answered: boolean;
}

const stepsOfItem = oncePer((item: ItemModel) => stepsOf(itemMachine(item), 300));

/** A quiz is finished when every item is answered; how well does not matter. */
export function isQuizFinished(quiz: QuizModel, standing: Record<string, ItemStanding>): boolean {
	return quiz.items.every((item) => standing[item.id]?.answered);
}

/** Whether an item asks nothing now: a view of what an edit took away since is asked for again, one on another device is not. */
export function isAnswered(
	item: ItemModel,
	standing: ItemStanding | undefined,
	view: Given | undefined
): boolean {
	return Boolean(standing?.answered) && (isKeyed(item) || !view || isComplete(item, view));
}

/** Folds the entries about a quiz, in their order, through its items; practice changes nothing. */
export function replayQuiz(
	quiz: QuizModel,
	entries: readonly KnownEntry[]
): Record<string, ItemStanding> {
	const ofItem = groupBy(withoutPractice(entries), ({ data }) =>
		'item' in data ? data.item : null
	);
	return Object.fromEntries(
		quiz.items.map((item) => [item.id, replayItem(item, ofItem.get(item.id) ?? [])])
	);
}

/** Entries but those of practice attempts. */
export function withoutPractice(entries: readonly KnownEntry[]): KnownEntry[] {
	const practice = new Set(
		entries.flatMap((entry) =>
			entry.type === 'attempt.started' && entry.data.practice ? [entry.attempt] : []
		)
	);
	return entries.filter(({ attempt }) => attempt === null || !practice.has(attempt));
}

function replayItem(item: ItemModel, entries: readonly KnownEntry[]): ItemStanding {
	const { beginning, step } = stepsOfItem(item);
	let snapshot = beginning;
	let viewed = false;
	for (const entry of entries) {
		if (entry.type === 'hint.shown') snapshot = step(snapshot, { type: 'hint.ask' });
		else if (entry.type === 'view.given') viewed = true;
		else if (entry.type === 'item.answered')
			snapshot = step(snapshot, {
				type: 'answer.submit',
				answer: entry.data.answer,
				...(entry.data.certainty ? { certainty: entry.data.certainty } : {})
			});
	}
	return {
		...snapshot.context,
		answered: isKeyed(item) ? snapshot.context.first !== null : viewed
	};
}
