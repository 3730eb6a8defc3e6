/** What `storage.contract.ts` asks of capsules that a facilitator brings. */
import { expect, test } from 'vitest';
import { Device } from '../machines/sample';
import type { Entry } from '../record/entry';
import { makeCapsule, type Sender } from '../sync/capsule';
import { batchLimit, type Credential } from '../sync/protocol';
import type { Leaving } from '../sync/seal';
import { bringCapsule, type Brought } from './capsules';
import { setCohortState } from './cohorts';
import { readFigures, recompute } from './figures';
import { push } from './inbox';
import { eraseMember, leave, readMember } from './members';
import { figuresSource } from './source';
import { batchOf, type World } from './storage.contract';
import { sampleLessons, samplePlan, work } from './storage.sample';

const course = 'course';

export function describeCapsules(world: World): void {
	const fileOf = (from: Sender, entries: readonly Entry[], of = course) =>
		// The sample has no open decision, so nothing of it would be sealed.
		makeCapsule({
			course: of,
			from,
			language: 'en',
			joinedAt: null,
			entries: entries as Leaving[],
			now: () => world.sources.now()
		});
	const senderOf = ({ cohort, member }: Credential): Sender => ({
		kind: 'member',
		cohort,
		member,
		name: 'As the device says'
	});
	const bring = (bytes: Uint8Array, cohort = world.cohort.id): Promise<Brought> =>
		bringCapsule(world.storage, { cohort, course }, bytes);
	const refused = (code: string) => ({ ok: false, code });

	test('[S17] a capsule brings what the device did not send, and once', async () => {
		const ada = await world.member();
		const entries = work('ada');
		await world.send(ada, entries.slice(0, 3));
		const file = fileOf(senderOf(ada), entries);
		const rest = entries.length - 3;
		expect(await bring(file)).toEqual({ ok: true, name: 'Ada', added: rest, known: 3, clashes: 0 });
		const { receivedAt } = await readMember(world.storage, ada);
		expect(receivedAt).toBe(world.sources.now().toISOString());
		world.sources.wait(86_400);
		expect(await bring(file)).toMatchObject({ added: 0, known: entries.length, clashes: 0 });
		// The device comes back to the network and sends all of it.
		await world.send(ada, entries);
		expect(await world.count('entries')).toBe(entries.length);
		expect(await readFigures(world.storage, ada.cohort)).toEqual(
			await recompute(world.storage, ada.cohort)
		);
		expect((await readMember(world.storage, ada)).receivedAt, 'nothing new came since').toBe(
			receivedAt
		);
	});

	test('[S17] what a capsule brings is on the way no more', async () => {
		const ada = await world.member();
		const entries = work('ada');
		const waiting = async () => {
			const source = figuresSource(world.storage, ada.cohort, samplePlan, sampleLessons);
			return (await source.members({}))[0].received.notYetReceived;
		};
		await bring(fileOf(senderOf(ada), entries.slice(0, 1)));
		expect(await waiting()).toBeNull();
		const told = { ...batchOf(entries.slice(0, 3)), waiting: entries.length - 3 };
		await push(world.storage, ada, told);
		await bring(fileOf(senderOf(ada), entries.slice(0, 5)));
		expect(await waiting()).toBe(entries.length - 5);
		// What was done after the device last told how much it holds is not of that.
		const more = new Device('later', 9).open('lesson').entries;
		await bring(fileOf(senderOf(ada), [...entries, ...more]));
		expect(await waiting()).toBe(0);
	});

	test('[S17] a capsule of more entries than a batch comes in whole', async () => {
		const ada = await world.member();
		const device = new Device('ada');
		const count = 2 * batchLimit.entries + 1;
		for (let at = 0; at < count; at++) device.open(`lesson-${at}`);
		expect(await bring(fileOf(senderOf(ada), device.entries))).toMatchObject({ added: count });
		expect(await world.count('entries')).toBe(count);
	});

	test('[S17] an entry that contradicts what is here is left out and told, and the rest comes in', async () => {
		const ada = await world.member();
		const [first, ...rest] = work('ada');
		await world.send(ada, [first]);
		const other = { ...first, at: '2026-03-01T10:00:00.000Z' };
		expect(await bring(fileOf(senderOf(ada), [other, ...rest]))).toMatchObject({
			added: rest.length,
			clashes: 1
		});
	});

	test('[S18] nothing comes in of a capsule that is not for this cohort, from nobody it knows, or not whole', async () => {
		const other = await world.makeCohort({ title: 'Keepers, autumn' });
		const [here, there] = [await world.member('Ada'), await world.member('Ada', other)];
		const entries = work('ada');
		const guest: Sender = { kind: 'guest', profile: 'p', name: 'Ada' };
		const file = fileOf(senderOf(here), entries);
		expect(await bring(fileOf(guest, entries))).toEqual(refused('capsule_guest'));
		expect(await bring(fileOf(senderOf(there), entries))).toEqual(refused('capsule_other_cohort'));
		expect(await bring(fileOf(senderOf({ ...here, member: there.member }), entries))).toEqual(
			refused('capsule_stranger')
		);
		expect(await bring(fileOf(senderOf(here), entries, 'another'))).toEqual(
			refused('capsule_other_course')
		);
		expect(await bring(file.subarray(0, -20))).toEqual(refused('capsule_truncated'));
		const strange = { ...entries[1], device: 'no/name of a device' };
		expect(await bring(fileOf(senderOf(here), [entries[0], strange]))).toEqual(
			refused('capsule_malformed')
		);
		await setCohortState(world.storage, here.cohort, 'closed');
		expect(await bring(file)).toEqual(refused('cohort_closed'));
		expect(await world.count('entries')).toBe(0);
	});

	test('[S18] what somebody did before leaving comes in; who was erased stays erased', async () => {
		const ada = await world.member();
		const file = fileOf(senderOf(ada), work('ada'));
		await leave(world.storage, ada);
		expect(await bring(file)).toMatchObject({ ok: true, added: work('ada').length });
		await eraseMember(world.storage, ada);
		expect(await bring(file)).toEqual(refused('capsule_erased'));
		expect(await bring(fileOf(senderOf(ada), []))).toEqual(refused('capsule_erased'));
		expect(await world.count('entries')).toBe(0);
	});
}
