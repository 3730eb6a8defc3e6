import { RecordError } from '../record/record-error';
import type { Memberships } from './memberships';
import { openCopiedMemberships } from './memberships.copied';
import { openIndexedDbMemberships, type MembershipsOptions } from './memberships.indexeddb';
import { openMemoryMemberships } from './memberships.memory';

/**
 * Opens the best store this browser gives, never failing: its database, or this page's memory, with a second copy beside it. In
 * memory, what is joined may last no longer than the page: `warning` says why, and whoever joins must be told that they need a
 * new code then.
 */
export async function openMemberships(options: MembershipsOptions): Promise<Memberships> {
	const store = await openIndexedDbMemberships(options).catch((error: unknown) => {
		const isKnown = error instanceof RecordError;
		return openMemoryMemberships(isKnown ? error : new RecordError('record_unavailable', error));
	});
	try {
		return await openCopiedMemberships(store, caches, options.name);
	} catch {
		// The course is served without https, or the browser lets nobody into its caches.
		return store;
	}
}
