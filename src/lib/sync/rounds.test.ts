import { beforeEach, describe, expect, test, vi } from 'vitest';
import { appendUntilSeen, makeSources, opened } from '../record/log.contract';
import { openMemoryLog } from '../record/log.memory';
import { nothingSent } from './membership';
import { keyOf, type Standing } from './memberships';
import { memberOf } from './memberships.contract';
import { openMemoryMemberships } from './memberships.memory';
import { fullBatch } from './outbox';
import {
	beginning,
	firstGeneration,
	type Pulled,
	type Push,
	type Pushed,
	type Refused
} from './protocol';
import { makeRounds } from './rounds';
import type { Transport } from './transport';

/** A round of one membership, between what a page knows and what a server answers; `synchroniser.test.ts` has the whole. */

const at = '2026-03-01T12:00:00.000Z';
const signal = new AbortController().signal;

async function makeRound(lessons: string[] = ['one', 'two']) {
	const sources = makeSources();
	const log = openMemoryLog(sources);
	const { id: profile, device } = await log.createProfile('Ada');
	await appendUntilSeen(log, profile, lessons.map(opened));
	const memberships = openMemoryMemberships();
	const membership = memberOf(profile, 'spring', { earlier: true, devices: [device] });
	await memberships.join(membership);
	const key = keyOf(membership);
	const stored = (push: Push): Pushed => ({
		kind: 'pushed',
		at,
		stored: (push.entries as { id: string }[]).map(({ id }) => id),
		setAside: [],
		generation: firstGeneration
	});
	const pulled: Pulled = {
		kind: 'pulled',
		at,
		entries: [],
		copies: {},
		after: beginning,
		more: false,
		generation: firstGeneration
	};
	const transport = {
		push: vi.fn<Transport['push']>(async (_credential, push) => stored(push)),
		pull: vi.fn<Transport['pull']>(async () => pulled)
	};
	const options = {
		log,
		memberships,
		transport: transport as unknown as Transport,
		lessonOf: () => null,
		loadModels: async () => [],
		now: sources.now,
		locks: null
	};
	return {
		log,
		profile,
		memberships,
		membership,
		key,
		transport,
		stored,
		rounds: makeRounds(key, options),
		standing: async () => (await memberships.of(profile)).at(0) ?? null
	};
}

const endedBy =
	(why: NonNullable<Standing['state']['ended']>) =>
	({ membership, state }: Standing): Standing => ({ membership, state: { ...state, ended: why } });

describe('a round', () => {
	let round: Awaited<ReturnType<typeof makeRound>>;
	beforeEach(async () => {
		round = await makeRound();
	});

	test('ends with the signal of whoever asked for it', async () => {
		const { rounds, transport } = round;
		await rounds.push(signal);
		await rounds.pull(signal);
		expect(transport.push.mock.calls[0][2]).toEqual({ signal });
		expect(transport.pull.mock.calls[0].slice(1)).toEqual([beginning, signal]);
	});

	test('of a membership that has ended asks nothing, and says why it ended', async () => {
		const { rounds, transport, memberships, key } = round;
		await memberships.change(key, endedBy('cohort_closed'));
		const refused = { kind: 'refused', why: 'cohort_closed' };
		expect(await rounds.push(signal)).toEqual(refused);
		expect(await rounds.pull(signal)).toEqual(refused);
		await rounds.flush(fullBatch);
		expect(transport.push).not.toHaveBeenCalled();
		expect(transport.pull).not.toHaveBeenCalled();
	});

	test('of a membership that was left asks nothing', async () => {
		const { rounds, transport, memberships, key } = round;
		await memberships.leave(key);
		const nothing = { kind: 'done', more: false };
		expect(await rounds.push(signal)).toEqual(nothing);
		expect(await rounds.pull(signal)).toEqual(nothing);
		expect(transport.push).not.toHaveBeenCalled();
		expect(transport.pull).not.toHaveBeenCalled();
	});

	test('during which the membership is left brings it not back', async () => {
		const { rounds, transport, memberships, key, stored, standing } = round;
		transport.push.mockImplementation(async (_credential, push) => {
			await memberships.leave(key);
			return stored(push);
		});
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: false });
		expect(await standing()).toBeNull();
	});

	test('says what is left to send, and what is not', async () => {
		const { rounds, transport, log, profile, stored } = round;
		transport.push.mockImplementationOnce(async (_credential, push) => {
			await appendUntilSeen(log, profile, [opened('three')]);
			return stored(push);
		});
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: true });
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: false });
		expect(transport.push.mock.calls.map(([, { entries }]) => entries.length)).toEqual([2, 1]);
	});

	test('of which only a part was stored sends the other again', async () => {
		const { rounds, transport, stored } = round;
		transport.push.mockImplementationOnce(async (_credential, push) => {
			const answer = stored(push);
			return { ...answer, stored: answer.stored.slice(0, 1) };
		});
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: true });
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: false });
		expect(transport.push.mock.calls.map(([, { entries }]) => entries.length)).toEqual([2, 1]);
	});

	test('of which nothing was stored is stuck, and does not say that there is more', async () => {
		const { rounds, transport, stored, standing } = round;
		transport.push.mockImplementation(async (_credential, push) => ({
			...stored(push),
			stored: []
		}));
		expect(await rounds.push(signal)).toEqual({ kind: 'stuck' });
		expect((await standing())?.state.acknowledged).toEqual({});
	});

	test('that is too large is halved until one entry is left, which is set aside', async () => {
		const { rounds, transport, standing } = round;
		const tooLarge: Refused = { kind: 'refused', why: 'too_large' };
		transport.push.mockResolvedValueOnce(tooLarge).mockResolvedValueOnce(tooLarge);
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: true });
		expect((await standing())?.state.setAside).toEqual([]);
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: true });
		expect((await standing())?.state.setAside).toMatchObject([{ seq: 1, why: 'too_large' }]);
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: false });
		expect(transport.push.mock.calls.map(([, { entries }]) => entries.length)).toEqual([2, 1, 1]);
	});

	test.each(['signed_out', 'not_a_member', 'erased', 'cohort_closed'] as const)(
		'that is refused with %s ends the membership',
		async (why) => {
			const { rounds, transport, standing } = round;
			transport.push.mockResolvedValue({ kind: 'refused', why });
			expect(await rounds.push(signal)).toEqual({ kind: 'refused', why });
			expect((await standing())?.state.ended).toBe(why);
		}
	);

	test('that is refused for now ends nothing', async () => {
		const { rounds, transport, standing } = round;
		const refused: Refused = { kind: 'refused', why: 'slow_down', retryAfter: 7 };
		transport.push.mockResolvedValue(refused);
		transport.pull.mockResolvedValue(refused);
		expect(await rounds.push(signal)).toEqual(refused);
		expect(await rounds.pull(signal)).toEqual(refused);
		expect((await standing())?.state).toMatchObject({ ended: null, acknowledged: {} });
	});

	test('that is refused to a credential from before joining again ends nothing', async () => {
		const { rounds, transport, memberships, membership, standing } = round;
		const credential = { ...membership.credential, secret: 'a new one' };
		transport.push.mockImplementationOnce(async () => {
			await memberships.join({ ...membership, credential });
			return { kind: 'refused', why: 'signed_out' };
		});
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: true });
		expect((await standing())?.state.ended).toBeNull();
		expect(await rounds.push(signal)).toEqual({ kind: 'done', more: false });
		expect(transport.push.mock.calls[1][0]).toEqual(credential);
	});

	test('that the server did not hear changes nothing but when it was tried', async () => {
		const { rounds, transport, standing } = round;
		transport.push.mockResolvedValue({ kind: 'unreachable' });
		transport.pull.mockResolvedValue({ kind: 'unreachable' });
		expect(await rounds.push(signal)).toEqual({ kind: 'unreachable' });
		expect(await rounds.pull(signal)).toEqual({ kind: 'unreachable' });
		expect((await standing())?.state).toEqual({
			...nothingSent,
			triedAt: expect.stringMatching(/^2026-/)
		});
	});

	test('that would pull the same for ever is stuck', async () => {
		const { rounds, transport } = round;
		const page = await transport.pull(round.membership.credential, beginning);
		if (page.kind !== 'pulled') throw new Error('No page.');
		transport.pull.mockResolvedValueOnce({ ...page, more: true });
		expect(await rounds.pull(signal)).toEqual({ kind: 'stuck' });
		transport.pull.mockResolvedValueOnce({ ...page, more: true, after: '7' });
		expect(await rounds.pull(signal)).toEqual({ kind: 'done', more: true });
	});
});

describe('what is made ready for a page that goes away', () => {
	test('goes at once in a request that outlives it, and then what was written since', async () => {
		const round = await makeRound();
		const { rounds, log, profile, transport, membership } = round;
		const record = await log.read(profile);
		await rounds.prepare({ membership, state: nothingSent }, record, fullBatch);
		await appendUntilSeen(log, profile, [opened('three')]);
		await rounds.flush(fullBatch);
		expect(transport.push.mock.calls.map(([, { entries }]) => entries.length)).toEqual([2, 1]);
		for (const [, , options] of transport.push.mock.calls)
			expect(options).toEqual({ keepalive: true });
	});

	test('of a membership that has ended is nothing', async () => {
		const { rounds, log, profile, transport, membership, memberships, key } = await makeRound();
		const record = await log.read(profile);
		await memberships.change(key, endedBy('erased'));
		await rounds.prepare(
			{ membership, state: { ...nothingSent, ended: 'erased' } },
			record,
			fullBatch
		);
		await rounds.flush(fullBatch);
		expect(transport.push).not.toHaveBeenCalled();
	});
});
