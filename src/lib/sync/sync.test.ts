import { describe, expect, test } from 'vitest';
import { createActor, fromPromise, SimulatedClock, type ActorRefFrom } from 'xstate';
import { backoff } from './backoff';
import type { End } from './membership';
import { Refusal } from './protocol';
import { isEnd } from './refusal';
import { gatherFor, syncMachine, type Outcome, type SyncEvent } from './sync';

const done: Outcome = { kind: 'done', more: false };
const more: Outcome = { kind: 'done', more: true };
const unreachable: Outcome = { kind: 'unreachable' };
const refused = (why: Refusal, retryAfter?: number): Outcome => ({
	kind: 'refused',
	why,
	...(retryAfter === undefined ? {} : { retryAfter })
});

/** A sync whose rounds a test answers one by one, and whose clock stands still. */
function makeSync({ chance = 0.5, ended = null as End | null } = {}) {
	const clock = new SimulatedClock();
	const rounds: {
		kind: 'push' | 'pull';
		answer: (outcome: Outcome | Error) => void;
		signal: AbortSignal;
	}[] = [];
	const round = (kind: 'push' | 'pull') =>
		fromPromise<Outcome>(
			({ signal }) =>
				new Promise((resolve, reject) => {
					const answer = (outcome: Outcome | Error) =>
						outcome instanceof Error ? reject(outcome) : resolve(outcome);
					rounds.push({ kind, answer, signal });
				})
		);
	const machine = syncMachine.provide({ actors: { push: round('push'), pull: round('pull') } });
	const actor = createActor(machine, { clock, input: { chance: () => chance, ended } }).start();
	return {
		clock,
		rounds,
		actor,
		state: () => actor.getSnapshot().value,
		context: () => actor.getSnapshot().context,
		send: (type: SyncEvent['type']) => actor.send({ type }),
		kinds: () => rounds.map(({ kind }) => kind),
		/** Answers the newest round and lets the machine take it in. */
		async answer(outcome: Outcome | Error) {
			rounds.at(-1)!.answer(outcome);
			await settled(actor);
		}
	};
}

async function settled(_actor: ActorRefFrom<typeof syncMachine>): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

test('gathers what is written before it sends it, and fetches nothing for it', async () => {
	const sync = makeSync();
	sync.send('entry.written');
	sync.clock.increment(gatherFor - 1);
	sync.send('entry.written');
	expect([sync.state(), sync.kinds()]).toEqual(['gathering', []]);
	sync.clock.increment(1);
	expect(sync.state()).toBe('pushing');
	await sync.answer(done);
	expect([sync.state(), sync.kinds()]).toEqual(['idle', ['push']]);
});

test('sends batch after batch, then fetches page after page', async () => {
	const sync = makeSync();
	sync.send('sync.ask');
	for (const outcome of [more, more, done, more, done]) await sync.answer(outcome);
	expect(sync.kinds()).toEqual(['push', 'push', 'push', 'pull', 'pull']);
	expect(sync.state()).toBe('idle');
});

test('sends again what was written while it was sending or fetching', async () => {
	const sync = makeSync();
	sync.send('sync.ask');
	sync.send('entry.written');
	await sync.answer(done);
	expect(sync.kinds()).toEqual(['push', 'push']);
	await sync.answer(done);
	sync.send('entry.written');
	await sync.answer(done);
	expect(sync.kinds()).toEqual(['push', 'push', 'pull', 'push']);
	await sync.answer(done);
	expect(sync.state()).toBe('idle');
});

test('fetches again when it is asked while it sends', async () => {
	const sync = makeSync();
	sync.send('entry.written');
	sync.clock.increment(gatherFor);
	sync.send('sync.ask');
	for (const outcome of [done, done, done]) await sync.answer(outcome);
	expect(sync.kinds()).toEqual(['push', 'push', 'pull']);
});

describe('after a failure', () => {
	test.each<[string, Outcome | Error]>([
		['nobody answers', unreachable],
		['the server takes nothing', { kind: 'stuck' }],
		['another tab is at it', { kind: 'busy' }],
		['the server is busy', refused('slow_down')],
		['the device fails', new Error('A fault of the test.')]
	])('it waits, because %s, and tries again', async (_why, outcome) => {
		const sync = makeSync();
		sync.send('sync.ask');
		await sync.answer(outcome);
		expect(sync.state()).toBe('waiting');
		sync.clock.increment(499);
		expect(sync.kinds()).toEqual(['push']);
		sync.clock.increment(1);
		expect(sync.kinds()).toEqual(['push', 'push']);
	});

	test('it waits longer each time, and anew after a success', async () => {
		const sync = makeSync({ chance: 1 });
		const delays: number[] = [];
		sync.send('sync.ask');
		for (const outcome of [unreachable, unreachable, unreachable, more, unreachable]) {
			await sync.answer(outcome);
			if (sync.state() !== 'waiting') continue;
			delays.push(sync.context().delay);
			sync.clock.increment(sync.context().delay);
		}
		expect(delays).toEqual([1000, 2000, 4000, 1000]);
	});

	test('it fetches what it wanted to fetch', async () => {
		const sync = makeSync();
		sync.send('sync.ask');
		for (const outcome of [done, unreachable]) await sync.answer(outcome);
		sync.clock.increment(500);
		for (const outcome of [done, done]) await sync.answer(outcome);
		expect(sync.kinds()).toEqual(['push', 'pull', 'push', 'pull']);
	});

	test.each(['sync.ask', 'sync.retry', 'network.found'] as const)(
		'it tries at once on %s',
		async (type) => {
			const sync = makeSync();
			sync.send('sync.ask');
			await sync.answer(unreachable);
			sync.send(type);
			expect(sync.state()).toBe('pushing');
		}
	);

	test.each(['sync.ask', 'sync.retry', 'network.found', 'network.lost', 'entry.written'] as const)(
		'it keeps the time that the server named, whatever happens: %s',
		async (type) => {
			const sync = makeSync();
			sync.send('sync.ask');
			await sync.answer(refused('slow_down', 60));
			sync.send(type);
			sync.clock.increment(60_499);
			expect(sync.kinds()).toEqual(['push']);
			sync.clock.increment(1);
			expect(sync.kinds()).toEqual(['push', 'push']);
		}
	);
});

describe('the network', () => {
	test('when it is lost ends what is under way, and when it is found all is tried', async () => {
		const sync = makeSync();
		sync.send('sync.ask');
		sync.send('network.lost');
		expect(sync.state()).toBe('offline');
		expect(sync.rounds[0]!.signal.aborted).toBe(true);
		sync.send('entry.written');
		sync.clock.increment(24 * 3600 * 1000);
		expect(sync.kinds()).toEqual(['push']);
		sync.send('network.found');
		for (const outcome of [done, done]) await sync.answer(outcome);
		expect(sync.kinds()).toEqual(['push', 'push', 'pull']);
	});

	test.each(['entry.written', 'sync.ask'] as const)('is lost also after %s', (type) => {
		const sync = makeSync();
		sync.send(type);
		sync.send('network.lost');
		sync.clock.increment(gatherFor);
		expect(sync.state()).toBe('offline');
	});

	test('is tried when the trainee knows better', () => {
		const sync = makeSync();
		sync.send('network.lost');
		sync.send('sync.retry');
		expect(sync.state()).toBe('pushing');
	});
});

describe('whoever asks for all', () => {
	type Sync = ReturnType<typeof makeSync>;
	/** Ways into each state without anything to fetch. */
	const into = {
		idle: async () => {},
		gathering: async (sync: Sync) => sync.send('entry.written'),
		pushing: async (sync: Sync) => {
			sync.send('entry.written');
			sync.clock.increment(gatherFor);
		},
		waiting: async (sync: Sync) => {
			await into.pushing(sync);
			await sync.answer(unreachable);
		},
		offline: async (sync: Sync) => sync.send('network.lost'),
		refused: async (sync: Sync) => {
			await into.pushing(sync);
			await sync.answer(refused('malformed'));
		},
		ended: async () => {}
	};

	test.each<[keyof typeof into, SyncEvent['type']]>([
		['idle', 'sync.ask'],
		['idle', 'sync.retry'],
		['gathering', 'sync.ask'],
		['gathering', 'sync.retry'],
		['pushing', 'sync.ask'],
		['pushing', 'sync.retry'],
		['waiting', 'sync.ask'],
		['waiting', 'sync.retry'],
		['waiting', 'network.found'],
		['offline', 'network.found'],
		['offline', 'sync.retry'],
		['refused', 'sync.retry'],
		['ended', 'member.joined']
	])('from %s by %s sends at once, and then fetches', async (state, type) => {
		const sync = makeSync({ ended: state === 'ended' ? 'erased' : null });
		await into[state](sync);
		expect(sync.state()).toBe(state);
		const before = sync.rounds.length - (state === 'pushing' ? 1 : 0);
		sync.send(type);
		expect(sync.state()).toBe('pushing');
		// What was asked for while it was sending is sent once more.
		if (state === 'pushing') await sync.answer(done);
		await sync.answer(done);
		const sent = state === 'pushing' ? ['push', 'push'] : ['push'];
		expect(sync.kinds().slice(before)).toEqual([...sent, 'pull']);
		await sync.answer(done);
		expect(sync.state()).toBe('idle');
	});

	test.each(['sync.ask', 'sync.retry'] as const)(
		'by %s is heard also where the server is left alone for a time, after it',
		async (type) => {
			const sync = makeSync();
			await into.pushing(sync);
			await sync.answer(refused('slow_down', 60));
			sync.send(type);
			expect(sync.state()).toBe('waiting');
			sync.clock.increment(120_000);
			await sync.answer(done);
			expect(sync.kinds()).toEqual(['push', 'push', 'pull']);
		}
	);

	test('is not forgotten by a fetch that fails, whether nobody answers or the device cannot', async () => {
		for (const failure of [unreachable, new Error('A fault of the test.')]) {
			const sync = makeSync();
			sync.send('sync.ask');
			await sync.answer(done);
			await sync.answer(failure);
			expect([sync.state(), sync.context().failures]).toEqual(['waiting', 1]);
			sync.clock.increment(600_000);
			await sync.answer(done);
			expect([sync.kinds(), sync.context().failures]).toEqual([
				['push', 'pull', 'push', 'pull'],
				0
			]);
		}
	});

	test('waits without a network until it is found', async () => {
		const sync = makeSync();
		await into.waiting(sync);
		sync.send('network.lost');
		expect(sync.state()).toBe('offline');
		sync.clock.increment(600_000);
		expect(sync.kinds()).toEqual(['push']);
	});
});

describe('a refusal', () => {
	const everything: SyncEvent['type'][] = [
		'entry.written',
		'sync.ask',
		'network.lost',
		'network.found'
	];

	test.each(Refusal.options.filter(isEnd))(
		'%s ends the sending until the trainee joins again',
		async (why) => {
			const sync = makeSync();
			sync.send('sync.ask');
			await sync.answer(refused(why));
			for (const type of [...everything, 'sync.retry' as const]) sync.send(type);
			sync.clock.increment(24 * 3600 * 1000);
			expect([sync.state(), sync.kinds()]).toEqual(['ended', ['push']]);
			sync.send('member.joined');
			expect(sync.state()).toBe('pushing');
		}
	);

	test.each(['client_too_old', 'malformed', 'too_large'] as const)(
		'%s stops it until the trainee tries again',
		async (why) => {
			const sync = makeSync();
			sync.send('sync.ask');
			await sync.answer(refused(why));
			for (const type of everything) sync.send(type);
			sync.clock.increment(24 * 3600 * 1000);
			expect([sync.state(), sync.kinds()]).toEqual(['refused', ['push']]);
			sync.send('sync.retry');
			expect(sync.state()).toBe('pushing');
		}
	);

	test('of a fetch counts as one of a push does', async () => {
		const sync = makeSync();
		sync.send('sync.ask');
		for (const outcome of [done, refused('erased')]) await sync.answer(outcome);
		expect(sync.state()).toBe('ended');
	});

	test('that ended a membership before is still in force', () => {
		const sync = makeSync({ ended: 'erased' });
		sync.send('sync.ask');
		expect([sync.state(), sync.kinds()]).toEqual(['ended', []]);
		expect(sync.context().outcome).toEqual({ kind: 'refused', why: 'erased' });
	});
});

describe('the wait', () => {
	test('is between none and a bound that doubles up to five minutes', () => {
		const bounds = [1, 2, 3, 9, 10, 2000].map((failures) => backoff(failures, 1, null));
		expect(bounds).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000]);
		expect(backoff(9, 0, null)).toBe(0);
		expect(backoff(2, 0.25, null)).toBe(500);
	});

	test('is never shorter than the server asked, nor so long that a timer overflows', () => {
		expect(backoff(1, 0, 30)).toBe(30_000);
		expect(backoff(1, 0.5, 30)).toBe(30_500);
		expect(backoff(1, 1, 1e12)).toBeLessThan(2 ** 31);
	});
});

test('without actors the machine is stuck, and waits', async () => {
	const actor = createActor(syncMachine, { input: { chance: () => 0.5, ended: null } }).start();
	actor.send({ type: 'sync.ask' });
	await settled(actor);
	expect(actor.getSnapshot().context.outcome).toEqual({ kind: 'stuck' });
	actor.stop();
});
