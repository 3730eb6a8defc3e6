import { stances, type ItemKind, type ItemModel, type QuizModel } from '../course/model';
import { isKeyed } from '../machines/mark';
import type { Certainty } from '../record/entry';
import { byId, share, withOlder } from './share';
import { countOf, countsUnder, type Tally } from './tally';

/** How an item went: counts are members, and their first answers unless it says otherwise. */
export interface ItemFigures {
	activity: string;
	item: string;
	kind: ItemKind;
	answered: number;
	right: number;
	/** Share of first answers that were right, 0 to 1; the easier, the higher. Null when nobody answered. */
	facility: number | null;
	discrimination: number | null;
	/** Members wrong at first who were right later. */
	mended: number;
	/** Members who asked for the hint. */
	hinted: number;
	/** Mean number of answers of those who answered. */
	tries: number | null;
	options: OptionFigures[];
	pairs: PairFigures[];
	/** Of items that ask for it, from guessing to certain. */
	certainty: { certainty: Certainty; right: number; wrong: number }[];
}

/** How many chose an option first. Options that only an older version had come last. */
export interface OptionFigures {
	option: string;
	/** Null of an option that is no more: whether it was right then, nothing tells. */
	right: boolean | null;
	chosen: number;
	share: number | null;
	/** Of those, the ones who were certain. */
	certain: number;
}

/** How many matched an option with an answer, a stance or, in an order, a place. */
export interface PairFigures {
	option: string;
	answer: string;
	right: boolean | null;
	chosen: number;
	share: number | null;
}

/** The fewest members for a discrimination: of fewer, one member more may turn its sign. */
export const fewestToDiscriminate = 10;

const certainties: Certainty[] = [1, 2, 3];

/** The figures of a quiz's keyed items, in its order. */
export function itemFigures(quiz: QuizModel, tally: Tally): ItemFigures[] {
	return quiz.items.filter(isKeyed).map((item) => figuresOf(quiz.id, item, tally));
}

function figuresOf(activity: string, item: ItemModel, tally: Tally): ItemFigures {
	const count = (name: string): number => countOf(tally, activity, `item/${item.id}/${name}`);
	/** What follows a word in the names of counters, whatever version the answers were given to. */
	const under = (word: string): string[][] =>
		countsUnder(tally, activity, `item/${item.id}/${word}`).map(({ parts }) => parts);
	const answered = count('first');
	const isPaired = ['match', 'stance', 'sequence'].includes(item.kind);
	return {
		activity,
		item: item.id,
		kind: item.kind,
		answered,
		right: count('right'),
		facility: share(count('right'), answered),
		discrimination: discrimination(count),
		mended: count('mended'),
		hinted: count('hinted'),
		tries: share(count('tries'), answered),
		options: isPaired
			? []
			: optionsOf(item, under('option')).map(({ option, right }) => {
					const by = [0, ...certainties].map((certainty) => count(`option/${option}/${certainty}`));
					const chosen = by.reduce((sum, one) => sum + one);
					return { option, right, chosen, share: share(chosen, answered), certain: by[3] };
				}),
		pairs: isPaired
			? pairsOf(item, under('pair')).map(({ option, answer, right }) => {
					const chosen = count(`pair/${option}/${answer}`);
					return { option, answer, right, chosen, share: share(chosen, answered) };
				})
			: [],
		certainty: item.certainty
			? certainties.map((certainty) => ({
					certainty,
					right: count(`sure/${certainty}/right`),
					wrong: count(`sure/${certainty}/wrong`)
				}))
			: []
	};
}

/** Everything that may be chosen in an item, and what was chosen besides. */
function optionsOf(
	{ options }: ItemModel,
	chosen: readonly string[][]
): Pick<OptionFigures, 'option' | 'right'>[] {
	const ids = options.map(({ id }) => id);
	return withOlder(
		ids,
		chosen.map(([option]) => option)
	).map((option, at) => ({ option, right: at < ids.length ? Boolean(options[at].right) : null }));
}

/** Everything that may be matched in an item, with what belongs together, and what was matched besides. */
function pairsOf(
	{ kind, options, answers }: ItemModel,
	chosen: readonly string[][]
): Omit<PairFigures, 'chosen' | 'share'>[] {
	const offered = options.flatMap(({ id: option, to, is }, at) => {
		const [right, all] =
			kind === 'match'
				? [to, answers.map(({ id }) => id)]
				: kind === 'stance'
					? [is, [...stances]]
					: [`${at + 1}`, options.map((_, place) => `${place + 1}`)];
		return all.map((answer) => ({ option, answer, right: answer === right }));
	});
	const older = chosen
		.map(([option, answer]) => ({ option, answer, right: null }))
		.filter((one) =>
			offered.every(({ option, answer }) => option !== one.option || answer !== one.answer)
		)
		.sort((a, b) => byId(a.option, b.option) || byId(a.answer, b.answer));
	return [...offered, ...older];
}

/**
 * How well an item tells those who know from those who do not, -1 to 1: the correlation between being right in it and
 * the score in the rest of its quiz, over members who finished the quiz. Null of fewer than `fewestToDiscriminate`, and
 * where all are alike in the item or in the rest. Below 0 an item deserves a second look: its key, or its words.
 *
 * It is Pearson's r, with the item left out of the score (the point-biserial, corrected for overlap).
 * Source: Moodle, "Quiz statistics calculations", discrimination index,
 * https://docs.moodle.org/dev/Quiz_statistics_calculations
 */
function discrimination(count: (name: string) => number): number | null {
	const [members, right, score, squares, both] = [
		'members',
		'right',
		'score',
		'squares',
		'both'
	].map((name) => count(`rest/${name}`));
	if (members < fewestToDiscriminate) return null;
	// Whole numbers until the last step. Right is 0 or 1, so the sum of its squares is its sum.
	const spread = (members * right - right * right) * (members * squares - score * score);
	return spread ? (members * both - right * score) / Math.sqrt(spread) : null;
}
