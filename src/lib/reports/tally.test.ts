import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { sampleCourse } from '../course/sample-course';
import { cohorts, courseOf } from './sample';
import { ActivitySummary, summarise } from './summary';
import { emptyTally, merge, recount, Tally, tallyOf } from './tally';

const add = (tally: Tally, summary: ActivitySummary) => recount(tally, [], [summary]);
const subtract = (tally: Tally, summary: ActivitySummary) => recount(tally, [summary], []);

const course = await courseOf(sampleCourse);
const records = cohorts(course);
const summaries = records.map((cohort) =>
	Object.values(cohort).flatMap((entries) =>
		course.activities.flatMap((activity) => summarise(activity, entries, true) ?? [])
	)
);
const tallies = summaries.map((all) => all.reduce(add, emptyTally()));

const check = (property: fc.IProperty<never> | fc.IRawProperty<unknown>) =>
	fc.assert(property as fc.IRawProperty<unknown>, { numRuns: 30 });

describe('a tally', () => {
	test('does not depend on the order of its summaries', () => {
		check(
			fc.property(
				summaries.chain((all) =>
					fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))
				),
				([all, shuffled]) => {
					expect(shuffled.reduce(add, emptyTally())).toEqual(all.reduce(add, emptyTally()));
				}
			)
		);
	});

	test('takes a summary back exactly', () => {
		check(
			fc.property(tallies, summaries, (tally, all) => {
				for (const summary of all) expect(subtract(add(tally, summary), summary)).toEqual(tally);
				expect(all.reduce(subtract, all.reduce(add, emptyTally()))).toEqual(emptyTally());
			})
		);
	});

	test('merges in any order and any grouping', () => {
		check(
			fc.property(tallies, tallies, tallies, (a, b, c) => {
				expect(merge(a, b)).toEqual(merge(b, a));
				expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
				expect(merge(a, emptyTally())).toEqual(a);
			})
		);
	});

	test('is the same from shards as from one', () => {
		check(
			fc.property(summaries, fc.nat(5), (all, cut) => {
				const shards = [all.slice(0, cut), all.slice(cut)].map((part) =>
					part.reduce(add, emptyTally())
				);
				expect(shards.reduce(merge)).toEqual(all.reduce(add, emptyTally()));
			})
		);
	});

	test('and its summaries come through JSON and their schemas unchanged', () => {
		check(
			fc.property(summaries, (all) => {
				for (const summary of all) {
					expect(v.parse(ActivitySummary, JSON.parse(JSON.stringify(summary)))).toEqual(summary);
				}
				const tally = all.reduce(add, emptyTally());
				expect(tallyOf(all)).toEqual(tally);
				expect(v.parse(Tally, JSON.parse(JSON.stringify(tally)))).toEqual(tally);
			})
		);
	});

	test('changes nothing that it was given', () => {
		const frozen = Object.freeze({ quiz: Object.freeze({ members: 1 }) });
		expect(merge(frozen, { quiz: { members: -1, finished: 2 } })).toEqual({
			quiz: { finished: 2 }
		});
		expect(merge(frozen, { quiz: { members: -1 } })).toEqual({});
	});
});
