/**
 * A second copy of the record, in the browser's cache storage.
 *
 * A browser can lose a database and say nothing. Chromium 156, whose disk was full while it wrote, goes on with what it has in
 * memory, and at its next start finds the database damaged and begins an empty one: what was stored before the disk was full
 * is gone as well (`tests/faults/full-disk.spec.ts`). In the cache storage every item is a file of its own, so what happens
 * to one cannot take the others along.
 *
 * An item is a part of what a profile holds, at an address of its own (ids need no escaping there), so that tabs never write
 * over each other's. Parts may overlap; together they are a union, as everywhere.
 */
import type { Profile, ProfileRecord } from './log';
import { View, Entry } from './entry';
import { RecordError } from './record-error';
import * as v from 'valibot';

const place = '/second-copy/';
/** Names of items that are no parts of the record. */
const own = { profile: 'profile', erased: 'erased' };

export interface SecondCopy {
	/** Every profile that has a copy and was not erased. */
	profiles(): Promise<Profile[]>;
	/** What the copy holds of a profile, in no order, and the names of its parts. */
	read(profileId: string): Promise<ProfileRecord & { parts: string[] }>;
	keepProfile(profile: Profile): Promise<void>;
	/** Adds a part under a name that no other part has. */
	add(profileId: string, part: string, record: ProfileRecord): Promise<void>;
	/** Removes parts that another one holds as well. */
	drop(profileId: string, parts: readonly string[]): Promise<void>;
	/** Removes all of a profile, for good: what another tab is about to add does not count. */
	erase(profileId: string): Promise<void>;
}

/**
 * The second copy in the browser's cache storage; `name` is that of the log, `patience` how long a browser may take to open it,
 * in milliseconds. Every call may fail as the browser's storage does.
 */
export function openSecondCopy(caches: CacheStorage, name: string, patience?: number): SecondCopy {
	const open = () => openCache(caches, `${name}-second-copy`, patience);

	const addressOf = (profileId: string, item: string) => `${place}${profileId}/${item}`;

	/** Names of the items of every profile. */
	async function items(): Promise<Map<string, string[]>> {
		const found = new Map<string, string[]>();
		for (const { url } of await (await open()).keys()) {
			const [id, item] = new URL(url).pathname.slice(place.length).split('/');
			found.set(id, [...(found.get(id) ?? []), item]);
		}
		return found;
	}

	async function put(profileId: string, item: string, value: unknown): Promise<void> {
		const cache = await open();
		await cache.put(addressOf(profileId, item), Response.json(value));
		// Erased meanwhile, perhaps in another tab: the mark is set before anything is removed, so one of the two sees the other.
		if (item !== own.erased && (await cache.match(addressOf(profileId, own.erased))))
			await cache.delete(addressOf(profileId, item));
	}

	/** What an item says; null when it is gone or was not written to its end. */
	async function get(profileId: string, item: string): Promise<unknown> {
		const response = await (await open()).match(addressOf(profileId, item));
		return response ? response.json().catch(() => null) : null;
	}

	async function remove(profileId: string, names: readonly string[]): Promise<void> {
		const cache = await open();
		for (const item of names) await cache.delete(addressOf(profileId, item));
	}

	return {
		async profiles() {
			const kept: Profile[] = [];
			for (const [id, names] of await items()) {
				// What another tab is about to put there, and then to remove.
				if (names.includes(own.erased)) continue;
				const profile = (await get(id, own.profile)) as Profile | null;
				if (profile) kept.push(profile);
			}
			return kept;
		},

		async read(profileId) {
			const names = (await items()).get(profileId) ?? [];
			const parts = names.filter((item) => !Object.values(own).includes(item));
			const record: ProfileRecord = { entries: [], views: [] };
			for (const part of parts) {
				const value = (await get(profileId, part)) as Partial<Record<string, unknown>> | null;
				record.entries.push(...understood(Entry, value?.entries));
				record.views.push(...understood(View, value?.views));
			}
			return { ...record, parts };
		},

		keepProfile: (profile) => put(profile.id, own.profile, profile),
		add: put,
		drop: remove,

		async erase(profileId) {
			// Nothing but a random number stays. On a full disk not even that can be written, and all else is removed.
			await put(profileId, own.erased, true).catch(() => undefined);
			const names = (await items()).get(profileId) ?? [];
			await remove(
				profileId,
				names.filter((item) => item !== own.erased)
			);
		}
	};
}

/** Opens a cache, or fails after `patience` milliseconds: some browsers never answer, and nobody is to wait for a copy. */
export async function openCache(
	caches: CacheStorage,
	name: string,
	patience = 5000
): Promise<Cache> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, fail) => {
		timer = setTimeout(fail, patience);
	});
	return Promise.race([caches.open(name), late]).finally(() => clearTimeout(timer));
}

/**
 * Lets pass that the browser lets nobody into its caches, as in some private windows: nothing was kept there either. What else
 * hinders the erasing of a copy is told.
 */
export function unlessShut(error: unknown): void {
	if ((error as Error | undefined)?.name !== 'SecurityError')
		throw new RecordError('record_unavailable', error);
}

/** Those of a list that are what they should be. */
function understood<Schema extends v.GenericSchema>(
	schema: Schema,
	list: unknown
): v.InferOutput<Schema>[] {
	return (Array.isArray(list) ? list : []).filter((one) => v.is(schema, one));
}
