/** Where entries arrive, and where a member's other devices get them. How they are taken in is in `intake.ts`. */
import * as v from 'valibot';
import type { Entry } from '../record/entry';
import {
	batchLimit,
	Copy,
	Push,
	PROTOCOL,
	type Credential,
	type Pulled,
	type Pushed,
	type Refused
} from '../sync/protocol';
import { readCard } from './cohorts';
import { identify } from './identify';
import type { Delivery } from './intake';
import { orSlowDown, refuse } from './refuse';
import type { Who } from './standing';
import type { Storage } from './storage';
import { together } from './together';

/** The oldest protocol that is still spoken. */
const oldest = 1;

/** Takes in a batch that a member's device sent. */
export async function push(
	storage: Storage,
	credential: Credential,
	body: unknown
): Promise<Pushed | Refused> {
	const delivery = readPush(body);
	if ('kind' in delivery) return delivery;
	return arrive(storage, { ...credential, ...delivery });
}

/** Takes in entries that came by another way than the member's device, such as a capsule that a facilitator brings. */
export async function admit(
	storage: Storage,
	{ cohort, member }: Who,
	entries: readonly unknown[]
): Promise<Pushed | Refused> {
	if (entries.length > batchLimit.entries) return refuse('too_large');
	return arrive(storage, { cohort, member, entries });
}

/** Takes in one delivery together with those that arrive at the same time, and tells those who follow the cohort. */
async function arrive(storage: Storage, delivery: Delivery): Promise<Pushed | Refused> {
	const answer = await orSlowDown(() => together(storage, delivery));
	if (answer.kind === 'pushed') storage.database.live.announce(delivery.cohort);
	return answer;
}

/**
 * Gives what the server received of the member after the cursor, as much as fits into one answer, and the cohort as it is
 * planned now.
 */
export async function pull(
	storage: Storage,
	credential: Credential,
	after: string
): Promise<Pulled | Refused> {
	const { database, sources } = storage;
	if (!/^\d{1,15}$/.test(after)) return refuse('malformed');
	return orSlowDown(async () => {
		const found = await identify(database.db, credential);
		if (found.kind === 'refused') return found;
		// A cursor from beyond what is here comes from before a backup was restored: begin again.
		const from = Number(after) > found.row.last_seq_no ? 0 : Number(after);
		// Read before the rows: of a restore in between, the device hears at the next answer.
		const { generation } = found;
		const rows = await database.db
			.selectFrom('entries')
			.select(['seq_no', 'id', 'body', 'copy'])
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
			copies: Object.fromEntries(
				page.flatMap(({ id, copy }) => (copy === null ? [] : [[id, copy]]))
			),
			after: String(page.at(-1)?.seq_no ?? from),
			more: page.length < rows.length,
			generation,
			cohort: await readCard(storage, credential.cohort)
		};
	});
}

function readPush(
	body: unknown
): Pick<Delivery, 'entries' | 'waiting' | 'language' | 'copies'> | Refused {
	const read = v.safeParse(Push, body);
	if (read.success && read.output.protocol > PROTOCOL) return refuse('malformed');
	// An old client is told so whatever else it sent: its envelope may have been another.
	const { protocol, entries } = Object(body) as Record<string, unknown>;
	if (typeof protocol === 'number' && protocol < oldest) return refuse('client_too_old');
	if (read.success) {
		const { protocol: _, copies, ...delivery } = read.output;
		return { ...delivery, copies: readCopies(copies ?? {}) };
	}
	return refuse(
		Array.isArray(entries) && entries.length > batchLimit.entries ? 'too_large' : 'malformed'
	);
}

/** Copies that can be kept. One that cannot is left out, as if the device had made none: its entry is as good without. */
function readCopies(copies: Record<string, unknown>): Map<string, string> {
	return new Map(
		Object.entries(copies).flatMap(([id, copy]) => {
			const read = v.safeParse(Copy, copy);
			return read.success ? [[id, read.output]] : [];
		})
	);
}

/** As many of the first rows as fit into an answer; always one, so that a pull goes on. */
function fitting<T extends { body: string; copy: string | null }>(rows: readonly T[]): T[] {
	let bytes = 0;
	const end = rows.findIndex(({ body, copy }, index) => {
		bytes += Buffer.byteLength(body) + (copy?.length ?? 0);
		return index > 0 && bytes > batchLimit.bytes;
	});
	return rows.slice(0, end < 0 ? rows.length : end);
}
