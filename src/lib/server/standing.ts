/**
 * Summaries and tallies as they follow from the stored entries. A summary is replaced, never edited, and the tally moves
 * by the difference: the old one is taken out and the new one added.
 */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { canonicalJson } from '../record/canonical-json';
import type { Entry } from '../record/entry';
import { shards } from './dialect';
import { readModels, type Models } from './models';
import { pinned } from '../reports/pinned';
import type { Storage } from './storage';
import type { SummaryRow, Tables } from './tables';

/** Who did something, and in which cohort. */
export interface Who {
	cohort: string;
	member: string;
}

/** What a row of `summaries` says. */
type Standing = Pick<SummaryRow, 'activity_id' | 'version' | 'verified' | 'body'>;

/** How the tally of one activity moves: one summary out, one in. */
interface Change {
	activity: string;
	before: unknown;
	after: unknown;
}

/**
 * Brings a member's summaries of the given activities, and the cohort's tallies, up to date with the stored entries. The
 * caller's transaction holds the member's row, so nobody else does so for the same member.
 */
export async function restate(
	storage: Storage,
	transaction: Transaction<Tables>,
	who: Who,
	activities: readonly string[]
): Promise<void> {
	if (!activities.length) return;
	const models = await readModels(storage.database, transaction, activities);
	const entries = await entriesOf(transaction, who, activities);
	const old = await standingsOf(transaction, who, activities);
	const standings = activities.flatMap(
		(activity) => standingIn(storage, models, activity, entries.get(activity) ?? []) ?? []
	);
	const changed = standings.filter(
		(one) => canonicalJson(one) !== canonicalJson(old.get(one.activity_id) ?? null)
	);
	if (!changed.length) return;
	await transaction
		.insertInto('summaries')
		.values(changed.map((one) => ({ cohort_id: who.cohort, member_id: who.member, ...one })))
		.onConflict((conflict) =>
			conflict.columns(['cohort_id', 'member_id', 'activity_id']).doUpdateSet((row) => ({
				version: row.ref('excluded.version'),
				verified: row.ref('excluded.verified'),
				body: row.ref('excluded.body')
			}))
		)
		.execute();
	await moveTallies(
		storage,
		transaction,
		who,
		changed.map((one) => ({
			activity: one.activity_id,
			before: summaryIn(old.get(one.activity_id)),
			after: summaryIn(one)
		}))
	);
}

/**
 * Brings up to date how a member stands in the whole course, from the entries about no activity and the summaries as they
 * are now. The caller's transaction holds the member's row.
 */
export async function restateOverall(
	{ folds }: Pick<Storage, 'folds'>,
	transaction: Transaction<Tables>,
	{ cohort, member }: Who
): Promise<void> {
	const rows = await transaction
		.selectFrom('entries')
		.select('body')
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.where('activity_id', 'is', null)
		.execute();
	const summaries = [...(await standingsOf(transaction, { cohort, member })).values()];
	await transaction
		.updateTable('members')
		.set({
			overall: overallIn(
				folds,
				rows.map(({ body }) => JSON.parse(body) as Entry),
				summaries.flatMap((one) => summaryIn(one) ?? [])
			),
			overall_of: folds.course
		})
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.execute();
}

/** How a member stands in the whole course, as it is stored. */
export function overallIn(
	folds: Storage['folds'],
	entries: readonly Entry[],
	summaries: readonly unknown[]
): string {
	return canonicalJson(folds.overall(entries, summaries));
}

/** Takes everything of a member out of the cohort's tallies, and removes the summaries. */
export async function unstate(
	storage: Storage,
	transaction: Transaction<Tables>,
	who: Who
): Promise<void> {
	const old = await standingsOf(transaction, who);
	await moveTallies(
		storage,
		transaction,
		who,
		[...old.values()].map((one) => ({
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

async function entriesOf(
	transaction: Transaction<Tables>,
	{ cohort, member }: Who,
	activities: readonly string[]
): Promise<Map<string, Entry[]>> {
	const rows = await transaction
		.selectFrom('entries')
		.select(['activity_id', 'body'])
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.where('activity_id', 'in', activities)
		.execute();
	const groups = new Map<string, Entry[]>();
	for (const { activity_id, body } of rows) {
		const group = groups.get(activity_id ?? '') ?? [];
		groups.set(activity_id ?? '', group);
		group.push(JSON.parse(body) as Entry);
	}
	return groups;
}

async function standingsOf(
	transaction: Transaction<Tables>,
	{ cohort, member }: Who,
	activities?: readonly string[]
): Promise<Map<string, Standing>> {
	const rows = await transaction
		.selectFrom('summaries')
		.select(['activity_id', 'version', 'verified', 'body'])
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.$if(activities !== undefined, (query) => query.where('activity_id', 'in', activities ?? []))
		.execute();
	return new Map(rows.map((row) => [row.activity_id, row]));
}

function summaryIn(standing: Standing | undefined): unknown {
	return standing?.body ? JSON.parse(standing.body) : null;
}

/**
 * Moves a cohort's tallies. Rows are made and locked in the order of their activities by everyone, so that two members who
 * touch the same activities wait for each other and never in a circle.
 */
async function moveTallies(
	{ database, folds }: Storage,
	transaction: Transaction<Tables>,
	{ cohort, member }: Who,
	changes: readonly Change[]
): Promise<void> {
	const moves = changes
		.filter(({ before, after }) => before !== null || after !== null)
		.sort((a, b) => (a.activity < b.activity ? -1 : 1));
	if (!moves.length) return;
	const shard = shardOf(member, shards[database.engine]);
	const rowOf = (activity: string, tally: unknown) => ({
		cohort_id: cohort,
		activity_id: activity,
		shard,
		body: JSON.stringify(tally)
	});
	await transaction
		.insertInto('tallies')
		.values(moves.map(({ activity }) => rowOf(activity, folds.emptyTally())))
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	const locked = await transaction
		.selectFrom('tallies')
		.select(['activity_id', 'body'])
		.where('cohort_id', '=', cohort)
		.where(
			'activity_id',
			'in',
			moves.map(({ activity }) => activity)
		)
		.where('shard', '=', shard)
		.orderBy('activity_id')
		.forUpdate()
		.execute();
	const tallies = new Map(
		locked.map(({ activity_id, body }) => [activity_id, JSON.parse(body) as unknown])
	);
	const rows = moves.map(({ activity, before, after }) => {
		let tally = tallies.get(activity);
		if (before !== null) tally = folds.subtract(tally, before);
		if (after !== null) tally = folds.add(tally, after);
		return rowOf(activity, tally);
	});
	await transaction
		.insertInto('tallies')
		.values(rows)
		.onConflict((conflict) =>
			conflict
				.columns(['cohort_id', 'activity_id', 'shard'])
				.doUpdateSet((row) => ({ body: row.ref('excluded.body') }))
		)
		.execute();
}

/** A member's shard: always the same, and spread evenly. */
function shardOf(member: string, count: number): number {
	return createHash('sha256').update(member).digest().readUInt32BE() % count;
}
