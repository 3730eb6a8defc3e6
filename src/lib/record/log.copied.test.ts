import 'fake-indexeddb/auto';
import { deleteDB } from 'idb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeCaches } from './caches.sample';
import type { Log } from './log';
import {
	describeLog,
	expectRefusal,
	foreign,
	makeSources,
	opened,
	viewOf,
	type Sources
} from './log.contract';
import { openCopiedLog } from './log.copied';
import { openIndexedDbLog } from './log.indexeddb';
import { openSecondCopy } from './second-copy';
import { failOn } from './storage.faults';

let places = 0;
const newName = () => `copied-${(places += 1)}`;

async function openOn(name: string, caches: CacheStorage, sources: Sources, settleAfter?: number) {
	const storage = await openIndexedDbLog({ ...sources, name });
	return openCopiedLog(storage, openSecondCopy(caches, name), {
		id: sources.id,
		...(settleAfter === undefined ? {} : { settleAfter })
	});
}

describeLog('the log that is kept twice', () => {
	const [name, caches] = [newName(), makeCaches()];
	return { isDurable: true, open: (sources) => openOn(name, caches, sources) };
});

describe('the log that is kept twice, when the browser loses its database', () => {
	const logs: Log[] = [];
	afterEach(() => {
		vi.restoreAllMocks();
		for (const log of logs.splice(0)) log.close();
	});

	/** A device: its database can be lost, and its cache storage be full. */
	function device() {
		const [name, sources] = [newName(), makeSources()];
		const disk = { isFull: false };
		const caches = makeCaches(() => disk.isFull);
		const copy = openSecondCopy(caches, name);
		return {
			disk,
			caches,
			copy,
			name,
			sources,
			async open(settleAfter?: number) {
				const log = await openOn(name, caches, sources, settleAfter);
				logs.push(log);
				return log;
			},
			/** A tab that keeps no second copy. */
			async openPlain() {
				const log = await openIndexedDbLog({ ...sources, name });
				logs.push(log);
				return log;
			},
			async lose() {
				for (const log of logs.splice(0)) log.close();
				await deleteDB(name);
			}
		};
	}

	/** Names of the lessons that a copy says were opened, once there are as many. */
	async function copied(copy: ReturnType<typeof openSecondCopy>, id: string, count: number) {
		// Parts may overlap.
		const read = async () => [
			...new Set((await copy.read(id)).entries.map(({ data }) => data.lesson))
		];
		await vi.waitFor(async () => expect(await read()).toHaveLength(count));
		return (await read()).sort();
	}

	/** A device on which Ada has done one thing, which is in the second copy. */
	async function adasDevice() {
		const one = device();
		const log = await one.open();
		const ada = await log.createProfile('Ada');
		await log.append(ada.id, [opened('one')], { after: 0 });
		await copied(one.copy, ada.id, 1);
		return { ...one, log, ada };
	}

	const lessonsOf = async (log: Log, id: string) =>
		(await log.read(id)).entries.map(({ data }) => data.lesson).sort();

	test('[K2] gives back every profile with its name, entries and views, and counts anew', async () => {
		const { open, lose, copy } = device();
		const log = await open();
		const ada = await log.firstProfile();
		const ben = await log.createProfile('Ben');
		await log.renameProfile(ada.id, 'Ada');
		await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
		await log.append(ada.id, [opened('two')], { after: 1 });
		await log.merge(ada.id, { entries: [foreign(3)], views: [] });
		await log.append(ben.id, [opened('four')], { after: 0 });
		const before = await log.read(ada.id);
		await copied(copy, ben.id, 1);
		await lose();

		const again = await open();
		expect(await again.profiles()).toEqual([]);
		const first = await again.firstProfile();
		expect(first).toMatchObject({ id: ada.id, name: 'Ada' });
		expect((await again.profiles()).map(({ name }) => name)).toEqual(['Ada', 'Ben']);
		expect(await again.read(ada.id)).toEqual(before);
		expect(await lessonsOf(again, ben.id)).toEqual(['four']);
		const appended = await again.append(ada.id, [opened('five')], { after: 3 });
		expect(appended).toMatchObject({ ok: true, entries: [{ seq: 1, device: first.device }] });
		expect(first.device).not.toBe(ada.device);
	});

	test('[K1] an entry and its view, and a profile made elsewhere, are in the second copy', async () => {
		const { open, copy } = device();
		const log = await open();
		const ada = await log.createProfile('Ada');
		await vi.waitFor(async () => expect(await copy.profiles()).toEqual([ada]));
		await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
		expect(await copied(copy, ada.id, 1)).toEqual(['one']);
		expect((await copy.read(ada.id)).views).toMatchObject([{ item: 'q1' }]);
		const ben = { ...ada, id: 'ben', name: 'Ben' };
		await log.keepProfile(ben);
		await vi.waitFor(async () => expect(await copy.profiles()).toContainEqual(ben));
	});

	test('[K1] what a full disk did not take is copied with the next change', async () => {
		const { disk, copy, log, ada } = await adasDevice();
		disk.isFull = true;
		expect(await log.append(ada.id, [opened('two')], { after: 1 })).toMatchObject({ ok: true });
		expect(await log.append(ada.id, [opened('three')], { after: 2 })).toMatchObject({ ok: true });
		disk.isFull = false;
		await log.append(ada.id, [opened('four')], { after: 3 });
		expect(await copied(copy, ada.id, 4)).toEqual(['four', 'one', 'three', 'two']);
	});

	test('[K1] what was stored without a copy is copied after the next opening, as one part', async () => {
		const { open, openPlain, lose, copy } = device();
		const plain = await openPlain();
		const ada = await plain.createProfile('Ada');
		await plain.append(ada.id, [opened('one')], { after: 0 });
		await plain.append(ada.id, [opened('two')], { after: 1 });
		await open(0);
		expect(await copied(copy, ada.id, 2)).toEqual(['one', 'two']);
		await vi.waitFor(async () => expect((await copy.read(ada.id)).parts).toHaveLength(1));
		await lose();
		const again = await open();
		expect(await again.firstProfile()).toMatchObject({ id: ada.id, name: 'Ada' });
		expect(await lessonsOf(again, ada.id)).toEqual(['one', 'two']);
	});

	test('[K2] what the storage lacks comes back after the opening, though a profile is there', async () => {
		const { open, openPlain, lose, copy, ada } = await adasDevice();
		await lose();
		// Bringing it back was cut off after its first step.
		await (await openPlain()).keepProfile(ada);
		const again = await open(0);
		await vi.waitFor(async () => expect(await lessonsOf(again, ada.id)).toEqual(['one']));
		expect(await copied(copy, ada.id, 1)).toEqual(['one']);
	});

	test('[K2] of several people all come back, though it was cut off after the first', async () => {
		const { open, openPlain, lose, copy } = device();
		const log = await open();
		const [ada, ben] = [await log.createProfile('Ada'), await log.createProfile('Ben')];
		await log.append(ben.id, [opened('one')], { after: 0 });
		await copied(copy, ben.id, 1);
		await lose();
		await (await openPlain()).keepProfile(ada);
		const again = await open(0);
		await vi.waitFor(async () => expect(await again.profiles()).toHaveLength(2));
		await vi.waitFor(async () => expect(await lessonsOf(again, ben.id)).toEqual(['one']));
		expect((await again.profiles())[1].device).not.toBe(ben.device);
	});

	test('[K3] what another tab puts into the copy of somebody erased is nobody’s, even before it is gone', async () => {
		const [name, caches] = [newName(), makeCaches()];
		const copy = openSecondCopy(caches, name);
		const { open } = device();
		const ada = await (await open()).createProfile('Ada');
		await copy.erase(ada.id);
		const cache = await caches.open(`${name}-second-copy`);
		await cache.put(`/second-copy/${ada.id}/profile`, Response.json(ada));
		expect(await copy.profiles()).toEqual([]);
	});

	test('[K3] what was erased does not come back, not even by what another tab was about to copy', async () => {
		const { open, lose, copy } = device();
		const log = await open();
		const [ada, ben] = [await log.createProfile('Ada'), await log.createProfile('Ben')];
		await log.append(ada.id, [opened('one')], { after: 0 });
		const { entries } = await log.read(ada.id);
		await log.eraseProfile(ada.id);
		expect(await copy.read(ada.id)).toEqual({ entries: [], views: [], parts: [] });
		await copy.keepProfile(ada);
		await copy.add(ada.id, 'late', { entries, views: [] });
		expect(await copy.read(ada.id)).toEqual({ entries: [], views: [], parts: [] });
		await vi.waitFor(async () => expect(await copy.profiles()).toEqual([ben]));
		await lose();
		const again = await open();
		await again.firstProfile();
		expect(await again.profiles()).toEqual([expect.objectContaining({ id: ben.id })]);
	});

	test('[K3] while the second copy cannot be erased nothing is, and it is said', async () => {
		const { sources, openPlain } = device();
		const storage = await openPlain();
		const ada = await storage.createProfile('Ada');
		const deaf = makeCaches();
		vi.spyOn(deaf, 'open').mockRejectedValue(new DOMException('A fault of the test.'));
		const log = openCopiedLog(storage, openSecondCopy(deaf, 'deaf'), sources);
		await expectRefusal(log.eraseProfile(ada.id), 'record_unavailable');
		expect(await log.profiles()).toEqual([ada]);
		// And nothing else needs it.
		expect(await log.append(ada.id, [opened('one')], { after: 0 })).toMatchObject({ ok: true });
		expect(await log.firstProfile()).toEqual(ada);
	});

	test('[K3] where the browser lets nobody into its caches a profile can be erased', async () => {
		const { sources, openPlain } = device();
		const shut = makeCaches();
		vi.spyOn(shut, 'open').mockRejectedValue(new DOMException('A fault.', 'SecurityError'));
		const log = openCopiedLog(await openPlain(), openSecondCopy(shut, 'shut'), sources);
		const ada = await log.createProfile('Ada');
		await log.eraseProfile(ada.id);
		expect(await log.profiles()).toEqual([]);
	});

	test('[K1] a part that became unreadable is written anew after the next opening', async () => {
		const { open, openPlain, copy } = device();
		const plain = await openPlain();
		const ada = await plain.createProfile('Ada');
		await plain.append(ada.id, [opened('one')], { after: 0 });
		await open(0);
		await copied(copy, ada.id, 1);
		const [part, ...others] = (await copy.read(ada.id)).parts;
		expect(others).toEqual([]);
		await copy.add(ada.id, part, null as never);
		expect(await copied(copy, ada.id, 0)).toEqual([]);
		await open(0);
		expect(await copied(copy, ada.id, 1)).toEqual(['one']);
	});

	test('[K1] a browser that never answers about the second copy keeps nobody waiting', async () => {
		const { sources, openPlain } = device();
		const silent = makeCaches();
		vi.spyOn(silent, 'open').mockReturnValue(new Promise(() => {}));
		const copy = openSecondCopy(silent, 'silent', 20);
		const log = openCopiedLog(await openPlain(), copy, sources);
		const ada = await log.firstProfile();
		expect(await log.append(ada.id, [opened('one')], { after: 0 })).toMatchObject({ ok: true });
		await expectRefusal(log.eraseProfile(ada.id), 'record_unavailable');
	});

	test('[K2] a damaged part takes no other along', async () => {
		const { open, lose, copy, ada } = await adasDevice();
		await copy.add(ada.id, 'damaged', { entries: [{ id: 'no' }, 7], views: null } as never);
		await lose();
		const again = await open();
		await again.firstProfile();
		expect(await lessonsOf(again, ada.id)).toEqual(['one']);
	});

	test('[K2] what a full disk keeps from coming back comes later, beside what is written meanwhile', async () => {
		const { open, lose, ada } = await adasDevice();
		await lose();
		const again = await open();
		failOn('add', 2, 'QuotaExceededError');
		await expectRefusal(again.firstProfile(), 'record_full');
		vi.restoreAllMocks();
		await again.append(ada.id, [opened('two')], { after: 0 });
		await again.firstProfile();
		await vi.waitFor(async () => expect(await lessonsOf(again, ada.id)).toEqual(['one', 'two']));
	});

	test('[K2] that the storage failed while a profile came back is said', async () => {
		const { open, lose } = await adasDevice();
		await lose();
		const again = await open();
		failOn('put', 1, 'QuotaExceededError');
		await expectRefusal(again.firstProfile(), 'record_full');
	});

	test('[K2] a part that was not written to its end takes no other along', async () => {
		const { open, lose, copy, caches, name, ada } = await adasDevice();
		const cache = await caches.open(`${name}-second-copy`);
		await cache.put(`/second-copy/${ada.id}/cut`, new Response('{"entries":[{'));
		expect((await copy.read(ada.id)).parts).toContain('cut');
		await lose();
		const again = await open();
		await again.firstProfile();
		expect(await lessonsOf(again, ada.id)).toEqual(['one']);
	});

	test('[K2] a profile of which only a part was copied, or half its name, takes no other along', async () => {
		const { open, lose, copy, caches, name, ada } = await adasDevice();
		await copy.add('nobody', 'part', { entries: [], views: [] });
		await copy.keepProfile({ ...ada, id: 'cut' });
		const cache = await caches.open(`${name}-second-copy`);
		const written = (await cache.keys()).find(({ url }) => url.includes('/cut/'));
		await cache.put(new URL(written!.url).pathname, new Response('{"id":"cu'));
		expect((await copy.profiles()).map(({ id }) => id)).toEqual([ada.id]);
		await lose();
		const again = await open();
		expect((await again.firstProfile()).id).toBe(ada.id);
		expect(await again.profiles()).toHaveLength(1);
	});

	test('[K3] on a full disk a profile is erased from the second copy too', async () => {
		const { open, lose, disk, copy, log, ada } = await adasDevice();
		disk.isFull = true;
		await log.eraseProfile(ada.id);
		expect(await copy.read(ada.id)).toEqual({ entries: [], views: [], parts: [] });
		expect(await copy.profiles()).toEqual([]);
		await lose();
		const again = await open();
		expect(await again.firstProfile()).not.toMatchObject({ id: ada.id });
	});
});
