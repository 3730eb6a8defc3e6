/** The memberships in a database of their own, one row for each. */
import type { DBSchema, IDBPDatabase } from 'idb';
import { makeBroadcaster } from '../record/announcer';
import { openConnection } from '../record/connection';
import {
	byJoining,
	joinedTo,
	keyOf,
	type MembershipKey,
	type Memberships,
	type Standing
} from './memberships';

interface Schema extends DBSchema {
	memberships: { key: [string, string, string]; value: Standing };
}

export interface MembershipsOptions {
	/** The name of the log's database; this one's is made from it. */
	name: string;
	/** How long to wait for the browser to open the database, in milliseconds. */
	patience?: number;
}

/** Opens the store, making or upgrading the database; fails with a `RecordError` when the browser gives none. */
export async function openIndexedDbMemberships({
	name,
	patience
}: MembershipsOptions): Promise<Memberships> {
	const place = `${name}-memberships`;
	const { connect, change, look, close } = openConnection<Schema>({
		name: place,
		version: 1,
		upgrade,
		patience
	});
	await connect();
	const { tell, ...announcer } = makeBroadcaster(place);

	/** Writes what `edit` makes of a row; writes nothing when it gives nothing. */
	async function put<T extends Standing | null>(
		key: MembershipKey,
		edit: (known: Standing | undefined) => T
	): Promise<T> {
		const stored = await change(['memberships'], async (tx) => {
			const rows = tx.objectStore('memberships');
			const standing = edit(await rows.get(partsOf(key)));
			if (standing) await rows.put(standing);
			return standing;
		});
		if (stored) tell(key.profile);
		return structuredClone(stored);
	}

	/** Removes rows; tells only when there were any. */
	async function remove(profile: string, range: IDBKeyRange): Promise<void> {
		const count = await change(['memberships'], async (tx) => {
			const rows = tx.objectStore('memberships');
			const there = await rows.count(range);
			await rows.delete(range);
			return there;
		});
		if (count > 0) tell(profile);
	}

	return {
		kind: 'indexeddb',
		warning: null,

		async of(profile) {
			const rows = await look(['memberships'], async (tx) =>
				tx.objectStore('memberships').getAll(rowsOf(profile))
			);
			return rows.sort(byJoining);
		},

		async join(membership) {
			const given = structuredClone(membership);
			return put(keyOf(given), (known) => joinedTo(known, given));
		},

		change: (key, edit) => put(key, (known) => (known ? edit(known) : null)),

		leave: (key) => remove(key.profile, IDBKeyRange.only(partsOf(key))),

		eraseProfile: (profile) => remove(profile, rowsOf(profile)),

		async profiles() {
			const keys = await look(['memberships'], async (tx) =>
				tx.objectStore('memberships').getAllKeys()
			);
			return [...new Set(keys.map(([profile]) => profile))];
		},

		subscribe: announcer.subscribe,

		close() {
			announcer.close();
			close();
		}
	};
}

/** Brings the database to the newest version, one step for each: add a step, never edit one. */
function upgrade(database: IDBPDatabase<Schema>, from: number): void {
	if (from < 1)
		database.createObjectStore('memberships', {
			keyPath: [
				'membership.profile',
				'membership.credential.cohort',
				'membership.credential.member'
			]
		});
}

function partsOf({ profile, cohort, member }: MembershipKey): [string, string, string] {
	return [profile, cohort, member];
}

/** The rows of a profile: in IndexedDB an array sorts after every string. */
function rowsOf(profile: string): IDBKeyRange {
	return IDBKeyRange.bound([profile], [profile, []]);
}
