/** What `storage.contract.ts` asks of the inbox. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draft, type Entry } from '../record/entry';
import { Device } from '../machines/sample';
import {
	batchLimit,
	beginning,
	copyLimit,
	entryLimit,
	firstGeneration,
	type Credential,
	type Pulled
} from '../sync/protocol';
import { setCohortState } from './cohorts';
import { readFigures, recompute } from './figures';
import { reportFolds } from './folds';
import { findMember } from './identify';
import { admit, pull, push } from './inbox';
import { eraseMember, leave } from './members';
import type { Storage } from './storage';
import { batchOf, expectRefused, type World } from './storage.contract';
import { folds, sampleLessons, samplePlan, work } from './storage.sample';

/** Follows the cursor to the end. */
async function pullAll(storage: Storage, credential: Credential, after = beginning) {
	const pages: Pulled[] = [];
	for (let more = true; more;) {
		const pulled = await pull(storage, credential, after);
		if (pulled.kind === 'refused') throw new Error(`Pulling was refused: ${pulled.why}`);
		pages.push(pulled);
		({ after, more } = pulled);
	}
	const entries = pages.flatMap(({ entries }) => entries);
	const copies = Object.assign({}, ...pages.map(({ copies }) => copies)) as object;
	return { pages, after, entries, copies };
}

const idsOf = (entries: readonly Entry[]) => entries.map(({ id }) => id);

/** Entries of one device that say little. */
function many(name: string, count: number): Entry[] {
	const device = new Device(name);
	for (let index = 0; index < count; index++) device.open(`lesson-${index}`);
	return device.entries;
}

export function describeInbox(world: World): void {
	test('[S1] what was acknowledged is there when the database is opened again', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		const before = await readFigures(world.storage, ada.cohort);
		await world.storage.database.close();
		const later = await world.open();
		expect((await pullAll(later, ada)).entries).toEqual(work('ada'));
		expect(await readFigures(later, ada.cohort)).toEqual(before);
	});

	test('[S1] deliveries that come in one after another share a transaction', async () => {
		const names = ['ada', 'ben', 'cleo', 'dora'];
		const members: Credential[] = [];
		for (const name of names) members.push(await world.member(name));
		let transactions = 0;
		const db = new Proxy(world.storage.database.db, {
			get(target, name) {
				if (name === 'transaction') transactions += 1;
				const value = Reflect.get(target, name, target) as unknown;
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			}
		});
		const storage = { ...world.storage, database: { ...world.storage.database, db } };
		// As a server reads them: request after request, each with what follows from it, in one turn of the event loop.
		const answers = names.map(
			(name, at) =>
				new Promise((resolve) =>
					setImmediate(() => resolve(push(storage, members[at], batchOf(work(name)))))
				)
		);
		for (const answer of await Promise.all(answers))
			expect(answer).toMatchObject({ kind: 'pushed' });
		expect(transactions).toBe(1);
	});

	test('[S2] the same entries again are stored, once', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		const before = await readFigures(world.storage, ada.cohort);
		await world.send(ada, work('ada'));
		await world.send(ada, [...work('ada').reverse(), ...work('ada')]);
		expect((await pullAll(world.storage, ada)).entries).toEqual(work('ada'));
		expect(await readFigures(world.storage, ada.cohort)).toEqual(before);
	});

	test('[S2] an entry whose properties stand in another order is the same', async () => {
		const ada = await world.member();
		const [entry] = work('ada');
		await world.send(ada, [entry]);
		await world.send(ada, [Object.fromEntries(Object.entries(entry).reverse()) as Entry]);
	});

	test('[S3] what is not an entry is set aside by its place, and the others are stored', async () => {
		const ada = await world.member();
		const [first, second, third] = work('ada');
		const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
		const long = { ...second, data: { words: 'x'.repeat(entryLimit) } };
		const odd = { ...third, device: 'a\u0000b' };
		const batch = [null, first, { id: 'mine' }, long, deep, odd, { ...third, more: 1 }];
		expect(await push(world.storage, ada, batchOf(batch))).toEqual({
			kind: 'pushed',
			at: '2026-03-01T09:00:00.000Z',
			stored: [first.id],
			setAside: [
				{ at: 0, id: null, why: 'malformed' },
				{ at: 2, id: 'mine', why: 'malformed' },
				{ at: 3, id: second.id, why: 'too_large' },
				{ at: 4, id: null, why: 'malformed' },
				{ at: 5, id: third.id, why: 'malformed' },
				{ at: 6, id: third.id, why: 'malformed' }
			],
			generation: firstGeneration
		});
		expect((await pullAll(world.storage, ada)).entries).toEqual([first]);
	});

	test('[S3] another body under a stored id or place is a clash, stored or in the same batch', async () => {
		const ada = await world.member();
		const [first, second, third] = work('ada');
		const forged = { ...first, data: { lesson: 'forged' } };
		const moved = { ...second, id: third.id };
		const clash = (at: number, { id }: Entry) => ({ at, id, why: 'clash' });
		await world.send(ada, [first]);
		expect(await push(world.storage, ada, batchOf([forged, second, moved]))).toMatchObject({
			stored: [second.id],
			setAside: [clash(0, forged), clash(2, moved)]
		});
		expect((await pullAll(world.storage, ada)).entries).toEqual([first, second]);
	});

	test('[S3] keeps an entry of an unknown type, of a far day, with any text and of any depth', async () => {
		const ada = await world.member();
		const [first, second] = work('ada');
		const deep = JSON.parse(`${'['.repeat(1_500)}${']'.repeat(1_500)}`) as unknown;
		const other: Entry = { ...second, type: 'lamp.lit', v: 7, data: { activity: 'lamps', deep } };
		const entry: Entry = {
			...first,
			at: '2999-01-01T00:00:00.000Z',
			type: 'lamp.lit',
			v: 7,
			data: { activity: 'checks', words: 'a\u0000b \ud800 ñ 🕯' }
		};
		await world.send(ada, [entry, other]);
		expect((await pullAll(world.storage, ada)).entries).toEqual([entry, other]);
		const { received_at } = await world.storage.database.db
			.selectFrom('entries')
			.select('received_at')
			.executeTakeFirstOrThrow();
		expect(received_at).toBe('2026-03-01T09:00:00.000Z');
	});

	test('[S4] a push that fails while the tally moves leaves nothing behind', async () => {
		const ada = await world.member();
		const failing = { ...folds, recount: () => expect.fail('A fault of the test.') };
		const storage = { ...world.storage, folds: failing as Storage['folds'] };
		await expect(push(storage, ada, batchOf(work('ada')))).rejects.toThrow('A fault of the test.');
		for (const table of ['entries', 'summaries', 'tallies'] as const)
			expect(await world.count(table)).toBe(0);
		await world.send(ada, work('ada'));
		expect((await pullAll(world.storage, ada)).after).toBe(String(work('ada').length));
	});

	test('[S5] a pull goes on where the last one stopped, in pages', async () => {
		const ada = await world.member();
		const entries = many('ada', batchLimit.entries + 7);
		await world.send(ada, entries.slice(0, batchLimit.entries));
		await world.send(ada, entries.slice(batchLimit.entries));
		const { pages, after } = await pullAll(world.storage, ada);
		expect(pages.map(({ entries, more }) => [entries.length, more])).toEqual([
			[batchLimit.entries, true],
			[7, false]
		]);
		expect(pages.flatMap(({ entries }) => entries)).toEqual(entries);
		const [more] = many('ben', 1);
		await world.send(ada, [more]);
		expect((await pullAll(world.storage, ada, after)).entries).toEqual([more]);
	});

	test('[S5] a page is no longer than a body may be', async () => {
		const ada = await world.member();
		const words = 'x'.repeat(entryLimit - 500);
		const long = many('ada', 100).map((entry) => ({ ...entry, data: { words } }));
		await world.send(ada, long.slice(0, 50));
		await world.send(ada, long.slice(50));
		const { pages, entries } = await pullAll(world.storage, ada);
		expect(pages.length).toBe(2);
		expect(idsOf(entries)).toEqual(idsOf(long));
	});

	test('[S5] a cursor from beyond what is here, as after a restored backup, begins again', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		expect((await pullAll(world.storage, ada, '4711')).entries).toEqual(work('ada'));
	});

	test('[S5] a pull does not pass a write that has its numbers and is not committed', async () => {
		const ada = await world.member();
		const other = world.ground.isShared ? await world.open() : world.storage;
		const [first, second] = many('ada', 2);
		let commit = () => {};
		const gate = new Promise<void>((resolve) => (commit = resolve));
		let began = () => {};
		const begun = new Promise<void>((resolve) => (began = resolve));
		const slow = world.storage.database.db.transaction().execute(async (transaction) => {
			const found = await findMember(transaction, ada, { lock: true });
			const lastSeqNo = found.kind === 'present' ? found.row.last_seq_no : NaN;
			const place = { cohort_id: ada.cohort, member_id: ada.member, seq_no: lastSeqNo + 1 };
			const { id, device, seq } = first;
			const body = JSON.stringify(first);
			const row = { ...place, id, device, seq, body, activity_id: null, received_at: '' };
			await transaction.insertInto('entries').values(row).execute();
			await transaction.updateTable('members').set({ last_seq_no: place.seq_no }).execute();
			began();
			await gate;
		});
		await begun;
		let isPushed = false;
		const quick = world.send(ada, [second], other).then(() => (isPushed = true));
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(isPushed).toBe(false);
		if (world.ground.isShared)
			expect(await pull(other, ada, beginning)).toMatchObject({ entries: [], after: '0' });
		commit();
		await Promise.all([slow, quick]);
		expect((await pullAll(other, ada)).entries).toEqual([first, second]);
	});

	test('[S5] who follows the cursor while many push sees every entry once', async () => {
		const ada = await world.member();
		const other = world.ground.isShared ? await world.open() : world.storage;
		const entries = many('ada', 60);
		let isOver = false;
		const pushing = Promise.all(
			entries.map((entry, index) => world.send(ada, [entry], index % 2 ? other : world.storage))
		).then(() => (isOver = true));
		const seen: Entry[] = [];
		let after = beginning;
		while (!isOver) {
			const pulled = await pullAll(other, ada, after);
			seen.push(...pulled.entries);
			({ after } = pulled);
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
		await pushing;
		seen.push(...(await pullAll(other, ada, after)).entries);
		expect(idsOf(seen).sort()).toEqual(idsOf(entries).sort());
	});

	test.each([
		['by eye', folds as Storage['folds'], { checks: { members: 3, right: 4, wrong: 2 } }],
		[
			'of the reports',
			reportFolds(samplePlan, sampleLessons) as Storage['folds'],
			{ checks: { checks: { members: 3, 'item/two/right': 3, 'item/one/mended': 2 } } }
		]
	])(
		'[S6] any order, splitting and repeats of batches give what a recomputation gives: folds %s',
		async (_whose, folds, tallies) => {
			const storage = { ...world.storage, folds };
			const all = ['ada', 'ben', 'cem'].map((name, index) => work(name, index));
			const parts = fc.array(fc.tuple(fc.nat(2), fc.nat(9), fc.integer({ min: 1, max: 6 })), {
				maxLength: 12
			});
			let expected: unknown;
			await fc.assert(
				fc.asyncProperty(parts, fc.boolean(), async (parts, isAtOnce) => {
					const cohort = await world.makeCohort();
					const members: Credential[] = [];
					for (const [name] of all.entries())
						members.push(await world.member(`member ${name}`, cohort));
					const batches = parts.map(([who, from, size]) => ({
						who,
						entries: all[who].slice(from, from + size)
					}));
					const rest = all.map((entries, who) => ({ who, entries: entries.toReversed() }));
					const send = ({ who, entries }: (typeof rest)[number]) =>
						world.send(members[who], entries, storage);
					if (isAtOnce) await Promise.all([...batches, ...rest].map(send));
					else for (const batch of [...batches, ...rest]) await send(batch);
					const kept = await readFigures(storage, cohort.id);
					expect(kept).toEqual(await recompute(storage, cohort.id));
					expected ??= kept.tallies;
					expect(kept.tallies).toEqual(expected);
					expect(kept.tallies).toMatchObject(tallies);
				}),
				{ numRuns: 12 }
			);
		}
	);

	test.each([
		['half a sign', 'a\ud800b'],
		['a sign that is no text', 'a\u0000b']
	])(
		'[S7] a version with %s is one that is not known, and holds nothing up',
		async (_what, version) => {
			const ada = await world.member();
			const entries = work('ada').map((entry) =>
				entry.type === 'attempt.started' ? { ...entry, data: { ...entry.data, version } } : entry
			);
			for (const part of [entries.slice(0, 3), entries])
				expect(await push(world.storage, ada, batchOf(part))).toMatchObject({ setAside: [] });
			expect((await pullAll(world.storage, ada)).entries).toEqual(entries);
			const figures = await readFigures(world.storage, ada.cohort);
			expect(figures).toEqual(await recompute(world.storage, ada.cohort));
			expect(Object.keys(figures.summaries[ada.member])).toContain('checks');
		}
	);

	test('[S8] refusals are told apart and store nothing', async () => {
		const { storage } = world;
		const ada = await world.member();
		const body = batchOf(work('ada'));
		const tooMany = Array.from({ length: batchLimit.entries + 1 }, () => null);
		expectRefused(await push(storage, ada, { protocol: 0, items: [] }), 'client_too_old');
		for (const wrong of [null, 'words', {}, { protocol: 1 }, { ...body, more: 1 }])
			expectRefused(await push(storage, ada, wrong), 'malformed');
		expectRefused(await push(storage, ada, { ...body, protocol: 99 }), 'malformed');
		expectRefused(await push(storage, ada, batchOf(tooMany)), 'too_large');
		expectRefused(await pull(storage, ada, '-1'), 'malformed');
		for (const wrong of [{ secret: 'x' }, { member: 'x' }, { cohort: 'x' }]) {
			expectRefused(await push(storage, { ...ada, ...wrong }, body), 'signed_out');
			expectRefused(await pull(storage, { ...ada, ...wrong }, beginning), 'signed_out');
		}
		await setCohortState(storage, ada.cohort, 'closed');
		expectRefused(await push(storage, ada, body), 'cohort_closed');
		expectRefused(await admit(storage, ada, body.entries), 'cohort_closed');
		expect(await pull(storage, ada, beginning)).toMatchObject({ entries: [] });
		await setCohortState(storage, ada.cohort, 'open');
		expect(await leave(storage, ada)).toEqual({ kind: 'left' });
		expectRefused(await push(storage, ada, body), 'not_a_member');
		expectRefused(await pull(storage, ada, beginning), 'not_a_member');
		expect(await world.count('entries')).toBe(0);
	});

	test('[S9] a database that is away is an answer, not a crash', async () => {
		const ada = await world.member();
		const gone = await world.open();
		await gone.database.close();
		const away = { kind: 'refused', why: 'slow_down', retryAfter: 5 };
		expect(await push(gone, ada, batchOf(work('ada')))).toEqual(away);
		expect(await pull(gone, ada, beginning)).toEqual(away);
		expect(await world.count('entries')).toBe(0);
	});

	test('[S13] the same entries in two cohorts do not touch each other', async () => {
		const other = await world.makeCohort({ title: 'Keepers, autumn' });
		const [here, there] = [await world.member('Ada'), await world.member('Ada', other)];
		await world.send(here, work('ada'));
		await world.send(there, work('ada').slice(0, 3));
		expect((await pullAll(world.storage, there)).entries).toEqual(work('ada').slice(0, 3));
		for (const { id } of [world.cohort, other])
			expect(await readFigures(world.storage, id)).toEqual(await recompute(world.storage, id));
		const crossed = { ...here, cohort: other.id };
		expectRefused(await push(world.storage, crossed, batchOf(work('ben'))), 'signed_out');
	});

	test('[S15] a copy comes back with its entry as it came, and is in no figure', async () => {
		const [ada, ben] = [await world.member(), await world.member('Ben')];
		const entries = work('ada');
		const [first, second, third] = entries;
		await world.send(ben, entries);
		const { tallies } = await readFigures(world.storage, ada.cohort);
		const copies = { [first.id]: 'Zm9v', [third.id]: 'x'.repeat(copyLimit), unknown: 'Zm9v' };
		const batch = { ...batchOf(entries), copies };
		expect(await push(world.storage, ada, batch)).toMatchObject({ setAside: [] });
		expect(await push(world.storage, ada, batch)).toMatchObject({ setAside: [] });
		const { unknown: _, ...kept } = copies;
		expect(await pullAll(world.storage, ada)).toMatchObject({ entries });
		expect((await pullAll(world.storage, ada)).copies).toEqual(kept);
		expect((await pullAll(world.storage, ben)).copies).toEqual({});
		const figures = await readFigures(world.storage, ada.cohort);
		expect(figures.summaries[ada.member]).toEqual(figures.summaries[ben.member]);
		for (const [activity, sums] of Object.entries(tallies as Record<string, object>))
			for (const [name, count] of Object.entries(sums))
				expect(figures.tallies[activity]).toMatchObject({ [name]: 2 * count });
		// What comes first stays, and what came without one has none.
		const late = { ...batchOf(entries), copies: { [first.id]: 'YmFy', [second.id]: 'YmFy' } };
		expect(await push(world.storage, ada, late)).toMatchObject({ setAside: [] });
		expect((await pullAll(world.storage, ada)).copies).toEqual(kept);
		await eraseMember(world.storage, ada);
		const rows = await world.storage.database.db.selectFrom('entries').selectAll().execute();
		expect(JSON.stringify(rows)).not.toContain('Zm9v');
	});

	test('[S15] a copy that cannot be kept holds nothing up', async () => {
		const ada = await world.member();
		const entries = work('ada').slice(0, 5);
		const wrong = [7, 'a b', '', 'x'.repeat(copyLimit + 1), { deep: [] }];
		const copies = Object.fromEntries(entries.map(({ id }, at) => [id, wrong[at]]));
		expect(await push(world.storage, ada, { ...batchOf(entries), copies })).toMatchObject({
			stored: idsOf(entries),
			setAside: []
		});
		expect((await pullAll(world.storage, ada)).copies).toEqual({});
	});

	test('[S15] a page is no longer than a body may be with its copies', async () => {
		const ada = await world.member();
		const entries = many('ada', 150);
		const copies = Object.fromEntries(entries.map(({ id }) => [id, 'x'.repeat(copyLimit)]));
		for (const from of [0, 75]) {
			const part = entries.slice(from, from + 75);
			expect(await push(world.storage, ada, { ...batchOf(part), copies })).toMatchObject({
				stored: idsOf(part)
			});
		}
		const { pages, entries: pulled } = await pullAll(world.storage, ada);
		expect(pages.length).toBe(2);
		expect(pulled).toEqual(entries);
		expect(pages.every(({ copies }) => Object.keys(copies ?? {}).length > 0)).toBe(true);
	});

	test('an entry about no activity changes no summary', async () => {
		const ada = await world.member();
		const given = draft('lesson.opened', { lesson: 'lesson' }, null);
		await world.send(ada, new Device('ada').write(given).entries);
		expect(await world.count('summaries')).toBe(0);
		expect(await world.count('tallies')).toBe(0);
	});
}
