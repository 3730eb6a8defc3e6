/**
 * A log on the device's storage that goes on in memory when the storage fails, and goes back when
 * it works again.
 *
 *     change ──► save what waits ──► storage ──► done
 *                       └── fails ──────┴──────► memory, and wait; `warning` says why
 *
 * Beside the promises of `log.ts`, save that in memory nothing is durable, it promises:
 *
 * [F1] Readable. What was read or written through here stays readable while the storage fails.
 * [F2] Going on. Entries, views, merges and new profiles are taken while the storage fails, and
 *      `warning` says so.
 * [F3] Saved later. Once the storage works, the next change saves first all that waits, in the
 *      order it was made.
 * [F4] No clash. Memory writes as a device of its own: another tab may still write to the storage
 *      as the old one, and the two must never use the same (device, seq). Saving is therefore a
 *      plain merge, which is safe to repeat.
 * [F5] One count. `after` counts what this log has shown, before, during and after a failure.
 * [F6] Honest. Erasing and renaming are not pretended in memory; a profile erased elsewhere is not
 *      brought back.
 * [F7] Remembered. What the storage has not given yet when it fails is read from the second copy, and goes on from there.
 */
import { makeAnnouncer } from './announcer';
import type { Entry, View } from './entry';
import type { Appended, KeepingLog, Log, LogOptions, Merged } from './log';
import { openMemoryLog } from './log.memory';
import { compareProfiles, type Profile } from './profile';
import { RecordError, type RecordErrorCode } from './record-error';
import type { SecondCopy } from './second-copy';

/** What memory knows about the storage of one profile. */
interface Mirror {
	/** How many entries of the storage, in their order of arrival there, memory has. */
	seen: number;
	/** What the storage does not have yet, oldest first. */
	waiting: { entries: Entry[]; views: View[] };
	/** The profile itself is only in memory. */
	isUnsaved: boolean;
	/** It is what the second copy has: the storage has not given it yet. */
	isRecalled: boolean;
	/**
	 * Memory has written as another device, so the storage must renew its own before it writes again
	 * [L5].
	 */
	isToRenew: boolean;
}

type Tried<T> = { ok: true; value: T } | { ok: false; error: RecordError };

interface FallbackOptions extends Pick<LogOptions, 'now' | 'id' | 'viewId'> {
	/** What the storage holds, for when it cannot be read. */
	copy?: Pick<SecondCopy, 'profiles' | 'read'> | null;
}

/**
 * Opens the log over `storage`; `warning` says that the storage is known to fail already. A change
 * saves first what waits, so an append of no drafts is a way to try again.
 */
export function openFallbackLog(
	storage: KeepingLog,
	options: FallbackOptions,
	warning: RecordError | null = null
): Log {
	const memory = openMemoryLog(options);
	const mirrors = new Map<string, Mirror>();
	const { tell, ...announcer } = makeAnnouncer();
	let savedProfiles: Profile[] = [];
	/** Asked once: where it fails, the browser lets nobody read anything. */
	let recalled: Promise<void> | null = null;
	let queue: Promise<unknown> = Promise.resolve();

	storage.subscribe(tell);

	/** Calls go one after another, because each reads and then changes both memory and storage. */
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = queue.then(work);
		queue = result.catch(() => undefined);
		return result;
	}

	function warn(next: RecordError | null, profileId: string | null): void {
		const isNew = warning?.code !== next?.code;
		warning = next;
		if (isNew && profileId !== null) tell(profileId);
	}

	/**
	 * Asks the storage; a failure of the storage is given, any other failure is the caller's and
	 * thrown.
	 */
	async function asked<T>(profileId: string | null, work: () => Promise<T>): Promise<Tried<T>> {
		try {
			return { ok: true, value: await work() };
		} catch (error) {
			if (profileId !== null && hasCode(error, 'record_no_profile')) await forget(profileId);
			if (!(error instanceof RecordError && error.isStorage)) throw error;
			warn(error, profileId);
			return { ok: false, error };
		}
	}

	/**
	 * As `asked`, for a change: saves first what waits, and knows afterwards that the storage works.
	 */
	async function changed<T>(profileId: string | null, work: () => Promise<T>): Promise<Tried<T>> {
		const done = await asked(profileId, async () => {
			for (const [id, mirror] of mirrors) await save(id, mirror);
			return work();
		});
		if (done.ok) warn(null, profileId);
		return done;
	}

	async function save(profileId: string, mirror: Mirror): Promise<void> {
		try {
			if (mirror.isUnsaved) {
				const profile = (await memory.profiles()).find(({ id }) => id === profileId);
				if (profile) await storage.keepProfile(profile);
				mirror.isUnsaved = false;
			}
			if (mirror.waiting.entries.length + mirror.waiting.views.length > 0) {
				await storage.merge(profileId, mirror.waiting);
				mirror.waiting = { entries: [], views: [] };
			}
			if (mirror.isToRenew) {
				await storage.renewDevice(profileId);
				mirror.isToRenew = false;
			}
		} catch (error) {
			// Erased in another tab: what waits here must not bring it back.
			if (!hasCode(error, 'record_no_profile')) throw error;
			await forget(profileId);
		}
	}

	async function forget(profileId: string): Promise<void> {
		mirrors.delete(profileId);
		await memory.eraseProfile(profileId);
	}

	/** Brings memory up to the storage, or fails as the storage fails; says whether any entry was new. */
	async function refresh(profileId: string): Promise<boolean> {
		const record = await storage.read(profileId);
		const mirror = mirrors.get(profileId) ?? (await reflect(profileId));
		const { added } = await memory.merge(profileId, record);
		mirror.seen = record.entries.length;
		mirror.isRecalled = false;
		return added > 0;
	}

	/** Brings into memory what the second copy has of profiles that the storage has not given. */
	function recall(): Promise<void> {
		return (recalled ??= recallFrom(options.copy).catch(() => undefined));
	}

	async function recallFrom(copy: FallbackOptions['copy']): Promise<void> {
		for (const profile of (await copy?.profiles()) ?? []) {
			const copied = await copy?.read(profile.id);
			if (!copied || mirrors.has(profile.id)) continue;
			await memory.keepProfile(profile);
			await memory.merge(profile.id, copied);
			mirrors.set(profile.id, { ...newMirror(false), isRecalled: true });
		}
	}

	async function reflect(profileId: string): Promise<Mirror> {
		const profile = (await storage.profiles()).find(({ id }) => id === profileId);
		if (!profile) throw new RecordError('record_no_profile');
		await memory.keepProfile(profile);
		const mirror = newMirror(false);
		mirrors.set(profileId, mirror);
		return mirror;
	}

	/** Brings memory up to the storage, or to what is known without it; fails as the storage fails when that is nothing. */
	async function bringUp(profileId: string): Promise<Mirror> {
		const refreshed = await asked(profileId, () => refresh(profileId));
		if (!refreshed.ok) await recall();
		const mirror = mirrors.get(profileId);
		if (mirror) return mirror;
		throw refreshed.ok ? new RecordError('record_no_profile') : refreshed.error;
	}

	/** A storage that was lost, and brought back as far as it was copied, may hold less than was seen: it is given all of it. */
	async function orGiveAll(profileId: string, error: unknown): Promise<{ ok: false }> {
		if (!hasCode(error, 'record_ahead')) throw error;
		await storage.merge(profileId, await memory.read(profileId));
		return { ok: false };
	}

	async function mirrorOf(profileId: string): Promise<Mirror> {
		return mirrors.get(profileId) ?? (await bringUp(profileId));
	}

	async function allProfiles(): Promise<Profile[]> {
		const read = await asked(null, () => storage.profiles());
		if (read.ok) savedProfiles = read.value;
		else await recall();
		const others = (await memory.profiles()).filter(({ id }) => {
			const mirror = mirrors.get(id);
			const isOnlyHere = !read.ok || mirror?.isUnsaved || mirror?.isRecalled;
			return isOnlyHere && !savedProfiles.some((saved) => saved.id === id);
		});
		return [...savedProfiles, ...others].sort(compareProfiles);
	}

	async function createUnsaved(name: string): Promise<Profile> {
		const profile = await memory.createProfile(name);
		mirrors.set(profile.id, newMirror(true));
		tell(profile.id);
		return profile;
	}

	return {
		get kind() {
			return warning ? memory.kind : storage.kind;
		},

		get warning() {
			return warning;
		},

		profiles: () => inTurn(allProfiles),

		firstProfile: () =>
			inTurn(async () => {
				const [oldest] = await allProfiles();
				if (oldest) return oldest;
				const first = await changed(null, () => storage.firstProfile());
				if (first.ok) return first.value;
				// It may be empty because it was lost, on a disk that is too full for what it held.
				await recall();
				const [recalled] = await allProfiles();
				return recalled ?? createUnsaved('');
			}),

		createProfile: (name) =>
			inTurn(async () => {
				const created = await changed(null, () => storage.createProfile(name));
				return created.ok ? created.value : createUnsaved(name);
			}),

		renameProfile: (profileId, name) =>
			inTurn(async () => {
				if (!mirrors.get(profileId)?.isUnsaved) return storage.renameProfile(profileId, name);
				const profile = await memory.renameProfile(profileId, name);
				tell(profileId);
				return profile;
			}),

		// Not tried in memory: a profile that is still on the device must not look erased.
		eraseProfile: (profileId) =>
			inTurn(async () => {
				if (mirrors.get(profileId)?.isUnsaved) tell(profileId);
				else await storage.eraseProfile(profileId);
				await forget(profileId);
			}),

		renewDevice: (profileId) =>
			inTurn(async () => {
				const mirror = await mirrorOf(profileId);
				const renewed = await changed(profileId, () => storage.renewDevice(profileId));
				if (renewed.ok) return renewed.value;
				mirror.isToRenew = true;
				tell(profileId);
				return memory.renewDevice(profileId);
			}),

		read: (profileId) =>
			inTurn(async () => {
				if (!mirrors.get(profileId)?.isUnsaved) await bringUp(profileId);
				return memory.read(profileId);
			}),

		append: (profileId, drafts, { after: seen, views }) =>
			inTurn(async (): Promise<Appended> => {
				const mirror = await mirrorOf(profileId);
				const unseen = await memory.append(profileId, [], { after: seen });
				if (!unseen.ok) return unseen;

				const saved = await changed(profileId, async (): Promise<Appended> => {
					for (;;) {
						const appended = await storage
							.append(profileId, drafts, { after: mirror.seen, views })
							.catch((error: unknown) => orGiveAll(profileId, error));
						if (appended.ok) {
							await memory.merge(profileId, appended);
							mirror.seen += appended.entries.length;
							return appended;
						}
						// What moved may be only what was saved from here just now: then try again. Views come along, or an entry that
						// another tab gave with a view would be known without it.
						if (await refresh(profileId)) return memory.append(profileId, [], { after: seen });
					}
				});
				if (saved.ok) return saved.value;

				if (!mirror.isToRenew) {
					mirror.isToRenew = true;
					await memory.renewDevice(profileId);
				}
				const kept = await memory.append(profileId, drafts, { after: seen, views });
				if (kept.ok) {
					mirror.waiting.entries.push(...kept.entries);
					mirror.waiting.views.push(...kept.views);
					tell(profileId);
				}
				return structuredClone(kept);
			}),

		merge: (profileId, record) =>
			inTurn(async (): Promise<Merged> => {
				const mirror = await mirrorOf(profileId);
				const saved = await changed(profileId, async () => {
					const merged = await storage.merge(profileId, record);
					await refresh(profileId);
					return merged;
				});
				if (saved.ok) return saved.value;

				const merged = await memory.merge(profileId, record);
				mirror.waiting.entries.push(...structuredClone(record.entries));
				mirror.waiting.views.push(...structuredClone(record.views));
				tell(profileId);
				return merged;
			}),

		subscribe: announcer.subscribe,

		close() {
			announcer.close();
			storage.close();
			memory.close();
		}
	};
}

function newMirror(isUnsaved: boolean): Mirror {
	return {
		seen: 0,
		waiting: { entries: [], views: [] },
		isUnsaved,
		isRecalled: false,
		// The device it was made with has written in memory only; the storage takes one of its own.
		isToRenew: isUnsaved
	};
}

function hasCode(error: unknown, code: RecordErrorCode): boolean {
	return error instanceof RecordError && error.code === code;
}
