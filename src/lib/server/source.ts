/**
 * What reports are made of, from the database: kept tallies, summaries, standings and released figures on views, and never the
 * entries themselves.
 */
import { setImmediate } from 'node:timers/promises';
import type { LessonModel } from '../course/model';
import type { CoursePlan } from '../machines/course';
import type { Filter, MemberSummaries, Overall, Trouble } from '../reports/members';
import { overallOf } from '../reports/members';
import type { FiguresSource, NamedMember } from '../reports/source';
import type { ActivitySummary } from '../reports/summary';
import { emptyTally, recount, sumOf, type Tally } from '../reports/tally';
import type { Storage } from './storage';
import { readViewFigures, readViewWords } from './views';

/** Members whose summaries are read in one go. */
const atOnce = 50;

/** Gives the source of a cohort's reports; `plan` and `models` are the published course. */
export function figuresSource(
	{ database }: Pick<Storage, 'database'>,
	cohort: string,
	plan: CoursePlan,
	models: Record<string, LessonModel>
): FiguresSource {
	const { db } = database;
	const nothing = overallOf(plan, models, [], []);

	const chosen = ({ joinedSince, language }: Filter) =>
		db
			.selectFrom('members')
			.where('cohort_id', '=', cohort)
			.$if(joinedSince !== undefined, (query) => query.where('joined_at', '>=', joinedSince ?? ''))
			.$if(language !== undefined, (query) => query.where('language', '=', language ?? ''));

	async function members(filter: Filter): Promise<NamedMember[]> {
		const rows = await chosen(filter)
			.select([
				'member_id',
				'shown_as',
				'joined_at',
				'left_at',
				'language',
				'last_seq_no',
				'seen_at'
			])
			.select(['received_at', 'waiting', 'overall'])
			.orderBy('member_id')
			.execute();
		return rows.map((row) => ({
			member: row.member_id,
			name: row.shown_as,
			joined: row.joined_at,
			left: row.left_at,
			language: row.language,
			received: {
				entries: row.last_seq_no,
				lastSeen: row.seen_at,
				lastReceived: row.received_at,
				notYetReceived: row.waiting
			},
			...(row.overall ? (JSON.parse(row.overall) as Overall) : nothing)
		}));
	}

	/** Some members at a time; whoever else asks the server is answered in between, and a cohort is never in memory as a whole. */
	async function* summaries(activities: readonly string[], filter: Filter) {
		if (!activities.length) return;
		const all = await chosen(filter).select('member_id').orderBy('member_id').execute();
		for (let at = 0; at < all.length; at += atOnce) {
			const members = all.slice(at, at + atOnce).map(({ member_id }) => member_id);
			const rows = await db
				.selectFrom('summaries')
				.select(['member_id', 'body'])
				.where('cohort_id', '=', cohort)
				.where('member_id', 'in', members)
				.where('activity_id', 'in', activities)
				.execute();
			yield rows.flatMap(({ member_id: member, body }) =>
				body ? [{ member, summary: JSON.parse(body) as ActivitySummary }] : []
			);
			await setImmediate();
		}
	}

	async function kept(activities: readonly string[]): Promise<Tally> {
		const rows = activities.length
			? await db
					.selectFrom('tallies')
					.select('body')
					.where('cohort_id', '=', cohort)
					.where('activity_id', 'in', activities)
					.execute()
			: [];
		return sumOf(rows.map(({ body }) => JSON.parse(body) as Tally));
	}

	return {
		members,
		async troubles(wanted) {
			const rows = wanted.length
				? await db
						.selectFrom('members')
						.select(['member_id', 'troubles'])
						.where('cohort_id', '=', cohort)
						.where('member_id', 'in', wanted)
						.execute()
				: [];
			return new Map(
				rows.flatMap(({ member_id, troubles }) =>
					troubles ? [[member_id, JSON.parse(troubles) as Trouble[]]] : []
				)
			);
		},
		async languages() {
			const rows = await db
				.selectFrom('members')
				.select('language')
				.distinct()
				.where('cohort_id', '=', cohort)
				.execute();
			return rows.map(({ language }) => language).sort();
		},
		async tally(activities, filter) {
			if (filter.joinedSince === undefined && filter.language === undefined)
				return kept(activities);
			let sum = emptyTally();
			for await (const some of summaries(activities, filter))
				sum = recount(
					sum,
					[],
					some.map(({ summary }) => summary)
				);
			return sum;
		},
		async summaries(activities, filter) {
			const by = new Map<string, ActivitySummary[]>();
			for await (const some of summaries(activities, filter))
				for (const { member, summary } of some)
					by.set(member, [...(by.get(member) ?? []), summary]);
			return [...by].map(([member, summaries]): MemberSummaries => ({ member, summaries }));
		},
		views: {
			figures: () => readViewFigures({ database }, cohort),
			words: (place) => readViewWords({ database }, cohort, place)
		}
	};
}
