/**
 * The log in the browser's own database.
 *
 * Every change is one transaction (`connection.ts`), so two tabs cannot both believe to be first. The
 * Web Lock around it only spares tabs from meeting there.
 */
import type { DBSchema, IDBPDatabase } from 'idb';
import { makeBroadcaster } from './announcer';
import { openConnection, type Reading, type Writing } from './connection';
import type { Entry, View } from './entry';
import type { Appended, KeepingLog, LogOptions, Merged, ProfileRecord } from './log';
import { compareProfiles, makeProfile, type Profile } from './profile';
import { RecordError } from './record-error';
import { noTime, readDrafts, stamp, timeAfter, type Batch } from './stamp';
import { compareEntries, compareViews, newViews, union } from './union';

interface Schema extends DBSchema {
	/** `notBefore` is the time after what is known of other devices, see [L5]. */
	profiles: { key: string; value: Profile & { notBefore: string } };
	/**
	 * `arrival` counts from 1 in each profile: what `after` counts, and an entry's order of arrival
	 * on this device.
	 */
	entries: {
		key: [string, string, number];
		value: { profile: string; arrival: number; entry: Entry };
		indexes: { 'by-arrival': [string, number] };
	};
	views: { key: [string, string]; value: { profile: string; view: View } };
	/** One row under one key, written and read back when the log is opened. */
	probe: { key: string; value: string };
}

/** The log in IndexedDB, with what only the opening of it needs. */
export interface IndexedDbLog extends KeepingLog {
	/** Writes a row and reads it back; fails with the `RecordError` that real entries would meet. */
	probe(): Promise<void>;
}

export interface IndexedDbOptions extends LogOptions {
	/** How long to wait for the browser to open the database, in milliseconds; some never answer. */
	patience?: number;
}

/**
 * The log; its first call makes or upgrades the database, and all fail with a `RecordError` while the browser gives none.
 */
export function openIndexedDbLog(options: IndexedDbOptions): IndexedDbLog {
	const { now, name, patience } = options;
	const { change, look, close } = openConnection<Schema>({
		name,
		version: 1,
		upgrade,
		patience
	});
	const { tell, ...announcer } = makeBroadcaster(name);

	function store(
		profileId: string,
		arrived: number,
		batch: Batch,
		tx: Writing<Schema>
	): Promise<unknown> {
		const entries = tx.objectStore('entries');
		const views = tx.objectStore('views');
		return Promise.all([
			// `add`, not `put`: a row that is there is never overwritten, the whole batch fails instead.
			// `async`, so that an `add` that throws leaves no earlier one without somebody to await it.
			...batch.entries.map(async (entry, index) =>
				entries.add({ profile: profileId, arrival: arrived + index + 1, entry })
			),
			...batch.views.map(async (view) => views.add({ profile: profileId, view }))
		]);
	}

	async function changeProfile(
		profileId: string,
		edit: (profile: Schema['profiles']['value'], entries: Entry[]) => Schema['profiles']['value']
	): Promise<Profile> {
		const row = await change(['profiles', 'entries'], async (tx) => {
			const edited = edit(await profileIn(tx, profileId), await entriesIn(tx, profileId));
			await tx.objectStore('profiles').put(edited);
			return edited;
		});
		tell(profileId);
		return bare(row);
	}

	const log: IndexedDbLog = {
		kind: 'indexeddb',
		warning: null,

		async probe() {
			await change(['probe'], (tx) => tx.objectStore('probe').put(now().toISOString(), 'probe'));
			const read = await look(['probe'], async (tx) => tx.objectStore('probe').get('probe'));
			if (read === undefined) throw new RecordError('record_broken');
		},

		async profiles() {
			const rows = await look(['profiles'], async (tx) => tx.objectStore('profiles').getAll());
			return rows.map(bare).sort(compareProfiles);
		},

		async firstProfile() {
			const made = makeProfile('', options);
			// Looking and making are one transaction: another tab that also finds none waits for this one.
			const first = await change(['profiles'], async (tx) => {
				const profiles = tx.objectStore('profiles');
				const [oldest] = (await profiles.getAll()).sort(compareProfiles);
				if (oldest) return bare(oldest);
				await profiles.add({ ...made, notBefore: noTime });
				return made;
			});
			if (first === made) tell(made.id);
			return first;
		},

		async createProfile(profileName) {
			const profile = makeProfile(profileName, options);
			await log.keepProfile(profile);
			return profile;
		},

		async keepProfile(profile) {
			const isNew = await change(['profiles'], async (tx) => {
				const profiles = tx.objectStore('profiles');
				if (await profiles.get(profile.id)) return false;
				await profiles.add({ ...profile, notBefore: noTime });
				return true;
			});
			if (isNew) tell(profile.id);
		},

		renameProfile: (profileId, profileName) =>
			changeProfile(profileId, (profile) => ({ ...profile, name: profileName })),

		renewDevice: (profileId) =>
			changeProfile(profileId, (profile, entries) => {
				const device = options.id();
				return { ...profile, device, notBefore: timeAfter(entries, device, profile.notBefore) };
			}),

		async eraseProfile(profileId) {
			await change(['profiles', 'entries', 'views'], async (tx) => {
				await tx.objectStore('profiles').delete(profileId);
				await tx.objectStore('entries').delete(rowsOf(profileId));
				await tx.objectStore('views').delete(rowsOf(profileId));
			});
			tell(profileId);
		},

		read: (profileId) =>
			look(['profiles', 'entries', 'views'], async (tx): Promise<ProfileRecord> => {
				await profileIn(tx, profileId);
				const [entries, views] = [await entriesIn(tx, profileId), await viewsIn(tx, profileId)];
				return { entries: entries.sort(compareEntries), views: views.sort(compareViews) };
			}),

		async append(profileId, drafts, { after, views }): Promise<Appended> {
			const given = readDrafts(drafts, views);
			const appended = await alone(profileId, () =>
				change(['profiles', 'entries', 'views'], async (tx): Promise<Appended> => {
					const { device, notBefore } = await profileIn(tx, profileId);
					const entries = tx.objectStore('entries');
					const byArrival = entries.index('by-arrival');
					const newest = await byArrival.openKeyCursor(rowsOf(profileId), 'prev');
					const arrived = newest ? newest.key[1] : 0;
					if (after > arrived) throw new RecordError('record_ahead');
					if (after < arrived) {
						const unseen = IDBKeyRange.bound([profileId, after + 1], [profileId, arrived]);
						const rows = await byArrival.getAll(unseen);
						return { ok: false, moved: rows.map(({ entry }) => entry) };
					}
					const last = (await entries.openCursor(rowsOf(profileId, device), 'prev'))?.value.entry;
					const writer = {
						device,
						seq: last?.seq ?? 0,
						notBefore: timeAfter(last ? [last] : [], device, notBefore)
					};
					const batch = stamp(given, writer, options);
					await store(profileId, arrived, batch, tx);
					return { ok: true, ...batch };
				})
			);
			if (appended.ok && appended.entries.length + appended.views.length > 0) tell(profileId);
			return appended;
		},

		async merge(profileId, record): Promise<Merged> {
			const { added, opened, known, clashes, views } = await alone(profileId, () =>
				change(['profiles', 'entries', 'views'], async (tx) => {
					const profile = await profileIn(tx, profileId);
					const here = await entriesIn(tx, profileId);
					const united = union(here, record.entries);
					const notBefore = timeAfter(united.entries, profile.device, profile.notBefore);
					await tx.objectStore('profiles').put({ ...profile, notBefore });
					const views = newViews(await viewsIn(tx, profileId), record.views);
					await store(profileId, here.length, { entries: united.added, views }, tx);
					await Promise.all(united.opened.map((entry) => putInPlace(profileId, entry, tx)));
					return { ...united, views };
				})
			);
			if (added.length + opened.length + views.length > 0) tell(profileId);
			return { added: added.length, known, clashes: structuredClone(clashes) };
		},

		subscribe: announcer.subscribe,

		close() {
			announcer.close();
			close();
		}
	};

	return log;
}

/**
 * Brings the database from the version on disk to the newest, one step for each version: add a
 * step, never edit one.
 */
function upgrade(database: IDBPDatabase<Schema>, from: number): void {
	if (from < 1) {
		database.createObjectStore('profiles', { keyPath: 'id' });
		database
			.createObjectStore('entries', { keyPath: ['profile', 'entry.device', 'entry.seq'] })
			.createIndex('by-arrival', ['profile', 'arrival'], { unique: true });
		database.createObjectStore('views', { keyPath: ['profile', 'view.id'] });
		database.createObjectStore('probe');
	}
}

async function profileIn(
	tx: Reading<Schema>,
	profileId: string
): Promise<Schema['profiles']['value']> {
	const profile = await tx.objectStore('profiles').get(profileId);
	if (!profile) throw new RecordError('record_no_profile');
	return profile;
}

async function entriesIn(tx: Reading<Schema>, profileId: string): Promise<Entry[]> {
	const rows = await tx.objectStore('entries').getAll(rowsOf(profileId));
	return rows.map(({ entry }) => entry);
}

async function viewsIn(tx: Reading<Schema>, profileId: string): Promise<View[]> {
	const rows = await tx.objectStore('views').getAll(rowsOf(profileId));
	return rows.map(({ view }) => view);
}

/** Puts an entry in the place of the one that is here with its device and count, as arrived when that one did. */
async function putInPlace(profile: string, entry: Entry, tx: Writing<Schema>): Promise<void> {
	const entries = tx.objectStore('entries');
	const row = await entries.get([profile, entry.device, entry.seq]);
	if (row) await entries.put({ ...row, entry });
}

/**
 * The keys that begin with these parts: in IndexedDB an array sorts after every number and string.
 */
function rowsOf(...parts: string[]): IDBKeyRange {
	return IDBKeyRange.bound(parts, [...parts, []]);
}

function bare({ id, name, device, createdAt }: Profile): Profile {
	return { id, name, device, createdAt };
}

/**
 * Runs `work` while no other tab appends to or merges into the profile, where the browser has Web
 * Locks.
 */
async function alone<T>(profileId: string, work: () => Promise<T>): Promise<T> {
	if (typeof navigator === 'undefined' || !('locks' in navigator)) return work();
	return navigator.locks.request(`breakout:${profileId}`, work);
}
