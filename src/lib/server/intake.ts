/**
 * Taking entries in: the deliveries of one group, in one transaction, whose statements are shared by all of them.
 *
 * The pull cursor. A transaction holds the members' rows from before it takes numbers from `last_seq_no` until it commits.
 * So of one member's numbers, a lower one is always committed before a higher one is given out, and what a pull can see has
 * no gap that is filled later.
 */
import type { Transaction } from 'kysely';
import type { Pushed, Refused } from '../sync/protocol';
import { insertRows } from './dialect';
import { findMembers, type Present } from './identify';
import { refuse } from './refuse';
import { activityOf, readBatch, sift, type Candidate, type Known, type Sifted } from './sift';
import { restate } from './standing';
import type { Storage } from './storage';
import type { EntryRow, MemberRow, Tables } from './tables';

/** What came in for a member, and what the device said of itself. Without a secret the caller answers for who it is. */
export interface Delivery {
	cohort: string;
	member: string;
	secret?: string;
	entries: readonly unknown[];
	waiting?: number | undefined;
	language?: string | undefined;
	/** What is to be kept with new entries, by their ids. */
	copies?: ReadonlyMap<string, string>;
}

/** A delivery that may come in, as far as it has been taken. */
interface Taking {
	at: number;
	delivery: Delivery;
	row: MemberRow;
	generation: string;
	read: ReturnType<typeof readBatch>;
	sifted: Sifted;
}

/**
 * Takes in deliveries of different members, in a transaction that holds their rows; the tallies move in one shard. With
 * `areNew` all entries are taken to be new, which they mostly are, and nothing is looked up; where some are there already it
 * throws (`isTaken`), and is to be tried without in another transaction. Looking for room and giving the keys back costs a
 * PostgreSQL a fifth of what inserting does.
 */
export async function take(
	storage: Storage,
	transaction: Transaction<Tables>,
	deliveries: readonly Delivery[],
	{ shard, areNew }: { shard: number; areNew: boolean }
): Promise<(Pushed | Refused)[]> {
	const now = storage.sources.now().toISOString();
	const found = await findMembers(transaction, deliveries, { lock: true });
	const answers = found.map((one, at) => refusalOf(one, deliveries[at]));
	const takings = found.flatMap((one, at): Taking[] => {
		if (one.kind === 'refused' || answers[at]) return [];
		const read = readBatch(deliveries[at].entries);
		const { row, generation } = one;
		return [
			{ at, delivery: deliveries[at], row, generation, read, sifted: sift(read.candidates, []) }
		];
	});
	const entries = takings.flatMap((taking) => rowsOf(taking, taking.sifted.fresh, now));
	if (entries.length && areNew)
		await insertRows(transaction, storage.database.engine, 'entries', entries).execute();
	else if (entries.length) await insertNew(storage, transaction, takings, entries, now);
	for (const { row, sifted } of takings) row.last_seq_no += sifted.fresh.length;
	const rows = takings.map(({ row, delivery, sifted }) => ({
		...row,
		received_at: sifted.fresh.length ? now : row.received_at,
		seen_at: newest(row.seen_at, sifted.fresh),
		waiting: delivery.waiting ?? waitingAfter(row.waiting, sifted.fresh.length),
		...(delivery.language === undefined ? {} : { language: delivery.language })
	}));
	const changed = takings.filter(({ sifted }) => sifted.fresh.length);
	const overall = await restate(
		storage,
		transaction,
		changed.map(({ delivery: { cohort, member }, row, sifted: { fresh } }) => ({
			cohort,
			member,
			activities: [...new Set(fresh.flatMap(({ entry }) => activityOf(entry) ?? []))],
			isBehind: row.overall_of !== storage.folds.course,
			fresh: { after: row.last_seq_no - fresh.length, entries: fresh.map(({ entry }) => entry) }
		})),
		shard
	);
	for (const [at, taking] of changed.entries())
		Object.assign(rows[takings.indexOf(taking)], overall[at]);
	await keep(storage, transaction, rows);
	for (const { at, generation, read, sifted } of takings)
		answers[at] = {
			kind: 'pushed',
			at: now,
			stored: sifted.stored,
			setAside: [...read.setAside, ...sifted.setAside].sort((a, b) => a.at - b.at),
			generation
		};
	return answers.map((answer) => answer ?? refuse('signed_out'));
}

function refusalOf(found: Present | Refused, { secret }: Delivery): Pushed | Refused | null {
	if (found.kind === 'refused') return found;
	// A facilitator may bring what somebody did before leaving.
	if (secret !== undefined && found.row.left_at !== null) return refuse('not_a_member');
	return found.state === 'open' ? null : refuse('cohort_closed');
}

/**
 * Stores what of the rows is new, and sifts out of the takings what is not: what the table has no room for under its id or place is there already,
 * the same or a clash.
 */
async function insertNew(
	storage: Storage,
	transaction: Transaction<Tables>,
	takings: readonly Taking[],
	rows: readonly EntryRow[],
	now: string
): Promise<void> {
	const stored = await insertWhereRoom(storage, transaction, rows);
	for (const taking of takings) {
		const { delivery, read } = taking;
		const known = taking.sifted.fresh.filter(({ entry }) => !stored.has(keyOf(delivery, entry.id)));
		if (!known.length) continue;
		// Some were sent before. Once more, with numbers that have no gap and count the member's entries.
		taking.sifted = sift(read.candidates, await knownOf(transaction, delivery, known));
		await takeBack(transaction, taking);
		const fresh = rowsOf(taking, taking.sifted.fresh, now);
		if (fresh.length) await insertWhereRoom(storage, transaction, fresh);
	}
}

/** Removes what this transaction has stored for a member. */
async function takeBack(
	transaction: Transaction<Tables>,
	{ delivery: { cohort, member }, row }: Taking
): Promise<void> {
	await transaction
		.deleteFrom('entries')
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.where('seq_no', '>', row.last_seq_no)
		.execute();
}

/** Rows with the numbers after the member's last one. */
function rowsOf(
	{ delivery: { cohort, member, copies }, row }: Taking,
	candidates: readonly Candidate[],
	now: string
): EntryRow[] {
	return candidates.map(({ entry, body }, index) => ({
		cohort_id: cohort,
		member_id: member,
		id: entry.id,
		seq_no: row.last_seq_no + index + 1,
		device: entry.device,
		seq: entry.seq,
		activity_id: activityOf(entry),
		body,
		copy: copies?.get(entry.id) ?? null,
		received_at: now
	}));
}

/** Inserts the rows that there is room for, and gives their keys. */
async function insertWhereRoom(
	storage: Storage,
	transaction: Transaction<Tables>,
	rows: readonly EntryRow[]
): Promise<Set<string>> {
	const inserted = await insertRows(transaction, storage.database.engine, 'entries', rows)
		.onConflict((conflict) => conflict.doNothing())
		.returning(['cohort_id', 'member_id', 'id'])
		.execute();
	return new Set(
		inserted.map(({ cohort_id, member_id, id }) =>
			keyOf({ cohort: cohort_id, member: member_id }, id)
		)
	);
}

const keyOf = ({ cohort, member }: Pick<Delivery, 'cohort' | 'member'>, id: string) =>
	`${cohort} ${member} ${id}`;

/** What is stored under the ids and places of these. */
async function knownOf(
	transaction: Transaction<Tables>,
	{ cohort, member }: Delivery,
	candidates: readonly Candidate[]
): Promise<Known[]> {
	const places = new Map<string, number[]>();
	for (const { entry } of candidates)
		places.set(entry.device, [...(places.get(entry.device) ?? []), entry.seq]);
	return transaction
		.selectFrom('entries')
		.select(['id', 'device', 'seq', 'body'])
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.where(({ or, and, eb }) =>
			or([
				eb(
					'id',
					'in',
					candidates.map(({ entry }) => entry.id)
				),
				...[...places].map(([device, seqs]) =>
					and([eb('device', '=', device), eb('seq', 'in', seqs)])
				)
			])
		)
		.execute();
}

/** Keeps members' rows, which the transaction holds. */
async function keep(
	storage: Storage,
	transaction: Transaction<Tables>,
	rows: readonly MemberRow[]
): Promise<void> {
	if (!rows.length) return;
	await insertRows(transaction, storage.database.engine, 'members', rows)
		.onConflict((conflict) =>
			conflict.columns(['cohort_id', 'member_id']).doUpdateSet((row) => ({
				last_seq_no: row.ref('excluded.last_seq_no'),
				received_at: row.ref('excluded.received_at'),
				seen_at: row.ref('excluded.seen_at'),
				waiting: row.ref('excluded.waiting'),
				language: row.ref('excluded.language'),
				overall: row.ref('excluded.overall'),
				troubles: row.ref('excluded.troubles'),
				overall_of: row.ref('excluded.overall_of')
			}))
		)
		.execute();
}

/** How many a device may still hold of those that it told of, once so many have come by another way than from it. */
function waitingAfter(told: number | null, came: number): number | null {
	return told === null ? null : Math.max(0, told - came);
}

/** The time of the newest entry, by its device's clock. */
function newest(before: string | null, fresh: readonly Candidate[]): string | null {
	return fresh.reduce(
		(last, { entry }) => (last === null || entry.at > last ? entry.at : last),
		before
	);
}
