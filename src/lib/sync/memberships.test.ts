import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import { expectRefusal } from '../record/log.contract';
import { failOn } from '../record/storage.faults';
import { nothingSent } from './membership';
import { keyOf, type Memberships } from './memberships';
import { describeMemberships, memberOf } from './memberships.contract';
import { openIndexedDbMemberships } from './memberships.indexeddb';
import { openMemoryMemberships } from './memberships.memory';
import { openMemberships } from './open-memberships';

let places = 0;
const newName = () => `place-${(places += 1)}`;
const stores: Memberships[] = [];

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
	for (const store of stores.splice(0)) store.close();
});

async function openOn(name: string): Promise<Memberships> {
	const store = await openIndexedDbMemberships({ name });
	stores.push(store);
	return store;
}

describeMemberships('memberships in IndexedDB', () => {
	const name = newName();
	return { isDurable: true, open: () => openIndexedDbMemberships({ name }) };
});

// Memory is not shared between tabs: a second "tab" is a second caller of the same store.
describeMemberships('memberships in memory', () => {
	let store: Memberships | undefined;
	return { isDurable: false, open: async () => (store ??= openMemoryMemberships()) };
});

test('[M9] a full device is explained, and nothing of the change stays', async () => {
	const store = await openOn(newName());
	const mine = memberOf('ada', 'spring');
	await store.join(mine);
	failOn('put', 1, 'QuotaExceededError');
	const change = store.change(keyOf(mine), ({ membership, state }) => ({
		membership,
		state: { ...state, after: '9' }
	}));
	await expectRefusal(change, 'record_full');
	vi.restoreAllMocks();
	expect(await store.of('ada')).toEqual([{ membership: mine, state: nothingSent }]);
});

test('[M5] erasing leaves no row in the database, and so no secret', async () => {
	const name = newName();
	const store = await openOn(name);
	await store.join(memberOf('ada', 'spring'));
	await store.eraseProfile('ada');
	const database = await openDB(`${name}-memberships`);
	expect(await database.count('memberships')).toBe(0);
	database.close();
});

test('reads a database of version 1 for ever', async () => {
	const name = newName();
	const database = await openDB(`${name}-memberships`, 1, {
		upgrade(fresh) {
			fresh.createObjectStore('memberships', {
				keyPath: [
					'membership.profile',
					'membership.credential.cohort',
					'membership.credential.member'
				]
			});
		}
	});
	const standing = { membership: memberOf('ada', 'spring'), state: nothingSent };
	await database.put('memberships', standing);
	database.close();
	expect(await (await openOn(name)).of('ada')).toEqual([standing]);
});

test('goes on in memory where the browser gives no database, and says why', async () => {
	vi.stubGlobal('indexedDB', undefined);
	const store = await openMemberships({ name: newName() });
	expect(store).toMatchObject({ kind: 'memory', warning: { code: 'record_unavailable' } });
	await store.join(memberOf('ada', 'spring'));
	expect(await store.of('ada')).toHaveLength(1);
});

test('uses the database where there is one', async () => {
	const store = await openMemberships({ name: newName() });
	stores.push(store);
	expect(store).toMatchObject({ kind: 'indexeddb', warning: null });
});
