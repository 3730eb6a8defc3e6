/**
 * Where entries arrive. A push is one transaction: the new entries, the member's summaries that they touch, and the
 * cohort's tallies.
 *
 * The pull cursor. A transaction holds the member's row from before it takes numbers from `last_seq_no` until it commits.
 * So of one member's numbers, a lower one is always committed before a higher one is given out, and what a pull can see has
 * no gap that is filled later. Members do not wait for each other.
 */
import type { Transaction } from 'kysely';
import * as v from 'valibot';
import type { Entry } from '../record/entry';
import {
	batchLimit,
	Push,
	PROTOCOL,
	type Credential,
	type Pulled,
	type Pushed,
	type Refused
} from '../sync/protocol';
import { findMember, identify, type Present } from './identify';
import { orSlowDown, refuse } from './refuse';
import { activityOf, readBatch, sift, type Candidate, type Known } from './sift';
import { restate, restateOverall, type Who } from './standing';
import type { Storage } from './storage';
import type { Tables } from './tables';

/** The oldest protocol that is still spoken. */
const oldest = 1;

/** Takes in a batch that a member's device sent. */
export async function push(
	storage: Storage,
	credential: Credential,
	body: unknown
): Promise<Pushed | Refused> {
	const batch = readPush(body);
	if ('kind' in batch) return batch;
	return orSlowDown(() =>
		storage.database.db.transaction().execute(async (transaction) => {
			const found = await identify(transaction, credential, { lock: true });
			return take(storage, transaction, credential, found, batch);
		})
	).then((answer) => told(storage, credential.cohort, answer));
}

/** Takes in entries that came by another way than the member's device, such as a capsule that a facilitator brings. */
export async function admit(
	storage: Storage,
	who: Who,
	entries: readonly unknown[]
): Promise<Pushed | Refused> {
	if (entries.length > batchLimit.entries) return refuse('too_large');
	return orSlowDown(() =>
		storage.database.db.transaction().execute(async (transaction) => {
			const found = await findMember(transaction, who, { lock: true });
			return take(storage, transaction, who, found, { entries });
		})
	).then((answer) => told(storage, who.cohort, answer));
}

/** Tells those who follow the cohort, now that it is committed. */
function told({ database }: Storage, cohort: string, answer: Pushed | Refused): Pushed | Refused {
	if (answer.kind === 'pushed') database.live.announce(cohort);
	return answer;
}

/** Gives what the server received of the member after the cursor, as much as fits into one answer. */
export async function pull(
	{ database, sources }: Storage,
	credential: Credential,
	after: string
): Promise<Pulled | Refused> {
	if (!/^\d{1,15}$/.test(after)) return refuse('malformed');
	return orSlowDown(async () => {
		const found = await identify(database.db, credential);
		if (found.kind === 'refused') return found;
		// A cursor from beyond what is here comes from before a backup was restored: begin again.
		const from = Number(after) > found.lastSeqNo ? 0 : Number(after);
		const rows = await database.db
			.selectFrom('entries')
			.select(['seq_no', 'body'])
			.where('cohort_id', '=', credential.cohort)
			.where('member_id', '=', credential.member)
			.where('seq_no', '>', from)
			.orderBy('seq_no')
			.limit(batchLimit.entries + 1)
			.execute();
		const page = fitting(rows.slice(0, batchLimit.entries));
		return {
			kind: 'pulled',
			at: sources.now().toISOString(),
			entries: page.map(({ body }) => JSON.parse(body) as Entry),
			after: String(page.at(-1)?.seq_no ?? from),
			more: page.length < rows.length
		};
	});
}

/** What came in, and what the device said of itself. */
type Delivery = Omit<v.InferOutput<typeof Push>, 'protocol' | 'entries'> & {
	entries: readonly unknown[];
};

function readPush(body: unknown): Delivery | Refused {
	const read = v.safeParse(Push, body);
	if (read.success && read.output.protocol > PROTOCOL) return refuse('malformed');
	// An old client is told so whatever else it sent: its envelope may have been another.
	const { protocol, entries } = Object(body) as Record<string, unknown>;
	if (typeof protocol === 'number' && protocol < oldest) return refuse('client_too_old');
	if (read.success) return read.output;
	return refuse(
		Array.isArray(entries) && entries.length > batchLimit.entries ? 'too_large' : 'malformed'
	);
}

async function take(
	storage: Storage,
	transaction: Transaction<Tables>,
	{ cohort, member }: Who,
	found: Present | Refused,
	{ entries, waiting, language }: Delivery
): Promise<Pushed | Refused> {
	if (found.kind === 'refused') return found;
	if (found.state !== 'open') return refuse('cohort_closed');
	const who = { cohort, member };
	const { candidates, setAside } = readBatch(entries);
	const known = await knownOf(transaction, who, candidates);
	const sifted = sift(candidates, known);
	const now = storage.sources.now().toISOString();
	await insert(transaction, who, sifted.fresh, found.lastSeqNo, now);
	await transaction
		.updateTable('members')
		.set({
			last_seq_no: found.lastSeqNo + sifted.fresh.length,
			received_at: now,
			seen_at: newest(found.seenAt, sifted.fresh),
			...(waiting === undefined ? {} : { waiting }),
			...(language === undefined ? {} : { language })
		})
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.execute();
	const touched = new Set(sifted.fresh.flatMap(({ entry }) => activityOf(entry) ?? []));
	await restate(storage, transaction, who, [...touched]);
	if (sifted.fresh.length) await restateOverall(storage, transaction, who);
	return {
		kind: 'pushed',
		at: now,
		stored: sifted.stored,
		setAside: [...setAside, ...sifted.setAside].sort((a, b) => a.at - b.at)
	};
}

/** What is stored under the ids and places of a batch; mostly nothing. */
async function knownOf(
	transaction: Transaction<Tables>,
	{ cohort, member }: Who,
	candidates: readonly Candidate[]
): Promise<Known[]> {
	if (!candidates.length) return [];
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

async function insert(
	transaction: Transaction<Tables>,
	{ cohort, member }: Who,
	fresh: readonly Candidate[],
	lastSeqNo: number,
	now: string
): Promise<void> {
	if (!fresh.length) return;
	await transaction
		.insertInto('entries')
		.values(
			fresh.map(({ entry, body }, index) => ({
				cohort_id: cohort,
				member_id: member,
				id: entry.id,
				seq_no: lastSeqNo + index + 1,
				device: entry.device,
				seq: entry.seq,
				activity_id: activityOf(entry),
				body,
				received_at: now
			}))
		)
		.execute();
}

/** The time of the newest entry, by its device's clock. */
function newest(before: string | null, fresh: readonly Candidate[]): string | null {
	return fresh.reduce(
		(last, { entry }) => (last === null || entry.at > last ? entry.at : last),
		before
	);
}

/** As many of the first rows as fit into an answer; always one, so that a pull goes on. */
function fitting<T extends { body: string }>(rows: readonly T[]): T[] {
	let bytes = 0;
	const end = rows.findIndex(({ body }, index) => {
		bytes += Buffer.byteLength(body);
		return index > 0 && bytes > batchLimit.bytes;
	});
	return rows.slice(0, end < 0 ? rows.length : end);
}
