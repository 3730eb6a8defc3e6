import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deleteDB } from 'idb';
import { makeCaches } from './caches.sample';
import { makeSources, opened, viewOf } from './log.contract';
import type { Log } from './log';
import { openIndexedDbLog } from './log.indexeddb';
import { openLog } from './open-log';
import { openSecondCopy } from './second-copy';
import { failOn, failOpening } from './storage.faults';

const logs: Log[] = [];
afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllGlobals();
	for (const log of logs.splice(0)) log.close();
});

async function open(options: { name: string; patience?: number }, sources = makeSources()) {
	const opened = await openLog({ ...sources, ...options });
	logs.push(opened.log);
	return opened;
}

test('opens the storage without a warning when it can be written and read', async () => {
	const { log, warning } = await open({ name: 'well' });
	expect(warning).toBeNull();
	expect(log).toMatchObject({ kind: 'indexeddb', warning: null });
	const ada = await log.createProfile('Ada');
	log.close();
	const again = await open({ name: 'well' });
	expect(await again.log.profiles()).toEqual([ada]);
});

test('opens a log in memory, and says why, where the browser gives no storage', async () => {
	vi.stubGlobal('indexedDB', undefined);
	const { log, warning } = await open({ name: 'private' });
	expect(warning?.code).toBe('record_unavailable');
	expect(log).toMatchObject({ kind: 'memory', warning });
	const ada = await log.createProfile('Ada');
	expect(await log.append(ada.id, [opened('one')], { after: 0 })).toMatchObject({ ok: true });
});

test('still shows what is stored on a full device, and saves again once there is space', async () => {
	const sources = makeSources();
	const storage = await openIndexedDbLog({ ...sources, name: 'full' });
	logs.push(storage);
	const ada = await storage.createProfile('Ada');
	await storage.append(ada.id, [opened('one')], { after: 0 });
	failOn('put', 1, 'QuotaExceededError');
	failOn('add', 1, 'QuotaExceededError');
	const { log, warning } = await open({ name: 'full' }, sources);
	expect(warning?.code).toBe('record_full');
	expect(log).toMatchObject({ kind: 'memory', warning });
	expect(await log.profiles()).toEqual([ada]);
	await log.append(ada.id, [opened('two')], { after: 1 });
	expect((await log.read(ada.id)).entries).toHaveLength(2);
	vi.restoreAllMocks();
	await log.append(ada.id, [opened('three')], { after: 2 });
	expect(log).toMatchObject({ kind: 'indexeddb', warning: null });
	expect((await storage.read(ada.id)).entries).toHaveLength(3);
});

test('does not wait for ever on a browser that does not answer', async () => {
	vi.spyOn(indexedDB, 'open').mockImplementation(() =>
		Object.assign(Object.create(IDBOpenDBRequest.prototype), { addEventListener: () => {} })
	);
	const { log, warning } = await open({ name: 'silent', patience: 20 });
	expect([log.kind, warning?.code]).toEqual(['memory', 'record_unavailable']);
});

describe('where the browser does not open its database at the start, as on a full disk,', () => {
	/** A device with two people's work on it, whose database does not open until it is `freed`. */
	async function shutDevice(name: string) {
		const sources = makeSources();
		vi.stubGlobal('caches', makeCaches());
		const { log } = await open({ name }, sources);
		const ada = await log.createProfile('Ada');
		const ben = await log.createProfile('Ben');
		await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
		await log.append(ben.id, [opened('his')], { after: 0 });
		const copy = openSecondCopy(caches, name);
		await vi.waitFor(async () => expect((await copy.read(ben.id)).entries).not.toEqual([]));
		const before = await log.read(ada.id);
		log.close();
		failOpening();
		const page = await open({ name }, sources);
		return { ...page, sources, ada, ben, before, freed: () => vi.restoreAllMocks(), name };
	}

	const lessonsOf = async (log: Log, id: string) =>
		(await log.read(id)).entries.map(({ data }) => data.lesson);

	test('the record is shown as the second copy has it, and what is done is saved once it opens', async () => {
		const { log, warning, ada, ben, before, freed, sources, name } = await shutDevice('shut');
		expect(warning?.code).toBe('record_unavailable');
		expect(await log.firstProfile()).toEqual(ada);
		expect(await log.profiles()).toEqual([ada, ben]);
		expect(await log.read(ada.id)).toEqual(before);
		const appended = await log.append(ada.id, [opened('two')], { after: 1 });
		expect(appended).toMatchObject({ ok: true, entries: [{ seq: 1 }] });
		expect(appended.ok && appended.entries[0].device).not.toBe(ada.device);
		expect(log.warning).not.toBeNull();
		freed();
		expect(await log.append(ada.id, [opened('three')], { after: 2 })).toMatchObject({ ok: true });
		expect(log).toMatchObject({ kind: 'indexeddb', warning: null });
		const plain = openIndexedDbLog({ ...sources, name });
		logs.push(plain);
		expect(await lessonsOf(plain, ada.id)).toEqual(['one', 'two', 'three']);
		expect(await plain.read(ada.id)).toEqual(await log.read(ada.id));
		expect(await lessonsOf(plain, ben.id)).toEqual(['his']);
		expect((await plain.profiles()).map(({ id }) => id)).toEqual([ada.id, ben.id]);
	});

	test.each([
		['at once', 'lost'],
		['when it is read', 'lost-and-read']
	])('what is done is saved though the database turns out to be lost, %s', async (when, name) => {
		const { log, ada, ben, freed, sources } = await shutDevice(name);
		await log.firstProfile();
		await log.append(ada.id, [opened('two')], { after: 1 });
		freed();
		await deleteDB(name);
		if (when !== 'at once') expect(await lessonsOf(log, ada.id)).toEqual(['one', 'two']);
		await log.append(ada.id, [], { after: 2 });
		expect(log.warning).toBeNull();
		const plain = openIndexedDbLog({ ...sources, name });
		logs.push(plain);
		expect(await lessonsOf(plain, ada.id)).toEqual(['one', 'two']);
		expect(await lessonsOf(plain, ben.id)).toEqual(['his']);
	});

	test('what the second copy lacks comes once it opens, before anything is decided without it', async () => {
		const { log, ada, freed, sources, name } = await shutDevice('behind');
		freed();
		const plain = openIndexedDbLog({ ...sources, name });
		logs.push(plain);
		await plain.append(ada.id, [opened('two')], { after: 1, views: [viewOf('q2')] });
		vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
			throw new DOMException('Internal error opening backing store.', 'UnknownError');
		});
		expect(await lessonsOf(log, ada.id)).toEqual(['one']);
		const late = await log.append(ada.id, [opened('three')], { after: 1 });
		expect(late).toMatchObject({ ok: false, moved: [{ data: { lesson: 'two' } }] });
		expect(await log.append(ada.id, [opened('three')], { after: 2 })).toMatchObject({ ok: true });
		expect(await lessonsOf(plain, ada.id)).toEqual(['one', 'two', 'three']);
	});

	test('nobody waits twice for caches that do not answer either', async () => {
		vi.stubGlobal('caches', makeCaches());
		const asked = vi.spyOn(caches, 'open').mockRejectedValue(new DOMException('A fault.'));
		failOpening();
		const { log } = await open({ name: 'dark' });
		const first = await log.firstProfile();
		const count = asked.mock.calls.length;
		expect(await log.profiles()).toEqual([first]);
		expect(asked).toHaveBeenCalledTimes(count);
	});

	test('and shuts its caches, the course goes on in memory', async () => {
		vi.stubGlobal('indexedDB', undefined);
		vi.stubGlobal('caches', undefined);
		Object.defineProperty(globalThis, 'caches', {
			configurable: true,
			get() {
				throw new DOMException('The operation is insecure.', 'SecurityError');
			}
		});
		const { log } = await open({ name: 'sealed' });
		const ada = await log.createProfile('Ada');
		expect(await log.append(ada.id, [opened('one')], { after: 0 })).toMatchObject({ ok: true });
		expect(await lessonsOf(log, ada.id)).toEqual(['one']);
	});
});

describe('where the browser has lost its database', () => {
	/** A device with Ada's work on it, of which the second copy has all but what is done while it is full. */
	async function device(name: string) {
		const sources = makeSources();
		const copies = { isFull: false };
		vi.stubGlobal(
			'caches',
			makeCaches(() => copies.isFull)
		);
		const { log } = await open({ name }, sources);
		const ada = await log.firstProfile();
		await log.append(ada.id, [opened('one')], { after: 0 });
		const copy = openSecondCopy(caches, name);
		await vi.waitFor(async () => expect((await copy.read(ada.id)).entries).not.toEqual([]));
		return { log, ada, copies, sources, name };
	}

	const lessonsOf = async (log: Log, id: string) =>
		(await log.read(id)).entries.map(({ data }) => data.lesson);

	test('and the disk is still full, one goes on with what the second copy has', async () => {
		const { log: before, ada, sources, name } = await device('lost-and-full');
		before.close();
		await deleteDB(name);
		failOn('add', 1, 'QuotaExceededError');
		const { log } = await open({ name }, sources);
		expect(await log.firstProfile()).toEqual(ada);
		expect(await log.profiles()).toEqual([ada]);
		expect(await lessonsOf(log, ada.id)).toEqual(['one']);
		expect(await log.append(ada.id, [opened('two')], { after: 1 })).toMatchObject({ ok: true });
		expect(log.warning?.code).toBe('record_full');
		vi.restoreAllMocks();
		expect(await log.append(ada.id, [opened('three')], { after: 2 })).toMatchObject({ ok: true });
		expect(log.warning).toBeNull();
		log.close();
		const again = await open({ name }, sources);
		expect((await again.log.profiles()).map(({ id }) => id)).toEqual([ada.id]);
		expect(await lessonsOf(again.log, ada.id)).toEqual(['one', 'two', 'three']);
	});

	test('under an open page, what was not copied is not lost either', async () => {
		const { log, ada, copies, sources, name } = await device('lost-under-page');
		copies.isFull = true;
		await log.append(ada.id, [opened('two')], { after: 1, views: [viewOf('q2')] });
		copies.isFull = false;
		await deleteDB(name);
		const next = await log.append(ada.id, [opened('three')], { after: 2 });
		expect(next).toMatchObject({ ok: true, entries: [{ seq: 1 }] });
		expect(log.warning).toBeNull();
		const plain = openIndexedDbLog({ ...sources, name });
		logs.push(plain);
		expect((await lessonsOf(plain, ada.id)).sort()).toEqual(['one', 'three', 'two']);
		expect((await plain.read(ada.id)).views).toHaveLength(1);
	});
});
