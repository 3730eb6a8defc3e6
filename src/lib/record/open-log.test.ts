import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { makeSources, opened } from './log.contract';
import type { Log } from './log';
import { openIndexedDbLog } from './log.indexeddb';
import { openLog } from './open-log';
import { failOn } from './storage.faults';

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
