/**
 * Summaries and tallies as they follow from the stored entries. A summary is replaced, never edited, and the tally moves
 * by the difference: the old one is taken out and the new one added.
 */
import type { ExpressionBuilder, Transaction } from 'kysely';
import type { Entry } from '../record/entry';
import { pinned } from '../reports/pinned';
import { byId } from '../reports/share';
import { insertRows } from './dialect';
import { oneOf } from './identify';
import { readModels, type Models } from './models';
import { activityOf, nameable } from './sift';
import type { Storage } from './storage';
import type { MemberRow, SummaryRow, Tables, TallyRow } from './tables';

/** Who did something, and in which cohort. */
export interface Who {
	cohort: string;
	member: string;
}

/** What a row of `summaries` says, and the summary that its body is the text of. */
interface Standing extends Pick<SummaryRow, 'activity_id' | 'version' | 'verified' | 'body'> {
	summary: unknown;
}

/** How the tally of one activity moves by what one member did: one summary out, one in. */
interface Change extends Who {
	activity: string;
	before: unknown;
	after: unknown;
}

/** A member, and the activities about which there may be something new. */
export interface Touched extends Who {
	activities: readonly string[];
	/** Entries that the caller has just stored, which need not be read again: all those after a place of the member's. */
	fresh?: { after: number; entries: readonly Entry[] };
	/** Whether the standing was seen with another course: then there may be something new in every activity. */
	isBehind?: boolean;
}

/** How a member stands in the whole course, as the member's row keeps it. */
export type Overall = Pick<MemberRow, 'overall' | 'troubles' | 'overall_of'>;

/**
 * Brings members' summaries of the given activities, and the cohorts' tallies, up to date with the stored entries, for
 * many members in as many statements as for one. Gives how each now stands in the whole course, for the caller to keep. The
 * caller's transaction holds the members' rows, so nobody else does so for them; each member is there once. The tallies
 * move in one shard, whichever it is: only their sum counts, and who uses another shard need not wait.
 */
export async function restate(
	storage: Storage,
	transaction: Transaction<Tables>,
	given: readonly Touched[],
	shard = 0
): Promise<Overall[]> {
	if (!given.length) return [];
	const standings = await standingsOf(transaction, given);
	const touched = given.map((one) => {
		const seen = one.isBehind ? standings.of(one.cohort, one.member).keys() : [];
		return { ...one, activities: [...new Set([...one.activities, ...seen])] };
	});
	const activities = [...new Set(touched.flatMap((one) => one.activities))];
	const models = await readModels(storage.database, transaction, activities);
	const entries = await entriesOf(transaction, touched);
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
	await keepStandings(storage, transaction, changed);
	await moveTallies(
		storage,
		transaction,
		changed.map(({ cohort, member, old, standing }) => ({
			cohort,
			member,
			activity: standing.activity_id,
			before: old?.summary ?? null,
			after: standing.summary
		})),
		shard
	);
	return touched.map(({ cohort, member }) =>
		overallIn(
			storage.folds,
			entries.about(cohort, member, null),
			[...standings.of(cohort, member).values()].flatMap(({ summary }) => summary ?? [])
		)
	);
}

/** How a member stands in the whole course, as it is stored. */
export function overallIn(
	folds: Storage['folds'],
	entries: readonly Entry[],
	summaries: readonly unknown[]
): Overall {
	return {
		overall: JSON.stringify(folds.overall(entries, summaries)),
		troubles: JSON.stringify(folds.troubles(summaries)),
		overall_of: folds.course
	};
}

/**
 * Takes everything of a member out of the cohort's tallies, and removes the summaries. Shards become one: counted in one and
 * taken out in another, what the member did would stay in both.
 */
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
			before: one.summary,
			after: null
		})),
		'all'
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
	const summary = model && folds.summarise(model, judged, own !== null, entries);
	if (model && !summary) return null;
	return {
		activity_id: activity,
		// What no course names a version, PostgreSQL's text could not hold.
		version: version !== null && nameable.test(version) ? version : '',
		verified: own ? 1 : 0,
		body: summary === null ? null : JSON.stringify(summary),
		summary
	};
}

/** The entries of members about the activities that were touched, and about none. */
async function entriesOf(transaction: Transaction<Tables>, touched: readonly Touched[]) {
	const rows = await transaction
		.selectFrom('entries')
		.select(['cohort_id', 'member_id', 'activity_id', 'body'])
		.where(({ or, and, eb }) =>
			or(
				touched.map(({ cohort, member, activities, fresh }) =>
					and([
						eb('cohort_id', '=', cohort),
						eb('member_id', '=', member),
						or([
							eb('activity_id', 'is', null),
							...(activities.length ? [eb('activity_id', 'in', activities)] : [])
						]),
						...(fresh ? [eb('seq_no', '<=', fresh.after)] : [])
					])
				)
			)
		)
		.execute();
	const groups = new Map<string, Entry[]>();
	const keyOf = (cohort: string, member: string, activity: string | null) =>
		`${cohort} ${member} ${activity ?? ''}`;
	const put = (key: string, entry: Entry) => {
		const group = groups.get(key);
		if (group) group.push(entry);
		else groups.set(key, [entry]);
	};
	for (const { cohort_id, member_id, activity_id, body } of rows)
		put(keyOf(cohort_id, member_id, activity_id), JSON.parse(body) as Entry);
	for (const { cohort, member, fresh } of touched)
		for (const entry of fresh?.entries ?? []) put(keyOf(cohort, member, activityOf(entry)), entry);
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
	for (const { cohort_id, member_id, ...row } of rows) {
		const summary: unknown = row.body === null ? null : JSON.parse(row.body);
		by.get(`${cohort_id} ${member_id}`)?.set(row.activity_id, { ...row, summary });
	}
	return {
		of: (cohort: string, member: string): Map<string, Standing> =>
			by.get(`${cohort} ${member}`) ?? new Map<string, Standing>()
	};
}

async function keepStandings(
	{ database }: Storage,
	transaction: Transaction<Tables>,
	changed: readonly (Who & { standing: Standing })[]
): Promise<void> {
	if (!changed.length) return;
	const rows = changed.map(({ cohort, member, standing: { summary: _, ...row } }) => ({
		cohort_id: cohort,
		member_id: member,
		...row
	}));
	await insertRows(transaction, database.engine, 'summaries', rows)
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

/**
 * Moves cohorts' tallies, in one shard, or in all of them, which then become one. Rows are made and locked in one order by
 * everyone, so that two who touch the same activities wait for each other and never in a circle.
 */
async function moveTallies(
	{ folds, database }: Storage,
	transaction: Transaction<Tables>,
	changes: readonly Change[],
	shard: number | 'all'
): Promise<void> {
	const moves = new Map<string, Move>();
	for (const { cohort, activity, before, after } of changes) {
		if (before === null && after === null) continue;
		const place = { cohort_id: cohort, activity_id: activity };
		const move = moves.get(keyOfTally(place)) ?? { place, out: [], into: [] };
		moves.set(keyOfTally(place), move);
		if (before !== null) move.out.push(before);
		if (after !== null) move.into.push(after);
	}
	if (!moves.size) return;
	const sorted = [...moves].sort(([one], [other]) => byId(one, other)).map(([, move]) => move);
	const target = shard === 'all' ? 0 : shard;
	const isTheirs = ofPlaces(sorted.map(({ place }) => place));
	const there = await transaction
		.selectFrom('tallies')
		.select(['cohort_id', 'activity_id'])
		.where(isTheirs)
		.where('shard', '=', target)
		.execute();
	const known = new Set(there.map(keyOfTally));
	const missing = sorted.filter(({ place }) => !known.has(keyOfTally(place)));
	// Before any row is held: who waits here for somebody else's new row keeps nobody waiting.
	if (missing.length)
		await insertRows(
			transaction,
			database.engine,
			'tallies',
			missing.map(({ place }) => ({
				...place,
				shard: target,
				body: JSON.stringify(folds.emptyTally())
			}))
		)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	const locked = await transaction
		.selectFrom('tallies')
		.selectAll()
		.where(isTheirs)
		.$if(shard !== 'all', (query) => query.where('shard', '=', target))
		.orderBy('cohort_id')
		.orderBy('activity_id')
		.orderBy('shard')
		.forUpdate()
		.execute();
	const tallies = new Map<string, unknown>();
	for (const row of locked) {
		const [key, tally] = [keyOfTally(row), JSON.parse(row.body) as unknown];
		tallies.set(key, tallies.has(key) ? folds.merge(tallies.get(key), tally) : tally);
	}
	const moved = sorted.map(({ place, out, into }) => ({
		...place,
		shard: target,
		body: JSON.stringify(folds.recount(tallies.get(keyOfTally(place)), out, into))
	}));
	const emptied = locked
		.filter((row) => row.shard !== target)
		.map((row) => ({ ...row, body: JSON.stringify(folds.emptyTally()) }));
	await insertRows(transaction, database.engine, 'tallies', [...moved, ...emptied])
		.onConflict((conflict) =>
			conflict
				.columns(['cohort_id', 'activity_id', 'shard'])
				.doUpdateSet((row) => ({ body: row.ref('excluded.body') }))
		)
		.execute();
}

/** Where a tally is kept, in one shard or several. */
type Place = Pick<TallyRow, 'cohort_id' | 'activity_id'>;

/** What is taken out of a tally, and what is counted in. */
interface Move {
	place: Place;
	out: unknown[];
	into: unknown[];
}

/** The condition that a tally is kept at one of these places. */
function ofPlaces(places: readonly Place[]) {
	const activities = new Map<string, string[]>();
	for (const { cohort_id, activity_id } of places)
		activities.set(cohort_id, [...(activities.get(cohort_id) ?? []), activity_id]);
	return ({ or, and, eb }: ExpressionBuilder<Tables, 'tallies'>) =>
		or(
			[...activities].map(([cohort, own]) =>
				and([eb('cohort_id', '=', cohort), eb('activity_id', 'in', own)])
			)
		);
}

/** The place of a tally; text that sorts as the rows are locked. */
function keyOfTally({ cohort_id, activity_id }: Place): string {
	return `${cohort_id} ${activity_id}`;
}
