import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../record/entry';
import { foreign } from '../record/log.contract';
import { isAcknowledged } from './acknowledged';
import { makeFakeServer } from './fake-server';
import { membershipOf, nothingSent, type SyncState } from './membership';
import {
	afterPulled,
	afterPushed,
	fullBatch,
	isRestored,
	narrower,
	nextBatch,
	pendingOf,
	pushOf,
	setAside,
	type Policy
} from './outbox';
import type { Leaving } from './seal';
import {
	entryLimit,
	firstGeneration,
	type CohortCard,
	type Pushed,
	type Refused
} from './protocol';

const card: CohortCard = { id: 'c', title: '', language: 'en', lessons: [], names: true };
const now = new Date('2026-03-01T11:59:00.000Z');
const nobodyKnows = () => null;

function joinedServer() {
	const server = makeFakeServer();
	server.openCohort('CODE', card);
	const joined = server.join({ protocol: 1, code: 'CODE', name: 'Ada' });
	if (joined.kind !== 'joined') throw new Error('not joined');
	const membership = membershipOf(joined, { id: 'p', device: 'phone' }, [], {
		earlier: true,
		now,
		key: 'key'
	});
	const push = (entries: Entry[]) => server.push(joined.credential, pushOf(entries as Leaving[]));
	const pull = (after: string) => server.pull(joined.credential, after);
	return { server, membership, push, pull };
}
const { membership } = joinedServer();
const pending = (entries: readonly Entry[], state: SyncState) =>
	pendingOf(entries, membership, state, nobodyKnows);
const pushed = (change: Partial<Pushed>): Pushed => ({
	kind: 'pushed',
	at: '2026-03-01T12:00:00.000Z',
	stored: [],
	setAside: [],
	...change
});
const asked = (cursor: string) => ({ asked: cursor, now });
const [one, two, three] = [foreign(1), foreign(2), foreign(3)];

describe('a batch', () => {
	test('[O6] is in the order of device and seq, not of time', () => {
		const entries = [
			foreign(10),
			foreign(9, { at: '2027-01-01T00:00:00.000Z' }),
			foreign(2, { device: 'a' })
		];
		for (const given of [entries, [...entries].reverse()])
			expect(pending(given, nothingSent).map(({ seq }) => seq)).toEqual([2, 9, 10]);
		const between = [1, 2, 3, 4].map((seq) => foreign(seq, { device: seq % 2 ? 'b' : 'a' }));
		for (const given of [between, [...between].reverse()])
			expect(pending(given, nothingSent).map(({ seq }) => seq)).toEqual([2, 4, 1, 3]);
	});

	test('[O6] holds no more entries than the policy says', () => {
		expect(nextBatch([one, two, three], { ...fullBatch, entries: 2 }).entries).toEqual([one, two]);
	});

	test('[O6] is, as a body, within the bytes of the policy, to the byte', () => {
		const told = { waiting: Number.MAX_SAFE_INTEGER, language: 'x'.repeat(35) };
		const whole = new TextEncoder().encode(
			JSON.stringify(pushOf([one, two] as Leaving[], told))
		).length;
		// One more for the comma that the count gives the last entry too.
		expect(nextBatch([one, two], { entries: 9, bytes: whole + 1 }).entries).toHaveLength(2);
		expect(nextBatch([one, two], { entries: 9, bytes: whole - 1 }).entries).toHaveLength(1);
	});

	test('[O6] is within the bytes with its copies too, which are those of its own entries', () => {
		const copies = { [one.id]: 'x'.repeat(900), [two.id]: 'y'.repeat(900), [three.id]: 'z' };
		const told = { waiting: Number.MAX_SAFE_INTEGER, language: 'x'.repeat(35) };
		for (const bytes of [1000, 2000, 2400, 2500, 3000, 9000]) {
			const { entries } = nextBatch([one, two, three], { entries: 9, bytes }, copies);
			const push = pushOf(entries as Leaving[], told, copies);
			const ids = entries.map(({ id }) => id);
			expect(Object.keys(push.copies ?? {})).toEqual(ids);
			if (ids.length > 1)
				expect(new TextEncoder().encode(JSON.stringify(push)).length).toBeLessThanOrEqual(bytes);
		}
		expect(nextBatch([one, two], { entries: 9, bytes: 2000 }, copies).entries).toEqual([one]);
		expect(pushOf([one] as Leaving[], told, { [two.id]: 'y' })).not.toHaveProperty('copies');
	});

	test('[O6] counts bytes, not letters', () => {
		const long = (seq: number) => foreign(seq, { data: { lesson: '漢'.repeat(100) } });
		const { entries } = nextBatch([long(1), long(2), long(3)], { entries: 9, bytes: 1200 });
		expect(entries).toHaveLength(2);
	});

	test('[O3] steps over an entry that is too long for any server', () => {
		const long = foreign(1, { data: { lesson: 'x'.repeat(entryLimit) } });
		expect(nextBatch([long, two], fullBatch)).toEqual({ entries: [two], tooLarge: [long] });
		const rest = JSON.stringify(foreign(1, { data: { lesson: '' } })).length;
		const most = foreign(1, { data: { lesson: 'x'.repeat(entryLimit - rest) } });
		expect(nextBatch([most, two], fullBatch)).toEqual({ entries: [most, two], tooLarge: [] });
	});

	test('[O3] holds one entry though the policy has no room for it', () => {
		expect(nextBatch([one, two], { entries: 1, bytes: 1 }).entries).toEqual([one]);
	});
});

describe('an answer', () => {
	test('[O1] acknowledges what it names and what was in the batch, and nothing else', () => {
		const state = afterPushed(nothingSent, [one, two], pushed({ stored: [one.id, three.id] }), now);
		expect(pending([one, two, three], state)).toEqual([two, three]);
	});

	test('[O2] that stores what was set aside before takes it from there', () => {
		const aside = setAside(nothingSent, [one, two], 'malformed');
		const state = afterPushed(aside, [one], pushed({ stored: [one.id] }), now);
		expect(state.setAside.map(({ id }) => id)).toEqual([two.id]);
		const answer = { at: '2026-03-01T12:00:00.000Z', after: '1' };
		expect(afterPulled(state, [two], answer, asked('0')).setAside).toEqual([]);
	});

	test('[O1] that says stored and set aside of one entry acknowledges nothing of it', () => {
		const answer = pushed({ stored: [one.id], setAside: [{ at: 0, id: one.id, why: 'clash' }] });
		const state = afterPushed(nothingSent, [one], answer, now);
		expect(isAcknowledged(state.acknowledged, one)).toBe(false);
		expect(state.setAside).toEqual([{ id: one.id, device: one.device, seq: 1, why: 'clash' }]);
	});

	test('[O3] sets aside by id, or by place where the id could not be read', () => {
		const answer = pushed({
			setAside: [
				{ at: 5, id: two.id, why: 'clash' },
				{ at: 0, id: null, why: 'malformed' },
				{ at: 7, id: null, why: 'malformed' },
				{ at: 1, id: 'unknown', why: 'malformed' }
			]
		});
		const state = afterPushed(nothingSent, [one, two, three], answer, now);
		expect(state.setAside.map(({ id, why }) => [id, why])).toEqual([
			[one.id, 'malformed'],
			[two.id, 'clash']
		]);
		expect(pending([one, two, three], state)).toEqual([three]);
	});

	test('[O4] twice changes nothing the second time', () => {
		const answer = pushed({ stored: [one.id], setAside: [{ at: 1, id: two.id, why: 'clash' }] });
		const once = afterPushed(nothingSent, [one, two], answer, now);
		expect(afterPushed(once, [one, two], answer, now)).toEqual(once);
	});

	test('[O4] that comes late neither takes back an acknowledgement nor the newest time', () => {
		const newer = pushed({ at: '2026-03-01T12:00:09.000Z', stored: [one.id] });
		const late = pushed({ setAside: [{ at: 0, id: one.id, why: 'malformed' }], stored: [two.id] });
		const state = afterPushed(afterPushed(nothingSent, [one], newer, now), [one, two], late, now);
		expect(state).toMatchObject({ receivedAt: newer.at, setAside: [] });
		expect(pending([one, two], state)).toEqual([]);
		const newest = pushed({ at: '2026-03-01T12:00:10.000Z', stored: [three.id] });
		expect(afterPushed(state, [three], newest, now).receivedAt).toBe(newest.at);
	});

	test('tells when the server last took something in, and how far the clocks are apart', () => {
		const state = afterPushed(nothingSent, [one], pushed({ stored: [one.id] }), now);
		expect(state).toMatchObject({ receivedAt: '2026-03-01T12:00:00.000Z', skew: 60_000 });
		expect(afterPushed(nothingSent, [one], pushed({ at: 'noon' }), now)).toMatchObject({
			receivedAt: null,
			skew: null
		});
	});

	test('to a pull acknowledges what came, and the cursor never goes back', () => {
		const answer = { at: '2026-03-01T12:00:00.000Z', after: '10' };
		const state = afterPulled(nothingSent, [one], answer, asked('0'));
		expect(pending([one, two], state)).toEqual([two]);
		expect(state.skew).toBe(60_000);
		expect(afterPulled(state, [], { ...answer, at: 'noon' }, asked('0')).skew).toBe(60_000);
		expect(afterPulled(state, [], { ...answer, after: '9' }, asked('7')).after).toBe('10');
	});
});

describe('[O8] a server that was restored from a backup', () => {
	const views = { given: { 'a/b': '{}' }, shared: ['a/c'] };
	const before: SyncState = {
		...setAside(nothingSent, [three], 'malformed'),
		acknowledged: { [one.device]: [[1, 2]] },
		after: '7',
		receivedAt: '2026-03-01T11:00:00.000Z',
		views
	};
	const pulled = { at: '2026-03-01T12:00:00.000Z', after: '7' };

	test('is one that has nothing but what it names now', () => {
		const answer = pushed({ stored: [two.id], generation: 'restored' });
		const state = afterPushed(before, [two], answer, now);
		expect(pending([one, two, three], state)).toEqual([one]);
		expect(state).toMatchObject({
			after: '0',
			generation: 'restored',
			receivedAt: answer.at,
			setAside: [{ id: three.id }],
			views: { given: {}, shared: ['a/c'] }
		});
		// The same answer again is of the generation that is known.
		expect(afterPushed(state, [two], answer, now)).toEqual(state);
	});

	test('is known by its generation, and by a sequence that went back, and by nothing else', () => {
		const tells = (answer: { after: string; generation?: string }, cursor = '7') =>
			isRestored(before, answer, cursor);
		expect(tells({ after: '7' })).toBe(false);
		expect(tells({ after: '7', generation: firstGeneration })).toBe(false);
		expect(tells({ after: '7', generation: 'restored' })).toBe(true);
		expect(tells({ after: '3', generation: firstGeneration })).toBe(true);
		expect(tells({ after: '3' }, '3')).toBe(false);
		const known = { ...before, generation: 'restored' };
		expect(isRestored(known, pushed({ generation: 'restored' }))).toBe(false);
		expect(isRestored(known, pushed({}))).toBe(false);
	});

	test('is pulled from the beginning', () => {
		const state = afterPulled(before, [two], { ...pulled, generation: 'restored' }, asked('7'));
		expect(state.after).toBe('0');
		expect(pending([one, two, three], state)).toEqual([one]);
		expect(afterPulled(before, [], { ...pulled, after: '3' }, asked('7')).after).toBe('0');
	});

	test('may take what clashed with what it had', () => {
		const clashed = setAside(before, [foreign(4)], 'clash');
		const state = afterPulled(clashed, [], { ...pulled, generation: 'restored' }, asked('7'));
		expect(state.setAside.map(({ id }) => id)).toEqual([three.id]);
	});

	test('has an attempt that another device began go on belonging to it', () => {
		const start = foreign(1, {
			type: 'attempt.started',
			attempt: 'a',
			at: '2020-01-01T00:00:00.000Z'
		});
		const next = foreign(2, { attempt: 'a', device: 'phone' });
		const stranger = { ...membership, earlier: false, joinedAt: '2026-01-01T00:00:00.000Z' };
		const state = afterPulled(before, [], { ...pulled, generation: 'restored' }, asked('7'));
		expect(pendingOf([start, next], stranger, state, nobodyKnows)).toEqual([start, next]);
		// Of one that no server ever had nothing is sent.
		expect(pendingOf([start, next], stranger, nothingSent, nobodyKnows)).toEqual([]);
	});

	test('has everything once in the end, whatever it lost and whenever an answer comes', () => {
		const act = fc.oneof(
			fc.constantFrom('write' as const, 'pull' as const, 'keep' as const, 'honestly' as const),
			fc.constantFrom('heard' as const, 'lost' as const, 'late' as const, 'deliver' as const)
		);
		fc.assert(
			fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
				const { server, membership, push, pull } = joinedServer();
				const log: Entry[] = [];
				let restore = server.backUp();
				let state = nothingSent;
				const late: (() => void)[] = [];
				const next = () =>
					nextBatch(pendingOf(log, membership, state, nobodyKnows), { ...fullBatch, entries: 2 });
				const send = (hear: (work: () => void) => void) => {
					const { entries } = next();
					const answer = entries.length ? push(entries) : null;
					hear(() => {
						if (answer?.kind === 'pushed') state = afterPushed(state, entries, answer, now);
					});
				};
				const fetch = () => {
					const { after } = state;
					const answer = pull(after);
					if (answer.kind === 'pulled')
						state = afterPulled(state, answer.entries, answer, asked(after));
					return answer.kind === 'pulled' && (answer.more || state.after < answer.after);
				};
				for (const each of acts) {
					if (each === 'write') log.push(foreign(log.length + 1));
					else if (each === 'keep') restore = server.backUp();
					else if (each === 'honestly') restore('honestly');
					else if (each === 'pull') fetch();
					else if (each === 'deliver') late.shift()?.();
					else if (each === 'heard') send((work) => work());
					else if (each === 'late') send((work) => late.push(work));
					else send(() => {});
				}
				// The next round: a pull, what is to be sent, and the rest of the pull.
				fetch();
				for (let rounds = 0; next().entries.length > 0; rounds++) {
					expect(rounds).toBeLessThanOrEqual(2 * log.length);
					send((work) => work());
				}
				while (fetch());
				const stored = server.storedOf(membership.credential.member).map(({ id }) => id);
				expect(stored.sort()).toEqual(log.map(({ id }) => id).sort());
				expect(state.after).toBe(String(log.length));
			})
		);
	});
});

test('[O5] a body that was too large is halved, down to one entry', () => {
	expect(narrower([one, two, three], fullBatch)).toEqual({ ...fullBatch, entries: 1 });
	expect(narrower([one], fullBatch)).toBeNull();
	const state = setAside(nothingSent, [one], 'too_large');
	expect(pending([one, two], state)).toEqual([two]);
	expect(setAside(state, [one], 'clash')).toEqual(state);
});

describe('against a server that repeats, delays, loses and refuses', () => {
	const act = fc.oneof(
		fc.record({ do: fc.constant('write' as const), bad: fc.boolean() }),
		fc.record({
			do: fc.constant('push' as const),
			answer: fc.constantFrom('heard', 'lost', 'late', 'twice', 'refused', 'unsent')
		}),
		fc.record({ do: fc.constant('deliver' as const), which: fc.nat() }),
		fc.record({ do: fc.constant('forge' as const) })
	);

	test('[O1] [O2] [O4] [O5] [O7] nothing is lost, and nothing is believed that was not said', () => {
		fc.assert(
			fc.property(
				fc.array(act, { maxLength: 40 }),
				fc.integer({ min: 1, max: 5 }),
				(acts, size) => {
					const { server, membership, push } = joinedServer();
					const policy: Policy = { ...fullBatch, entries: size };
					const log: Entry[] = [];
					const onTheWay: { batch: Entry[]; answer: Pushed | Refused }[] = [];
					let state = nothingSent;
					let said = new Set<string>();

					const hear = (batch: Entry[], answer: Pushed | Refused) => {
						const before = state;
						if (answer.kind === 'pushed') {
							state = afterPushed(state, batch, answer, now);
							said = new Set([...said, ...answer.stored]);
						}
						for (const entry of log) {
							const has = isAcknowledged(state.acknowledged, entry);
							if (has) expect(said.has(entry.id)).toBe(true);
							if (isAcknowledged(before.acknowledged, entry)) expect(has).toBe(true);
						}
					};
					const accountedFor = () => {
						const waiting = pendingOf(log, membership, state, nobodyKnows);
						const known = log.filter((entry) => isAcknowledged(state.acknowledged, entry));
						expect(waiting.length + known.length + state.setAside.length).toBe(log.length);
						return waiting;
					};

					for (const each of acts) {
						const { entries } = nextBatch(accountedFor(), policy);
						if (each.do === 'write') {
							const seq = log.length + 1;
							log.push(foreign(seq, each.bad ? { at: 'yesterday' } : {}));
						} else if (each.do === 'forge') {
							// Somebody else took a place that this device will use.
							push([foreign(log.length + 1, { id: foreign(999 + log.length).id })]);
						} else if (each.do === 'deliver') {
							const late = onTheWay[each.which % Math.max(1, onTheWay.length)];
							if (late) hear(late.batch, late.answer);
						} else if (entries.length > 0 && each.answer !== 'unsent') {
							if (each.answer === 'refused') server.refuse('slow_down', 1);
							const answer = push(entries);
							server.refuse(null);
							if (each.answer === 'late') onTheWay.push({ batch: entries, answer });
							else if (each.answer !== 'lost') hear(entries, answer);
							if (each.answer === 'twice') hear(entries, answer);
						}
					}

					// From here on all goes well: as many pushes as there are batches are enough.
					let pushes = 0;
					for (let waiting = accountedFor(); waiting.length > 0; waiting = accountedFor()) {
						const { entries } = nextBatch(waiting, policy);
						hear(entries, push(entries));
						expect((pushes += 1)).toBeLessThanOrEqual(Math.ceil(log.length / size));
					}
					const stored = new Set(server.storedOf(membership.credential.member).map(({ id }) => id));
					const aside = new Set(state.setAside.map(({ id }) => id));
					for (const entry of log) expect(aside.has(entry.id)).toBe(!stored.has(entry.id));
				}
			)
		);
	});
});
