/**
 * A log whose record is kept a second time (`second-copy.ts`), for the day on which the browser loses the first.
 *
 * Beside the promises of `log.ts`, it promises:
 *
 * [K1] Copied. What was stored is soon in the second copy too. What cannot be copied fails nobody, and is copied with the next
 *      change or the next opening.
 * [K2] Brought back. When the storage has no profile left, the first one asked for is what the second copy holds. What the
 *      storage lacks of a profile comes back soon after the opening.
 * [K3] Erased twice. What is erased is erased from the second copy first, and never comes back.
 */
import type { ProfileRecord } from './log';
import type { IndexedDbLog } from './log.indexeddb';
import { RecordError } from './record-error';
import type { SecondCopy } from './second-copy';

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
	/** What is stored and not yet copied. */
	const waiting: { profileId: string; part: string; record: ProfileRecord }[] = [];
	let queue: Promise<unknown> = Promise.resolve();

	/** Work on the copy goes one after another, and its failure is not that of what was stored. */
	function later(work: () => Promise<void>): void {
		queue = queue.then(work).catch(() => undefined);
	}

	function note(profileId: string, record: ProfileRecord): void {
		if (!record.entries.length && !record.views.length) return;
		waiting.push({ profileId, part: id(), record: structuredClone(record) });
		later(async () => {
			while (waiting.length) {
				const [{ profileId, part, record }] = waiting;
				await copy.add(profileId, part, record);
				waiting.shift();
			}
		});
	}

	/** Makes one part of the parts, and gives storage and copy what either lacks. */
	async function settle(): Promise<void> {
		const kept = new Map((await copy.profiles()).map((profile) => [profile.id, profile]));
		for (const profile of await storage.profiles()) {
			if (kept.get(profile.id)?.name !== profile.name) await copy.keepProfile(profile);
			const { parts, ...copied } = await copy.read(profile.id);
			let stored = await storage.read(profile.id);
			const known = new Set([...stored.entries, ...stored.views].map(({ id }) => id));
			if ([...copied.entries, ...copied.views].some(({ id }) => !known.has(id))) {
				await storage.merge(profile.id, copied);
				stored = await storage.read(profile.id);
			}
			const whole = `whole-${stored.entries.length}-${stored.views.length}`;
			if (parts.length === 1 && parts[0] === whole) continue;
			await copy.add(profile.id, whole, stored);
			await copy.drop(
				profile.id,
				parts.filter((part) => part !== whole)
			);
		}
	}

	async function bringBack(): Promise<void> {
		for (const profile of await copy.profiles()) {
			const { entries, views } = await copy.read(profile.id);
			await storage.keepProfile(profile);
			await storage.merge(profile.id, { entries, views });
			// The last entries may not have been copied, and their places must not be given to others.
			await storage.renewDevice(profile.id);
		}
	}

	const timer = setTimeout(() => later(settle), settleAfter);

	return {
		...storage,

		async firstProfile() {
			if (!(await storage.profiles()).length) await bringBack().catch(onlyStorage);
			const first = await storage.firstProfile();
			later(() => copy.keepProfile(first));
			return first;
		},

		async createProfile(name) {
			const profile = await storage.createProfile(name);
			later(() => copy.keepProfile(profile));
			return profile;
		},

		async keepProfile(profile) {
			await storage.keepProfile(profile);
			later(() => copy.keepProfile(profile));
		},

		async renameProfile(profileId, name) {
			const profile = await storage.renameProfile(profileId, name);
			later(() => copy.keepProfile(profile));
			return profile;
		},

		async eraseProfile(profileId) {
			const done = queue.then(() => copy.erase(profileId));
			later(() => done);
			await done.catch((error: unknown) => {
				throw new RecordError('record_unavailable', error);
			});
			await storage.eraseProfile(profileId);
		},

		async append(profileId, drafts, options) {
			const appended = await storage.append(profileId, drafts, options);
			if (appended.ok) note(profileId, appended);
			return appended;
		},

		async merge(profileId, record) {
			const merged = await storage.merge(profileId, record);
			const keptOut = new Set(merged.clashes.map((entry) => JSON.stringify(entry)));
			const entries = record.entries.filter((entry) => !keptOut.has(JSON.stringify(entry)));
			note(profileId, { entries, views: [...record.views] });
			return merged;
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
