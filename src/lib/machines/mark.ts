import { stances, type ItemModel, type ItemOption } from '../course/model';

/** What a trainee gave as an answer. Which part is filled depends on the item's kind. */
export interface Answer {
	/** Ids of options: chosen, or in the order given. */
	options?: string[];
	/** match and stance: option id to answer id or stance. */
	pairs?: Record<string, string>;
}

/**
 * How an answer stands. `points` runs from 0 to 1; `null` means there is nothing to mark (no key).
 * Blank is not wrong: a blank answer has no mark at all.
 */
export type Mark =
	{ state: 'blank' } | { state: 'unkeyed' } | { state: 'marked'; points: number; right: boolean };

const unkeyed = new Set<ItemModel['kind']>(['contested', 'position', 'reflection']);

/** Whether an item has a key at all; contested items, positions and reflections have none. */
export function isKeyed(item: Pick<ItemModel, 'kind'>): boolean {
	return !unkeyed.has(item.kind);
}

/**
 * The misconception that an answer shows by an option: by choosing it, or by taking a statement for agreed that was not.
 * Taken for anything else it shows none: whoever calls agreed what was disputed has another one than who calls it silence.
 */
export function revealedAt(
	{ id, reveals }: ItemOption,
	{ options, pairs }: Answer
): string | undefined {
	return options?.includes(id) || pairs?.[id] === 'agreed' ? reveals : undefined;
}

/**
 * Whether an answer, or a view with its reasons, is complete enough to be submitted. One that names what the item does not
 * have is not: it was given before the item was edited.
 */
export function isComplete(
	item: ItemModel,
	{ options = [], pairs = {}, reasons = [] }: Answer & { reasons?: string[] }
): boolean {
	const fits =
		options.every((id) => item.options.some((option) => option.id === id)) &&
		reasons.every((id) => item.answers.some((answer) => answer.id === id));
	switch (item.kind) {
		case 'reflection':
			return true;
		case 'match':
			return item.options.every(
				({ id }) =>
					Object.hasOwn(pairs, id) && item.answers.some((answer) => answer.id === pairs[id])
			);
		case 'stance':
			return item.options.every(
				({ id }) => Object.hasOwn(pairs, id) && stances.some((stance) => stance === pairs[id])
			);
		case 'sequence':
			return (
				options.length === item.options.length &&
				item.options.every(({ id }) => options.includes(id))
			);
		case 'choice':
			return fits && options.length === 1;
		default:
			return fits && options.length > 0;
	}
}

/**
 * Marks an answer. choice: all or nothing. choices and spot: right ones found less wrong ones chosen, never below 0.
 * sequence: share of neighbouring pairs in the right order. match and stance: share of right pairs.
 */
export function mark(item: ItemModel, answer: Answer): Mark {
	if (!isKeyed(item)) return { state: 'unkeyed' };
	if (!isComplete(item, answer)) return { state: 'blank' };
	const points = pointsOf(item, answer);
	return { state: 'marked', points, right: points === 1 };
}

function pointsOf(item: ItemModel, { options = [], pairs = {} }: Answer): number {
	switch (item.kind) {
		case 'choice':
			return item.options.some((option) => option.right && option.id === options[0]) ? 1 : 0;
		case 'choices':
		case 'spot': {
			const right = item.options.filter((option) => option.right);
			const chosen = item.options.filter((option) => options.includes(option.id));
			const hits = chosen.filter((option) => option.right).length;
			return Math.max(0, hits - (chosen.length - hits)) / right.length;
		}
		case 'sequence': {
			const order = item.options.map((option) => option.id);
			const last = order.length - 1;
			const inOrder = order
				.slice(0, last)
				.filter((id, at) => options.indexOf(order[at + 1]) === options.indexOf(id) + 1);
			return inOrder.length / last;
		}
		case 'match':
			return (
				item.options.filter((option) => pairs[option.id] === option.to).length / item.options.length
			);
		case 'stance':
			return (
				item.options.filter((option) => pairs[option.id] === option.is).length / item.options.length
			);
		default:
			return 0;
	}
}

export type Certainty = 1 | 2 | 3;

/**
 * Certainty-based mark: right 1, 2, 3; wrong 0, -2, -6 for the three bands.
 * Source: Moodle's certainty-based marking (Gardner-Medwin), bands at 67 % and 80 %.
 */
export function certaintyMark(right: boolean, certainty: Certainty): number {
	return right ? certainty : [0, -2, -6][certainty - 1];
}
