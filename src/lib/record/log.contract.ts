/**
 * The promises of `log.ts`, as one suite for every log; a test's title carries the number of its
 * promise.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { draft, type Entry, type View } from './entry';
import type { Log, LogOptions, Profile } from './log';
import { RecordError } from './record-error';

/** Sources of time and identity that count, so that tests state exact values. */
export interface Sources extends Pick<LogOptions, 'now' | 'id' | 'viewId'> {
	/** Sets the clock to an ISO time. */
	setClock(at: string): void;
}

/** Makes sources that start at 2026-03-01T09:00:00.000Z. */
export function makeSources(): Sources {
	let clock = new Date('2026-03-01T09:00:00.000Z');
	let count = 0;
	const next = (version: number) =>
		`00000000-0000-${version}000-8000-${(count += 1).toString(16).padStart(12, '0')}`;
	return {
		now: () => clock,
		id: () => next(7),
		viewId: () => next(4),
		setClock: (at) => (clock = new Date(at))
	};
}

/** Where logs are opened: each `open` is another tab on the same data. */
export interface Place {
	open(sources: Sources): Promise<Log>;
	/** Whether data outlive the last log. */
	isDurable: boolean;
}

export const opened = (lesson: string) => draft('lesson.opened', { lesson }, null);
export const viewOf = (item: string) => ({
	activity: 'opening',
	item,
	attempt: null,
	content: { options: ['agree'], text: 'In my own words.' }
});

/** Makes an entry that came from another device. */
export function foreign(seq: number, change: Partial<Entry> = {}): Entry {
	return {
		id: `ffffffff-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`,
		device: 'another-phone',
		seq,
		at: `2026-02-01T10:00:00.${String(seq).padStart(3, '0')}Z`,
		attempt: null,
		type: 'lesson.opened',
		v: 1,
		data: { lesson: `lesson-${seq}` },
		...change
	};
}

/** Makes a view that came from another device. */
export function foreignView(count: number, change: Partial<View> = {}): View {
	return {
		id: `ffffffff-0000-4000-8000-${count.toString(16).padStart(12, '0')}`,
		at: '2026-02-01T10:00:00.000Z',
		...viewOf(`item-${count}`),
		...change
	};
}

/**
 * Appends as the course does: what moved is taken in, and the append is tried again; gives what was
 * written.
 */
export async function appendUntilSeen(
	log: Log,
	profileId: string,
	drafts: Parameters<Log['append']>[1],
	after = 0
): Promise<Entry[]> {
	for (;;) {
		const appended = await log.append(profileId, drafts, { after });
		if (appended.ok) return appended.entries;
		after += appended.moved.length;
	}
}

/** Says that a promise fails with a `RecordError` of this code. */
export async function expectRefusal(promise: Promise<unknown>, code: string): Promise<void> {
	const error = await promise.then(
		() => null,
		(reason: unknown) => reason
	);
	expect(error).toBeInstanceOf(RecordError);
	expect(error).toMatchObject({ code });
}

/** Runs the suite against one kind of log; `makePlace` gives a new, empty place. */
export function describeLog(name: string, makePlace: () => Place): void {
	describe(name, () => {
		let sources: Sources;
		let place: Place;
		let log: Log;
		let ada: Profile;
		let logs: Log[];

		async function open(): Promise<Log> {
			const another = await place.open(sources);
			logs.push(another);
			return another;
		}

		beforeEach(async () => {
			logs = [];
			sources = makeSources();
			place = makePlace();
			log = await open();
			ada = await log.createProfile('Ada');
		});
		afterEach(() => {
			for (const each of logs) each.close();
		});

		const lessons = async (profile: Profile, from = log) =>
			(await from.read(profile.id)).entries.map(({ data }) => data.lesson);

		test('gives its profiles, oldest first, and renames them', async () => {
			sources.setClock('2026-03-02T09:00:00.000Z');
			const ben = await log.createProfile('Ben');
			expect(await log.profiles()).toEqual([ada, ben]);
			expect(ada).toEqual({
				id: expect.stringMatching(/-7000-/),
				name: 'Ada',
				device: expect.stringMatching(/-7000-/),
				createdAt: '2026-03-01T09:00:00.000Z'
			});
			expect(await log.renameProfile(ada.id, 'Ada L.')).toEqual({ ...ada, name: 'Ada L.' });
			expect((await log.profiles()).map(({ name }) => name)).toEqual(['Ada L.', 'Ben']);
		});

		test('gives the profile with the earliest day first, whatever was made first here', async () => {
			sources.setClock('2026-02-01T09:00:00.000Z');
			const ben = await log.createProfile('Ben');
			expect(await log.profiles()).toEqual([ben, ada]);
			expect(await log.firstProfile()).toEqual(ben);
		});

		test('has no warning when it is opened well', () => {
			expect(log.warning).toBeNull();
		});

		test('gives an append as entries and views with id, device, seq and time', async () => {
			const given = draft('view.given', { activity: 'opening', item: 'q1' }, null);
			const appended = await log.append(ada.id, [given], { after: 0, views: [viewOf('q1')] });
			const at = '2026-03-01T09:00:00.000Z';
			const id = expect.stringMatching(/^0{8}-0{4}-7/);
			expect(appended).toEqual({
				ok: true,
				entries: [{ ...given, id, at, device: ada.device, seq: 1 }],
				views: [{ ...viewOf('q1'), id: expect.stringMatching(/^0{8}-0{4}-4/), at }]
			});
			expect(await log.read(ada.id)).toEqual({
				entries: appended.ok && appended.entries,
				views: appended.ok && appended.views
			});
		});

		test('[L1] a log opened after the tab was closed reads what was appended and merged', async (context) => {
			if (!place.isDurable) return context.skip();
			await log.append(ada.id, [opened('one')], { after: 0, views: [viewOf('q1')] });
			await log.merge(ada.id, { entries: [foreign(1)], views: [foreignView(1)] });
			const before = await log.read(ada.id);
			log.close();
			const later = await open();
			expect(await later.profiles()).toEqual([ada]);
			expect(await later.read(ada.id)).toEqual(before);
			expect(before.entries).toHaveLength(2);
			expect(before.views).toHaveLength(2);
		});

		test('[L1] an append that was resolved is read at once by another tab', async () => {
			const other = await open();
			await log.append(ada.id, [opened('one')], { after: 0 });
			expect(await lessons(ada, other)).toEqual(['one']);
		});

		test('[L2] an append that holds no draft of a known type writes nothing at all', async () => {
			const wrong = { ...opened('two'), data: {} };
			// @ts-expect-error the draft lacks its lesson
			await expect(log.append(ada.id, [opened('one'), wrong], { after: 0 })).rejects.toThrow();
			expect((await log.read(ada.id)).entries).toEqual([]);
		});

		test('[L2] a view that brings its own id or time is refused with all its append', async () => {
			const views = [{ ...viewOf('q1'), id: 'mine', at: '2020-01-01T00:00:00.000Z' }];
			await expect(log.append(ada.id, [opened('one')], { after: 0, views })).rejects.toThrow();
			expect(await log.read(ada.id)).toEqual({ entries: [], views: [] });
		});

		test('[L3] seq counts on through batches and reopened logs', async () => {
			await log.append(ada.id, [opened('one'), opened('two')], { after: 0 });
			const other = await open();
			await other.append(ada.id, [opened('three')], { after: 2 });
			const { entries } = await log.read(ada.id);
			expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
			expect(new Set(entries.map(({ device }) => device))).toEqual(new Set([ada.device]));
		});

		test('[L3] two tabs that write at once leave no gap, no repeat and lose nothing', async () => {
			const tabs = [log, await open()];
			const names = Array.from({ length: 20 }, (_, index) => `lesson-${index}`);
			await Promise.all(
				names.map((name, index) => appendUntilSeen(tabs[index % 2]!, ada.id, [opened(name)]))
			);
			for (const tab of tabs) {
				const { entries } = await tab.read(ada.id);
				expect(entries.map(({ seq }) => seq)).toEqual(names.map((_, index) => index + 1));
				expect(entries.map(({ data }) => data.lesson).sort()).toEqual([...names].sort());
			}
		});

		test('[L4] a tab that has not seen all writes nothing and gets what moved', async () => {
			const other = await open();
			const first = await log.append(ada.id, [opened('one'), opened('two')], { after: 0 });
			const late = await other.append(ada.id, [opened('late')], {
				after: 1,
				views: [viewOf('q1')]
			});
			expect(late).toEqual({ ok: false, moved: first.ok && [first.entries[1]] });
			expect(await lessons(ada)).toEqual(['one', 'two']);
			expect((await log.read(ada.id)).views).toEqual([]);
			expect(await other.append(ada.id, [opened('late')], { after: 2 })).toMatchObject({
				ok: true
			});
		});

		test('[L4] of two appends at once that saw the same, one is written', async () => {
			const other = await open();
			const ends = await Promise.all([
				log.append(ada.id, [opened('left')], { after: 0 }),
				other.append(ada.id, [opened('right')], { after: 0 })
			]);
			expect(ends.map(({ ok }) => ok).sort()).toEqual([false, true]);
			expect((await log.read(ada.id)).entries).toHaveLength(1);
		});

		test('[L4] merged entries count as moved, though they are older than what the caller has', async () => {
			await log.append(ada.id, [opened('one')], { after: 0 });
			const other = await open();
			await other.merge(ada.id, { entries: [foreign(2), foreign(1)], views: [] });
			expect(await log.append(ada.id, [opened('two')], { after: 1 })).toEqual({
				ok: false,
				moved: [foreign(1), foreign(2)]
			});
		});

		test('[L4] an append of no drafts tells whether the caller has seen all', async () => {
			expect(await log.append(ada.id, [], { after: 0 })).toEqual({
				ok: true,
				entries: [],
				views: []
			});
			await log.append(ada.id, [opened('one')], { after: 0 });
			expect(await log.append(ada.id, [], { after: 0 })).toMatchObject({ ok: false });
		});

		test('[L4] an append that saw more than there is is refused', async () => {
			await expectRefusal(log.append(ada.id, [opened('one')], { after: 1 }), 'record_ahead');
			expect((await log.read(ada.id)).entries).toEqual([]);
		});

		test('[L5] entries are read by time, then device, then seq', async () => {
			const at = '2026-02-01T10:00:00.000Z';
			const entries = [
				foreign(1, { at }),
				foreign(2, { at }),
				foreign(10, { at }),
				foreign(3, { at, device: 'a-phone' }),
				foreign(4, { at: '2026-02-01T09:00:00.000Z', device: 'z-phone' })
			];
			await log.append(ada.id, [opened('own')], { after: 0 });
			await log.merge(ada.id, { entries: [...entries].reverse(), views: [] });
			const { entries: read } = await log.read(ada.id);
			expect(read.map(({ device, seq }) => `${device} ${seq}`)).toEqual([
				'z-phone 4',
				'a-phone 3',
				'another-phone 1',
				'another-phone 2',
				'another-phone 10',
				`${ada.device} 1`
			]);
		});

		test('[L5] time does not go back on a device whose clock is set back', async () => {
			await log.append(ada.id, [opened('one')], { after: 0 });
			sources.setClock('2026-02-28T09:00:00.000Z');
			await log.append(ada.id, [opened('two')], { after: 1 });
			sources.setClock('2026-03-01T09:00:01.000Z');
			await log.append(ada.id, [opened('three')], { after: 2 });
			const { entries } = await log.read(ada.id);
			expect(entries.map(({ at, data }) => [at, data.lesson])).toEqual([
				['2026-03-01T09:00:00.000Z', 'one'],
				['2026-03-01T09:00:00.000Z', 'two'],
				['2026-03-01T09:00:01.000Z', 'three']
			]);
		});

		test('[L5] views are read as they were given on a device whose clock is set back', async () => {
			await log.append(ada.id, [opened('one')], { after: 0 });
			sources.setClock('2026-02-28T09:00:00.000Z');
			for (let after = 1; after < 5; after += 1)
				await log.append(ada.id, [opened('two')], { after, views: [viewOf('q1')] });
			const { views } = await log.read(ada.id);
			// Ids are random, so views of one time would be read in any order.
			expect(new Set(views.map(({ at }) => at)).size).toBe(4);
		});

		test('[L5] views are read by their times, whatever came first and whichever id is the smaller', async () => {
			const at = (second: number) => `2026-02-01T10:00:0${second}.000Z`;
			const [last, first, next] = [
				[1, 3],
				[3, 1],
				[2, 2]
			].map(([id, second]) => foreignView(id, { at: at(second) }));
			const beside = foreignView(4, { at: at(2) });
			await log.merge(ada.id, { entries: [], views: [beside, last, first, next] });
			expect((await log.read(ada.id)).views).toEqual([first, next, beside, last]);
		});

		test('[L5] a renewed device starts no earlier than the old one stopped', async () => {
			await log.append(ada.id, [opened('one')], { after: 0 });
			sources.setClock('2026-02-28T09:00:00.000Z');
			await log.renewDevice(ada.id);
			await log.append(ada.id, [opened('two')], { after: 1 });
			expect(await lessons(ada)).toEqual(['one', 'two']);
		});

		test('[L5] what is written in sight of another device’s entries comes after them, however far its clock is ahead', async () => {
			const ahead = [foreign(1, { at: '2031-01-01T00:00:00.000Z' }), foreign(2)];
			await log.append(ada.id, [opened('one')], { after: 0 });
			await log.merge(ada.id, { entries: ahead, views: [] });
			await log.append(ada.id, [opened('two')], { after: 3, views: [viewOf('q1')] });
			await log.renewDevice(ada.id);
			await log.append(ada.id, [opened('three')], { after: 4 });
			expect(await lessons(ada)).toEqual(['lesson-2', 'one', 'lesson-1', 'two', 'three']);
			const { entries } = await log.read(ada.id);
			// Not at one time either: the order of those is by device.
			expect(new Set(entries.slice(2).map(({ at }) => at)).size).toBe(3);
			expect(entries[2].at).toBe(ahead[0].at);
		});

		test('[L5] entries of the past, from wherever, move no clock', async () => {
			await log.merge(ada.id, { entries: [foreign(1)], views: [] });
			const appended = await log.append(ada.id, [opened('one')], { after: 1 });
			expect(appended.ok && appended.entries[0]?.at).toBe('2026-03-01T09:00:00.000Z');
		});

		test('[L6] merging twice changes nothing the second time', async () => {
			const record = { entries: [foreign(1), foreign(2)], views: [foreignView(1)] };
			expect(await log.merge(ada.id, record)).toEqual({ added: 2, known: 0, clashes: [] });
			const before = await log.read(ada.id);
			expect(await log.merge(ada.id, record)).toEqual({ added: 0, known: 2, clashes: [] });
			expect(await log.read(ada.id)).toEqual(before);
		});

		test('[L6] two profiles that merge the same records in another order hold the same', async () => {
			const ben = await log.createProfile('Ben');
			const left = { entries: [foreign(1), foreign(3)], views: [foreignView(2)] };
			const right = { entries: [foreign(3), foreign(2)], views: [foreignView(1), foreignView(2)] };
			for (const record of [left, right]) await log.merge(ada.id, record);
			for (const record of [right, left]) await log.merge(ben.id, record);
			expect(await log.read(ada.id)).toEqual(await log.read(ben.id));
			expect(await lessons(ada)).toEqual(['lesson-1', 'lesson-2', 'lesson-3']);
		});

		test('[L6] two tabs that merge the same at once keep it once', async () => {
			const other = await open();
			const record = { entries: [foreign(1), foreign(2)], views: [foreignView(1)] };
			const ends = await Promise.all([log.merge(ada.id, record), other.merge(ada.id, record)]);
			expect(ends.map(({ added }) => added).sort()).toEqual([0, 2]);
			expect((await log.read(ada.id)).entries).toEqual(record.entries);
		});

		test('[L7] the same (device, seq) or id with another body is kept out and reported', async () => {
			await log.merge(ada.id, { entries: [foreign(1), foreign(2)], views: [] });
			const samePlace = foreign(1, { id: 'ffffffff-0000-7000-8000-00000000aaaa' });
			const sameId = foreign(2, { data: { lesson: 'forged' } });
			const merged = await log.merge(ada.id, {
				entries: [samePlace, sameId, foreign(3)],
				views: []
			});
			expect(merged).toEqual({ added: 1, known: 0, clashes: [samePlace, sameId] });
			expect((await log.read(ada.id)).entries).toEqual([foreign(1), foreign(2), foreign(3)]);
		});

		test('[L7] the order of properties is no difference', async () => {
			await log.merge(ada.id, { entries: [foreign(1)], views: [] });
			const { data, ...rest } = foreign(1);
			const merged = await log.merge(ada.id, { entries: [{ data, ...rest }], views: [] });
			expect(merged).toEqual({ added: 0, known: 1, clashes: [] });
		});

		test('[L7] what came sealed takes the place of itself when it comes open, and all are told', async () => {
			const data = { activity: 'fridge', scene: 'opening', option: 'agree' };
			const open1 = foreign(1, { type: 'choice.made', attempt: 'first', data });
			const sealed1 = {
				...open1,
				type: 'choice.sealed',
				data: { activity: 'fridge', box: 'shut' }
			};
			for (const entry of [foreign(2), sealed1])
				await log.merge(ada.id, { entries: [entry], views: [] });
			const told = vi.fn();
			log.subscribe(told);
			const opening = { entries: [open1], views: [] };
			expect(await log.merge(ada.id, opening)).toEqual({ added: 0, known: 1, clashes: [] });
			await vi.waitFor(() => expect(told).toHaveBeenCalledWith(ada.id));
			expect((await log.read(ada.id)).entries).toEqual([open1, foreign(2)]);
			// It arrived when it did: who has seen two entries has seen all, and who has seen none is given it open.
			expect(await log.append(ada.id, [], { after: 0 })).toEqual({
				ok: false,
				moved: [foreign(2), open1]
			});
			expect(await log.append(ada.id, [opened('next')], { after: 2 })).toMatchObject({ ok: true });
			// And it is not shut again.
			await log.merge(ada.id, { entries: [sealed1], views: [] });
			expect((await log.read(ada.id)).entries[0]).toEqual(open1);
		});

		test('[L7] a view that is here is not replaced by another of its id', async () => {
			await log.merge(ada.id, { entries: [], views: [foreignView(1)] });
			await log.merge(ada.id, {
				entries: [],
				views: [foreignView(1, { content: { text: 'no' } })]
			});
			expect((await log.read(ada.id)).views).toEqual([foreignView(1)]);
		});

		test('[L8] profiles do not see each other, nor move each other', async () => {
			const ben = await log.createProfile('Ben');
			await log.append(ada.id, [opened('hers')], { after: 0, views: [viewOf('q1')] });
			await log.merge(ada.id, { entries: [foreign(1)], views: [] });
			expect(await log.read(ben.id)).toEqual({ entries: [], views: [] });
			const appended = await log.append(ben.id, [opened('his')], { after: 0 });
			expect(appended).toMatchObject({ ok: true, entries: [{ seq: 1, device: ben.device }] });
			expect(await lessons(ben)).toEqual(['his']);
			expect(await lessons(ada)).toEqual(['lesson-1', 'hers']);
			expect(ben.device).not.toBe(ada.device);
		});

		test('[L8] the same foreign entry may be in two profiles', async () => {
			const ben = await log.createProfile('Ben');
			await log.merge(ada.id, { entries: [foreign(1)], views: [foreignView(1)] });
			const merged = await log.merge(ben.id, { entries: [foreign(1)], views: [foreignView(1)] });
			expect(merged).toEqual({ added: 1, known: 0, clashes: [] });
		});

		test('[L9] erasing removes one profile whole and leaves the others', async () => {
			const ben = await log.createProfile('Ben');
			await log.append(ada.id, [opened('hers')], { after: 0, views: [viewOf('q1')] });
			await log.append(ben.id, [opened('his')], { after: 0, views: [viewOf('q1')] });
			const other = await open();
			await other.eraseProfile(ada.id);
			expect(await log.profiles()).toEqual([ben]);
			await expectRefusal(log.read(ada.id), 'record_no_profile');
			const { entries, views } = await log.read(ben.id);
			expect([entries.length, views.length]).toEqual([1, 1]);
		});

		test('[L9] a late append, merge, rename or renewal does not bring it back', async () => {
			await log.append(ada.id, [opened('one')], { after: 0 });
			const other = await open();
			await other.eraseProfile(ada.id);
			await expectRefusal(log.append(ada.id, [opened('late')], { after: 1 }), 'record_no_profile');
			await expectRefusal(
				log.merge(ada.id, { entries: [foreign(1)], views: [] }),
				'record_no_profile'
			);
			await expectRefusal(log.renameProfile(ada.id, 'Back'), 'record_no_profile');
			await expectRefusal(log.renewDevice(ada.id), 'record_no_profile');
			await other.eraseProfile(ada.id);
			expect(await other.profiles()).toEqual([]);
		});

		test('[L10] an entry of an unknown type or version comes back as it came', async () => {
			const strange = [
				foreign(1, { type: 'dream.had', data: { of: ['sheep', { electric: true }] } }),
				foreign(2, { type: 'lesson.opened', v: 99, data: { anything: null } })
			];
			await log.merge(ada.id, { entries: strange, views: [] });
			expect((await log.read(ada.id)).entries).toEqual(strange);
		});

		test('[L11] a renewed device counts from 1 and leaves earlier entries as they are', async () => {
			const first = await log.append(ada.id, [opened('one')], { after: 0 });
			const renewed = await log.renewDevice(ada.id);
			expect(renewed).toEqual({ ...ada, device: expect.not.stringMatching(ada.device) });
			expect(await log.profiles()).toEqual([renewed]);
			const second = await log.append(ada.id, [opened('two')], { after: 1 });
			expect(second).toMatchObject({ entries: [{ device: renewed.device, seq: 1 }] });
			expect((await log.read(ada.id)).entries[0]).toEqual(first.ok && first.entries[0]);
		});

		test('[L11] after a renewal in one tab, another tab writes as the new device too', async () => {
			const other = await open();
			const renewed = await log.renewDevice(ada.id);
			const appended = await other.append(ada.id, [opened('one')], { after: 0 });
			expect(appended).toMatchObject({ entries: [{ device: renewed.device }] });
		});

		test('[L12] this tab and another are told after a change, and can read it', async () => {
			const other = await open();
			for (const tab of [log, other]) {
				const told = new Promise<unknown[]>((resolve) => {
					const stop = tab.subscribe((profileId) => {
						stop();
						expect(profileId).toBe(ada.id);
						resolve(lessons(ada, tab));
					});
				});
				await appendUntilSeen(log, ada.id, [opened('news')]);
				expect(await told).toContain('news');
			}
		});

		test('[L12] creating, renaming, renewing, merging, appending and erasing are told, reading is not', async () => {
			const told = vi.fn();
			log.subscribe(told);
			const changes = [
				() => log.renameProfile(ada.id, 'A.'),
				() => log.renewDevice(ada.id),
				() => log.merge(ada.id, { entries: [foreign(1)], views: [] }),
				() => log.merge(ada.id, { entries: [foreign(2)], views: [foreignView(1)] }),
				() => log.append(ada.id, [opened('one')], { after: 2, views: [viewOf('q1')] }),
				() => log.eraseProfile(ada.id)
			];
			for (const change of changes) {
				told.mockClear();
				await change();
				await vi.waitFor(() => expect(told).toHaveBeenCalledWith(ada.id));
			}
			const ben = await log.createProfile('Ben');
			await vi.waitFor(() => expect(told).toHaveBeenCalledWith(ben.id));
			told.mockClear();
			await log.read(ben.id);
			await log.firstProfile();
			await log.append(ben.id, [], { after: 0 });
			await new Promise((resolve) => setTimeout(resolve, 20));
			expect(told).not.toHaveBeenCalled();
		});

		test('[L12] a subscriber that has stopped is not told', async () => {
			const told = vi.fn();
			const stop = log.subscribe(told);
			stop();
			await log.append(ada.id, [opened('one')], { after: 0 });
			await new Promise((resolve) => setTimeout(resolve, 20));
			expect(told).not.toHaveBeenCalled();
		});

		test('[L13] changing what was given or got does not change the log', async () => {
			const given = opened('one');
			const mine = foreign(1);
			const appended = await log.append(ada.id, [given], { after: 0, views: [viewOf('q1')] });
			await log.merge(ada.id, { entries: [mine], views: [] });
			const before = structuredClone(await log.read(ada.id));
			const read = await log.read(ada.id);
			given.data = { lesson: 'forged' };
			mine.data.lesson = 'forged';
			read.entries[0]!.data.lesson = 'forged';
			read.views[0]!.content.text = 'forged';
			if (appended.ok) appended.entries[0]!.data.lesson = 'forged';
			if (appended.ok) appended.views[0]!.content.text = 'forged';
			ada.device = 'forged';
			const moved = await log.append(ada.id, [opened('two')], { after: 0 });
			if (!moved.ok) moved.moved[0]!.data.lesson = 'forged';
			expect(await log.read(ada.id)).toEqual(before);
			const next = await log.append(ada.id, [opened('two')], { after: 2 });
			expect(next.ok && next.entries[0]?.device).not.toBe('forged');
		});

		test('[L14] a closed log refuses every call and tells nobody', async (context) => {
			const other = place.isDurable ? await open() : null;
			const told = vi.fn();
			log.subscribe(told);
			log.close();
			log.close();
			await expectRefusal(log.profiles(), 'record_closed');
			await expectRefusal(log.firstProfile(), 'record_closed');
			await expectRefusal(log.createProfile('Ben'), 'record_closed');
			await expectRefusal(log.renameProfile(ada.id, 'A.'), 'record_closed');
			await expectRefusal(log.eraseProfile(ada.id), 'record_closed');
			await expectRefusal(log.renewDevice(ada.id), 'record_closed');
			await expectRefusal(log.read(ada.id), 'record_closed');
			await expectRefusal(log.append(ada.id, [opened('one')], { after: 0 }), 'record_closed');
			await expectRefusal(log.merge(ada.id, { entries: [], views: [] }), 'record_closed');
			if (!other) return context.skip();
			await other.append(ada.id, [opened('one')], { after: 0 });
			await new Promise((resolve) => setTimeout(resolve, 20));
			expect(told).not.toHaveBeenCalled();
		});

		test('[L15] a profile that does not exist is refused as such', async () => {
			await expectRefusal(log.read('nobody'), 'record_no_profile');
			await expectRefusal(log.append('nobody', [opened('one')], { after: 0 }), 'record_no_profile');
			await expect(log.eraseProfile('nobody')).resolves.toBeUndefined();
		});

		test('[L16] the first profile is the oldest, and one is made when there is none', async () => {
			sources.setClock('2026-03-02T09:00:00.000Z');
			await log.createProfile('Ben');
			expect(await log.firstProfile()).toEqual(ada);
			for (const { id } of await log.profiles()) await log.eraseProfile(id);
			const first = await log.firstProfile();
			expect(first.name).toBe('');
			expect(await log.profiles()).toEqual([first]);
			expect(await log.firstProfile()).toEqual(first);
		});

		test('[L16] tabs that find no profile at once make one, and are told of it', async (context) => {
			if (!place.isDurable) return context.skip();
			const other = await open();
			await log.eraseProfile(ada.id);
			const told = vi.fn();
			other.subscribe(told);
			const firsts = await Promise.all([log, other, log].map((each) => each.firstProfile()));
			expect(new Set(firsts.map(({ id }) => id)).size).toBe(1);
			expect(await log.profiles()).toEqual(firsts.slice(0, 1));
			await vi.waitFor(() => expect(told).toHaveBeenCalledWith(firsts[0]?.id));
		});
	});
}
