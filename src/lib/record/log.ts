/**
 * The log: the append-only record of every trainee profile on this device.
 *
 * It promises, whatever it is built on (`log.contract.ts` tests each promise under its number):
 *
 * [L1]  Durable. An append or merge that has resolved is read by every log opened later on the same
 *       place.
 * [L2]  Whole. The entries and views of one append or merge are stored together or not at all.
 * [L3]  Counted. `seq` runs 1, 2, 3… on each device in the order of the drafts, with no gap and no
 *       repeat, even when two tabs write at once.
 * [L4]  Seen first. An append whose caller has not seen every entry of the profile writes nothing
 *       and gives the unseen ones.
 * [L5]  Ordered. Entries are read by (at, device, seq). `at` never goes back on a device, even when
 *       its clock does, and is later than all that was taken in from other devices, however wrong
 *       their clocks: what is done in sight of something comes after it. So it is for views.
 * [L6]  Union. Merging what is known changes nothing; merging in another order gives the same
 *       entries.
 * [L7]  Clash. The same id or the same (device, seq) with another body is kept out and reported;
 *       what is stored is never overwritten. Only what was sealed on its way, and is opened when its
 *       key has come, takes the place of itself.
 * [L8]  Apart. Profiles do not see each other's entries or views, nor move each other's count.
 * [L9]  Erased. Erasing a profile removes all of it, and a late append or merge cannot bring it
 *       back.
 * [L10] Kept. An entry of an unknown type or version comes back exactly as it came.
 * [L11] Renewed. A renewed device has a new id and counts from 1; earlier entries stay as they are.
 * [L12] Announced. After a change is stored, never before, every subscriber in this tab and in
 *       others is told.
 * [L13] Copied. What is given and what is got can be changed by its owner without changing the log.
 * [L14] Closed. After `close` every call is refused with `record_closed`, and its subscribers are
 *       told nothing more.
 * [L15] Explained. Every failure of the log is a `RecordError` with a code, for which the screens have
 *       a sentence. (A draft of no known type is a mistake in the calling code: a `ValiError`, and
 *       nothing is written.)
 * [L16] Never two. Tabs that find no profile at once make one together, not one each.
 */
import type { Draft, Entry, View, ViewDraft } from './entry';
import type { Profile } from './profile';
import type { RecordError } from './record-error';

export type { Profile };

/** Everything a profile holds: entries in the order of [L5], views in the order they were given. */
export interface ProfileRecord {
	entries: Entry[];
	views: View[];
}

/** `ok: false` means that nothing was written: fold `moved` in, look again, decide again. */
export type Appended =
	{ ok: true; entries: Entry[]; views: View[] } | { ok: false; moved: Entry[] };

/**
 * How many entries of a merge were new, how many were here already, and which were kept out [L7].
 */
export interface Merged {
	added: number;
	known: number;
	clashes: Entry[];
}

export interface Log {
	/** Where the next entry goes: the device's storage, or only this page's memory. */
	readonly kind: 'indexeddb' | 'memory';
	/**
	 * Why new entries are not saved on this device, or `null` while they are. Show it, and offer the
	 * export. Subscribers are told when it changes.
	 */
	readonly warning: RecordError | null;

	/** Gives all profiles of this device, oldest first. */
	profiles(): Promise<Profile[]>;
	/** Gives the oldest profile; makes one without a name when there is none [L16]. */
	firstProfile(): Promise<Profile>;
	/** Makes an empty profile with a device id of its own. */
	createProfile(name: string): Promise<Profile>;
	renameProfile(profileId: string, name: string): Promise<Profile>;
	/** Removes a profile with its entries and views; does nothing when it is not there. */
	eraseProfile(profileId: string): Promise<void>;
	/** Gives the profile a new device id for the entries to come, as after an import [L11]. */
	renewDevice(profileId: string): Promise<Profile>;

	/** Gives everything a profile holds; `entries.length` is the `after` of the next append. */
	read(profileId: string): Promise<ProfileRecord>;
	/**
	 * Stores drafts, and the views given with them, as entries of this device; `after` is the number
	 * of entries of the profile the caller has seen. When it has missed some, `moved` holds them in
	 * the order they arrived here, which need not be after the ones it has: put them in place with
	 * `compareEntries`, and add their number to `after`.
	 */
	append(
		profileId: string,
		drafts: readonly Draft[],
		options: { after: number; views?: readonly ViewDraft[] | undefined }
	): Promise<Appended>;
	/** Takes in entries and views from elsewhere (another device, a file), already parsed. */
	merge(
		profileId: string,
		record: { entries: readonly Entry[]; views: readonly View[] }
	): Promise<Merged>;

	/**
	 * Calls `listener` with the id of each profile that changed, in this tab or another; gives the
	 * way to stop.
	 */
	subscribe(listener: (profileId: string) => void): () => void;
	/** Lets go of the storage; what was resolved before stays stored. */
	close(): void;
}

/** A log that can also take in a profile made elsewhere under its own id. */
export interface KeepingLog extends Log {
	/** Puts the profile here as it is, empty; does nothing when its id is here already. */
	keepProfile(profile: Profile): Promise<void>;
}

/** The log's sources of time and identity, and where it keeps its data. */
export interface LogOptions {
	now: () => Date;
	/** A new UUIDv7, for entries, profiles and devices: later ids sort later. */
	id: () => string;
	/** A new random UUIDv4, for views: it must not tell the time (see `View`). */
	viewId: () => string;
	/** The name of the database and of the channel between tabs. */
	name: string;
}
