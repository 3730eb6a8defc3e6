import 'fake-indexeddb/auto';
import { openDB, deleteDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
	describeLog,
	expectRefusal,
	foreign,
	foreignView,
	makeSources,
	opened,
	viewOf
} from './log.contract';
import type { Log } from './log';
import { openIndexedDbLog } from './log.indexeddb';
import { abortWith, failAtLast, failOn } from './storage.faults';

let places = 0;
const newName = () => `place-${(places += 1)}`;

describeLog('the log in IndexedDB', () => {
	const name = newName();
	return { isDurable: true, open: async (sources) => openIndexedDbLog({ ...sources, name }) };
});

describe('the log in IndexedDB when something fails', () => {
	const logs: Log[] = [];
	afterEach(() => {
		vi.restoreAllMocks();
		vi.unstubAllGlobals();
		vi.useRealTimers();
		for (const log of logs.splice(0)) log.close();
	});

	function openOn(name: string, sources = makeSources()) {
		const log = openIndexedDbLog({ ...sources, name });
		logs.push(log);
		return log;
	}

	/** A database held by a tab with an older version, which lets go only when it is closed. */
	async function heldByOlder() {
		const name = newName();
		const first = openOn(name);
		await first.probe();
		first.close();
		const old = await openDB(name, 1);
		// There is no older version yet: this code opens as if its version were 2.
		const open = indexedDB.open.bind(indexedDB);
		const asked = vi.spyOn(indexedDB, 'open').mockImplementation((which) => open(which, 2));
		return { old, asked, log: openOn(name) };
	}

	async function openWithAda(name = newName()) {
		const sources = makeSources();
		const log = openOn(name, sources);
		const ada = await log.createProfile('Ada');
		return { log, ada, name, sources };
	}

	test('[L2] nothing of an append stays when its third row finds no space', async () => {
		const { log, ada } = await openWithAda();
		failOn('add', 3, 'QuotaExceededError');
		const append = log.append(ada.id, [opened('one'), opened('two')], {
			after: 0,
			views: [viewOf('q1')]
		});
		await expectRefusal(append, 'record_full');
		vi.restoreAllMocks();
		expect(await log.read(ada.id)).toEqual({ entries: [], views: [] });
		expect(await log.append(ada.id, [opened('one')], { after: 0 })).toMatchObject({
			ok: true,
			entries: [{ seq: 1 }]
		});
	});

	test('[L2] nothing of an append stays when the space runs out at its end', async () => {
		const { log, ada } = await openWithAda();
		const told = vi.fn();
		log.subscribe(told);
		abortWith('QuotaExceededError', 2);
		const append = log.append(ada.id, [opened('one'), opened('two')], { after: 0 });
		await expectRefusal(append, 'record_full');
		vi.restoreAllMocks();
		expect(await log.read(ada.id)).toEqual({ entries: [], views: [] });
		expect(told).not.toHaveBeenCalled();
	});

	test('[L1] nothing is said to be kept whose transaction fails when every row of it was taken', async () => {
		const { log, ada } = await openWithAda();
		failAtLast('QuotaExceededError');
		await expectRefusal(log.append(ada.id, [opened('one')], { after: 0 }), 'record_full');
		await expectRefusal(log.merge(ada.id, { entries: [foreign(1)], views: [] }), 'record_full');
		await expectRefusal(log.keepProfile({ ...ada, id: 'ben' }), 'record_full');
		vi.restoreAllMocks();
		expect(await log.read(ada.id)).toEqual({ entries: [], views: [] });
		expect(await log.profiles()).toEqual([ada]);
	});

	test('[L2] nothing of a merge stays when it is cut off', async () => {
		const { log, ada } = await openWithAda();
		failOn('add', 3, 'UnknownError');
		const record = { entries: [foreign(1), foreign(2)], views: [foreignView(1)] };
		await expectRefusal(log.merge(ada.id, record), 'record_broken');
		vi.restoreAllMocks();
		expect(await log.read(ada.id)).toEqual({ entries: [], views: [] });
	});

	test('[L1] [L2] a page that dies during appends leaves whole batches, from the first on', async () => {
		const { log, ada, name, sources } = await openWithAda();
		const pair = (count: number) => [opened(`${count} a`), opened(`${count} b`)];
		await log.append(ada.id, pair(1), { after: 0 });
		// Not awaited: the connection goes while these are under way.
		const lost = [2, 3].map((count) => log.append(ada.id, pair(count), { after: count * 2 - 2 }));
		log.close();
		await Promise.allSettled(lost);
		const later = await openOn(name, sources);
		const { entries } = await later.read(ada.id);
		expect(entries.length % 2).toBe(0);
		expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
		expect(entries.slice(0, 2).map(({ data }) => data.lesson)).toEqual(['1 a', '1 b']);
	});

	test('[L1] asks the browser to flush every change to disk', async () => {
		const { log, ada } = await openWithAda();
		const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
		await log.append(ada.id, [opened('one')], { after: 0 });
		await log.merge(ada.id, { entries: [foreign(1)], views: [] });
		expect(transaction.mock.calls.map(([, mode, options]) => [mode, options])).toEqual([
			['readwrite', { durability: 'strict' }],
			['readwrite', { durability: 'strict' }]
		]);
	});

	test('takes the Web Lock of the profile around append and merge where there are locks', async () => {
		const { log, ada } = await openWithAda();
		const request = vi.fn((_name: string, work: () => Promise<unknown>) => work());
		vi.stubGlobal('navigator', { locks: { request } });
		await log.append(ada.id, [opened('one')], { after: 0 });
		await log.merge(ada.id, { entries: [foreign(1)], views: [] });
		const lock = `breakout:${ada.id}`;
		expect(request.mock.calls.map(([name]) => name)).toEqual([lock, lock]);
	});

	test('steps aside when another tab brings a newer database, and says so', async () => {
		const { log, ada, name } = await openWithAda();
		const newer = await openDB(name, 2);
		await expectRefusal(log.append(ada.id, [opened('one')], { after: 0 }), 'record_outdated');
		newer.close();
	});

	test('fails as blocked while a tab with an older version does not let go, and works once it does', async () => {
		const { old, asked, log } = await heldByOlder();
		await expectRefusal(log.profiles(), 'record_blocked');
		await expectRefusal(log.profiles(), 'record_blocked');
		old.close();
		await vi.waitFor(() => log.profiles());
		expect(asked).toHaveBeenCalledTimes(1);
	});

	test('is closed when it opens only after nobody wants it any more, or it would be in the way', async () => {
		const { old, log } = await heldByOlder();
		await expectRefusal(log.profiles(), 'record_blocked');
		log.close();
		const close = vi.spyOn(IDBDatabase.prototype, 'close');
		old.close();
		await vi.waitFor(() => expect(close).toHaveBeenCalledTimes(2));
		await expectRefusal(log.profiles(), 'record_closed');
	});

	test('is refused as closed when it is closed while it opens', async () => {
		const log = openOn(newName());
		const profiles = log.profiles();
		log.close();
		await expectRefusal(profiles, 'record_closed');
	});

	test('fails as unavailable when the browser does not answer, for which nobody waits twice', async () => {
		const asked = vi
			.spyOn(indexedDB, 'open')
			.mockImplementation(() =>
				Object.assign(Object.create(IDBOpenDBRequest.prototype), { addEventListener: () => {} })
			);
		const log = openIndexedDbLog({ ...makeSources(), name: 'x', patience: 20 });
		await expectRefusal(log.profiles(), 'record_unavailable');
		vi.useFakeTimers();
		await expectRefusal(log.profiles(), 'record_unavailable');
		expect(asked).toHaveBeenCalledTimes(1);
	});

	test('fails as outdated when the database is of a newer version', async () => {
		const name = newName();
		(await openDB(name, 2)).close();
		await expectRefusal(openOn(name).probe(), 'record_outdated');
	});

	test('fails as unavailable where the browser has no IndexedDB, or refuses it, and works once it does not', async () => {
		const open = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
			throw new DOMException('The operation is insecure.', 'SecurityError');
		});
		const log = openOn(newName());
		await expectRefusal(log.probe(), 'record_unavailable');
		open.mockRestore();
		await log.probe();
		vi.stubGlobal('indexedDB', undefined);
		await expectRefusal(openOn('x').probe(), 'record_unavailable');
	});

	test('opens the database again when the browser has closed it', async () => {
		const { log, ada } = await openWithAda();
		await log.append(ada.id, [opened('one')], { after: 0 });
		const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
		transaction.mockImplementationOnce(() => {
			throw new DOMException('The database connection is closing.', 'InvalidStateError');
		});
		expect((await log.read(ada.id)).entries).toHaveLength(1);
		expect(transaction).toHaveBeenCalledTimes(2);
	});

	test('opens the database again once for all that was asked meanwhile', async () => {
		const { log, ada, name } = await openWithAda();
		const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
		for (let asked = 0; asked < 2; asked++)
			transaction.mockImplementationOnce(() => {
				throw new DOMException('The database connection is closing.', 'InvalidStateError');
			});
		const opening = vi.spyOn(indexedDB, 'open');
		const close = vi.spyOn(IDBDatabase.prototype, 'close');
		expect(await Promise.all([log.profiles(), log.profiles()])).toEqual([[ada], [ada]]);
		const opened = opening.mock.calls.filter(([which]) => which === name).length;
		// The lost one is closed for each who met it; of the new ones all but one.
		expect(close).toHaveBeenCalledTimes(2 + opened - 1);
		close.mockClear();
		expect(await log.profiles()).toEqual([ada]);
		expect(close).not.toHaveBeenCalled();
	});

	test('says that the storage is broken when the browser closes the new database too', async () => {
		const { log } = await openWithAda();
		vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
			throw new DOMException('The database connection is closing.', 'InvalidStateError');
		});
		await expectRefusal(log.profiles(), 'record_broken');
	});

	test('[L14] a log that is closed lets go of its database', async () => {
		const { log } = await openWithAda();
		const close = vi.spyOn(IDBDatabase.prototype, 'close');
		log.close();
		expect(close).toHaveBeenCalledTimes(1);
	});

	test('[L14] a log that is closed while it opens its database again lets go of it', async () => {
		const { log } = await openWithAda();
		vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
			throw new DOMException('The database connection is closing.', 'InvalidStateError');
		});
		const open = indexedDB.open.bind(indexedDB);
		vi.spyOn(indexedDB, 'open').mockImplementation((...place) => {
			log.close();
			return open(...place);
		});
		const close = vi.spyOn(IDBDatabase.prototype, 'close');
		await expectRefusal(log.profiles(), 'record_closed');
		expect(close).toHaveBeenCalledTimes(2);
	});

	test('knows a full disk by the words of the browser, where it has no name for it', async () => {
		const { log, ada } = await openWithAda();
		vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
			throw new DOMException('Internal error: Full disk.', 'UnknownError');
		});
		await expectRefusal(log.append(ada.id, [opened('one')], { after: 0 }), 'record_full');
	});

	test('[L9] a database that was deleted is not brought back by a late append', async () => {
		const { log, ada, name } = await openWithAda();
		await deleteDB(name);
		await expectRefusal(log.append(ada.id, [opened('one')], { after: 0 }), 'record_no_profile');
	});

	test('[L9] erasing leaves no row of the profile in the database', async () => {
		const { log, ada, name } = await openWithAda();
		await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
		await log.merge(ada.id, { entries: [foreign(1)], views: [foreignView(1)] });
		await log.eraseProfile(ada.id);
		const database = await openDB(name);
		for (const store of ['profiles', 'entries', 'views'])
			expect(await database.count(store)).toBe(0);
		database.close();
	});

	test('keeps a profile made elsewhere under its own id, once', async () => {
		const { log, ada } = await openWithAda();
		const ben = { ...ada, id: 'ben', name: 'Ben' };
		await log.keepProfile(ben);
		await log.append(ben.id, [opened('one')], { after: 0 });
		const told = vi.fn();
		log.subscribe(told);
		await log.keepProfile({ ...ben, name: 'Another' });
		expect(await log.profiles()).toEqual([ada, ben]);
		expect(told).not.toHaveBeenCalled();
		expect((await log.read(ben.id)).entries).toHaveLength(1);
	});

	test('the probe meets what real entries would meet', async () => {
		const { log } = await openWithAda();
		await expect(log.probe()).resolves.toBeUndefined();
		failOn('put', 1, 'QuotaExceededError');
		await expectRefusal(log.probe(), 'record_full');
	});

	test('the probe fails where the browser takes everything and keeps nothing', async () => {
		const { log } = await openWithAda();
		const { get } = IDBObjectStore.prototype;
		vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore) {
			return get.call(this, 'nothing');
		});
		await expectRefusal(log.probe(), 'record_broken');
	});

	test('reads a database of version 1 for ever', async () => {
		const name = newName();
		const database = await openDB(name, 1, {
			upgrade(fresh) {
				fresh.createObjectStore('profiles', { keyPath: 'id' });
				fresh
					.createObjectStore('entries', { keyPath: ['profile', 'entry.device', 'entry.seq'] })
					.createIndex('by-arrival', ['profile', 'arrival'], { unique: true });
				fresh.createObjectStore('views', { keyPath: ['profile', 'view.id'] });
				fresh.createObjectStore('probe');
			}
		});
		const profile = { id: 'p', name: 'Ada', device: 'd', createdAt: '2026-01-01T00:00:00.000Z' };
		await database.put('profiles', { ...profile, notBefore: '' });
		await database.put('entries', { profile: 'p', arrival: 1, entry: foreign(1) });
		await database.put('views', { profile: 'p', view: foreignView(1) });
		database.close();
		const log = openOn(name);
		expect(await log.profiles()).toEqual([profile]);
		expect(await log.read('p')).toEqual({ entries: [foreign(1)], views: [foreignView(1)] });
	});
});
