/**
 * Summaries and tallies as they follow from the stored entries. A summary is replaced, never edited, and the tally moves
 * by the difference: the old one is taken out and the new one added.
 */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { canonicalJson } from '../record/canonical-json';
import type { Entry } from '../record/entry';
import { shards } from './dialect';
import { oneOf } from './identify';
import { readModels, type Models } from './models';
import { pinned } from '../reports/pinned';
import type { Storage } from './storage';
import type { MemberRow, SummaryRow, Tables, TallyRow } from './tables';

/** Who did something, and in which cohort. */
export interface Who {
	cohort: string;
	member: string;
}

/** What a row of `summaries` says. */
type Standing = Pick<SummaryRow, 'activity_id' | 'version' | 'verified' | 'body'>;

/** How the tally of one activity moves by what one member did: one summary out, one in. */
interface Change extends Who {
	activity: string;
	before: unknown;
	after: unknown;
}

/** A member, and the activities about which there may be something new. */
export interface Touched extends Who {
	activities: readonly string[];
}

/** How a member stands in the whole course, as the member's row keeps it. */
export type Overall = Pick<MemberRow, 'overall' | 'troubles' | 'overall_of'>;

/**
 * Brings members' summaries of the given activities, and the cohorts' tallies, up to date with the stored entries, for
 * many members in as many statements as for one. Gives how each now stands in the whole course, for the caller to keep. The
 * caller's transaction holds the members' rows, so nobody else does so for them; each member is there once.
 */
export async function restate(
	storage: Storage,
	transaction: Transaction<Tables>,
	touched: readonly Touched[]
): Promise<Overall[]> {
	if (!touched.length) return [];
	const activities = [...new Set(touched.flatMap((one) => one.activities))];
	const models = await readModels(storage.database, transaction, activities);
	const entries = await entriesOf(transaction, touched);
	const standings = await standingsOf(transaction, touched);
	const changed: (Who & { old: Standing | undefined; standing: Standing })[] = [];
	for (const { cohort, member, activities } of touched) {
		const own = standings.of(cohort, member);
		for (const activity of activities) {
			const old = own.get(activity);
			const standing = standingIn(
				storage,
				models,
				activity,
				entries.about(cohort, member, activity)
			);
			if (!standing || (old && isSame(standing, old))) continue;
			own.set(activity, standing);
			changed.push({ cohort, member, old, standing });
		}
	}
	await keepStandings(transaction, changed);
	await moveTallies(
		storage,
		transaction,
		changed.map(({ cohort, member, old, standing }) => ({
			cohort,
			member,
			activity: standing.activity_id,
			before: summaryIn(old),
			after: summaryIn(standing)
		}))
	);
	return touched.map(({ cohort, member }) =>
		overallIn(
			storage.folds,
			entries.about(cohort, member, null),
			[...standings.of(cohort, member).values()].flatMap((one) => summaryIn(one) ?? [])
		)
	);
}

/** As `restate`, for one member, with what is kept in the member's row. */
export async function restateOne(
	storage: Storage,
	transaction: Transaction<Tables>,
	touched: Touched
): Promise<void> {
	const [overall] = await restate(storage, transaction, [touched]);
	await transaction
		.updateTable('members')
		.set(overall)
		.where('cohort_id', '=', touched.cohort)
		.where('member_id', '=', touched.member)
		.execute();
}

/** How a member stands in the whole course, as it is stored. */
export function overallIn(
	folds: Storage['folds'],
	entries: readonly Entry[],
	summaries: readonly unknown[]
): Overall {
	return {
		overall: canonicalJson(folds.overall(entries, summaries)),
		troubles: canonicalJson(folds.troubles(summaries)),
		overall_of: folds.course
	};
}

/** Takes everything of a member out of the cohort's tallies, and removes the summaries. */
export async function unstate(
	storage: Storage,
	transaction: Transaction<Tables>,
	who: Who
): Promise<void> {
	const old = (await standingsOf(transaction, [who])).of(who.cohort, who.member);
	await moveTallies(
		storage,
		transaction,
		[...old.values()].map((one) => ({
			...who,
			activity: one.activity_id,
			before: summaryIn(one),
			after: null
		}))
	);
	await transaction
		.deleteFrom('summaries')
		.where('cohort_id', '=', who.cohort)
		.where('member_id', '=', who.member)
		.execute();
}

/** The standing that follows from a member's entries about an activity; null when they say nothing of it. */
export function standingIn(
	{ folds }: Pick<Storage, 'folds'>,
	models: Models,
	activity: string,
	entries: readonly Entry[]
): Standing | null {
	const { version, entries: judged } = pinned(entries);
	const own = models.of(activity, version);
	const model = own ?? models.newest(activity);
	// The fold gives no marks when told that the model is not the attempt's own.
	const summary = model && folds.summarise(model, judged, own !== null);
	if (model && !summary) return null;
	return {
		activity_id: activity,
		version: version ?? '',
		verified: own ? 1 : 0,
		body: summary === null ? null : canonicalJson(summary)
	};
}

/** The entries of members about the activities that were touched, and about none. */
async function entriesOf(transaction: Transaction<Tables>, touched: readonly Touched[]) {
	const ofActivities = touched.filter(({ activities }) => activities.length);
	const rows = ofActivities.length
		? await transaction
				.selectFrom('entries')
				.select(['cohort_id', 'member_id', 'activity_id', 'body'])
				.where(({ or, and, eb }) =>
					or(
						ofActivities.map(({ cohort, member, activities }) =>
							and([
								eb('cohort_id', '=', cohort),
								eb('member_id', '=', member),
								eb('activity_id', 'in', activities)
							])
						)
					)
				)
				.execute()
		: [];
	const ofNone = await transaction
		.selectFrom('entries')
		.select(['cohort_id', 'member_id', 'activity_id', 'body'])
		.where(oneOf('entries', touched))
		.where('activity_id', 'is', null)
		.execute();
	const groups = new Map<string, Entry[]>();
	const keyOf = (cohort: string, member: string, activity: string | null) =>
		`${cohort} ${member} ${activity ?? ''}`;
	for (const { cohort_id, member_id, activity_id, body } of [...rows, ...ofNone]) {
		const key = keyOf(cohort_id, member_id, activity_id);
		const group = groups.get(key);
		const entry = JSON.parse(body) as Entry;
		if (group) group.push(entry);
		else groups.set(key, [entry]);
	}
	return {
		about: (cohort: string, member: string, activity: string | null): Entry[] =>
			groups.get(keyOf(cohort, member, activity)) ?? []
	};
}

/** Every standing of members, by activity. */
async function standingsOf(transaction: Transaction<Tables>, members: readonly Who[]) {
	const rows = await transaction
		.selectFrom('summaries')
		.selectAll()
		.where(oneOf('summaries', members))
		.execute();
	const by = new Map(
		members.map(({ cohort, member }) => [`${cohort} ${member}`, new Map<string, Standing>()])
	);
	for (const { cohort_id, member_id, ...standing } of rows)
		by.get(`${cohort_id} ${member_id}`)?.set(standing.activity_id, standing);
	return {
		of: (cohort: string, member: string): Map<string, Standing> =>
			by.get(`${cohort} ${member}`) ?? new Map<string, Standing>()
	};
}

async function keepStandings(
	transaction: Transaction<Tables>,
	changed: readonly (Who & { standing: Standing })[]
): Promise<void> {
	if (!changed.length) return;
	await transaction
		.insertInto('summaries')
		.values(
			changed.map(({ cohort, member, standing }) => ({
				cohort_id: cohort,
				member_id: member,
				...standing
			}))
		)
		.onConflict((conflict) =>
			conflict.columns(['cohort_id', 'member_id', 'activity_id']).doUpdateSet((row) => ({
				version: row.ref('excluded.version'),
				verified: row.ref('excluded.verified'),
				body: row.ref('excluded.body')
			}))
		)
		.execute();
}

function isSame(one: Standing, other: Standing): boolean {
	return (
		one.version === other.version && one.verified === other.verified && one.body === other.body
	);
}

function summaryIn(standing: Standing | undefined): unknown {
	return standing?.body ? JSON.parse(standing.body) : null;
}

/**
 * Moves cohorts' tallies. Rows are made and locked in one order by everyone, so that two members who touch the same
 * activities wait for each other and never in a circle.
 */
async function moveTallies(
	{ database, folds }: Storage,
	transaction: Transaction<Tables>,
	changes: readonly Change[]
): Promise<void> {
	const moves = new Map<string, { row: Omit<TallyRow, 'body'>; changes: Change[] }>();
	for (const change of changes) {
		if (change.before === null && change.after === null) continue;
		const row = {
			cohort_id: change.cohort,
			activity_id: change.activity,
			shard: shardOf(change.member, shards[database.engine])
		};
		const move = moves.get(keyOfTally(row));
		if (move) move.changes.push(change);
		else moves.set(keyOfTally(row), { row, changes: [change] });
	}
	if (!moves.size) return;
	const keys = [...moves.keys()].sort();
	const rowsFor = (bodyOf: (key: string) => string, names = keys): TallyRow[] =>
		names.flatMap((key) => {
			const move = moves.get(key);
			return move ? { ...move.row, body: bodyOf(key) } : [];
		});
	const theirs = transaction
		.selectFrom('tallies')
		.where(({ or, and, eb }) =>
			or(
				[...moves.values()].map(({ row }) =>
					and([
						eb('cohort_id', '=', row.cohort_id),
						eb('activity_id', '=', row.activity_id),
						eb('shard', '=', row.shard)
					])
				)
			)
		);
	const there = await theirs.select(['cohort_id', 'activity_id', 'shard']).execute();
	const known = new Set(there.map(keyOfTally));
	const missing = keys.filter((key) => !known.has(key));
	// Before any row is held: who waits here for somebody else's new row keeps nobody waiting.
	if (missing.length)
		await transaction
			.insertInto('tallies')
			.values(rowsFor(() => JSON.stringify(folds.emptyTally()), missing))
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	const locked = await theirs
		.selectAll()
		.orderBy('cohort_id')
		.orderBy('activity_id')
		.orderBy('shard')
		.forUpdate()
		.execute();
	const tallies = new Map(locked.map((row) => [keyOfTally(row), JSON.parse(row.body) as unknown]));
	for (const [key, { changes }] of moves)
		for (const { before, after } of changes) {
			let tally = tallies.get(key);
			if (before !== null) tally = folds.subtract(tally, before);
			if (after !== null) tally = folds.add(tally, after);
			tallies.set(key, tally);
		}
	await transaction
		.insertInto('tallies')
		.values(rowsFor((key) => JSON.stringify(tallies.get(key))))
		.onConflict((conflict) =>
			conflict
				.columns(['cohort_id', 'activity_id', 'shard'])
				.doUpdateSet((row) => ({ body: row.ref('excluded.body') }))
		)
		.execute();
}

/** The place of a tally; text that sorts as the rows are locked. */
function keyOfTally({ cohort_id, activity_id, shard }: Omit<TallyRow, 'body'>): string {
	return `${cohort_id} ${activity_id} ${shard}`;
}

/** A member's shard: always the same, and spread evenly. */
function shardOf(member: string, count: number): number {
	return createHash('sha256').update(member).digest().readUInt32BE() % count;
}
