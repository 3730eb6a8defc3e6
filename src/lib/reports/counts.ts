/**
 * The counters of a tally, and what a summary adds to them. A name is words and ids joined by slashes; ids have none.
 *
 *   members, finished, unverified, practice                  of an activity; members with practice
 *   view/ITEM                                                a view was given there
 *   item/ITEM/first, right, mended, hinted, tries            first answers; right ones; wrong first, right later; …
 *   item/ITEM/sure/CERTAINTY/right, wrong                    certainty 0 stands for none asked
 *   item/ITEM/option/OPTION/CERTAINTY                        chosen first
 *   item/ITEM/pair/OPTION/ANSWER                             matched first; for an order, ANSWER is the place from 1
 *   item/ITEM/reveals/MISCONCEPTION/CERTAINTY
 *   item/ITEM/rest/members, right, score, squares, both      see `countRest`
 *   run/members, ended, sealed, outcome/OUTCOME, quality/0…100, at/SCENE    of first attempts; `at` where they stand
 *   scene/SCENE                                              came there
 *   edge/SCENE/OPTION/NEXT                                   went this way; OPTION is * for a side, NEXT is * when sealed
 *   decision/SCENE/QUALITY
 *   reveals/SCENE/OPTION/MISCONCEPTION
 *
 * A member counts once in each, however often a story goes round.
 */
import type { ItemSummary, QuizSummary, RunSummary, ActivitySummary } from './summary';

/** Whole numbers by their names. A map, since an object that gets hundreds of names is slow. */
export type Counts = Map<string, number>;

/** What one summary adds to the counters of its activity. */
export function countsOf(summary: ActivitySummary): Counts {
	const counts: Counts = new Map();
	const count: Count = (name, by = 1) => {
		if (by) counts.set(name, (counts.get(name) ?? 0) + by);
	};
	count('members');
	if (!summary.verified) {
		count('unverified');
		return counts;
	}
	if (summary.finished) count('finished');
	for (const item of summary.views) count(`view/${item}`);
	if (summary.kind === 'quiz') {
		for (const [id, item] of Object.entries(summary.items)) countItem(`item/${id}`, item, count);
		countRest(summary, count);
	} else {
		if (summary.practice) count('practice');
		if (summary.run) countRun(summary.run, count);
	}
	return counts;
}

type Count = (name: string, by?: number) => void;

function countItem(
	at: string,
	{ first, hinted, lastRight, tries }: ItemSummary,
	count: Count
): void {
	if (hinted) count(`${at}/hinted`);
	count(`${at}/tries`, tries);
	if (!first) return;
	const certainty = first.certainty ?? 0;
	count(`${at}/first`);
	if (first.right) count(`${at}/right`);
	else if (lastRight) count(`${at}/mended`);
	count(`${at}/sure/${certainty}/${first.right ? 'right' : 'wrong'}`);
	for (const option of first.options ?? []) count(`${at}/option/${option}/${certainty}`);
	for (const [option, answer] of Object.entries(first.pairs ?? {}))
		count(`${at}/pair/${option}/${answer}`);
	first.order?.forEach((option, place) => count(`${at}/pair/${option}/${place + 1}`));
	for (const misconception of first.reveals) count(`${at}/reveals/${misconception}/${certainty}`);
}

/**
 * Sums for the correlation of an item with the rest of its quiz: over members who finished the quiz, so that every rest
 * has the same items. The score of the rest is how many of the other keyed items were right at first; whole numbers,
 * because sums of fractions depend on their order.
 */
function countRest({ finished, items }: QuizSummary, count: Count): void {
	if (!finished) return;
	const isRight = (item: ItemSummary): number => (item.first?.right ? 1 : 0);
	const total = Object.values(items).reduce((sum, item) => sum + isRight(item), 0);
	for (const [id, item] of Object.entries(items)) {
		const right = isRight(item);
		const rest = total - right;
		count(`item/${id}/rest/members`);
		count(`item/${id}/rest/right`, right);
		count(`item/${id}/rest/score`, rest);
		count(`item/${id}/rest/squares`, rest * rest);
		count(`item/${id}/rest/both`, right * rest);
	}
}

function countRun(
	{ path, scene, sealed, ended, outcome, quality }: RunSummary,
	count: Count
): void {
	count('run/members');
	if (ended) count('run/ended');
	else if (scene && !sealed) count(`run/at/${scene}`);
	if (sealed) count('run/sealed');
	if (outcome) count(`run/outcome/${outcome}`);
	if (quality !== null) count(`run/quality/${Math.round(quality)}`);
	const met = new Set<string>();
	const once = (name: string): void => {
		if (!met.has(name)) count(name);
		met.add(name);
	};
	path.forEach((step, at) => {
		once(`scene/${step.scene}`);
		once(`edge/${step.scene}/${step.option ?? '*'}/${path[at + 1]?.scene ?? scene ?? '*'}`);
		if (step.quality && step.quality !== 'open') once(`decision/${step.scene}/${step.quality}`);
		if (step.reveals) once(`reveals/${step.scene}/${step.option}/${step.reveals}`);
	});
	if (scene) once(`scene/${scene}`);
}
