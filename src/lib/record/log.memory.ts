/**
 * The log in this page's memory: what the course falls back to, and the plainest reading of the
 * promises.
 */
import { makeAnnouncer } from './announcer';
import type { Entry, View } from './entry';
import type { Appended, KeepingLog, LogOptions, Merged, ProfileRecord } from './log';
import { compareProfiles, makeProfile, type Profile } from './profile';
import { RecordError } from './record-error';
import { noTime, readDrafts, stamp, timeAfter, type Writer } from './stamp';
import { compareEntries, compareViews, newViews, union } from './union';

interface Shelf {
	profile: Profile;
	/** The time at which a renewed device starts, see [L5]. */
	notBefore: string;
	/** In the order of arrival, which is what `after` counts. */
	entries: Entry[];
	views: View[];
}

/** Opens an empty log; `warning` says why the device's storage is not used. */
export function openMemoryLog(
	options: Omit<LogOptions, 'name'>,
	warning: RecordError | null = null
): KeepingLog {
	const shelves = new Map<string, Shelf>();
	const { tell, ...announcer } = makeAnnouncer();
	let isClosed = false;

	function assertOpen(): void {
		if (isClosed) throw new RecordError('record_closed');
	}

	function shelfOf(profileId: string): Shelf {
		assertOpen();
		const shelf = shelves.get(profileId);
		if (!shelf) throw new RecordError('record_no_profile');
		return shelf;
	}

	function keep(profile: Profile): void {
		shelves.set(profile.id, { profile, notBefore: noTime, entries: [], views: [] });
		tell(profile.id);
	}

	function create(name: string): Profile {
		const profile = makeProfile(name, options);
		keep(profile);
		return { ...profile };
	}

	return {
		kind: 'memory',
		warning,

		async profiles() {
			assertOpen();
			return [...shelves.values()].map(({ profile }) => ({ ...profile })).sort(compareProfiles);
		},

		async firstProfile() {
			assertOpen();
			const [oldest] = [...shelves.values()].map(({ profile }) => profile).sort(compareProfiles);
			return oldest ? { ...oldest } : create('');
		},

		async createProfile(name) {
			assertOpen();
			return create(name);
		},

		async keepProfile(profile) {
			assertOpen();
			if (!shelves.has(profile.id)) keep({ ...profile });
		},

		async renameProfile(profileId, name) {
			const { profile } = shelfOf(profileId);
			profile.name = name;
			tell(profileId);
			return { ...profile };
		},

		async eraseProfile(profileId) {
			assertOpen();
			if (shelves.delete(profileId)) tell(profileId);
		},

		async renewDevice(profileId) {
			const shelf = shelfOf(profileId);
			shelf.profile.device = options.id();
			shelf.notBefore = timeAfter(shelf.entries, shelf.profile.device, shelf.notBefore);
			tell(profileId);
			return { ...shelf.profile };
		},

		async read(profileId): Promise<ProfileRecord> {
			const { entries, views } = shelfOf(profileId);
			return {
				entries: structuredClone(entries).sort(compareEntries),
				views: structuredClone(views).sort(compareViews)
			};
		},

		async append(profileId, drafts, { after, views }): Promise<Appended> {
			const shelf = shelfOf(profileId);
			const given = readDrafts(drafts, views);
			if (after > shelf.entries.length) throw new RecordError('record_ahead');
			if (after < shelf.entries.length)
				return { ok: false, moved: structuredClone(shelf.entries.slice(after)) };
			const batch = stamp(given, writerOf(shelf), options);
			shelf.entries.push(...batch.entries);
			shelf.views.push(...batch.views);
			if (batch.entries.length + batch.views.length > 0) tell(profileId);
			return { ok: true, ...structuredClone(batch) };
		},

		async merge(profileId, record): Promise<Merged> {
			const shelf = shelfOf(profileId);
			const { added, opened, known, clashes } = union(shelf.entries, record.entries);
			const views = newViews(shelf.views, record.views);
			for (const entry of structuredClone(opened))
				shelf.entries[shelf.entries.findIndex(({ id }) => id === entry.id)] = entry;
			shelf.entries.push(...structuredClone(added));
			shelf.views.push(...structuredClone(views));
			if (added.length + opened.length + views.length > 0) tell(profileId);
			return { added: added.length, known, clashes: structuredClone(clashes) };
		},

		subscribe: announcer.subscribe,

		close() {
			isClosed = true;
			announcer.close();
			shelves.clear();
		}
	};
}

function writerOf({ profile: { device }, notBefore, entries }: Shelf): Writer {
	const own = entries.filter((entry) => entry.device === device);
	return {
		device,
		seq: own.reduce((last, { seq }) => Math.max(last, seq), 0),
		notBefore: timeAfter(entries, device, notBefore)
	};
}
