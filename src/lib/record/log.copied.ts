/**
 * A log whose record is kept a second time (`second-copy.ts`), for the day on which the browser loses the first.
 *
 * Beside the promises of `log.ts`, it promises:
 *
 * [K1] Copied. What was stored is soon in the second copy too. What cannot be copied fails nobody, and is copied with the next
 *      change or the next opening.
 * [K2] Brought back. When the storage has no profile left, the first one asked for is what the second copy holds; so is one
 *      that is named and that it does not know. What the storage lacks of a profile comes back soon after the opening.
 * [K3] Erased twice. What is erased is erased from the second copy first, and never comes back.
 */
import type { ProfileRecord } from './log';
import type { IndexedDbLog } from './log.indexeddb';
import { RecordError } from './record-error';
import { unlessShut, type SecondCopy } from './second-copy';

/** What it needs of the log's own sources, and how long after the opening the two are compared, in milliseconds. */
interface CopiedOptions {
	id: () => string;
	settleAfter?: number;
}

/** Opens the log over `storage`. */
export function openCopiedLog(
	storage: IndexedDbLog,
	copy: SecondCopy,
	{ id, settleAfter = 10_000 }: CopiedOptions
): IndexedDbLog {
	let queue: Promise<unknown> = Promise.resolve();
	/** What the copy lacks is only seen by looking at the storage. */
	let isBehind = false;

	/**
	 * Copies what was just stored, or whatever the copy lacks; one after another, and a failure is not that of what was stored.
	 */
	function note(profileId?: string, record?: ProfileRecord): void {
		queue = queue
			.then(async () => {
				const part = isBehind ? undefined : record;
				isBehind = true;
				if (profileId && part) await copy.add(profileId, id(), part);
				else await settle();
				isBehind = false;
			})
			.catch(() => undefined);
	}

	/** Makes one part of the parts, and gives storage and copy what either lacks. */
	async function settle(): Promise<void> {
		await bringBack();
		for (const profile of await storage.profiles()) {
			await copy.keepProfile(profile);
			const copied = await copy.read(profile.id);
			await storage.merge(profile.id, copied);
			await copy.add(profile.id, id(), await storage.read(profile.id));
			await copy.drop(profile.id, copied.parts);
		}
	}

	/** Gives the storage the profiles that it lost; the next look goes on where this is cut off. */
	async function bringBack(): Promise<void> {
		const known = (await storage.profiles()).map((profile) => profile.id);
		for (const profile of await copy.profiles()) {
			if (known.includes(profile.id)) continue;
			const copied = await copy.read(profile.id);
			// The last entries may not have been copied, and their places must not be given to others, wherever this is cut off.
			await storage.keepProfile({ ...profile, device: id() });
			await storage.merge(profile.id, copied);
			await storage.renewDevice(profile.id);
		}
	}

	/** Asks the storage of a profile; when it does not know it, once more after what it has lost came back. */
	async function orBroughtBack<T>(ask: () => Promise<T>): Promise<T> {
		try {
			return await ask();
		} catch (error) {
			if (!(error instanceof RecordError && error.code === 'record_no_profile')) throw error;
			await bringBack().catch(onlyStorage);
			return ask();
		}
	}

	const timer = setTimeout(note, settleAfter);

	/** Gives what a change of the storage gives, after which the copy is looked at as well. */
	async function noted<T>(change: Promise<T>): Promise<T> {
		const done = await change;
		note();
		return done;
	}

	return {
		...storage,

		async firstProfile() {
			if (!(await storage.profiles()).length) await bringBack().catch(onlyStorage);
			return noted(storage.firstProfile());
		},

		createProfile: (name) => noted(storage.createProfile(name)),
		keepProfile: (profile) => noted(storage.keepProfile(profile)),
		renameProfile: (profileId, name) =>
			noted(orBroughtBack(() => storage.renameProfile(profileId, name))),
		renewDevice: (profileId) => orBroughtBack(() => storage.renewDevice(profileId)),
		read: (profileId) => orBroughtBack(() => storage.read(profileId)),
		merge: (profileId, record) => noted(orBroughtBack(() => storage.merge(profileId, record))),

		async eraseProfile(profileId) {
			const erased = queue.then(() => copy.erase(profileId));
			queue = erased.catch(() => undefined);
			await erased.catch(unlessShut);
			await storage.eraseProfile(profileId);
		},

		async append(profileId, drafts, options) {
			const appended = await orBroughtBack(() => storage.append(profileId, drafts, options));
			if (appended.ok && appended.entries.length + appended.views.length)
				note(profileId, structuredClone(appended));
			return appended;
		},

		close() {
			clearTimeout(timer);
			storage.close();
		}
	};
}

/** A copy that cannot be read is as none; that the storage fails is told. */
function onlyStorage(error: unknown): void {
	if (error instanceof RecordError) throw error;
}
