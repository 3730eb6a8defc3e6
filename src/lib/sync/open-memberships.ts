import { RecordError } from '../record/record-error';
import type { Memberships } from './memberships';
import { openCopiedMemberships } from './memberships.copied';
import { openIndexedDbMemberships, type MembershipsOptions } from './memberships.indexeddb';
import { openMemoryMemberships } from './memberships.memory';

/**
 * Opens the best store this browser gives, never failing: its database, with a second copy beside it, or this page's memory.
 * In memory, a membership lasts as long as the page: `warning` says why, and whoever joins must be told that they need a new
 * code afterwards.
 */
export async function openMemberships(options: MembershipsOptions): Promise<Memberships> {
	try {
		const store = await openIndexedDbMemberships(options);
		// Not where the course is served without https.
		return typeof caches === 'undefined'
			? store
			: await openCopiedMemberships(store, caches, options.name);
	} catch (error) {
		const isKnown = error instanceof RecordError;
		return openMemoryMemberships(isKnown ? error : new RecordError('record_unavailable', error));
	}
}
