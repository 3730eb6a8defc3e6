/**
 * What a cohort did, as plain counters: the sum of what its members' summaries count.
 *
 * Counters are whole numbers that are only ever added, so a tally does not depend on the order in which summaries came, may
 * be kept in shards, and takes a summary back exactly: an update takes the old one out and counts the new one in. Its size is bounded by the
 * course, not by the cohort. Activities do not share counters, so each may be stored as a row of its own; the tally of a
 * course is their merge. Attempts of several content versions count together: each was marked by its own key, and an id
 * means the same for ever. What is not verified counts as `unverified` and nowhere else.
 */
import * as v from 'valibot';
import { countsOf, type Counts } from './counts';
import type { ActivitySummary } from './summary';

/** Activity id to counters, by the names in counts.ts. No counter is 0 and no activity is empty. */
export const Tally = v.record(
	v.string(),
	v.record(v.string(), v.pipe(v.number(), v.safeInteger()))
);
export type Tally = v.InferOutput<typeof Tally>;

/** The tally of nothing. */
export function emptyTally(): Tally {
	return {};
}

/** The tally with some summaries taken out that were counted in before, and others counted in. */
export function recount(
	tally: Tally,
	out: readonly ActivitySummary[],
	into: readonly ActivitySummary[]
): Tally {
	const sums = new Sums().add(tally);
	for (const summary of out) sums.count(summary, -1);
	for (const summary of into) sums.count(summary, 1);
	return sums.tally();
}

/** The sum of two tallies: commutative and associative, with `emptyTally()` as its zero. */
export function merge(one: Tally, other: Tally): Tally {
	return sumOf([one, other]);
}

/** The sum of any number of tallies. */
export function sumOf(tallies: Iterable<Tally>): Tally {
	const sums = new Sums();
	for (const tally of tallies) sums.add(tally);
	return sums.tally();
}

/** The tally of some summaries. */
export function tallyOf(summaries: readonly ActivitySummary[]): Tally {
	return recount(emptyTally(), [], summaries);
}

/** Counters while they are added up. */
class Sums {
	readonly #sums = new Map<string, Counts>();

	add(tally: Tally): this {
		for (const [activity, counts] of Object.entries(tally)) {
			const sums = this.#of(activity);
			for (const [name, count] of Object.entries(counts))
				sums.set(name, (sums.get(name) ?? 0) + count);
		}
		return this;
	}

	/** Counts a summary in, or with −1 takes it out. */
	count(summary: ActivitySummary, sign: 1 | -1): void {
		const sums = this.#of(summary.activity);
		for (const [name, count] of countsOf(summary))
			sums.set(name, (sums.get(name) ?? 0) + sign * count);
	}

	tally(): Tally {
		const tally: Tally = {};
		for (const [activity, sums] of this.#sums) {
			const left = [...sums].filter(([, count]) => count !== 0);
			if (left.length) tally[activity] = Object.fromEntries(left);
		}
		return tally;
	}

	#of(activity: string): Counts {
		const known = this.#sums.get(activity);
		if (known) return known;
		const sums: Counts = new Map();
		this.#sums.set(activity, sums);
		return sums;
	}
}

/** One counter of an activity; 0 when nothing was counted. Names are in counts.ts. */
export function countOf(tally: Tally, activity: string, name: string): number {
	return tally[activity]?.[name] ?? 0;
}

/** The counters of an activity whose name begins with a word, with the parts of the name that follow it. */
export function countsUnder(
	tally: Tally,
	activity: string,
	word: string
): { parts: string[]; count: number }[] {
	const under = `${word}/`;
	return Object.entries(tally[activity] ?? {})
		.filter(([name]) => name.startsWith(under))
		.map(([name, count]) => ({ parts: name.slice(under.length).split('/'), count }));
}
