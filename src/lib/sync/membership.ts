/**
 * A trainee's place in a cohort, as this device knows it, and which entries of the record belong there. Pure.
 *
 * [B1] With consent to earlier work, every entry belongs, save those of lessons that are not the cohort's.
 * [B2] Without it, an entry of this device belongs when it was written after joining, by the device's own count and not by
 *      any clock: a clock that is wrong, or set right later, sends nothing early and holds nothing back.
 * [B3] Without it, an entry from elsewhere (an imported record) belongs when its own device dates it after the joining.
 *      There is no common count to go by, so the clock decides; an entry that this record had when joining never belongs.
 * [B4] An entry whose lesson nobody can tell belongs: the server judges what it is.
 * [B5] An attempt goes whole or not at all, as its beginning does: half of one cannot be replayed. One that was begun before
 *      joining, without consent to earlier work, stays with the trainee however much of it is done later; one that another
 *      device of the member began in the cohort is the cohort's, wherever it is finished.
 * [B6] The cohort's lessons are those that its facilitator plans, as far as this device has heard. Of one that is added later,
 *      what was done since joining belongs; of one that is taken out, what the server has goes on belonging [B5].
 */
import type { Entry } from '../record/entry';
import { isAcknowledged, type Acknowledged } from './acknowledged';
import {
	beginning,
	type CohortCard,
	type Credential,
	type Joined,
	type Refusal,
	type SetAside
} from './protocol';
import type { ViewsState } from './views-outbox';

export interface Membership {
	/** The profile on this device. */
	profile: string;
	credential: Credential;
	/** The key of the member's devices, with which boxes are sealed (seal.ts). The server never has it. */
	key: string;
	cohort: CohortCard;
	/** The name or pseudonym under which the facilitator sees the member. */
	shownAs: string;
	/** Device time. */
	joinedAt: string;
	/** Whether what was done before joining goes to the cohort too. */
	earlier: boolean;
	/** The highest `seq` of each device in the record when the trainee joined. */
	before: Record<string, number>;
	/** The ids under which this device has written since. */
	devices: string[];
}

/** An entry that the server, or this device before it, would not take. It stays in the record, and is not sent again. */
export interface Aside {
	id: string;
	device: string;
	seq: number;
	why: SetAside;
}

/** Why a membership sends nothing any more; only joining again ends it. */
export type End = Extract<Refusal, 'signed_out' | 'not_a_member' | 'erased' | 'cohort_closed'>;

/** How far a membership is with its server. */
export interface SyncState {
	acknowledged: Acknowledged;
	/** What was acknowledged by a server that has been restored from a backup since: it belongs there, and is sent again. */
	lost?: Acknowledged;
	setAside: Aside[];
	/** The server's sequence up to which this device has pulled. */
	after: string;
	/** The generation of the server's data that all this is about; the first while none was told. */
	generation?: string;
	/** When the server last took an entry in, by its own clock. */
	receivedAt: string | null;
	/** When this device last tried to send, by its own clock. */
	triedAt: string | null;
	/** Milliseconds by which the server's clock is ahead of this device's; null while nothing was heard. */
	skew: number | null;
	ended: End | null;
	/** Views go their own way (views-outbox.ts). */
	views?: ViewsState;
}

/** The state of one who has just joined. */
export const nothingSent: SyncState = {
	acknowledged: {},
	setAside: [],
	after: beginning,
	receivedAt: null,
	triedAt: null,
	skew: null,
	ended: null
};

/** Makes the membership of a profile whose device and record are these at the moment of joining. */
export function membershipOf(
	{ credential, cohort, shownAs }: Joined,
	profile: { id: string; device: string },
	entries: readonly Entry[],
	{ earlier, now, key }: { earlier: boolean; now: Date; key: string }
): Membership {
	const before = new Map<string, number>();
	for (const { device, seq } of entries) before.set(device, Math.max(before.get(device) ?? 0, seq));
	return {
		profile: profile.id,
		credential,
		key,
		cohort,
		shownAs,
		joinedAt: now.toISOString(),
		earlier,
		before: Object.fromEntries(before),
		devices: [profile.device]
	};
}

/** The lesson of an entry, or null when nobody can tell: the course's index says where an activity stands. */
export type LessonOf = (entry: Entry) => string | null;

/** Whether the server has, or had before it was restored from a backup, an entry: then it belongs there. */
function wasThere({ acknowledged, lost }: Having, entry: Entry): boolean {
	return isAcknowledged(acknowledged, entry) || isAcknowledged(lost ?? {}, entry);
}

/** What a state says of the entries that its server has. */
type Having = Pick<SyncState, 'acknowledged' | 'lost'>;

/** Gives what of a whole record is for this cohort [B1–B5]. */
export function belonging(
	{ membership, state }: { membership: Membership; state: Having },
	entries: readonly Entry[],
	lessonOf: LessonOf
): Entry[] {
	const isThere = (entry: Entry) => wasThere(state, entry);
	const begun = new Map<string, boolean>();
	for (const entry of entries)
		if (entry.type === 'attempt.started' && entry.attempt !== null)
			begun.set(entry.attempt, isThere(entry) || belongs(membership, entry, lessonOf));
	return entries.filter((entry) => {
		if (isThere(entry)) return true;
		// Of an attempt that came without its beginning, each entry is judged by itself.
		const withAttempt = entry.attempt === null ? undefined : begun.get(entry.attempt);
		return withAttempt ?? belongs(membership, entry, lessonOf);
	});
}

/** Whether an entry by itself is for this cohort [B1–B4]. */
export function belongs(
	{ cohort, earlier, before, devices, joinedAt }: Membership,
	entry: Entry,
	lessonOf: LessonOf
): boolean {
	const lesson = lessonOf(entry);
	if (lesson !== null && !cohort.lessons.includes(lesson)) return false;
	if (earlier) return true;
	if (Object.hasOwn(before, entry.device) && entry.seq <= before[entry.device]) return false;
	return devices.includes(entry.device) || entry.at >= joinedAt;
}

/** Gives the membership with the id under which this device now writes; the same one when it is known. */
export function writingAs(membership: Membership, device: string): Membership {
	return membership.devices.includes(device)
		? membership
		: { ...membership, devices: [...membership.devices, device] };
}
