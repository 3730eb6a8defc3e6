/**
 * What to send next, and what an answer changes. Pure: whoever sends and stores asks here.
 *
 * [O1] Nothing is acknowledged that the server did not name, or that was not in the batch it answered.
 * [O2] Nothing is lost: every entry that belongs is acknowledged, set aside, or pending.
 * [O3] One bad entry never holds the others up: it is set aside with a reason.
 * [O4] The same answer twice changes nothing, and neither does a late or repeated one.
 * [O5] A refusal keeps everything: nothing of the batch is acknowledged by it.
 * [O6] A batch is in the order (device, seq), and within the limits of count and bytes, its copies included.
 * [O7] Whatever answers are lost, repeated or late, what the server stores is acknowledged in the end, and sending stops.
 * [O8] A server that was restored from a backup is a server that has nothing: everything that belonged is pending again, the
 *      cursor is at the beginning, and views are to be given again.
 */
import type { Entry } from '../record/entry';
import { acknowledge, isAcknowledged, unite } from './acknowledged';
import {
	belonging,
	type Aside,
	type LessonOf,
	type Membership,
	type SyncState
} from './membership';
import {
	batchLimit,
	beginning,
	entryLimit,
	firstGeneration,
	PROTOCOL,
	type Copies,
	type Pulled,
	type Push,
	type Pushed
} from './protocol';
import type { Leaving } from './seal';
import { noneGiven } from './views-outbox';

/** The most that goes into one batch. */
export interface Policy {
	entries: number;
	/** Of the body, before it is compressed. */
	bytes: number;
}

/** As much as a server takes. */
export const fullBatch: Policy = batchLimit;
/** What a browser still sends for a page that goes away: 64 KiB of body at most (Fetch §4.5). */
export const lastBatch: Policy = { entries: batchLimit.entries, bytes: 60 * 1024 };

/** What a device says of itself takes at most so much of a body. */
const longest = { waiting: Number.MAX_SAFE_INTEGER, language: 'x'.repeat(35) };

/** Gives what of a whole record belongs to the cohort and is neither acknowledged nor set aside, by (device, seq). */
export function pendingOf(
	entries: readonly Entry[],
	membership: Membership,
	state: SyncState,
	lessonOf: LessonOf
): Entry[] {
	const aside = new Set(state.setAside.map(({ id }) => id));
	return belonging({ membership, state }, entries, lessonOf)
		.filter((entry) => !isAcknowledged(state.acknowledged, entry) && !aside.has(entry.id))
		.sort(byPlace);
}

/** What to send now, and which entries are too long for any batch and were stepped over. */
export interface Batch<E extends Entry = Entry> {
	entries: E[];
	tooLarge: E[];
}

/** Gives the next batch: the first that fit with their copies, at least one where any is short enough for a server. */
export function nextBatch<E extends Entry>(
	pending: readonly E[],
	policy: Policy,
	copies: Copies = {}
): Batch<E> {
	const batch: Batch<E> = { entries: [], tooLarge: [] };
	let bytes = byteLength(JSON.stringify(pushOf([], longest)));
	for (const entry of pending) {
		const size = byteLength(JSON.stringify(entry));
		if (size > entryLimit) {
			batch.tooLarge.push(entry);
			continue;
		}
		const copied = copiesFor([entry], copies);
		bytes += size + 1 + (copied.copies ? byteLength(JSON.stringify(copied)) : 0);
		const isFull = batch.entries.length >= policy.entries || bytes > policy.bytes;
		if (isFull && batch.entries.length > 0) break;
		batch.entries.push(entry);
	}
	return batch;
}

/** Gives the envelope of a batch, which is sealed, with what the device says of itself and the copies that are its own. */
export function pushOf(
	entries: Leaving[],
	told: Pick<Push, 'waiting' | 'language'> = {},
	copies: Copies = {}
): Push {
	return { protocol: PROTOCOL, entries, ...told, ...copiesFor(entries, copies) };
}

/** What a batch says of copies: nothing where it has none, since a server that was set back to an older one knows of none. */
function copiesFor(entries: readonly Entry[], copies: Copies): Pick<Push, 'copies'> {
	const own = entries.flatMap(({ id }) => (Object.hasOwn(copies, id) ? [[id, copies[id]]] : []));
	return own.length ? { copies: Object.fromEntries(own) as Copies } : {};
}

/** Gives the state after an answer to a batch; `now` is the device's clock when it came. */
export function afterPushed(
	before: SyncState,
	batch: readonly Entry[],
	answer: Pushed,
	now: Date
): SyncState {
	const state = isRestored(before, answer) ? afterRestored(before, answer) : before;
	const named = new Set(answer.stored);
	const asides = answer.setAside.flatMap(({ at, id, why }): Aside[] => {
		const entry = id === null ? batch[at] : batch.find((one) => one.id === id);
		return entry ? [asideOf(entry, why)] : [];
	});
	const refused = new Set(asides.map(({ id }) => id));
	// A server that says both of one entry is not believed the better of the two.
	const stored = batch.filter(({ id }) => named.has(id) && !refused.has(id));
	const next = putAside(
		{ ...state, acknowledged: acknowledge(state.acknowledged, stored) },
		asides
	);
	return {
		...next,
		receivedAt: stored.length > 0 ? later(state.receivedAt, answer.at) : state.receivedAt,
		skew: skewOf(answer.at, now) ?? state.skew
	};
}

/** Gives the state with entries acknowledged that came from the server itself; `asked` is the cursor that it was given. */
export function afterPulled(
	before: SyncState,
	entries: readonly Entry[],
	answer: Omit<Pulled, 'kind' | 'entries' | 'more'>,
	{ asked, now }: { asked: string; now: Date }
): SyncState {
	const restored = isRestored(before, answer, asked);
	const state = restored ? afterRestored(before, answer) : before;
	const isFurther = !restored && BigInt(answer.after) > BigInt(state.after);
	return {
		...putAside({ ...state, acknowledged: acknowledge(state.acknowledged, entries) }, []),
		after: isFurther ? answer.after : state.after,
		skew: skewOf(answer.at, now) ?? state.skew
	};
}

/**
 * Whether an answer shows that the server was restored from a backup: its data are of another generation, or its sequence
 * went back behind the cursor that it was asked with, as when somebody copied an older database into its place.
 */
export function isRestored(
	state: SyncState,
	{ generation, after }: { generation?: string | undefined; after?: string },
	asked: string = beginning
): boolean {
	const isOther = generation !== undefined && generation !== (state.generation ?? firstGeneration);
	return isOther || (after !== undefined && BigInt(after) < BigInt(asked));
}

/** Gives the state towards a server that may have nothing of what it had [O8]. */
function afterRestored(
	state: SyncState,
	{ generation = state.generation }: { generation?: string | undefined }
): SyncState {
	const { acknowledged, lost, setAside, views, ...kept } = state;
	return {
		...kept,
		acknowledged: {},
		lost: unite(lost ?? {}, acknowledged),
		// What clashed did so with what was there.
		setAside: setAside.filter(({ why }) => why !== 'clash'),
		after: beginning,
		receivedAt: null,
		...(generation === undefined ? {} : { generation }),
		...(views ? { views: noneGiven(views) } : {})
	};
}

/** Gives the state with entries set aside for one reason; one that is acknowledged or aside already stays as it is. */
export function setAside(
	state: SyncState,
	entries: readonly Entry[],
	why: Aside['why']
): SyncState {
	return putAside(
		state,
		entries.map((entry) => asideOf(entry, why))
	);
}

/** Gives the policy after a body was refused as too large: half as many entries; null when there was only one. */
export function narrower(batch: readonly Entry[], policy: Policy): Policy | null {
	return batch.length > 1 ? { ...policy, entries: Math.floor(batch.length / 2) } : null;
}

function putAside(state: SyncState, asides: readonly Aside[]): SyncState {
	const known = new Set(state.setAside.map(({ id }) => id));
	const all = [...state.setAside, ...asides.filter(({ id }) => !known.has(id))];
	const left = all.filter((aside) => !isAcknowledged(state.acknowledged, aside));
	return { ...state, setAside: left.sort(byPlace) };
}

function asideOf({ id, device, seq }: Entry, why: Aside['why']): Aside {
	return { id, device, seq, why };
}

/** Orders by (device, seq), the device by code units. */
function byPlace(a: { device: string; seq: number }, b: { device: string; seq: number }): number {
	return a.device < b.device ? -1 : a.device > b.device ? 1 : a.seq - b.seq;
}

function later(known: string | null, time: string): string {
	return known !== null && Date.parse(known) > Date.parse(time) ? known : time;
}

function skewOf(serverTime: string, now: Date): number | null {
	const skew = Date.parse(serverTime) - now.getTime();
	return Number.isNaN(skew) ? null : skew;
}

function byteLength(text: string): number {
	return new TextEncoder().encode(text).length;
}
