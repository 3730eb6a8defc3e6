import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleCourse } from '../course/sample-course';
import type { Entry } from '../record/entry';
import { union } from '../record/union';
import { cohorts, courseOf, recordOf } from './sample';
import { currentOnly, memberRow, recompute, summariesOf } from './recompute';
import { summarise, type ActivitySummary } from './summary';
import { emptyTally, recount, type Tally } from './tally';

const sample = await courseOf(sampleCourse);
const course = { ...sample, modelOf: currentOnly(sample.models) };

const recordsOf = (cohort: Record<string, Entry[]>) =>
	Object.entries(cohort).map(([member, entries]) => ({
		member,
		joined: '2026-03-01T08:00:00.000Z',
		language: 'en',
		lastReceived: null,
		notYetReceived: null,
		entries
	}));

/** What a server does: takes batches in, and brings up to date what they touch. */
class Inbox {
	tally: Tally = emptyTally();
	readonly entries = new Map<string, Entry[]>();
	readonly summaries = new Map<string, Map<string, ActivitySummary>>();

	take(member: string, batch: readonly Entry[]): void {
		const { entries, added } = union(this.entries.get(member) ?? [], batch);
		this.entries.set(member, entries);
		const own = this.summaries.get(member) ?? new Map<string, ActivitySummary>();
		this.summaries.set(member, own);
		const touched = new Set(added.map(({ data }) => data.activity));
		for (const activity of course.activities.filter(({ id }) => touched.has(id))) {
			const old = own.get(activity.id);
			const now = summarise(activity, entries, true);
			this.tally = recount(this.tally, old ? [old] : [], now ? [now] : []);
			if (now) own.set(activity.id, now);
		}
	}
}

/** A cohort's entries in batches that arrive in any order, some of them twice. */
const deliveries = cohorts(sample).chain((cohort) => {
	const each = Object.entries(cohort).flatMap(([member, entries]) =>
		entries.map((entry) => ({ member, entry }))
	);
	return fc.tuple(
		fc.constant(cohort),
		fc.shuffledSubarray(each, { minLength: each.length }),
		fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 })
	);
});

describe('figures', () => {
	test('kept batch by batch are those recomputed from raw entries, in whatever order they come', () => {
		fc.assert(
			fc.property(deliveries, ([cohort, order, sizes]) => {
				const inbox = new Inbox();
				for (let from = 0, turn = 0; from < order.length; turn++) {
					const size = sizes[turn % sizes.length];
					const batch = order.slice(Math.max(0, from - 1), from + size);
					from += size;
					for (const member of new Set(batch.map((one) => one.member)))
						inbox.take(
							member,
							batch.flatMap((one) => (one.member === member ? one.entry : []))
						);
				}
				const { members, tally } = recompute(course, recordsOf(cohort));
				expect(inbox.tally).toEqual(tally);
				for (const { member, summaries } of members)
					expect([...(inbox.summaries.get(member)?.values() ?? [])].sort(byActivity)).toEqual(
						[...summaries].sort(byActivity)
					);
			}),
			{ numRuns: 30 }
		);
	});

	test('do not depend on the order of entries or on entries that come twice', () => {
		fc.assert(
			fc.property(cohorts(sample), (cohort) => {
				const there = recordsOf(cohort);
				const back = there.map((record) => ({
					...record,
					entries: [...record.entries].reverse().concat(record.entries)
				}));
				expect(recompute(course, back)).toEqual(recompute(course, there));
			}),
			{ numRuns: 20 }
		);
	});
});

const byActivity = (a: ActivitySummary, b: ActivitySummary) => (a.activity < b.activity ? -1 : 1);

describe('a member', () => {
	const entries = recordOf(
		sample,
		'a1',
		200,
		Array.from({ length: 97 }, (_, at) => (at * at * 31 + 7 * at) % 9973)
	);
	const [record] = recordsOf({ m: entries });

	test('is recomputed with the times and the number of the entries', () => {
		expect(memberRow(course, record).received).toEqual({
			entries: entries.length,
			lastSeen: entries[entries.length - 1].at,
			lastReceived: null,
			notYetReceived: null
		});
		expect(memberRow(course, { ...record, entries: [] }).received).toMatchObject({
			entries: 0,
			lastSeen: null
		});
	});

	test('is not verified where the version of an attempt is not known', () => {
		const other = entries.map((entry) =>
			entry.type === 'attempt.started'
				? { ...entry, data: { ...entry.data, version: 'older' } }
				: entry
		);
		const summaries = summariesOf(course, other);
		expect(summaries.length).toBeGreaterThan(0);
		for (const { verified } of summaries) expect(verified).toBe(false);
		for (const { verified } of summariesOf(course, entries)) expect(verified).toBe(true);
	});
});
