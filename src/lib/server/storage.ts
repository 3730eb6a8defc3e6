/**
 * What every function of this folder works with: the database, the sources of time, identity and chance, and the folds
 * that make summaries and tallies of entries.
 *
 * It promises, on either engine (`storage.contract.ts` tests each promise under its number):
 *
 * [S1]  Durable. What was acknowledged is there when the database is opened again.
 * [S2]  Idempotent. The same entry again is a success and changes nothing.
 * [S3]  One by one. A malformed entry, one too large or one that clashes is set aside with its reason; the others are
 *       stored. What is stored is never overwritten.
 * [S4]  Whole. A push is stored with its summaries and tallies or not at all.
 * [S5]  Ordered. A member's `seq_no` runs in the order of the commits, so a pull cursor never passes a write that is not
 *       committed; a pull from any cursor gives everything after it, once.
 * [S6]  Folded. Whatever the order, the splitting and the repeats of batches, and however many members push at once,
 *       summaries and tallies are those of one recomputation from the stored entries; with another course, of all members as soon as
 *       they were looked at anew, while others send.
 * [S7]  Judged here. An attempt is marked by the model of its own content version; where that is not known, it is not
 *       marked, until the version itself is published.
 * [S8]  Refused clearly. Unknown, signed out, left, erased, closed, too old, malformed and too large are told apart, and a
 *       refusal stores nothing.
 * [S9]  Away. When the database is away the answer is `slow_down`, and nothing is stored by halves.
 * [S10] Codes. A join code gives a member of its own; a rejoin code replaces the member's secrets, a transfer code adds
 *       one; both work once and expire. No secret is stored, only its hash.
 * [S11] Guessing. Wrong codes are counted by address, a locked-out address learns nothing, and a restart forgets nothing.
 * [S12] Erased. Entries, name, summaries, secrets and codes are gone, the tally is that of the others alone, and whatever
 *       comes later for that member is answered `erased`.
 * [S13] Apart. One cohort's members, entries and tallies do not touch another's, though they have the same ids.
 * [S14] Up to date. Several processes may open one database at once; its tables are made once.
 * [S15] Copied. A sealed copy that comes with a new entry comes back with it as it came, and goes with it: it is in no
 *       figure, a backup has it, an erasure removes it. One that cannot be kept, or comes later, holds nothing up and is
 *       left out.
 * [S16] Told apart. Every answer to a push or a pull names the generation of the data, which a restored backup changes and
 *       nothing else does.
 * [S17] Carried. What a facilitator brings in a capsule is as if the member's device had sent it; a capsule and a later sync of
 *       the same entries are one.
 * [S18] Carried nowhere else. A capsule that is not whole, of another course or cohort, or of nobody whom the cohort has or
 *       had before an erasure brings nothing, and says which.
 */
import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { ActivityModel } from '../course/model';
import type { Entry } from '../record/entry';
import type { Database } from './database';

/** Time, identity and chance. */
export interface Sources {
	now: () => Date;
	/** A new UUIDv7. */
	id: () => string;
	/** So many bytes that nobody can foretell. */
	random: (size: number) => Uint8Array;
}

/** The sources of a real server. */
export const realSources: Sources = {
	now: () => new Date(),
	id: () => v7(),
	random: (size) => randomBytes(size)
};

/** Pure functions from entries to a member's summary of an activity, and from summaries to a cohort's tally. */
export interface Folds<Summary, Tally> {
	/**
	 * Null when the entries say nothing of the activity; `verified` says that the model is the attempt's own, and `all` has
	 * besides the entries that this model may judge those of other versions' attempts.
	 */
	summarise(
		model: ActivityModel,
		entries: readonly Entry[],
		verified: boolean,
		all: readonly Entry[]
	): Summary | null;
	emptyTally(): Tally;
	/** The tally with some summaries taken out that were counted in before, and others counted in. */
	recount(tally: Tally, out: readonly Summary[], into: readonly Summary[]): Tally;
	/** The sum of two tallies. */
	merge(one: Tally, other: Tally): Tally;
	/** How a member stands in the whole course: from the entries that are about no activity, and every summary. */
	overall(entries: readonly Entry[], summaries: readonly Summary[]): unknown;
	/** What a member has wrong, for the few of whom it is asked. */
	troubles(summaries: readonly Summary[]): unknown;
	/** Names the course that both look at: when it changes, every member is looked at anew (publish.ts). */
	course: string;
}

export interface Storage<Summary = unknown, Tally = unknown> {
	database: Database;
	sources: Sources;
	folds: Folds<Summary, Tally>;
}
