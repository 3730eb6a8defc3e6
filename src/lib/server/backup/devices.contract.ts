/** What a backup promises to the devices of members [B7] [B8], told by devices that speak the real protocol. */
import { expect, test } from 'vitest';
import { SimulatedClock } from 'xstate';
import { draft } from '../../record/entry';
import { appendUntilSeen, makeSources, opened } from '../../record/log.contract';
import { openMemoryLog } from '../../record/log.memory';
import { keyOf } from '../../sync/memberships';
import { openMemoryMemberships } from '../../sync/memberships.memory';
import { firstGeneration, PROTOCOL } from '../../sync/protocol';
import { gatherFor } from '../../sync/sync';
import { makeSynchroniser } from '../../sync/synchroniser';
import { giveViews, viewWait } from '../../sync/views-round';
import { joinCodeOf } from '../cohorts';
import { everyKind, quizOf } from '../../machines/sample';
import { readFigures, recompute } from '../figures';
import { generation } from '../generation';
import { pull, push } from '../inbox';
import { publish } from '../publish';
import { batchOf, expectRefused, type World } from '../storage.contract';
import { work } from '../storage.sample';
import { transportTo } from '../transport.sample';
import { eraseMember } from '../members';

const opinions = quizOf('opinions', { ...everyKind.position, id: 'stand' });

/** A device of a member, with a record of its own. */
async function makeDevice(world: World, name: string) {
	const sources = makeSources();
	// Each device makes ids of its own.
	const part = Buffer.from(name).toString('hex').slice(0, 4);
	const id = () => sources.id().replace(/^.{4}/, part);
	const log = openMemoryLog({ ...sources, id });
	const memberships = openMemoryMemberships();
	const { id: profile } = await log.createProfile(name);
	const clock = new SimulatedClock();
	const timers: { at: number; work: () => void }[] = [];
	let time = Date.parse('2026-03-01T09:00:00.000Z');
	const options = {
		profile,
		log,
		memberships,
		transport: transportTo(world.storage),
		lessonOf: () => null,
		loadModels: () => Promise.resolve([opinions]),
		now: () => new Date(time),
		chance: () => 0.5,
		locks: null
	};
	const sync = makeSynchroniser({ ...options, clock });
	await sync.start();
	const settle = async () => {
		clock.increment(gatherFor);
		// What is shown follows what is done: quiet is what stays so.
		for (let quiet = 0; quiet < 5; quiet++) {
			await new Promise((resolve) => setTimeout(resolve, 5));
			if (sync.cohorts.some(({ phase }) => /pushing|pulling|gathering/.test(phase))) quiet = 0;
		}
	};
	return {
		sync,
		settle,
		entries: async () => (await log.read(profile)).entries,
		async join(code: string): Promise<void> {
			const joined = await sync.join(code, name, { earlier: false });
			expect(joined.kind).toBe('joined');
			await settle();
		},
		async write(...lessons: string[]): Promise<void> {
			await appendUntilSeen(log, profile, lessons.map(opened));
			await settle();
		},
		async takesASide(): Promise<void> {
			const { entries } = await log.read(profile);
			const place = { activity: 'opinions', item: 'stand', attempt: null };
			await log.append(
				profile,
				[draft('view.given', { activity: 'opinions', item: 'stand' }, null)],
				{
					after: entries.length,
					views: [{ ...place, content: { options: ['for'] } }]
				}
			);
			await settle();
		},
		/** The page is shown again: one round of sync. */
		async round(): Promise<void> {
			sync.tell('sync.ask');
			await settle();
		},
		/** Gives the views that wait, after their time. */
		async giveViews(): Promise<void> {
			const giving = giveViews({
				...options,
				timer: (work, wait) => (timers.push({ at: time + wait, work }), () => undefined)
			});
			await giving.settled();
			time += 2 * viewWait.most;
			for (const { at, work } of timers.splice(0)) {
				time = at;
				work();
				await giving.settled();
			}
			giving.stop();
		},
		async transfer(): Promise<string> {
			const [{ membership }] = await memberships.of(profile);
			const answer = await sync.transfer(keyOf(membership));
			if (answer.kind !== 'code') throw new Error(answer.kind);
			return answer.code;
		},
		async credential() {
			return (await memberships.of(profile))[0].membership.credential;
		}
	};
}

/** Runs the tests in a world; `backup` writes everything into a file, `restore` puts it back. */
export function describeDevices(
	world: World,
	{ backup, restore }: { backup: () => Promise<unknown>; restore: () => Promise<unknown> }
): void {
	const stored = async () =>
		(
			await world.storage.database.db.selectFrom('entries').select(['id', 'member_id']).execute()
		).sort((a, b) => (a.id < b.id ? -1 : 1));

	test('[B7] what devices sent after the backup is there again after one round, once', async () => {
		const code = await joinCodeOf(world.storage, world.cohort.id);
		const [phone, tablet] = [await makeDevice(world, 'phone'), await makeDevice(world, 'tablet')];
		await phone.join(code);
		await phone.write('one', 'two');
		await tablet.join(await phone.transfer());
		await backup();
		await phone.write('three');
		await tablet.write('four', 'five');
		await phone.round();
		const before = await stored();
		expect(before).toHaveLength(5);
		await restore();
		expect(await stored()).toHaveLength(2);
		// The phone has what the tablet did and may be the only one that is left.
		await phone.round();
		expect(await stored()).toEqual(before);
		await tablet.write('six');
		await tablet.round();
		await phone.round();
		expect(await stored()).toHaveLength(6);
		expect(await phone.entries()).toEqual(await tablet.entries());
		for (const { sync } of [phone, tablet])
			expect(sync.cohorts).toMatchObject([
				{ phase: 'idle', truths: { onTheWay: 0, received: { count: 6 }, setAside: [] } }
			]);
		for (const { sync } of [phone, tablet]) sync.stop();
		const { cohort } = await phone.credential();
		expect(await readFigures(world.storage, cohort)).toEqual(
			await recompute(world.storage, cohort)
		);
	});

	test('[B7] a device that only sends hears it too', async () => {
		const phone = await makeDevice(world, 'phone');
		await phone.join(await joinCodeOf(world.storage, world.cohort.id));
		await backup();
		await phone.write('one', 'two');
		await restore();
		expect(await stored()).toEqual([]);
		await phone.write('three');
		phone.sync.stop();
		expect(await stored()).toHaveLength(3);
	});

	test('[B7] a view that came after the backup is given again, once', async () => {
		await publish(world.storage, [opinions]);
		const phone = await makeDevice(world, 'phone');
		await phone.join(await joinCodeOf(world.storage, world.cohort.id));
		const views = () => world.storage.database.db.selectFrom('views').selectAll().execute();
		await backup();
		await phone.takesASide();
		await phone.giveViews();
		const before = await views();
		expect(before).toHaveLength(1);
		await restore();
		await phone.giveViews();
		expect(await views()).toEqual([]);
		await phone.round();
		await phone.giveViews();
		await phone.giveViews();
		phone.sync.stop();
		expect(await views()).toEqual(before);
	});

	test('[B7] who was erased after the backup is not sent again', async () => {
		const phone = await makeDevice(world, 'phone');
		await phone.join(await joinCodeOf(world.storage, world.cohort.id));
		await phone.write('one');
		await backup();
		await eraseMember(world.storage, await phone.credential());
		await restore();
		await phone.round();
		expect(await stored()).toEqual([]);
		expect(phone.sync.cohorts).toMatchObject([{ phase: 'ended', state: { ended: 'erased' } }]);
		expectRefused(
			await push(world.storage, await phone.credential(), batchOf(work('late'))),
			'erased'
		);
		phone.sync.stop();
	});

	test('[B8] [S16] every restore begins a generation of its own, which every answer names', async () => {
		const ada = await world.member();
		const heard = async () => {
			const pushed = await push(world.storage, ada, { protocol: PROTOCOL, entries: [] });
			const pulled = await pull(world.storage, ada, '0');
			if (pushed.kind !== 'pushed' || pulled.kind !== 'pulled') throw new Error('Refused.');
			expect(pulled.generation).toBe(pushed.generation);
			return pushed.generation;
		};
		const all = [await heard()];
		expect(all).toEqual([firstGeneration]);
		await backup();
		expect(await heard()).toBe(firstGeneration);
		for (let times = 0; times < 2; times++) {
			await restore();
			all.push(await heard());
			// Nothing else changes it.
			await world.send(ada, work('ada'));
			await (await world.open()).database.close();
			expect(await heard()).toBe(all.at(-1));
		}
		expect(new Set(all).size).toBe(3);
		const { db } = world.storage.database;
		const now = await db.selectNoFrom(generation.as('id')).executeTakeFirstOrThrow();
		expect(now.id).toBe(all.at(-1));
	});
}
