import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SimulatedClock } from 'xstate';
import { choice, ending, everyKind, quizOf, scenarioOf, scene } from '../machines/sample';
import { draft, type Entry } from '../record/entry';
import { appendUntilSeen, foreign, makeSources, opened } from '../record/log.contract';
import { openMemoryLog } from '../record/log.memory';
import { RecordError } from '../record/record-error';
import { makeFakeServer, type FakeServer } from './fake-server';
import { keyOf } from './memberships';
import { cardOf, memberOf } from './memberships.contract';
import { openMemoryMemberships } from './memberships.memory';
import { fullBatch, lastBatch } from './outbox';
import { entryLimit } from './protocol';
import { gatherFor } from './sync';
import { makeSynchroniser, type Synchroniser } from './synchroniser';
import { makeTransport } from './transport';

const lessonOf = ({ data: { lesson } }: Entry) => (typeof lesson === 'string' ? lesson : null);
const vote = scenarioOf([
	scene('vote', 'one', choice('for', 'end', 'open'), choice('against', 'end', 'open')),
	ending('end', 'mixed')
]);
const checks = quizOf('checks', { ...everyKind.position, id: 'stand' });
const all = ['one', 'two', 'three', 'four', 'five'];
const synchronisers: Synchroniser[] = [];

afterEach(() => {
	vi.unstubAllGlobals();
	for (const synchroniser of synchronisers.splice(0)) synchroniser.stop();
});

function makeServer(): FakeServer {
	const server = makeFakeServer();
	server.openCohort('SPRING', cardOf('spring', { lessons: all }));
	server.openCohort('AUTUMN', cardOf('autumn', { lessons: all }));
	return server;
}

/** A device with a trainee, its own record and memberships; several tabs of it are several synchronisers. */
async function makeDevice(server: FakeServer, fetch: typeof globalThis.fetch = server.fetch) {
	const sources = makeSources();
	// Each device makes ids of its own.
	const part = String(Math.random()).slice(2, 6).padEnd(4, '0');
	const id = () =>
		sources
			.id()
			.replace('-8000-', `-8${part.slice(1)}-`)
			.replace(/^0{4}/, part);
	const log = openMemoryLog({ ...sources, id });
	const memberships = openMemoryMemberships();
	const { id: profile } = await log.createProfile('Ada');
	const clock = new SimulatedClock();
	const transport = makeTransport({ fetch, base: 'https://course.example' });
	const tab = (locks: Pick<LockManager, 'request'> | null = null) => {
		const loadModels = () =>
			device.losesModels ? Promise.reject(new Error('offline')) : Promise.resolve([vote, checks]);
		const options = { profile, log, memberships, transport, lessonOf, loadModels, locks, clock };
		const made = makeSynchroniser({ ...options, now: sources.now, chance: () => 0.5 });
		synchronisers.push(made);
		return made;
	};
	const device = { losesModels: false };
	const sync = tab();
	await sync.start();
	return Object.assign(device, {
		log,
		memberships,
		profile,
		clock,
		sync,
		tab,
		sources,
		entries: async () => (await log.read(profile)).entries,
		write: (...lessons: string[]) => appendUntilSeen(log, profile, lessons.map(opened)),
		/** Lets the gathered entries go, and waits until nothing is under way. */
		async settle() {
			clock.increment(gatherFor);
			await quiet(sync);
		}
	});
}
type Device = Awaited<ReturnType<typeof makeDevice>>;

async function quiet(sync: Synchroniser): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 5));
	await vi.waitFor(
		() => {
			for (const { phase } of sync.cohorts) expect(phase).not.toMatch(/pushing|pulling|judging/);
		},
		{ interval: 2 }
	);
}

async function join(
	device: Device,
	code = 'SPRING',
	{ earlier = false, key = undefined as string | undefined } = {}
): Promise<string> {
	const answer = await device.sync.join(code, 'Ada', { earlier, ...(key ? { key } : {}) });
	if (answer.kind !== 'joined') throw new Error(JSON.stringify(answer));
	await quiet(device.sync);
	return answer.credential.member;
}

const lessonsAt = (server: FakeServer, member: string) => server.storedOf(member).map(lessonOf);

describe('a trainee who joins', () => {
	test('sends what is written from then on, and sees it received', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await device.write('one');
		const member = await join(device);
		await device.write('two', 'three');
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['two', 'three']);
		expect(device.sync.cohorts).toMatchObject([
			{
				phase: 'idle',
				membership: { cohort: { id: 'spring' }, shownAs: 'Ada' },
				truths: {
					saved: { count: 2, at: (await device.entries()).at(-1)?.at },
					received: { count: 2, at: '2026-03-01T12:00:00.000Z' },
					onTheWay: 0
				},
				state: { triedAt: '2026-03-01T09:00:00.000Z', skew: 3 * 3600 * 1000 }
			}
		]);
	});

	test('follows the plan of the cohort: a lesson that is added goes there too, one that is taken out no longer', async () => {
		const server = makeServer();
		server.plan('spring', { lessons: ['one', 'two'] });
		const device = await makeDevice(server);
		await device.write('three');
		const member = await join(device);
		await device.write('three', 'one');
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['one']);

		server.plan('spring', { title: 'Spring, again', lessons: ['three', 'two'] });
		await device.write('one');
		device.sync.tell('sync.ask');
		await quiet(device.sync);
		// Since joining, though before the device heard of it; what was on the way arrived.
		expect(lessonsAt(server, member)).toEqual(['one', 'one', 'three']);
		expect(device.sync.cohorts).toMatchObject([
			{
				membership: { cohort: { title: 'Spring, again', lessons: ['three', 'two'] } },
				truths: { received: { count: 3 }, onTheWay: 0 }
			}
		]);
		await device.write('one', 'three');
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['one', 'one', 'three', 'three']);
	});

	test('sends nothing from a synchroniser that was stopped while it looked', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		device.sync.stop();
		await device.write('one');
		const before = server.heard.length;
		const late = device.tab();
		const read = device.log.read.bind(device.log);
		vi.spyOn(device.log, 'read').mockImplementationOnce((id) => {
			late.stop();
			return read(id);
		});
		await late.start();
		device.clock.increment(gatherFor);
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(late.cohorts).toEqual([]);
		expect(server.heard.slice(before)).toEqual([]);
	});

	test('sends earlier work with consent', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await device.write('one');
		expect(lessonsAt(server, await join(device, 'SPRING', { earlier: true }))).toEqual(['one']);
	});

	test('in two cohorts has done for each what was done since joining it', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const spring = await join(device);
		await device.write('one');
		const autumn = await join(device, 'AUTUMN');
		await device.write('two');
		await device.settle();
		expect(lessonsAt(server, spring)).toEqual(['one', 'two']);
		expect(lessonsAt(server, autumn)).toEqual(['two']);
	});

	test('twice in one cohort has done for each member what was done since', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const members = [await join(device), await join(device)];
		await device.write('one');
		await device.settle();
		for (const member of members) expect(lessonsAt(server, member)).toEqual(['one']);
	});

	test('sends no side that can be read, and has it on the other device that has the key', async () => {
		const server = makeServer();
		const phone = await makeDevice(server);
		const member = await join(phone);
		const started = { activity: vote.id, version: '1', seed: 1, dials: {}, practice: false };
		await appendUntilSeen(phone.log, phone.profile, [
			draft('attempt.started', { ...started, fork: null }, 'a'),
			draft('choice.made', { activity: vote.id, scene: 'vote', option: 'against' }, 'a')
		]);
		await phone.settle();
		expect(server.storedOf(member).map(({ type }) => type)).toEqual([
			'attempt.started',
			'choice.sealed'
		]);
		expect(JSON.stringify(server.storedOf(member))).not.toContain('against');
		const { key } = phone.sync.cohorts[0].membership;
		const [laptop, stranger] = [await makeDevice(server), await makeDevice(server)];
		await join(laptop, server.codeFor(member, false), { key });
		await join(stranger, server.codeFor(member, false));
		await vi.waitFor(async () => expect(await laptop.entries()).toEqual(await phone.entries()));
		await vi.waitFor(async () => expect(await stranger.entries()).toEqual(server.storedOf(member)));
		// Whoever had the code first and scans the link afterwards has it, too.
		await join(stranger, server.codeFor(member, false), { key });
		await vi.waitFor(async () => expect(await stranger.entries()).toEqual(await phone.entries()));
		await laptop.settle();
		expect(laptop.sync.cohorts[0]).toMatchObject({
			truths: { onTheWay: 0 },
			state: { setAside: [] }
		});
	});

	test('has on the other device that has the key what was said in a view, and nobody else has', async () => {
		const server = makeServer();
		const phone = await makeDevice(server);
		const member = await join(phone);
		const said = { activity: 'checks', item: 'stand', attempt: null };
		const views = [{ ...said, content: { options: ['for'], text: 'Because of Ilvaria.' } }];
		const given = [draft('view.given', { activity: 'checks', item: 'stand' }, null)];
		const { entries } = await phone.log.read(phone.profile);
		await phone.log.append(phone.profile, given, { after: entries.length, views });
		await phone.settle();
		const [entry] = server.storedOf(member);
		expect(entry.data).toEqual({ activity: 'checks', item: 'stand' });
		expect(Object.keys(server.copiesOf(member))).toEqual([entry.id]);
		expect(JSON.stringify(server.copiesOf(member))).not.toContain('Ilvaria');

		const { key } = phone.sync.cohorts[0].membership;
		const [laptop, stranger] = [await makeDevice(server), await makeDevice(server)];
		await join(laptop, server.codeFor(member, false), { key });
		await join(stranger, server.codeFor(member, false));
		const held = (device: Device) => device.log.read(device.profile);
		await vi.waitFor(async () => expect(await held(laptop)).toEqual(await held(phone)));
		await vi.waitFor(async () =>
			expect(await held(stranger)).toEqual({ entries: [entry], views: [] })
		);
		// To another cohort it goes from either device, with a copy for that one's devices.
		const autumn = await join(laptop, 'AUTUMN', { earlier: true });
		expect(Object.keys(server.copiesOf(autumn))).toEqual([entry.id]);
		expect(server.copiesOf(autumn)).not.toEqual(server.copiesOf(member));
		// A capsule has neither the view nor its copy.
		const carried = await phone.sync.entriesFor(keyOf(phone.sync.cohorts[0].membership));
		expect(carried).toEqual([entry]);
		// What is left with the worker has it, as what the page sends itself.
		server.refuse('slow_down');
		await phone.log.append(phone.profile, given, { after: 1, views });
		const [{ push }] = await phone.sync.nextPushes(fullBatch);
		expect(Object.keys(push.copies ?? {})).toEqual(push.entries.map(({ id }) => id));
	});

	test('sends nothing while the models cannot be had, and everything afterwards', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		device.losesModels = true;
		await device.write('one');
		await device.settle();
		expect(server.storedOf(member)).toEqual([]);
		expect(device.sync.cohorts[0]).toMatchObject({ outcome: { kind: 'unreachable' } });
		device.losesModels = false;
		device.sync.tell('network.found');
		await quiet(device.sync);
		device.clock.increment(10 * 60_000);
		await vi.waitFor(() => expect(server.storedOf(member)).toHaveLength(1));
	});

	test('with a wrong code is told so, and nothing is stored', async () => {
		const device = await makeDevice(makeServer());
		expect(await device.sync.join('WRONG', 'Ada', { earlier: true })).toEqual({
			kind: 'refused',
			why: 'not_a_member'
		});
		expect(await device.memberships.of(device.profile)).toEqual([]);
	});

	test('sends on under the new id that the device took', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		device.sources.setClock('2020-01-01T00:00:00.000Z');
		await device.log.createProfile('Somebody else at this desk');
		await device.log.renewDevice(device.profile);
		await device.write('two');
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['two']);
	});
});

describe('a second device', () => {
	test('shows what the first has done, and the other way round', async () => {
		const server = makeServer();
		const [phone, tablet] = [await makeDevice(server), await makeDevice(server)];
		const member = await join(phone);
		await phone.write('one', 'two', 'three', 'four');
		await phone.settle();
		expect(await join(tablet, server.codeFor(member, false))).toBe(member);
		expect((await tablet.entries()).map(lessonOf)).toEqual(['one', 'two', 'three', 'four']);
		await tablet.write('five');
		await tablet.settle();
		phone.sync.tell('sync.ask');
		await quiet(phone.sync);
		expect(await phone.entries()).toEqual(await tablet.entries());
		const pushed = server.heard.flatMap(({ ids }) => ids);
		expect(new Set(pushed).size).toBe(pushed.length);
	});

	test('that has another entry in the same place keeps it, sees it set aside, and is not held up', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		const [mine] = await device.write('one');
		const [{ membership }] = await device.memberships.of(device.profile);
		const theirs = { ...mine!, data: { lesson: 'forged' } };
		server.push(membership.credential, { protocol: 1, entries: [theirs] });
		await device.write('two');
		await device.settle();
		device.sync.tell('sync.ask');
		await quiet(device.sync);
		expect(lessonsAt(server, member)).toEqual(['forged', 'two']);
		expect((await device.entries()).map(lessonOf)).toEqual(['one', 'two']);
		expect(device.sync.cohorts[0]?.truths).toMatchObject({
			received: { count: 1 },
			onTheWay: 0,
			setAside: [{ entry: mine, why: 'clash' }]
		});
	});

	test('has nothing acknowledged that only stands in the same place', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		// Solo work, which is not sent; but somebody has put another entry in its place on the server.
		const [mine] = await device.write('one');
		const member = await join(device);
		const [{ membership }] = await device.memberships.of(device.profile);
		const theirs = { ...mine!, data: { lesson: 'forged' } };
		server.push(membership.credential, { protocol: 1, entries: [theirs, foreign(1)] });
		device.sync.tell('sync.ask');
		await quiet(device.sync);
		expect(server.storedOf(member)).toEqual([theirs, foreign(1)]);
		expect(await device.entries()).toEqual([foreign(1), mine]);
		expect(device.sync.cohorts).toMatchObject([
			{
				state: { after: '2', acknowledged: { 'another-phone': [[1, 1]] } },
				truths: { received: { count: 1 } }
			}
		]);
	});

	test('does not move on from what it could only keep in memory', async () => {
		const server = makeServer();
		const [phone, tablet] = [await makeDevice(server), await makeDevice(server)];
		const member = await join(phone);
		await phone.write('one');
		await phone.settle();
		vi.spyOn(tablet.log, 'warning', 'get').mockReturnValue(new RecordError('record_full'));
		await join(tablet, server.codeFor(member, false));
		expect((await tablet.entries()).map(lessonOf)).toEqual(['one']);
		expect(tablet.sync.cohorts[0]).toMatchObject({
			state: { after: '0', acknowledged: {} },
			truths: { saved: { at: null } }
		});
	});
});

describe('a refusal', () => {
	test.each(['erased', 'closed', 'rejoined elsewhere'] as const)(
		'for good (%s) sends nothing more and keeps everything',
		async (how) => {
			const server = makeServer();
			const device = await makeDevice(server);
			const member = await join(device);
			await device.write('one');
			await device.settle();
			if (how === 'erased') server.erase(member);
			else if (how === 'closed') server.close('spring');
			else server.join({ protocol: 1, code: server.codeFor(member, true), name: '' });
			await device.write('two');
			await device.settle();
			const requests = server.heard.length;
			expect(device.sync.cohorts).toMatchObject([{ phase: 'ended' }]);
			for (const event of ['sync.ask', 'sync.retry', 'network.lost', 'network.found'] as const)
				device.sync.tell(event);
			await device.write('three');
			await device.settle();
			await device.sync.flush();
			// Nor after the page is opened anew.
			device.sync.stop();
			const again = device.tab();
			await again.start();
			again.tell('sync.retry');
			await quiet(again);
			// A cohort that was closed may be open again: that is asked, once when it is looked at and once when it is opened.
			expect(server.heard).toHaveLength(how === 'closed' ? requests + 2 : requests);
			expect((await device.entries()).map(lessonOf)).toEqual(['one', 'two', 'three']);
			expect(again.cohorts).toMatchObject([
				{ phase: 'ended', truths: { onTheWay: 2, received: { count: 1 } } }
			]);
		}
	);

	test.each(['asks', 'opens the course anew', 'looks at it again'] as const)(
		'of a closed cohort ends when it is open again and the trainee %s',
		async (how) => {
			const server = makeServer();
			const device = await makeDevice(server);
			const member = await join(device);
			server.refuse('cohort_closed');
			await device.write('one');
			await device.settle();
			const [{ membership, state }] = device.sync.cohorts;
			expect(state.ended).toBe('cohort_closed');
			server.refuse(null);
			if (how === 'asks') await device.sync.retry(keyOf(membership));
			else if (how === 'looks at it again') device.sync.tell('sync.ask');
			else await device.tab().start();
			await vi.waitFor(() => expect(lessonsAt(server, member)).toEqual(['one']));
			await vi.waitFor(() => expect(device.sync.cohorts[0].state.ended).toBeNull());
		}
	);

	test('for good ends when the trainee joins again with a code of the facilitator', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		await device.write('one');
		await device.settle();
		const code = server.codeFor(member, true);
		server.join({ protocol: 1, code: server.codeFor(member, true), name: '' });
		await device.write('two');
		await device.settle();
		expect(device.sync.cohorts).toMatchObject([{ phase: 'ended' }]);
		await join(device, code);
		expect(lessonsAt(server, member)).toEqual(['one', 'two']);
		expect(device.sync.cohorts).toMatchObject([{ phase: 'idle', truths: { onTheWay: 0 } }]);
	});

	test('of the old credential that comes late does not end the new one', async () => {
		const server = makeServer();
		let release = (): void => {};
		const slow: typeof fetch = async (input, init) => {
			const response = await server.fetch(input, init);
			if (response.status === 401) await new Promise<void>((resolve) => (release = resolve));
			return response;
		};
		const device = await makeDevice(server, slow);
		const member = await join(device);
		const code = server.codeFor(member, true);
		server.join({ protocol: 1, code: server.codeFor(member, true), name: '' });
		await device.write('one');
		device.clock.increment(gatherFor);
		await vi.waitFor(() => expect(server.heard.at(-1)?.ids).toHaveLength(1));
		await device.sync.join(code, 'Ada', { earlier: false });
		release();
		await quiet(device.sync);
		expect(device.sync.cohorts).toMatchObject([{ phase: 'idle', state: { ended: null } }]);
		expect(lessonsAt(server, member)).toEqual(['one']);
	});

	test('of one cohort does not touch another', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		const autumn = await join(device, 'AUTUMN');
		server.close('spring');
		await device.write('one');
		await device.settle();
		const phases = device.sync.cohorts.map(({ membership, phase }) => [
			membership.cohort.id,
			phase
		]);
		expect(Object.fromEntries(phases)).toEqual({ spring: 'ended', autumn: 'idle' });
		expect(lessonsAt(server, autumn)).toEqual(['one']);
	});

	test('that names no time to stay away is not waited for when the trainee asks', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		server.refuse('slow_down');
		await device.write('one');
		await device.settle();
		const [{ membership, phase }] = device.sync.cohorts;
		expect(phase).toBe('waiting');
		server.refuse(null);
		await device.sync.retry(keyOf(membership));
		await vi.waitFor(() => expect(lessonsAt(server, member)).toEqual(['one']));
	});

	test('because the client is too old waits for the update', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		server.refuse('client_too_old');
		await device.write('one');
		await device.settle();
		expect(device.sync.cohorts).toMatchObject([
			{
				phase: 'refused',
				outcome: { why: 'client_too_old' },
				state: { ended: null },
				truths: { onTheWay: 1 }
			}
		]);
	});

	test('as too large of a fetch, which cannot be smaller, stops it', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		server.refuse('too_large');
		const requests = server.heard.length;
		device.sync.tell('sync.ask');
		await quiet(device.sync);
		expect(device.sync.cohorts).toMatchObject([{ phase: 'refused' }]);
		expect(server.heard).toHaveLength(requests + 1);
	});

	test('as too large is answered with smaller batches, down to the one entry that is set aside', async () => {
		vi.stubGlobal('CompressionStream', undefined);
		const server = makeServer();
		const limited: typeof fetch = async (input, init) => {
			const body = await new Request(input, init).clone().text();
			return body.includes('five') || body.length > 700
				? Response.json({ kind: 'refused', why: 'too_large' }, { status: 413 })
				: server.fetch(input, init);
		};
		const device = await makeDevice(server, limited);
		const member = await join(device);
		await device.write('one', 'five', 'two', 'three', 'four');
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['one', 'two', 'three', 'four']);
		expect(device.sync.cohorts[0]?.truths).toMatchObject({
			onTheWay: 0,
			setAside: [{ why: 'too_large' }]
		});
	});
});

test('an entry that is too long for any server is set aside unsent', async () => {
	const server = makeServer();
	const device = await makeDevice(server);
	const member = await join(device);
	await device.write('x'.repeat(entryLimit));
	const [{ membership }] = await device.memberships.of(device.profile);
	await device.memberships.change(keyOf(membership), (standing) => ({
		...standing,
		membership: {
			...membership,
			cohort: cardOf('spring', { lessons: [...all, 'x'.repeat(entryLimit)] })
		}
	}));
	await device.write('one');
	await device.settle();
	expect(lessonsAt(server, member)).toEqual(['one']);
	expect(device.sync.cohorts[0]?.truths.setAside).toMatchObject([{ why: 'too_large' }]);
});

describe('a page that goes away', () => {
	test('sends its last words in a request that outlives it', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		await device.write('one');
		await device.sync.flush();
		expect(lessonsAt(server, member)).toEqual(['one']);
		expect(server.heard.at(-1)).toMatchObject({ keepalive: true, encoding: null });
	});

	test('sends what was just written at once, with no time left to read anything', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		await device.write('one');
		await quiet(device.sync);
		const read = vi.spyOn(device.log, 'read').mockReturnValue(new Promise(() => {}));
		void device.sync.flush();
		await vi.waitFor(() => expect(lessonsAt(server, member)).toEqual(['one']));
		expect(server.heard.filter(({ keepalive }) => keepalive)).toHaveLength(1);
		read.mockRestore();
	});

	test('sends its last words once, though they are refused', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		await device.write('one');
		await quiet(device.sync);
		server.refuse('slow_down');
		await device.sync.flush();
		expect(server.heard.filter(({ keepalive }) => keepalive)).toHaveLength(1);
	});

	test('sends nothing to a server that asked to be left alone', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		server.refuse('slow_down', 60);
		await device.write('one');
		await device.settle();
		const requests = server.heard.length;
		await device.sync.flush();
		expect(server.heard).toHaveLength(requests);
	});

	test('sends nothing to a server that refuses, and none while the browser knows of no network', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		server.refuse('client_too_old');
		await device.write('one');
		await device.settle();
		const requests = server.heard.length;
		await device.sync.flush();
		server.refuse(null);
		device.sync.tell('sync.retry');
		device.sync.tell('network.lost');
		await device.sync.flush();
		expect(server.heard.filter(({ keepalive }) => keepalive)).toEqual([]);
		expect(server.heard.length).toBeLessThanOrEqual(requests + 1);
	});

	test('sends what one request has no room for in another, and says each time what is left', async () => {
		const server = makeServer();
		const told: [number, number][] = [];
		const device = await makeDevice(server, async (input, init) => {
			const { entries, waiting } = JSON.parse(String(init?.body ?? '{}'));
			if (entries) told.push([entries.length, waiting]);
			return server.fetch(input, init);
		});
		const member = await join(device);
		const lessons = Array.from({ length: 200 }, () => ['one', 'two']).flat();
		await device.write(...lessons);
		await quiet(device.sync);
		await device.sync.flush();
		expect(server.storedOf(member)).toHaveLength(lessons.length);
		expect(told).toHaveLength(2);
		let left = lessons.length;
		for (const [sent, waiting] of told) expect(waiting).toBe((left -= sent));
		expect(left).toBe(0);
	});

	test('sends no more to two cohorts together than a browser lets out of one page', async () => {
		const server = makeServer();
		const sizes: number[] = [];
		const device = await makeDevice(server, (input, init) => {
			if (init?.keepalive) sizes.push(String(init.body).length);
			return server.fetch(input, init);
		});
		await join(device);
		await join(device, 'AUTUMN');
		await device.write(...Array.from({ length: 400 }, () => 'one'));
		await quiet(device.sync);
		await device.sync.flush();
		expect(sizes.length).toBeGreaterThan(2);
		for (const size of sizes) expect(size).toBeLessThanOrEqual(lastBatch.bytes / 2);
	});

	test('sends nothing when nothing is left', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		const requests = server.heard.length;
		await device.sync.flush();
		expect(server.heard).toHaveLength(requests);
	});
});

describe('a server that was restored from a backup', () => {
	test.each(['honestly', 'silently'] as const)(
		'%s has everything again after one round of one device',
		async (how) => {
			const server = makeServer();
			const [phone, tablet] = [await makeDevice(server), await makeDevice(server)];
			const member = await join(phone);
			const restore = server.backUp();
			await phone.write('one', 'two');
			await phone.settle();
			const key = (await phone.memberships.of(phone.profile))[0].membership.key;
			await join(tablet, server.codeFor(member, false), { key });
			await tablet.write('three', 'four');
			await tablet.settle();
			phone.sync.tell('sync.ask');
			await quiet(phone.sync);
			restore(how);
			expect(lessonsAt(server, member)).toEqual([]);
			phone.sync.tell('sync.ask');
			await quiet(phone.sync);
			expect(lessonsAt(server, member).sort()).toEqual(['four', 'one', 'three', 'two']);
			tablet.sync.tell('sync.ask');
			await quiet(tablet.sync);
			expect(lessonsAt(server, member)).toHaveLength(4);
			for (const { sync } of [phone, tablet])
				expect(sync.cohorts).toMatchObject([
					{ phase: 'idle', state: { after: '4' }, truths: { onTheWay: 0, received: { count: 4 } } }
				]);
			const requests = server.heard.length;
			phone.sync.tell('sync.ask');
			await quiet(phone.sync);
			// One look, and nothing to send.
			expect(server.heard.slice(requests).map(({ method }) => method)).toEqual(['GET']);
		}
	);

	test('is sent the sides of the other device as they were sealed there', async () => {
		const server = makeServer();
		const [phone, tablet] = [await makeDevice(server), await makeDevice(server)];
		const member = await join(phone);
		const restore = server.backUp();
		const started = { activity: vote.id, version: '1', seed: 1, dials: {}, practice: false };
		await appendUntilSeen(phone.log, phone.profile, [
			draft('attempt.started', { ...started, fork: null }, 'a'),
			draft('choice.made', { activity: vote.id, scene: 'vote', option: 'against' }, 'a')
		]);
		await phone.settle();
		const before = server.storedOf(member);
		const key = (await phone.memberships.of(phone.profile))[0].membership.key;
		await join(tablet, server.codeFor(member, false), { key });
		expect((await tablet.entries()).map(({ type }) => type)).toContain('choice.made');
		restore('honestly');
		expect(server.storedOf(member)).toEqual([]);
		tablet.sync.tell('sync.ask');
		await quiet(tablet.sync);
		expect(server.storedOf(member)).toEqual(before);
	});
});

describe('two tabs', () => {
	/** Web Locks as a browser has them, for exclusive locks that are taken only when free. */
	function makeLocks() {
		const held = new Set<string>();
		const request = vi.fn(
			async (name: string, _options: unknown, work: (lock: unknown) => unknown) => {
				if (held.has(name)) return work(null);
				held.add(name);
				try {
					return await work({ name });
				} finally {
					held.delete(name);
				}
			}
		);
		return { request } as unknown as Pick<LockManager, 'request'> & { request: typeof request };
	}

	test('send an entry once where there are locks', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		device.sync.stop();
		const locks = makeLocks();
		const tabs = [device.tab(locks), device.tab(locks)];
		for (const tab of tabs) await tab.start();
		for (const tab of tabs) await quiet(tab);
		await device.write('one');
		for (const step of [gatherFor, 1000, 1000]) {
			device.clock.increment(step);
			for (const tab of tabs) await quiet(tab);
		}
		expect(lessonsAt(server, member)).toEqual(['one']);
		expect(server.heard.filter(({ ids }) => ids.length > 0)).toHaveLength(1);
		// A lock of this membership alone, and nobody waits for a tab that may be frozen.
		const lock = `breakout:sync:${device.profile}:spring:${member}`;
		for (const [name, options] of locks.request.mock.calls)
			expect([name, options]).toEqual([lock, { ifAvailable: true }]);
		for (const tab of tabs) expect(tab.cohorts[0]?.truths).toMatchObject({ onTheWay: 0 });
	});

	test('without locks may send it twice, which changes nothing', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		const other = device.tab();
		await other.start();
		await quiet(other);
		await device.write('one');
		await device.settle();
		await quiet(other);
		expect(lessonsAt(server, member)).toEqual(['one']);
		expect(other.cohorts[0]?.truths).toMatchObject({
			received: { count: 1 },
			onTheWay: 0,
			setAside: []
		});
	});
});

describe('erasing', () => {
	test('a profile erases its memberships, and sends nothing more', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		await device.write('one');
		await device.log.eraseProfile(device.profile);
		await vi.waitFor(async () => expect(await device.memberships.profiles()).toEqual([]));
		device.clock.increment(gatherFor);
		expect(server.heard.flatMap(({ ids }) => ids)).toEqual([]);
	});

	test('a profile while nobody listened is made good at the next start, unless the log is in trouble', async () => {
		const device = await makeDevice(makeServer());
		await device.memberships.join(memberOf('erased', 'spring'));
		const warning = vi
			.spyOn(device.log, 'warning', 'get')
			.mockReturnValue(new RecordError('record_broken'));
		await device.tab().start();
		expect(await device.memberships.profiles()).toEqual(['erased']);
		warning.mockRestore();
		await device.tab().start();
		expect(await device.memberships.profiles()).toEqual([]);
	});

	test('a profile is not what happened to one that the browser has lost, and that comes back when it is asked for', async () => {
		const device = await makeDevice(makeServer());
		const { id } = await device.log.createProfile('Ben');
		await device.memberships.join(memberOf(id, 'spring'));
		const { profiles, read } = device.log;
		let isBack = false;
		vi.spyOn(device.log, 'profiles').mockImplementation(async () =>
			(await profiles.call(device.log)).filter((one) => isBack || one.id !== id)
		);
		const asked = vi.spyOn(device.log, 'read').mockImplementation((profile) => {
			isBack ||= profile === id;
			return read.call(device.log, profile);
		});
		await device.tab().start();
		expect(await device.memberships.profiles()).toContain(id);
		// What cannot be read may be there.
		asked.mockRejectedValue(new RecordError('record_unavailable'));
		isBack = false;
		await device.tab().start();
		expect(await device.memberships.profiles()).toContain(id);
	});

	test.each([
		['a device that lets nobody read', new RecordError('record_unavailable')],
		['a fault', new Error('A fault of the test.')]
	])('is not what %s comes to: the membership stays, and goes on', async (_what, error) => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		const [{ membership }] = device.sync.cohorts;
		const read = vi.spyOn(device.log, 'read').mockRejectedValue(error);
		await device.sync.retry(keyOf(membership));
		await quiet(device.sync);
		expect(read).toHaveBeenCalled();
		read.mockRestore();
		expect(await device.memberships.of(device.profile)).toHaveLength(1);
		await device.write('one');
		await device.sync.retry(keyOf(membership));
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['one']);
	});

	test('at the facilitator’s is still open to one who has left, until the membership is forgotten', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		const member = await join(device);
		await device.write('one');
		await device.settle();
		const key = keyOf(device.sync.cohorts[0]!.membership);
		expect(await device.sync.leave(key)).toEqual({ kind: 'left' });
		await device.write('two');
		await device.settle();
		expect(lessonsAt(server, member)).toEqual(['one']);
		expect(device.sync.cohorts).toMatchObject([
			{ phase: 'ended', state: { ended: 'not_a_member' } }
		]);
		expect(await device.sync.erase(key)).toEqual({ kind: 'erased' });
		await quiet(device.sync);
		expect(lessonsAt(server, member)).toEqual([]);
		expect(device.sync.cohorts).toMatchObject([{ phase: 'ended', state: { ended: 'erased' } }]);
		await device.sync.forget(key);
		expect(device.sync.cohorts).toEqual([]);
		expect(await device.sync.erase(key)).toMatchObject({ why: 'signed_out' });
	});

	test('what was done after leaving goes there on coming back only if the trainee says so', async () => {
		for (const earlier of [false, true]) {
			const server = makeServer();
			const device = await makeDevice(server);
			const member = await join(device, 'SPRING', { earlier: true });
			const [{ membership }] = device.sync.cohorts;
			await device.write('one');
			await device.settle();
			await device.sync.leave(keyOf(membership));
			await device.write('two');
			await join(device, server.codeFor(member, true), { earlier });
			await device.write('three');
			await device.settle();
			expect(lessonsAt(server, member)).toEqual(
				earlier ? ['one', 'two', 'three'] : ['one', 'three']
			);
		}
	});

	test('a membership ends its sync and leaves the record', async () => {
		const server = makeServer();
		const device = await makeDevice(server);
		await join(device);
		const told = vi.fn();
		device.sync.subscribe(told);
		await device.sync.forget(keyOf(device.sync.cohorts[0]!.membership));
		await device.write('one');
		await device.settle();
		expect(told).toHaveBeenCalled();
		expect(device.sync.cohorts).toEqual([]);
		expect(server.heard.flatMap(({ ids }) => ids)).toEqual([]);
		expect(await device.entries()).toHaveLength(1);
	});
});

test('a synchroniser that is stopped while it looks at something asks no server for it', async () => {
	const server = makeServer();
	const device = await makeDevice(server);
	await join(device);
	const [{ membership }] = device.sync.cohorts;
	const requests = server.heard.length;
	const looked = device.sync.retry(keyOf(membership));
	device.sync.stop();
	await looked;
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(server.heard).toHaveLength(requests);
});

test('who listens no more is told nothing', async () => {
	const device = await makeDevice(makeServer());
	const [told, still] = [vi.fn(), vi.fn()];
	device.sync.subscribe(told)();
	device.sync.subscribe(still);
	await join(device);
	expect(still).toHaveBeenCalled();
	expect(told).not.toHaveBeenCalled();
});

test('whatever a network loses, two devices and the server agree in the end', async () => {
	const step = fc.record({
		who: fc.constantFrom(0, 1),
		writes: fc.nat({ max: 3 }),
		network: fc.constantFrom('good', 'dead', 'loses answers', 'portal', 'busy')
	});
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
			const server = makeServer();
			let network = 'good';
			const flaky: typeof fetch = async (input, init) => {
				if (network === 'dead') throw new TypeError('Failed to fetch');
				if (network === 'portal') return new Response('<h1>Welcome</h1>');
				if (network === 'busy') return new Response(null, { status: 503 });
				const response = await server.fetch(input, init);
				if (network === 'loses answers') throw new TypeError('Failed to fetch');
				return response;
			};
			const devices = [await makeDevice(server, flaky), await makeDevice(server, flaky)];
			const member = await join(devices[0]!);
			await join(devices[1]!, server.codeFor(member, false));
			for (const each of steps) {
				network = each.network;
				const device = devices[each.who]!;
				await device.write(...all.slice(0, each.writes));
				await device.settle();
			}
			network = 'good';
			for (const device of [...devices, ...devices]) {
				device.sync.tell('sync.ask');
				await quiet(device.sync);
			}
			const [phone, tablet] = [await devices[0]!.entries(), await devices[1]!.entries()];
			expect(phone).toEqual(tablet);
			const ids = (entries: Entry[]) => entries.map(({ id }) => id).sort();
			expect(ids(server.storedOf(member))).toEqual(ids(phone));
			for (const { sync } of devices)
				expect(sync.cohorts[0]?.truths).toMatchObject({
					received: { count: phone.length },
					onTheWay: 0,
					setAside: []
				});
			expect(phone).toHaveLength(steps.reduce((sum, { writes }) => sum + writes, 0));
			for (const { sync } of devices) sync.stop();
		}),
		{ numRuns: 20 }
	);
});

test('a server that names nothing is not asked without end', async () => {
	const server = makeServer();
	const mute: typeof fetch = async (input, init) => {
		const response = await server.fetch(input, init);
		const body = await response.json();
		return Response.json(body.kind === 'pushed' ? { ...body, stored: [] } : body);
	};
	const device = await makeDevice(server, mute);
	await join(device);
	await device.write('one');
	await device.settle();
	expect(device.sync.cohorts).toMatchObject([
		{ phase: 'waiting', truths: { onTheWay: 1 }, delay: 500 }
	]);
});

test('a cursor that does not move is not followed without end', async () => {
	const server = makeServer();
	const still: typeof fetch = async (input, init) => {
		const response = await server.fetch(input, init);
		const body = await response.json();
		return Response.json(body.kind === 'pulled' ? { ...body, more: true } : body);
	};
	const device = await makeDevice(server, still);
	await device.sync.join('SPRING', 'Ada', { earlier: false });
	await vi.waitFor(() => expect(device.sync.cohorts).toMatchObject([{ phase: 'waiting' }]));
});
