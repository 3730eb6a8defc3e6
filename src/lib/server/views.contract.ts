/** The promises of `views.ts`, for `storage.contract.ts`. */
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import {
	choice,
	ending,
	everyKind,
	itemOf,
	options,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import type { ViewContent } from '../record/entry';
import { PROTOCOL, type Credential, type SentView } from '../sync/protocol';
import { setCohortState } from './cohorts';
import { eraseMember, leave } from './members';
import { publish } from './publish';
import type { Storage } from './storage';
import { expectRefused, type World } from './storage.contract';
import { block, giveView, readViewFigures, readViewWords } from './views';

const asked = [
	quizOf(
		'opening',
		{ ...everyKind.position, id: 'stand' },
		{ ...everyKind.contested, id: 'dispute' },
		{ ...everyKind.reflection, id: 'words' },
		itemOf('choice', options('a* b'), { id: 'keyed' })
	),
	quizOf('closing', { ...everyKind.position, id: 'again', closes: 'stand' }),
	scenarioOf(
		[
			scene('vote', 'one', choice('for', 'end', 'open'), choice('against', 'end', 'open')),
			ending('end', 'mixed')
		],
		{ id: 'story' }
	)
];

let count = 0;
/** A view about the opening position, or about what is said instead. */
function viewOf(said: ViewContent | null, parts: Partial<SentView> = {}): SentView {
	const id = `${(count += 1).toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
	return { id, activity: 'opening', item: 'stand', said, again: null, ...parts };
}
const taking = (option: string): ViewContent => ({ options: [option] });
const request = (view: unknown) => ({ protocol: PROTOCOL, view });

export function describeViews(world: World): void {
	const give = (who: Credential, view: SentView, storage: Storage = world.storage) =>
		giveView(storage, who, request(view));
	const figures = (activity?: string, storage: Storage = world.storage) =>
		readViewFigures(storage, world.cohort.id, activity);
	const rows = () => world.storage.database.db.selectFrom('views').selectAll().execute();

	/** Members, with the models published that ask for views. */
	async function members(number: number): Promise<Credential[]> {
		await publish(world.storage, asked);
		const all: Credential[] = [];
		for (let at = 0; at < number; at++) all.push(await world.member(`Member ${at}`));
		return all;
	}
	/** As many views on the opening position as a list has, each of another member. */
	async function giveAll(all: Credential[], taken: string[], from = 0): Promise<SentView[]> {
		const views = taken.map((option) => viewOf(taking(option)));
		for (const [at, view] of views.entries())
			expect(await give(all[from + at], view)).toEqual({ kind: 'view', kept: true });
		return views;
	}
	const split = async () =>
		Object.fromEntries(
			((await figures('opening'))[0]?.split ?? []).map(({ option, members }) => [option, members])
		);

	describe('views', () => {
		test('[V1] are taken from members alone, and only while the cohort is open', async () => {
			const [ada, ben] = await members(2);
			const view = viewOf(taking('for'));
			expectRefused(await give({ ...ada, secret: 'guess' }, view), 'signed_out');
			expectRefused(
				await giveView(world.storage, ada, request({ ...view, member: 'm' })),
				'malformed'
			);
			expectRefused(await giveView(world.storage, ada, { protocol: 0, view }), 'client_too_old');
			expectRefused(await giveView(world.storage, ada, null), 'malformed');
			await leave(world.storage, ben);
			expectRefused(await give(ben, view), 'not_a_member');
			await setCohortState(world.storage, world.cohort.id, 'closed');
			expectRefused(await give(ada, view), 'cohort_closed');
			expect(await world.count('views')).toBe(0);
		});

		test('[V2] [V3] are one under their id: repeated, changed, or completed by the closing one', async () => {
			const [ada] = await members(2);
			const view = viewOf(taking('for'));
			for (const _ of [1, 2]) expect(await give(ada, view)).toEqual({ kind: 'view', kept: true });
			expect(await rows()).toMatchObject([{ body: '{"again":null,"said":{"options":["for"]}}' }]);
			await give(ada, { ...view, said: { options: ['against'], certainty: 3 } });
			await give(ada, { ...view, said: null, again: taking('unsure') });
			const body = '{"again":{"options":["unsure"]},"said":{"certainty":3,"options":["against"]}}';
			expect(await rows()).toMatchObject([{ id: view.id, body }]);
		});

		test('[V4] change no row but their own, which names neither member nor device nor time', async () => {
			const [ada] = await members(2);
			const everything = async () => {
				const all = await world.storage.database.db.introspection.getTables();
				const read = all
					.filter(({ name }) => !name.startsWith('view'))
					.map(async ({ name }) => [
						name,
						(await sql`select * from ${sql.id(name)}`.execute(world.storage.database.db)).rows
					]);
				return Object.fromEntries(await Promise.all(read)) as unknown;
			};
			const before = await everything();
			world.sources.wait(77);
			const view = viewOf(taking('for'));
			await give(ada, view);
			expect(await everything()).toEqual(before);
			expect(await rows()).toEqual([
				{
					cohort_id: world.cohort.id,
					activity_id: 'opening',
					item: 'stand',
					id: view.id,
					body: '{"again":null,"said":{"options":["for"]}}',
					shown: null,
					waits: 1
				}
			]);
		});

		test('[V5] that wait at a place were written together, in no order', async () => {
			const all = await members(32);
			const { db, engine } = world.storage.database;
			if (engine === 'sqlite')
				await expect(sql`select rowid from views`.execute(db)).rejects.toThrow(/no such column/);
			const orders = new Set<string>();
			for (let round = 0; round < 6; round++) {
				const given = await giveAll(all, ['for', 'against', 'for', 'unsure'], round * 4);
				if (engine === 'postgres') {
					const { rows } = await sql<{ xmin: string; id: string }>`select xmin::text, id
						from views where waits = 1 order by ctid`.execute(db);
					expect(new Set(rows.map(({ xmin }) => xmin)).size).toBe(1);
					const places = given.map(({ id }) => rows.findIndex((row) => row.id === id));
					orders.add(places.join(' '));
				}
				// One more makes a block, so that the next round waits alone.
				await give(all[0], viewOf(taking('for')));
			}
			if (engine === 'postgres') expect(orders.size).toBeGreaterThan(3);
		});

		test('[V6] move the figures by five or more at once', async () => {
			const all = await members(12);
			const first = await giveAll(all, ['for', 'for', 'against', 'for']);
			expect(await figures()).toEqual([]);
			expect(await readViewWords(world.storage, world.cohort.id, first[0])).toEqual([]);
			await give(all[4], viewOf(taking('unsure')));
			expect(await split()).toEqual({ against: 1, for: 3, unsure: 1 });
			// Replacements wait for a block like what is new, each id once.
			await give(all[0], { ...first[0], said: taking('against') });
			await give(all[0], { ...first[0], said: taking('unsure') });
			await giveAll(all, ['for', 'for', 'for'], 5);
			expect(await split()).toEqual({ against: 1, for: 3, unsure: 1 });
			await giveAll(all, ['for'], 8);
			expect(await split()).toEqual({ against: 1, for: 6, unsure: 2 });
			expect((await figures())[0]).toMatchObject({ views: 9, again: [], moved: [] });
		});

		test('[V6] tell what was said in the end in blocks of its own, by which nobody is read who is alone so far on', async () => {
			const all = await members(16);
			const first = await giveAll(all, ['for', 'for', 'against', 'for', 'unsure']);
			const close = (at: number, option: string) =>
				give(all[at], { ...first[at], said: null, again: taking(option) });
			const opened = await figures();
			await close(0, 'against');
			await giveAll(all, ['for', 'for', 'for', 'for'], 5);
			expect(await figures()).toEqual(opened);
			await giveAll(all, ['for'], 9);
			expect((await figures())[0]).toMatchObject({ views: 10, again: [], moved: [] });
			for (const at of [1, 2, 3]) await close(at, 'for');
			expect((await figures())[0]).toMatchObject({ again: [], moved: [] });
			await close(4, 'for');
			const closed = {
				again: [
					{ option: 'against', members: 1 },
					{ option: 'for', members: 4 }
				],
				moved: [
					{ from: 'against', to: 'for', views: 1 },
					{ from: 'for', to: 'against', views: 1 },
					{ from: 'for', to: 'for', views: 2 },
					{ from: 'unsure', to: 'for', views: 1 }
				]
			};
			expect((await figures())[0]).toMatchObject({ views: 10, ...closed });
			// What comes with its opening position is told after it, though not before there are five.
			const late = Array.from({ length: 5 }, (_, at) =>
				viewOf(taking('for'), { again: at ? taking('for') : null })
			);
			for (const [at, view] of late.entries()) await give(all[10 + at], view);
			expect((await figures())[0]).toMatchObject({ views: 15, ...closed });
			await give(all[10], { ...late[0], said: null, again: taking('for') });
			const [{ again, moved }] = await figures();
			expect(again.map(({ members }) => members)).toEqual([1, 9]);
			expect(moved).toContainEqual({ from: 'for', to: 'for', views: 7 });
		});

		test('[V6] are not in a block when they came back to what is shown', async () => {
			const all = await members(12);
			const first = await giveAll(
				all,
				Array.from({ length: block }, () => 'for')
			);
			const before = await figures();
			await give(all[0], { ...first[0], said: taking('against') });
			await give(all[0], first[0]);
			await giveAll(all, ['against', 'against', 'against', 'against'], block);
			expect(await figures()).toEqual(before);
			await giveAll(all, ['against'], 10);
			expect(await split()).toEqual({ against: 5, for: 5 });
		});

		test('[V6] have blocks at every place of their own', async () => {
			const all = await members(6);
			for (const [at, who] of all.slice(0, 5).entries()) {
				const item = ['stand', 'dispute'][at % 2];
				const said = at % 2 ? { options: ['yes'], reasons: ['because'] } : taking('for');
				await give(who, viewOf(said, { item }));
			}
			expect(await figures()).toEqual([]);
		});

		test('[V7] show after a restart what they showed, reasons and words with it', async () => {
			const all = await members(12);
			const texts = ['Zebra', 'Apple', 'Mango', 'Cherry', 'Plum'];
			const given: SentView[] = [];
			for (const [at, text] of texts.entries()) {
				const why = { options: ['yes'], reasons: ['because'], certainty: 2 as const };
				await give(all[at], viewOf(why, { item: 'dispute' }));
				await give(all[at], viewOf({ text }, { item: 'words' }));
				const side = { options: ['for'], text, reasons: [`not ${text}`] };
				given.push(viewOf(side, { activity: 'story', item: 'vote' }));
				await give(all[at], given[at]);
			}
			const place = { activity: 'story', item: 'vote' };
			const shown = async (storage: Storage) => [
				await figures(undefined, storage),
				await readViewWords(storage, world.cohort.id, { activity: 'opening', item: 'words' }),
				await readViewWords(storage, world.cohort.id, place)
			];
			const before = await shown(world.storage);
			const side = { option: 'for', against: false };
			expect(before[0]).toMatchObject([
				{ item: 'dispute', reasons: [{ option: 'yes', reason: 'because', views: 5 }] },
				{ item: 'words', kind: 'reflection', views: 5, split: [] },
				{ item: 'vote', kind: 'side', split: [{ option: 'for', members: 5 }] }
			]);
			expect(before[1].map((one) => ('text' in one ? one.text : null))).toEqual([...texts].sort());
			expect(before[2]).toHaveLength(10);
			expect(before[2][0]).toEqual({ ...side, text: 'Apple' });
			// Another word in the place of one: neither the new one nor the gap of the old one is seen.
			await give(all[0], { ...given[0], said: { options: ['against'], text: 'Quince' } });
			expect(await shown(await world.open())).toEqual(before);
		});

		test('[V8] are at a place no more than the cohort had members', async () => {
			const [ada, ben] = await members(2);
			for (const kept of [true, true, false])
				expect(await give(ada, viewOf(taking('for')))).toEqual({ kind: 'view', kept });
			// Nor do those who were erased make room.
			await eraseMember(world.storage, ben);
			expect(await give(ada, viewOf(taking('for')))).toEqual({ kind: 'view', kept: false });
			expect(await world.count('views')).toBe(2);
		});

		test('[V8] are of one member no more than twice as many as there are places', async () => {
			const all = await members(30);
			// Stand, dispute, words and vote, and the sample course asks for one.
			const kept: boolean[] = [];
			for (let at = 0; at < 12; at++) {
				const view = viewOf(taking('for'));
				const answer = await give(all[0], view);
				kept.push(answer.kind === 'view' && answer.kept);
				// Repeats and changes are no further views.
				if (kept.at(-1)) await give(all[0], { ...view, said: taking('against') });
			}
			expect(kept).toEqual([...Array.from({ length: 10 }, () => true), false, false]);
			expect(await give(all[1], viewOf(taking('for')))).toEqual({ kind: 'view', kept: true });
		});

		test('[V9] stay when a member is erased', async () => {
			const all = await members(5);
			await giveAll(all, ['for', 'for', 'against', 'for', 'unsure']);
			const before = [await rows(), await figures()];
			for (const who of all) await eraseMember(world.storage, who);
			expect([await rows(), await figures()]).toEqual(before);
		});

		test('[V10] are of places of the course, and say what can be said there', async () => {
			const [ada] = await members(9);
			const story = { activity: 'story', item: 'vote' };
			const wrong: SentView[] = [
				viewOf(taking('for'), { activity: 'unknown' }),
				viewOf(taking('for'), { item: 'unknown' }),
				viewOf(taking('a'), { item: 'keyed' }),
				viewOf(taking('for'), { activity: 'closing', item: 'again' }),
				viewOf(taking('maybe')),
				viewOf({ options: [] }),
				viewOf({ options: ['for', 'for'] }),
				viewOf({ options: ['for'], text: 'Ada was here' }),
				viewOf(null),
				viewOf({ options: ['yes'], reasons: ['Ada was here'] }, { item: 'dispute' }),
				viewOf(taking('yes'), { item: 'dispute', again: taking('no') }),
				viewOf({ text: ' ' }, { item: 'words' }),
				viewOf({ text: 'x'.repeat(4001) }, { item: 'words' }),
				viewOf({ options: ['for', 'against'] }, story),
				viewOf({ options: ['for'], reasons: ['one', 'two'] }, story)
			];
			for (const view of wrong)
				expect(await give(ada, view), JSON.stringify(view)).toEqual({ kind: 'view', kept: false });
			expect(await world.count('views')).toBe(0);
			// What an older version asked is taken for as long as there are members who saw it.
			const older = { ...asked[0], version: '0' } as (typeof asked)[0] & { kind: 'quiz' };
			older.items = [{ ...everyKind.position, id: 'former' }];
			await publish(world.storage, [older]);
			expect(await give(ada, viewOf(taking('for'), { item: 'former' }))).toMatchObject({
				kept: true
			});
		});

		test('[V11] are in no figure of another cohort', async () => {
			const all = await members(4);
			await giveAll(all, ['for', 'for', 'for', 'for']);
			const other = await world.makeCohort();
			const strangers: Credential[] = [];
			for (let at = 0; at < 4; at++) strangers.push(await world.member(`Other ${at}`, other));
			for (const who of strangers) await give(who, viewOf(taking('against')));
			expect(await figures()).toEqual([]);
			expect(await readViewFigures(world.storage, other.id)).toEqual([]);
			expectRefused(
				await give({ ...strangers[0], cohort: world.cohort.id }, viewOf(null)),
				'signed_out'
			);
		});

		test('[V12] are all there when many come at once', async () => {
			const all = await members(12);
			// Of SQLite there is one process.
			const more = world.ground.isShared ? [await world.open(), await world.open()] : [];
			const others = [world.storage, ...more];
			const answers = await Promise.all(
				all.map((who, at) =>
					give(who, viewOf(taking(at % 3 ? 'for' : 'against')), others[at % others.length])
				)
			);
			expect(answers).toEqual(all.map(() => ({ kind: 'view', kept: true })));
			expect(await world.count('views')).toBe(12);
			expect((await figures())[0].views).toBe(10);
		});

		test('[V13] are announced by the block, and none before it', async () => {
			const all = await members(6);
			const announce = vi.spyOn(world.storage.database.live, 'announce');
			const given = await giveAll(all, ['for', 'against', 'for', 'against']);
			// Neither a change nor a repetition is told.
			await give(all[0], { ...given[0], said: taking('unsure') });
			await give(all[1], given[1]);
			expect(announce).not.toHaveBeenCalled();
			await giveAll(all, ['for'], 4);
			expect(announce.mock.calls).toEqual([[world.cohort.id]]);
			await giveAll(all, ['for'], 5);
			expect(announce).toHaveBeenCalledTimes(1);
			announce.mockRestore();
		});
	});
}
