/**
 * Capsules that a facilitator brings to the server: what a member did without a network. They are taken in like what a device
 * sends, by the same inbox, so that a capsule and a later sync of the same entries are one.
 */
import { readCapsule, type CapsuleProblem } from '../sync/capsule';
import { batchLimit, type Refusal } from '../sync/protocol';
import { admit } from './inbox';
import { readMember } from './members';
import { ServerError } from './server-error';
import { readBatch } from './sift';
import type { Who } from './standing';
import type { Storage } from './storage';

/** The most bytes of a capsule as it is sent, packed: what the server lets a body be (src/command/listen.js). */
export const packedLimit = 2 * 1024 * 1024;

/** Why nothing of a capsule was taken in. */
export type CapsuleRefusal =
	| CapsuleProblem
	/** It is of somebody who never joined a cohort. */
	| 'capsule_guest'
	| 'capsule_other_cohort'
	/** The cohort has no such member. */
	| 'capsule_stranger'
	| 'capsule_erased'
	| 'cohort_closed'
	/** The database is away; of a long capsule some may be stored, and the same again is harmless. */
	| 'slow_down';

/** What came of a capsule. */
export type Brought =
	| {
			ok: true;
			/** As the facilitator sees the member. */
			name: string;
			/** How many entries are new, and how many were here before. */
			added: number;
			known: number;
			/** How many contradict what is here, and were left out. */
			clashes: number;
	  }
	| { ok: false; code: CapsuleRefusal };

/** Takes in a capsule of the course for a cohort; the caller answers for the facilitator who brings it. */
export async function bringCapsule(
	storage: Storage,
	{ cohort, course }: { cohort: string; course: string },
	bytes: Uint8Array
): Promise<Brought> {
	const read = readCapsule(bytes, course);
	if (!read.ok) return refusal(read.problem);
	const { from, entries } = read.capsule;
	if (from.kind === 'guest') return refusal('capsule_guest');
	if (from.cohort !== cohort) return refusal('capsule_other_cohort');
	// All of it or nothing: what a device would be told of one by one is no capsule as the course writes it.
	if (readBatch(entries).setAside.length) return refusal('capsule_malformed');
	const who = { cohort, member: from.member };
	const before = await idsOf(storage, who);
	const brought = { added: 0, known: 0, clashes: 0 };
	// One batch even when it is empty, which says whether the member may bring anything.
	for (let at = 0; at === 0 || at < entries.length; at += batchLimit.entries) {
		const answer = await admit(storage, who, entries.slice(at, at + batchLimit.entries));
		if (answer.kind === 'refused') return refusal(codeOf[answer.why]);
		const known = answer.stored.filter((id) => before.has(id)).length;
		brought.known += known;
		brought.added += answer.stored.length - known;
		brought.clashes += answer.setAside.length;
	}
	const name = await nameOf(storage, who);
	return name === null ? refusal('capsule_erased') : { ok: true, name, ...brought };
}

const refusal = (code: CapsuleRefusal): Brought => ({ ok: false, code });

/** What the inbox may answer to a facilitator, in the words for one; the rest cannot be. */
const codeOf: Record<Refusal, CapsuleRefusal> = {
	erased: 'capsule_erased',
	signed_out: 'capsule_stranger',
	not_a_member: 'capsule_stranger',
	cohort_closed: 'cohort_closed',
	slow_down: 'slow_down',
	client_too_old: 'capsule_malformed',
	malformed: 'capsule_malformed',
	too_large: 'capsule_malformed'
};

/** The ids of everything that was received of a member. */
async function idsOf({ database }: Storage, { cohort, member }: Who): Promise<Set<string>> {
	const rows = await database.db
		.selectFrom('entries')
		.select('id')
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.execute();
	return new Set(rows.map(({ id }) => id));
}

/** Null for a member who was erased meanwhile. */
async function nameOf(storage: Storage, who: Who): Promise<string | null> {
	try {
		return (await readMember(storage, who)).shownAs;
	} catch (error) {
		if (error instanceof ServerError) return null;
		throw error;
	}
}
