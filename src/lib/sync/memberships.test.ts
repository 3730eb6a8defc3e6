import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeCaches } from '../record/caches.sample';
import { expectRefusal } from '../record/log.contract';
import { failOn, failOpening } from '../record/storage.faults';
import { nothingSent, type Membership } from './membership';
import { keyOf, type Memberships, type Standing } from './memberships';
import { describeMemberships, memberOf } from './memberships.contract';
import { openCopiedMemberships } from './memberships.copied';
import { openIndexedDbMemberships } from './memberships.indexeddb';
import { openMemoryMemberships } from './memberships.memory';
import { openMemberships } from './open-memberships';
import { shareReflection } from './views-outbox';

let places = 0;
const newName = () => `place-${(places += 1)}`;
const stores: Memberships[] = [];

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
	for (const store of stores.splice(0)) store.close();
});

async function openOn(name: string, caches?: CacheStorage): Promise<Memberships> {
	const database = await openIndexedDbMemberships({ name });
	const store = caches ? await openCopiedMemberships(database, caches, name) : database;
	stores.push(store);
	return store;
}

describeMemberships('memberships in IndexedDB', () => {
	const name = newName();
	return { isDurable: true, open: () => openIndexedDbMemberships({ name }) };
});

describeMemberships('memberships that are kept twice', () => {
	const [name, caches] = [newName(), makeCaches()];
	return { isDurable: true, open: () => openOn(name, caches) };
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

describe('memberships that are kept twice, when the browser loses its database', () => {
	const mine = memberOf('ada', 'spring');
	const place = { activity: 'quiz', item: 'reflection' };

	/** A device: its database can be lost, and its cache storage be full, shut or slow. */
	function device() {
		const name = newName();
		const disk = { fault: '', busy: Promise.resolve() };
		const real = makeCaches(() => disk.fault === 'QuotaExceededError');
		const copy = () => real.open(`${name}-memberships-copy`);
		const caches = {
			async open(cacheName: string) {
				if (disk.fault === 'SecurityError')
					throw new DOMException('A fault of the test.', disk.fault);
				const cache = await real.open(cacheName);
				const put: Cache['put'] = async (...given) => {
					await disk.busy;
					return cache.put(...given);
				};
				return { ...cache, put };
			}
		} as CacheStorage;
		return {
			name,
			disk,
			caches,
			open: () => openOn(name, caches),
			openPlain: () => openOn(name),
			/** The memberships that the copy holds. */
			async copied() {
				const cache = await copy();
				const rows = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
				return Promise.all(
					rows.map(async (row) => ((await row?.json()) as { membership: Membership }).membership)
				);
			},
			/** Damages the copy of the first membership. */
			async damage() {
				const [{ url }] = await (await copy()).keys();
				await (await copy()).put(new URL(url).pathname, new Response('{"membership":'));
			},
			async lose() {
				for (const store of stores.splice(0)) store.close();
				await deleteDB(`${name}-memberships`);
			}
		};
	}

	const onLaptop = ({ membership, state }: Standing): Standing => ({
		membership: { ...membership, devices: ['laptop'] },
		state
	});

	test('[C2] each comes back as it was last, with what is shared, and sends everything again', async () => {
		const { open, lose, copied } = device();
		const store = await open();
		const other = memberOf('ben', 'autumn');
		await store.join(mine);
		await store.join(other);
		await store.change(keyOf(mine), ({ membership, state }) => ({
			membership: { ...membership, devices: ['phone', 'laptop'] },
			state: { ...state, after: '9', views: shareReflection(state.views, place, true) }
		}));
		await vi.waitFor(async () =>
			expect((await copied())[0]).toMatchObject({ devices: ['phone', 'laptop'] })
		);
		await lose();

		const again = await open();
		expect(await again.of('ada')).toEqual([
			{
				membership: { ...mine, devices: ['phone', 'laptop'] },
				state: { ...nothingSent, views: { given: {}, shared: ['quiz/reflection'] } }
			}
		]);
		expect(await again.of('ben')).toMatchObject([{ membership: other }]);
	});

	test('[C2] all come back, though it was cut off after the first', async () => {
		const { open, openPlain, lose, copied } = device();
		const store = await open();
		const other = memberOf('ben', 'autumn');
		await store.join(mine);
		await store.join(other);
		await vi.waitFor(async () => expect(await copied()).toEqual([mine, other]));
		await lose();
		await (await openPlain()).join(mine);
		expect(await (await open()).profiles()).toEqual(['ada', 'ben']);
	});

	test('[C2] under an open page they come back as soon as somebody asks who has any', async () => {
		const { name, open, copied } = device();
		const store = await open();
		await store.join(mine);
		await vi.waitFor(async () => expect(await copied()).toEqual([mine]));
		await deleteDB(`${name}-memberships`);
		expect(await store.of('ada')).toEqual([]);
		expect(await store.profiles()).toEqual(['ada']);
		expect(await store.of('ada')).toMatchObject([{ membership: mine }]);
	});

	test('[C1] what a full disk did not take is copied with the next opening, as is what never was', async () => {
		const { open, openPlain, disk, copied } = device();
		await (await openPlain()).join(memberOf('ben', 'spring'));
		disk.fault = 'QuotaExceededError';
		const store = await open();
		await store.join(mine);
		expect(await copied()).toEqual([]);
		disk.fault = '';
		await open();
		await vi.waitFor(async () => expect(await copied()).toHaveLength(2));
	});

	test('[C3] what is left or erased never comes back', async () => {
		const { open, lose, copied } = device();
		const store = await open();
		const autumn = memberOf('ada', 'autumn');
		// Its name begins as that of the one who leaves.
		const further = memberOf('ada', 'spring', {
			credential: { ...mine.credential, member: `${mine.credential.member}-2` }
		});
		for (const membership of [mine, autumn, further, memberOf('ben', 'spring')])
			await store.join(membership);
		await store.leave(keyOf(mine));
		await store.join(mine);
		await vi.waitFor(async () => expect(await copied()).toContainEqual(mine));
		await store.leave(keyOf(mine));
		await store.eraseProfile('ben');
		expect(await copied()).toEqual([autumn, further]);
		await lose();
		const again = await open();
		expect((await again.of('ada')).map(({ membership }) => membership)).toEqual([autumn, further]);
		expect(await again.profiles()).toEqual(['ada']);
		await again.eraseProfile('ada');
		expect(await copied()).toEqual([]);
		expect(await (await open()).profiles()).toEqual([]);
	});

	test('[C3] what another tab copies after it was left is removed', async () => {
		const { open, copied, disk } = device();
		const [here, there] = [await open(), await open()];
		await here.join(mine);
		await vi.waitFor(async () => expect(await copied()).toEqual([mine]));
		let go = (): void => {};
		disk.busy = new Promise((resolve) => (go = resolve));
		await there.change(keyOf(mine), onLaptop);
		await here.leave(keyOf(mine));
		go();
		// Whoever erases waits for what the tab was copying.
		await there.eraseProfile('ben');
		expect(await copied()).toEqual([]);
	});

	test('[C3] what another tab copies just before it is left is removed', async () => {
		const { name, caches, open, copied } = device();
		const there = await open();
		const database = await openIndexedDbMemberships({ name });
		const late: Memberships = {
			...database,
			async leave(key) {
				expect(await copied()).toEqual([]);
				await there.change(key, onLaptop);
				await vi.waitFor(async () => expect(await copied()).toHaveLength(1));
				await database.leave(key);
			}
		};
		const here = await openCopiedMemberships(late, caches, name);
		stores.push(here);
		await here.join(mine);
		await here.leave(keyOf(mine));
		expect(await copied()).toEqual([]);
	});

	test('[C3] where a browser shuts its caches, leaving and erasing are no different', async () => {
		const { open, disk } = device();
		disk.fault = 'SecurityError';
		const store = await open();
		await store.join(mine);
		await store.leave(keyOf(mine));
		await store.eraseProfile('ada');
		expect(await store.profiles()).toEqual([]);
	});

	test('a copy that was damaged hinders no other, and joining again makes it good', async () => {
		const { open, lose, copied, damage } = device();
		const store = await open();
		const other = memberOf('ben', 'spring');
		await store.join(mine);
		await store.join(other);
		await vi.waitFor(async () => expect(await copied()).toEqual([mine, other]));
		await damage();
		await lose();
		const again = await open();
		expect(await again.profiles()).toEqual(['ben']);
		await again.join(mine);
		await vi.waitFor(async () => expect(await copied()).toEqual([mine, other]));
	});
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

test('knows from the second copy what a database that does not open holds, and both know it when it does', async () => {
	const name = newName();
	vi.stubGlobal('caches', makeCaches());
	const store = await openMemberships({ name });
	stores.push(store);
	await store.join(memberOf('ada', 'spring'));
	const copies = async () => (await (await caches.open(`${name}-memberships-copy`)).keys()).length;
	await vi.waitFor(async () => expect(await copies()).toBe(1));
	failOpening();
	const shut = await openMemberships({ name });
	stores.push(shut);
	expect(shut).toMatchObject({ kind: 'memory', warning: { code: 'record_unavailable' } });
	expect(await shut.of('ada')).toMatchObject([{ membership: memberOf('ada', 'spring') }]);
	await shut.join(memberOf('ada', 'autumn'));
	await vi.waitFor(async () => expect(await copies()).toBe(2));
	vi.restoreAllMocks();
	const again = await openMemberships({ name });
	stores.push(again);
	expect(again).toMatchObject({ kind: 'indexeddb', warning: null });
	expect(await again.of('ada')).toMatchObject(
		['autumn', 'spring'].map((cohort) => ({ membership: memberOf('ada', cohort) }))
	);
});

test('uses the database where there is one', async () => {
	const store = await openMemberships({ name: newName() });
	stores.push(store);
	expect(store).toMatchObject({ kind: 'indexeddb', warning: null });
});
