import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
	appendUntilSeen,
	describeLog,
	expectRefusal,
	foreign,
	foreignView,
	makeSources,
	opened,
	viewOf,
	type Sources
} from './log.contract';
import type { Log } from './log';
import { openFallbackLog } from './log.fallback';
import { openIndexedDbLog } from './log.indexeddb';
import { abortWith, failOn, failReading } from './storage.faults';

let places = 0;
const newName = () => `fallback-${(places += 1)}`;

async function openTab(name: string, sources: Sources) {
	return openFallbackLog(await openIndexedDbLog({ ...sources, name }), sources);
}

describeLog('the log that falls back, over IndexedDB', () => {
	const name = newName();
	return { isDurable: true, open: (sources) => openTab(name, sources) };
});

describe('the log that falls back, when the storage fails', () => {
	const logs: Log[] = [];
	afterEach(() => {
		vi.restoreAllMocks();
		for (const log of logs.splice(0)) log.close();
	});

	/** A log with one saved entry, and another tab straight on the storage. */
	async function openWithAda() {
		const sources = makeSources();
		const name = newName();
		const log = await openTab(name, sources);
		const other = await openIndexedDbLog({ ...sources, name });
		logs.push(log, other);
		const ada = await log.createProfile('Ada');
		await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
		const lessons = async (from = log) =>
			(await from.read(ada.id)).entries.map(({ data }) => data.lesson);
		return { log, other, ada, lessons, sources, name };
	}

	test.each([
		['at once', () => failOn('add', 1, 'QuotaExceededError')],
		['at the end of the transaction', () => abortWith('QuotaExceededError', 1)]
	])('[F1] [F2] goes on in memory when the storage is full %s', async (_when, fail) => {
		const { log, other, ada, lessons } = await openWithAda();
		fail();
		const appended = await log.append(ada.id, [opened('two')], { after: 1, views: [viewOf('q2')] });
		expect(appended).toMatchObject({ ok: true, entries: [{ seq: 1 }], views: [{ item: 'q2' }] });
		expect(log).toMatchObject({ kind: 'memory', warning: { code: 'record_full' } });
		const next = await log.append(ada.id, [opened('three')], { after: 2 });
		expect(next).toMatchObject({
			entries: [{ seq: 2, device: appended.ok && appended.entries[0]?.device }]
		});
		expect(await lessons()).toEqual(['one', 'two', 'three']);
		expect((await log.read(ada.id)).views.map(({ item }) => item)).toEqual(['q1', 'q2']);
		expect(await lessons(other)).toEqual(['one']);
	});

	test('[F1] what was read stays readable when the storage can no longer be read', async () => {
		const { log, ada, lessons } = await openWithAda();
		const profiles = await log.profiles();
		failReading();
		expect(await lessons()).toEqual(['one']);
		expect((await log.read(ada.id)).views).toHaveLength(1);
		expect(await log.profiles()).toEqual(profiles);
		expect(log.warning?.code).toBe('record_broken');
		await log.append(ada.id, [opened('two')], { after: 1 });
		expect(await lessons()).toEqual(['one', 'two']);
	});

	test('[F1] what was never read is refused, not shown as empty', async () => {
		const { ada, sources, name } = await openWithAda();
		const fresh = await openTab(name, sources);
		logs.push(fresh);
		failReading();
		await expectRefusal(fresh.read(ada.id), 'record_broken');
		await expectRefusal(fresh.append(ada.id, [opened('two')], { after: 1 }), 'record_broken');
		expect(await fresh.profiles()).toEqual([]);
	});

	test('[F2] tells its subscribers of entries in memory, and when the warning comes and goes', async () => {
		const { log, ada } = await openWithAda();
		const told = vi.fn(() => log.warning?.code);
		log.subscribe(told);
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('two')], { after: 1 });
		await vi.waitFor(() => expect(told).toHaveLastReturnedWith('record_full'));
		vi.restoreAllMocks();
		await log.append(ada.id, [], { after: 2 });
		await vi.waitFor(() => expect(told).toHaveLastReturnedWith(undefined));
	});

	test('[L13] changing what was given or got does not change what waits', async () => {
		const { log, other, ada } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		const kept = await log.append(ada.id, [opened('two')], { after: 1 });
		const record = { entries: [foreign(1)], views: [foreignView(1)] };
		await log.merge(ada.id, record);
		const before = structuredClone(await log.read(ada.id));
		if (kept.ok) kept.entries[0]!.data.lesson = 'forged';
		record.entries[0]!.data.lesson = 'forged';
		record.views[0]!.content.text = 'forged';
		vi.restoreAllMocks();
		await log.append(ada.id, [], { after: 3 });
		expect(await other.read(ada.id)).toEqual(before);
	});

	test('[F3] saves in order what waits, then what is new, once there is space', async () => {
		const { log, other, ada, lessons } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('two'), opened('three')], { after: 1 });
		await log.append(ada.id, [opened('four')], { after: 3, views: [viewOf('q2')] });
		vi.restoreAllMocks();
		expect(await log.append(ada.id, [opened('five')], { after: 4 })).toMatchObject({ ok: true });
		expect(log).toMatchObject({ kind: 'indexeddb', warning: null });
		expect(await lessons(other)).toEqual(['one', 'two', 'three', 'four', 'five']);
		expect(await other.read(ada.id)).toEqual(await log.read(ada.id));
	});

	test('[F3] an append of no drafts is a way to try again', async () => {
		const { log, other, ada, lessons } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('two')], { after: 1 });
		await log.append(ada.id, [], { after: 2 });
		expect(log.warning?.code).toBe('record_full');
		vi.restoreAllMocks();
		await log.append(ada.id, [], { after: 2 });
		expect(log.warning).toBeNull();
		expect(await lessons(other)).toEqual(['one', 'two']);
	});

	test('[F3] keeps the order through a second failure, with a clock that is set back', async () => {
		const { log, other, ada, lessons, sources } = await openWithAda();
		for (const [after, first, second] of [
			[1, 'two', 'three'],
			[3, 'four', 'five']
		] as const) {
			failOn('add', 1, 'QuotaExceededError');
			await log.append(ada.id, [opened(first)], { after });
			sources.setClock(`2026-02-0${after}T09:00:00.000Z`);
			vi.restoreAllMocks();
			await log.append(ada.id, [opened(second)], { after: after + 1 });
		}
		expect(await lessons(other)).toEqual(['one', 'two', 'three', 'four', 'five']);
	});

	test('[F3] a merge and a new device wait too', async () => {
		const { log, other, ada, lessons } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		failOn('put', 1, 'QuotaExceededError');
		const renewed = await log.renewDevice(ada.id);
		expect(renewed.device).not.toBe(ada.device);
		const record = { entries: [foreign(1)], views: [foreignView(1)] };
		expect(await log.merge(ada.id, record)).toEqual({ added: 1, known: 0, clashes: [] });
		expect(await lessons()).toEqual(['lesson-1', 'one']);
		vi.restoreAllMocks();
		await log.append(ada.id, [opened('two')], { after: 2 });
		expect(await lessons(other)).toEqual(['lesson-1', 'one', 'two']);
		const { entries, views } = await other.read(ada.id);
		expect(entries[2]?.device).not.toBe(ada.device);
		expect(views).toHaveLength(2);
	});

	test('[F2] [F3] a profile made on a full device works, and is saved later', async () => {
		const { log, other, ada } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		const ben = await log.createProfile('Ben');
		await log.renameProfile(ben.id, 'Benjamin');
		await log.append(ben.id, [opened('his')], { after: 0 });
		expect((await log.profiles()).map(({ name }) => name)).toEqual(['Ada', 'Benjamin']);
		expect((await log.read(ben.id)).entries).toMatchObject([{ data: { lesson: 'his' } }]);
		expect(await other.profiles()).toEqual([ada]);
		vi.restoreAllMocks();
		await log.append(ada.id, [opened('hers')], { after: 1 });
		expect((await other.profiles()).map(({ name }) => name)).toEqual(['Ada', 'Benjamin']);
		expect((await other.read(ben.id)).entries).toMatchObject([{ data: { lesson: 'his' } }]);
		expect(await log.profiles()).toEqual(await other.profiles());
	});

	test('[F2] [F3] someone new on a full device gets one profile, which is saved later', async () => {
		const { log, other, ada } = await openWithAda();
		await log.eraseProfile(ada.id);
		failOn('add', 1, 'QuotaExceededError');
		const first = await log.firstProfile();
		expect(log.warning?.code).toBe('record_full');
		expect(first.name).toBe('');
		expect(await log.firstProfile()).toEqual(first);
		await log.append(first.id, [opened('one')], { after: 0 });
		vi.restoreAllMocks();
		await log.append(first.id, [], { after: 1 });
		expect(await other.profiles()).toMatchObject([{ id: first.id }]);
		expect((await other.read(first.id)).entries).toMatchObject([{ data: { lesson: 'one' } }]);
	});

	test('[F2] a profile made on a full device is in its place, and whoever is told is told of a profile', async () => {
		const { log, ada, sources } = await openWithAda();
		const told = vi.fn();
		log.subscribe(told);
		failOn('add', 1, 'QuotaExceededError');
		sources.setClock('2026-02-01T09:00:00.000Z');
		const ben = await log.createProfile('Ben');
		expect(await log.profiles()).toEqual([ben, ada]);
		expect(told.mock.calls).toEqual([[ben.id]]);
	});

	test('[F4] another tab that still writes as the old device does not clash', async () => {
		const { log, other, ada, lessons } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('mine')], { after: 1 });
		vi.restoreAllMocks();
		await other.append(ada.id, [opened('theirs')], { after: 1 });
		await log.append(ada.id, [], { after: 2 });
		expect((await lessons(other)).sort()).toEqual(['mine', 'one', 'theirs']);
		const { entries } = await other.read(ada.id);
		expect(new Set(entries.map(({ device, seq }) => `${device} ${seq}`)).size).toBe(3);
	});

	test('[F5] what another tab wrote meanwhile comes as moved, what was saved from here does not', async () => {
		const { log, other, ada } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('two'), opened('three')], { after: 1 });
		vi.restoreAllMocks();
		await other.append(ada.id, [opened('theirs')], { after: 1 });
		const late = await log.append(ada.id, [opened('four')], { after: 3 });
		expect(late).toMatchObject({ ok: false, moved: [{ data: { lesson: 'theirs' } }] });
		expect(await log.append(ada.id, [opened('four')], { after: 4 })).toMatchObject({ ok: true });
		expect((await log.read(ada.id)).entries).toHaveLength(5);
	});

	test('[F5] an entry of another tab is not known without the view that was given with it', async () => {
		const { log, other, ada } = await openWithAda();
		await other.append(ada.id, [opened('theirs')], { after: 1, views: [viewOf('q2')] });
		expect(await log.append(ada.id, [opened('two')], { after: 1 })).toMatchObject({ ok: false });
		failReading();
		const { entries, views } = await log.read(ada.id);
		expect(entries).toHaveLength(2);
		expect(views.map(({ item }) => item)).toEqual(['q1', 'q2']);
	});

	test('[F7] the second copy does not put aside what is known and waits', async () => {
		const { other, ada, sources, name } = await openWithAda();
		const ben = await other.createProfile('Ben');
		const copied = await other.read(ada.id);
		const copy = {
			profiles: async () => [ada, ben],
			read: async (id: string) => ({
				...(id === ada.id ? copied : { entries: [], views: [] }),
				parts: []
			})
		};
		const storage = openIndexedDbLog({ ...sources, name });
		const log = openFallbackLog(storage, { ...sources, copy });
		logs.push(log);
		await log.read(ada.id);
		failReading();
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('two')], { after: 1 });
		expect((await log.profiles()).map(({ id }) => id)).toEqual([ada.id, ben.id]);
		expect((await log.read(ada.id)).entries).toHaveLength(2);
		vi.restoreAllMocks();
		await log.append(ada.id, [], { after: 2 });
		expect((await other.read(ada.id)).entries).toHaveLength(2);
	});

	test('[F6] a profile erased in another tab is not brought back by what waits', async () => {
		const { log, other, ada } = await openWithAda();
		const ben = await log.createProfile('Ben');
		failOn('add', 1, 'QuotaExceededError');
		await log.append(ada.id, [opened('two')], { after: 1 });
		vi.restoreAllMocks();
		await other.eraseProfile(ada.id);
		await log.append(ben.id, [opened('his')], { after: 0 });
		await expectRefusal(log.append(ada.id, [opened('three')], { after: 2 }), 'record_no_profile');
		await expectRefusal(log.read(ada.id), 'record_no_profile');
		expect(await other.profiles()).toEqual([ben]);
		expect(log.warning).toBeNull();
	});

	test('[F6] a profile that is erased in another tab while it is read is refused', async () => {
		const { ada, other, sources, name } = await openWithAda();
		const storage = await openIndexedDbLog({ ...sources, name });
		const log = openFallbackLog(storage, sources);
		logs.push(log);
		const { read } = storage;
		vi.spyOn(storage, 'read').mockImplementationOnce(async (id) => {
			const record = await read(id);
			await other.eraseProfile(id);
			return record;
		});
		await expectRefusal(log.read(ada.id), 'record_no_profile');
		expect(await log.profiles()).toEqual([]);
	});

	test('[F6] what was erased elsewhere is not shown from memory when the storage fails later', async () => {
		const { log, other, ada } = await openWithAda();
		await other.eraseProfile(ada.id);
		await expectRefusal(log.append(ada.id, [opened('two')], { after: 1 }), 'record_no_profile');
		failReading();
		await expectRefusal(log.read(ada.id), 'record_broken');
	});

	test('[F6] an erasure that fails says so and keeps the profile; one that waits in memory goes', async () => {
		const { log, other, ada } = await openWithAda();
		failOn('add', 1, 'QuotaExceededError');
		const ben = await log.createProfile('Ben');
		vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(() => {
			throw new DOMException('A fault of the test.', 'UnknownError');
		});
		await log.eraseProfile(ben.id);
		expect(await log.profiles()).toEqual([ada]);
		await expectRefusal(log.eraseProfile(ada.id), 'record_broken');
		vi.restoreAllMocks();
		await log.append(ada.id, [], { after: 1 });
		expect(await other.profiles()).toEqual([ada]);
	});

	test('[F3] [F4] [F5] whatever fails when, each entry that was taken is saved once, in its order', async () => {
		const step = fc.oneof(
			{ weight: 4, arbitrary: fc.constantFrom('here', 'there') },
			{ weight: 1, arbitrary: fc.constantFrom('full', 'cut', 'unread', 'works', 'back') }
		);
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
				const { log, other, ada, sources } = await openWithAda();
				const taken: Record<'here' | 'there', string[]> = { here: ['one'], there: [] };
				let seen = 1;
				for (const [index, what] of steps.entries()) {
					if (what === 'here') {
						// As a tab that has missed something: it takes in what moved, and does not insist.
						const appended = await log.append(ada.id, [opened(`${index}`)], { after: seen });
						if (appended.ok) taken.here.push(`${index}`);
						seen += appended.ok ? 1 : appended.moved.length;
					} else if (what === 'there') {
						const entries = appendUntilSeen(other, ada.id, [opened(`${index}`)]);
						if (await entries.then(Boolean, () => false)) taken.there.push(`${index}`);
					} else if (what === 'full') failOn('add', 1, 'QuotaExceededError');
					else if (what === 'cut') abortWith('QuotaExceededError', 2);
					else if (what === 'unread') failReading();
					else if (what === 'works') vi.restoreAllMocks();
					else sources.setClock(`2026-02-01T00:00:${String(59 - index)}.000Z`);
				}
				vi.restoreAllMocks();
				for (let after = seen; ;) {
					const last = await log.append(ada.id, [], { after });
					if (last.ok) break;
					after += last.moved.length;
				}
				const record = await other.read(ada.id);
				expect(await log.read(ada.id)).toEqual(record);
				expect(log.warning).toBeNull();
				const saved = record.entries.map(({ data }) => String(data.lesson));
				expect(saved.filter((name) => taken.here.includes(name))).toEqual(taken.here);
				expect(saved.length).toBe(taken.here.length + taken.there.length);
				log.close();
				other.close();
			}),
			{ numRuns: 60 }
		);
	});
});
