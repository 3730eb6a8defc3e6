import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
	choice,
	ending,
	everyKind,
	options,
	itemOf,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import { draft, type Draft, type ViewContent } from '../record/entry';
import { makeSources } from '../record/log.contract';
import { openMemoryLog } from '../record/log.memory';
import { makeFakeServer, type FakeServer } from './fake-server';
import { membershipOf } from './membership';
import { keyOf } from './memberships';
import { cardOf } from './memberships.contract';
import { openMemoryMemberships } from './memberships.memory';
import { viewLimit } from './protocol';
import { makeKey, viewId } from './seal';
import { makeTransport } from './transport';
import { noneGiven, noViews, shareReflection, sharingOf } from './views-outbox';
import { againWait, giveViews, viewWait, type Giving } from './views-round';

const story = scenarioOf([
	scene('door', 'one', choice('knock', 'vote', 'sound')),
	scene('vote', 'two', choice('for', 'end', 'open'), choice('against', 'late', 'open')),
	scene('late', 'three', choice('stay', 'end', 'open'), choice('go', 'end', 'open')),
	ending('end', 'mixed')
]);
const models = [
	quizOf(
		'opening',
		{ ...everyKind.position, id: 'stand' },
		{ ...everyKind.contested, id: 'dispute' },
		{ ...everyKind.reflection, id: 'words' },
		{ ...everyKind.reflection, id: 'more-words' },
		itemOf('choice', options('a* b'), { id: 'keyed' })
	),
	quizOf(
		'elsewhere',
		{ ...everyKind.position, id: 'stand' },
		{ ...everyKind.position, id: 'lean' },
		{ ...everyKind.reflection, id: 'aside' }
	),
	quizOf(
		'closing',
		{ ...everyKind.position, id: 'again', closes: 'stand' },
		{ ...everyKind.position, id: 'lean-again', closes: 'lean' }
	),
	story,
	// Another story, whose scenes and options have the same names.
	{ ...story, id: 'the-other-well' }
];
const key = makeKey();

afterEach(() => vi.unstubAllGlobals());

/** A device with a trainee who has joined a cohort with it, or will. */
async function makeDevice({
	server = makeFakeServer(),
	fetch = server.fetch,
	chance = () => 0.5,
	joins = true,
	earlier = false,
	loadModels = () => Promise.resolve(models),
	isOnline
}: {
	server?: FakeServer;
	fetch?: typeof globalThis.fetch;
	chance?: () => number;
	joins?: boolean;
	earlier?: boolean;
	loadModels?: () => Promise<typeof models>;
	isOnline?: () => boolean;
} = {}) {
	server.openCohort('CODE', cardOf('spring'));
	const sources = makeSources();
	let time = Date.parse('2026-03-01T09:00:00.000Z');
	const log = openMemoryLog({ ...sources, now: () => new Date(time) });
	const memberships = openMemoryMemberships();
	const { id: profile, device } = await log.createProfile('Ada');
	const timers = new Set<{ at: number; work: () => void }>();
	/** Requests that the device has given up, and that arrive later. */
	let late: { at: number; send: () => Promise<unknown> }[] = [];
	async function arrive(): Promise<void> {
		const due = late.filter(({ at }) => at <= time);
		late = late.filter(({ at }) => at > time);
		for (const { send } of due) await send();
	}
	const transport = makeTransport({ fetch, base: 'https://course.example' });
	let givings: Giving[] = [];
	const write = async (
		drafts: Draft[],
		views: { activity: string; item: string; attempt: string | null; content: ViewContent }[] = []
	) => {
		time += 1000;
		const { entries } = await log.read(profile);
		await log.append(profile, drafts, { after: entries.length, views });
	};
	const made = {
		server,
		log,
		memberships,
		profile,
		async join() {
			const joined = server.join({ protocol: 1, code: 'CODE', name: 'Ada' });
			if (joined.kind !== 'joined') throw new Error('not joined');
			const { entries } = await log.read(profile);
			const at = { earlier, now: new Date(time), key };
			await memberships.join(membershipOf(joined, { id: profile, device }, entries, at));
		},
		/** Opens the course in one more tab. */
		open() {
			const timer = (work: () => void, wait: number) => {
				const one = { at: time + wait, work };
				timers.add(one);
				return () => void timers.delete(one);
			};
			const now = () => new Date(time);
			const lessonOf = () => null;
			const options = {
				profile,
				log,
				memberships,
				transport,
				lessonOf,
				loadModels,
				now,
				chance,
				timer,
				...(isOnline ? { isOnline } : {})
			};
			givings.push(giveViews(options));
		},
		/** Closes every tab. */
		shut() {
			for (const giving of givings) giving.stop();
			givings = [];
		},
		async settled() {
			for (const giving of givings) await giving.settled();
		},
		/** Keeps a request from the server for so many milliseconds. */
		delay(milliseconds: number, send: () => Promise<unknown>): never {
			late.push({ at: time + milliseconds, send });
			throw new TypeError('nobody answers');
		},
		/** Lets time pass; a timer goes off when it is its turn, unless the device sleeps. */
		async pass(milliseconds: number, { asleep = false } = {}) {
			const end = time + milliseconds;
			await made.settled();
			for (;;) {
				const [next] = [...timers].sort((a, b) => a.at - b.at);
				if (!next || next.at > end) break;
				time = asleep ? end : Math.max(time, next.at);
				await arrive();
				timers.delete(next);
				next.work();
				await made.settled();
			}
			time = end;
			await arrive();
		},
		say: (
			item: string,
			content: ViewContent,
			activity = 'opening',
			attempt: string | null = null
		) =>
			write(
				[draft('view.given', { activity, item }, attempt)],
				[{ activity, item, attempt, content }]
			),
		async play(option: string, attempt = 'a', practice = false) {
			const parts = { activity: story.id, version: '1', seed: 1, dials: {}, practice, fork: null };
			await write([draft('attempt.started', parts, attempt)]);
			for (const [at, taken] of [
				['door', 'knock'],
				['vote', option]
			])
				await write([
					draft('choice.made', { activity: story.id, scene: at, option: taken }, attempt)
				]);
		},
		async share(item: string, isShared = true) {
			const [{ membership }] = await memberships.of(profile);
			await memberships.change(keyOf(membership), ({ state }) => ({
				membership,
				state: {
					...state,
					views: shareReflection(state.views, { activity: 'opening', item }, isShared)
				}
			}));
		},
		/** How the reflection stands with the cohort. */
		async sharing(lesson = 'one') {
			const [standing] = await memberships.of(profile);
			const place = { activity: 'opening', item: 'words', lesson };
			return sharingOf(await log.read(profile), standing, place, () => null);
		},
		stored: () => Object.values(server.viewsIn('spring'))
	};
	if (joins) await made.join();
	made.open();
	await made.settled();
	return made;
}
const taking = (option: string): ViewContent => ({ options: [option] });
const long = 3 * viewWait.most;

describe('a view', () => {
	test('[G2] goes with its newest word, and its closing position with the opening one', async () => {
		const device = await makeDevice();
		await device.say('stand', taking('for'));
		await device.say('stand', { options: ['against'], certainty: 2 });
		await device.say('again', taking('unsure'), 'closing');
		await device.say('dispute', { options: ['yes'], reasons: ['because'] });
		await device.pass(long);
		const again = { options: ['unsure'] };
		expect(device.stored()).toEqual([
			{ activity: 'opening', item: 'stand', said: { options: ['against'], certainty: 2 }, again },
			{
				activity: 'opening',
				item: 'dispute',
				said: { options: ['yes'], reasons: ['because'] },
				again: null
			}
		]);
		// The same id is found again from the key, by whatever device.
		const ids = await Promise.all(
			['stand', 'dispute'].map((item) => viewId(key, ['spring', 'opening', item]))
		);
		expect(Object.keys(device.server.viewsIn('spring'))).toEqual(ids);
	});

	test('[G2] is of its own activity, and its closing position of its own opening one', async () => {
		const device = await makeDevice();
		await device.say('stand', taking('for'));
		await device.say('stand', taking('against'), 'elsewhere');
		await device.say('lean', taking('against'), 'elsewhere');
		await device.say('lean-again', taking('for'), 'closing');
		await device.say('aside', { text: 'Not shared.' }, 'elsewhere');
		await device.pass(long);
		expect(device.stored()).toHaveLength(3);
		expect(device.stored()).toEqual(
			expect.arrayContaining([
				{ activity: 'opening', item: 'stand', said: taking('for'), again: null },
				{ activity: 'elsewhere', item: 'stand', said: taking('against'), again: null },
				{ activity: 'elsewhere', item: 'lean', said: taking('against'), again: taking('for') }
			])
		);
	});

	test('[G3] of an open decision is the side of the first attempt, with words or without', async () => {
		const device = await makeDevice();
		await device.play('against');
		await device.play('for', 'b', true);
		await device.pass(long);
		const vote = { activity: story.id, item: 'vote', again: null };
		expect(device.stored()).toEqual([{ ...vote, said: taking('against') }]);
		const words = { text: 'Since it must be.', reasons: ['It need not.'] };
		await device.say('vote', { ...taking('against'), ...words }, story.id, 'a');
		await device.say('vote', { ...taking('for'), text: 'In practice.' }, story.id, 'b');
		await device.pass(long);
		expect(device.stored()).toEqual([{ ...vote, said: { ...taking('against'), ...words } }]);
	});

	test('[G4] in words of the trainee’s own stays here until it is shared with the room', async () => {
		const device = await makeDevice();
		await device.say('words', { text: 'What I think.' });
		await device.pass(long);
		expect(device.stored()).toEqual([]);
		await device.share('words');
		await device.pass(long);
		expect(device.stored()).toMatchObject([{ item: 'words', said: { text: 'What I think.' } }]);
		await device.share('words', false);
		await device.say('words', { text: 'What I think now.' });
		await device.pass(long);
		expect(device.stored()).toMatchObject([{ said: { text: 'What I think.' } }]);
	});

	test('[G4] in words of the trainee’s own is shared place by place', async () => {
		const device = await makeDevice();
		for (const item of ['words', 'more-words']) {
			await device.say(item, { text: `What I think: ${item}.` });
			await device.share(item);
		}
		await device.share('words', false);
		await device.pass(long);
		expect(device.stored()).toMatchObject([{ item: 'more-words' }]);
	});

	test('[G4] of the trainee’s own is shared only by choice, can be held back until it is sent, and then says so', async () => {
		const device = await makeDevice();
		expect(await device.sharing()).toEqual({ isShared: false, sent: 'nothing' });
		await device.say('words', { text: 'What I think.' });
		expect(await device.sharing()).toEqual({ isShared: false, sent: 'nothing' });
		await device.share('words');
		await device.pass(viewWait.least / 2);
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'nothing' });
		await device.share('words', false);
		await device.pass(long);
		expect(device.stored()).toEqual([]);
		await device.share('words');
		await device.pass(long);
		expect(device.stored()).toHaveLength(1);
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'this' });
		await device.say('words', { text: 'What I think now.' });
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'earlier' });
		await device.share('words', false);
		await device.pass(long);
		expect(device.stored()).toMatchObject([{ said: { text: 'What I think.' } }]);
		expect(await device.sharing()).toEqual({ isShared: false, sent: 'earlier' });
	});

	test('[G4] of which nothing is known to be there is not said to be, whatever else was given', async () => {
		const server = makeFakeServer();
		let isAway = true;
		const device = await makeDevice({
			server,
			fetch: (input, init) =>
				isAway ? Promise.reject(new TypeError('away')) : server.fetch(input, init)
		});
		await device.say('words', { text: 'What I think.' });
		await device.share('words');
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'nothing' });
		await device.pass(long);
		// It may have come there all the same, though no answer did.
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'perhaps' });
		await device.share('words', false);
		expect(await device.sharing()).toEqual({ isShared: false, sent: 'perhaps' });
		await device.share('words');
		isAway = false;
		await device.pass(long);
		await device.say('more-words', { text: 'Something else.' });
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'this' });
	});

	test('[G4] does not leave a device without a network, which says so', async () => {
		let isOnline = false;
		const device = await makeDevice({ isOnline: () => isOnline });
		await device.say('words', { text: 'What I think.' });
		await device.share('words');
		await device.pass(long);
		expect(device.server.heard).toEqual([]);
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'nothing' });
		isOnline = true;
		await device.pass(viewWait.most);
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'this' });
	});

	test('[G4] that a server has and this device has no more is said to be there', async () => {
		const device = await makeDevice();
		const [standing] = await device.memberships.of(device.profile);
		const given = { 'opening/words': '{"again":null,"said":{"text":"Lost."}}' };
		const state = { ...standing.state, views: { given, shared: [] } };
		const place = { activity: 'opening', item: 'words', lesson: 'one' };
		const record = await device.log.read(device.profile);
		expect(sharingOf(record, { ...standing, state }, place, () => null)).toEqual({
			isShared: false,
			sent: 'earlier'
		});
	});

	test('[G1] that goes to no cohort is not offered for sharing', async () => {
		const device = await makeDevice({ joins: false });
		await device.say('words', { text: 'What I thought alone.' });
		await device.join();
		expect(await device.sharing()).toBeNull();
		await device.say('words', { text: 'What I think here.' });
		expect(await device.sharing()).toEqual({ isShared: false, sent: 'nothing' });
		expect(await device.sharing('a lesson of no cohort')).toBeNull();
	});

	test('[G1] given before joining goes with consent only', async () => {
		for (const earlier of [false, true]) {
			const device = await makeDevice({ joins: false, earlier });
			await device.say('stand', taking('for'));
			await device.play('for');
			await device.pass(long);
			expect(device.stored()).toEqual([]);
			await device.join();
			await device.pass(long);
			expect(device.stored()).toHaveLength(earlier ? 2 : 0);
			await device.say('dispute', taking('no'));
			await device.pass(long);
			expect(device.stored()).toHaveLength(earlier ? 3 : 1);
		}
	});

	test('[G1] given in an attempt that was begun before joining stays with it, when it is to stay', async () => {
		const parts = { activity: 'opening', version: '1', seed: 1, dials: {}, practice: false };
		const begun = draft('attempt.started', { ...parts, fork: null }, 'quiz');
		for (const earlier of [false, true]) {
			const device = await makeDevice({ joins: false, earlier });
			const { entries } = await device.log.read(device.profile);
			await device.log.append(device.profile, [begun], { after: entries.length });
			await device.join();
			await device.say('stand', taking('for'), 'opening', 'quiz');
			await device.say('words', { text: 'What I think.' }, 'opening', 'quiz');
			await device.pass(long);
			expect(device.stored()).toHaveLength(earlier ? 1 : 0);
			expect(await device.sharing()).toEqual(earlier ? { isShared: false, sent: 'nothing' } : null);
		}
	});

	test('[G1] given in an attempt that another device of the member began in the cohort goes', async () => {
		const device = await makeDevice();
		const parts = { activity: 'opening', version: '1', seed: 1, dials: {}, practice: false };
		const begun = {
			...draft('attempt.started', { ...parts, fork: null }, 'quiz'),
			id: 'ffffffff-0000-7000-8000-000000000001',
			device: 'tablet',
			seq: 1,
			at: '2026-01-01T09:00:00.000Z'
		};
		await device.log.merge(device.profile, { entries: [begun], views: [] });
		await device.say('stand', taking('for'), 'opening', 'quiz');
		await device.pass(long);
		expect(device.stored()).toEqual([]);
		const [{ membership }] = await device.memberships.of(device.profile);
		await device.memberships.change(keyOf(membership), ({ state }) => ({
			membership,
			state: { ...state, acknowledged: { tablet: [[1, 1]] } }
		}));
		await device.pass(long);
		expect(device.stored()).toHaveLength(1);
	});

	test('[G5] has nothing in it that an entry has', async () => {
		const device = await makeDevice();
		await device.play('for');
		await device.say('stand', taking('for'), 'opening', 'q');
		await device.pass(long);
		const sent = JSON.stringify(device.server.viewsIn('spring'));
		const { entries, views } = await device.log.read(device.profile);
		for (const { id, device, at } of entries)
			for (const word of [id, device, at]) expect(sent).not.toContain(word);
		for (const { id } of views) expect(sent).not.toContain(id);
	});

	test('[G6] is not sent again until it changes, nor after a member was told that there is no room', async () => {
		const device = await makeDevice();
		await device.say('stand', taking('for'));
		await device.pass(long);
		device.shut();
		device.open();
		await device.pass(long);
		const heard = () => device.server.heard.filter(({ path }) => path === '/api/v1/views').length;
		expect(heard()).toBe(1);
		await device.say('stand', taking('against'));
		await device.pass(long);
		expect(heard()).toBe(2);
	});
});

describe('the server of a cohort', () => {
	const heard = ({ server }: Awaited<ReturnType<typeof makeDevice>>) =>
		server.heard.filter(({ path }) => path === '/api/v1/views').length;

	test.each(['malformed', 'too_large'] as const)(
		'that calls a view %s is not asked again',
		async (why) => {
			const device = await makeDevice();
			await device.say('stand', taking('for'));
			device.server.refuse(why);
			await device.pass(long);
			device.server.refuse(null);
			await device.pass(long);
			expect(heard(device)).toBe(1);
			expect(device.stored()).toEqual([]);
		}
	);

	test('that is busy is asked again, and no sooner than it said', async () => {
		const device = await makeDevice();
		await device.say('stand', taking('for'));
		device.server.refuse('slow_down', 7200);
		await device.pass(viewWait.most);
		device.server.refuse(null);
		await device.pass(3000_000);
		// Nor is it asked when there is something else to give.
		await device.say('dispute', taking('yes'));
		await device.pass(4000_000);
		expect(heard(device)).toBe(1);
		await device.pass(long);
		expect(device.stored()).toHaveLength(2);
	});

	test('is given a former word again when it may have taken another, of which no answer came', async () => {
		const server = makeFakeServer();
		let isCut = false;
		const device = await makeDevice({
			server,
			async fetch(input, init) {
				const answer = await server.fetch(input, init);
				if (isCut) throw new TypeError('cut off');
				return answer;
			}
		});
		await device.say('words', { text: 'Before.' });
		await device.share('words');
		await device.pass(long);
		await device.say('words', { text: 'Meanwhile.' });
		isCut = true;
		await device.pass((viewWait.least + viewWait.most) / 2 + 1000);
		expect(device.stored()).toMatchObject([{ said: { text: 'Meanwhile.' } }]);
		await device.say('words', { text: 'Before.' });
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'earlier' });
		isCut = false;
		await device.pass(long);
		expect(device.stored()).toMatchObject([{ said: { text: 'Before.' } }]);
		expect(await device.sharing()).toEqual({ isShared: true, sent: 'this' });
	});

	describe('that a request reaches minutes after the device gave it up', () => {
		const mean = ({ least, most }: typeof viewWait) => (least + most) / 2;
		/** A device whose next requests about views come so much later. */
		async function makeLate(lateness: number[], chance?: () => number) {
			const server = makeFakeServer();
			const device = await makeDevice({
				server,
				chance,
				fetch: async (input, init) => {
					const milliseconds = lateness.shift() ?? 0;
					if (!milliseconds) return server.fetch(input, init);
					const request = new Request(input, { ...init, signal: null });
					return device.delay(milliseconds, () => server.fetch(request));
				}
			});
			return device;
		}

		test('[G7] has the newest word in the end', async () => {
			const device = await makeLate([600_000]);
			await device.say('stand', taking('for'));
			await device.pass(mean(viewWait));
			await device.say('stand', taking('against'));
			await device.pass(mean(viewWait));
			expect(device.stored()).toMatchObject([{ said: taking('against') }]);
			await device.pass(600_000 - mean(viewWait));
			expect(device.stored()).toMatchObject([{ said: taking('for') }]);
			await device.pass(long);
			expect(device.stored()).toMatchObject([{ said: taking('against') }]);
		});

		test('[G7] has it also when the word that came late had been taken before', async () => {
			const device = await makeLate([1000_000]);
			await device.say('stand', taking('for'));
			await device.pass(mean(viewWait));
			// The same word goes again, and is answered.
			await device.pass(mean(viewWait));
			expect(device.stored()).toHaveLength(1);
			await device.say('stand', taking('against'));
			await device.pass(mean(viewWait));
			expect(device.stored()).toMatchObject([{ said: taking('against') }]);
			await device.pass(long);
			expect(device.stored()).toMatchObject([{ said: taking('against') }]);
		});

		test('[G7] is given it once more, no sooner than in five minutes, and no more', async () => {
			const device = await makeLate([viewWait.least]);
			await device.say('stand', taking('for'));
			await device.pass(2 * mean(viewWait));
			expect(heard(device)).toBe(2);
			expect(againWait).toEqual({ least: 5 * 60_000, most: 10 * 60_000 });
			await device.pass(mean(againWait) - 1);
			expect(heard(device)).toBe(2);
			await device.pass(1);
			expect(heard(device)).toBe(3);
			await device.pass(long);
			expect(heard(device)).toBe(3);
			// What is said later is answered at once, and needs no more.
			await device.say('stand', taking('against'));
			await device.pass(long);
			expect(heard(device)).toBe(4);
		});

		test('[G7] is given it once more when the course is opened again', async () => {
			const device = await makeLate([2 * mean(viewWait) + 1]);
			await device.say('stand', taking('for'));
			await device.pass(mean(viewWait));
			await device.say('stand', taking('against'));
			await device.pass(mean(viewWait));
			device.shut();
			await device.pass(mean(viewWait));
			expect(device.stored()).toMatchObject([{ said: taking('for') }]);
			device.open();
			await device.pass(long);
			expect(device.stored()).toMatchObject([{ said: taking('against') }]);
		});

		test('[G7] is given it once more until that is answered', async () => {
			const device = await makeLate([viewWait.least, 0, viewWait.least]);
			await device.say('words', { text: 'Mine.' });
			await device.share('words');
			await device.pass(2 * mean(viewWait));
			expect(heard(device)).toBe(2);
			await device.pass(mean(againWait));
			// What had no answer now says nothing that was not taken before.
			expect(await device.sharing()).toEqual({ isShared: true, sent: 'this' });
			await device.pass(mean(againWait) - 1);
			expect(heard(device)).toBe(3);
			await device.pass(1);
			expect(heard(device)).toBe(4);
			await device.pass(2 * long);
			expect(heard(device)).toBe(4);
		});

		test('[G7] is given it once more no sooner by another tab, which was about to give it', async () => {
			const numbers = [0.1, 0.5, 0.1];
			const device = await makeLate([viewWait.least], () => numbers.shift() ?? 0.5);
			await device.say('stand', taking('for'));
			await device.settled();
			device.open();
			await device.pass(mean(viewWait));
			expect(heard(device)).toBe(2);
			await device.pass(againWait.least);
			expect(heard(device)).toBe(2);
			await device.pass(long);
			expect(device.stored()).toHaveLength(1);
		});

		test('[G7] is given it once more whatever is shared, and though it may have lost what it had', async () => {
			const device = await makeLate([viewWait.least]);
			await device.say('words', { text: 'Mine.' });
			await device.share('words');
			await device.pass(mean(viewWait));
			await device.share('words', false);
			await device.share('words');
			const [{ state }] = await device.memberships.of(device.profile);
			expect(state.views).toEqual({
				given: {},
				shared: ['opening/words'],
				unheard: ['opening/words']
			});
			const taken = { ...noViews, given: { 'opening/words': '…' }, unheard: ['opening/words'] };
			expect(noneGiven(taken)).toEqual({ ...taken, given: {} });
		});

		test('[G7] is given nothing more about other places', async () => {
			const device = await makeLate([viewWait.least]);
			await device.say('stand', taking('for'));
			await device.pass(mean(viewWait));
			await device.say('dispute', taking('yes'));
			await device.pass(2 * long);
			expect(heard(device)).toBe(4);
			const [{ state }] = await device.memberships.of(device.profile);
			expect(state.views?.unheard).toEqual([]);
		});
	});

	test('that has ended the membership is given none', async () => {
		const device = await makeDevice();
		const [{ membership }] = await device.memberships.of(device.profile);
		await device.memberships.change(keyOf(membership), ({ state }) => ({
			membership,
			state: { ...state, ended: 'erased' }
		}));
		await device.say('stand', taking('for'));
		await device.pass(long);
		expect(heard(device)).toBe(0);
	});

	test('is given none once the page is closed', async () => {
		const device = await makeDevice();
		await device.say('stand', taking('for'));
		device.shut();
		await device.say('dispute', taking('yes'));
		await device.pass(long);
		expect(heard(device)).toBe(0);
	});

	test('is given none by a page without WebCrypto, which has no id that stays the same', async () => {
		const device = await makeDevice();
		await device.say('stand', taking('for'));
		vi.stubGlobal('crypto', {});
		await device.pass(long);
		expect(heard(device)).toBe(0);
		vi.unstubAllGlobals();
		await device.pass(long);
		expect(device.stored()).toHaveLength(1);
	});
});

describe('the activities of the course', () => {
	test('are not asked for by one who is in no cohort', async () => {
		const loadModels = vi.fn(() => Promise.resolve(models));
		const device = await makeDevice({ joins: false, loadModels });
		await device.say('stand', taking('for'));
		await device.pass(long);
		expect(loadModels).not.toHaveBeenCalled();
	});

	test('that cannot be had are asked for again, and not at once', async () => {
		const loadModels = vi.fn(() => Promise.resolve(models));
		const device = await makeDevice({ loadModels });
		loadModels.mockRejectedValue(new Error('offline'));
		await device.say('stand', taking('for'));
		await device.settled();
		loadModels.mockClear();
		await device.pass(viewWait.most - 1);
		expect(loadModels).not.toHaveBeenCalled();
		loadModels.mockResolvedValue(models);
		await device.pass(long);
		expect(device.stored()).toHaveLength(1);
	});
});

test('words longer than a server takes are cut', async () => {
	const device = await makeDevice();
	const most = 'x'.repeat(viewLimit.letters);
	await device.say('dispute', { options: ['yes'], text: `${most}x`, reasons: [`${most}y`, 'no'] });
	await device.pass(long);
	expect(device.stored()).toMatchObject([
		{ said: { options: ['yes'], text: most, reasons: [most, 'no'] } }
	]);
});

describe('the moment', () => {
	test('is drawn for each view by itself, and no two go together', async () => {
		const moments: number[] = [];
		const server = makeFakeServer();
		const numbers = [0.9, 0.1, 0.5, 0.5, 0.5, 0.3, 0.7];
		let drawn = 0;
		const device = await makeDevice({
			server,
			chance: () => numbers[drawn++ % numbers.length],
			fetch: (input, init) => {
				moments.push(Number(device.log && drawn));
				return server.fetch(input, init);
			}
		});
		for (const item of ['stand', 'dispute'])
			await device.say(item, taking(item === 'stand' ? 'for' : 'yes'));
		await device.play('for');
		await device.pass(viewWait.least - 5000);
		expect(moments).toEqual([]);
		for (let at = 0; at < 40; at++) {
			const before = moments.length;
			await device.pass(20_000);
			expect(moments.length - before).toBeLessThan(2);
		}
		await device.pass(long);
		expect(device.stored()).toHaveLength(3);
	});

	test('of one view is kept, however long another waits', async () => {
		const numbers = [0.1, 0.9];
		const device = await makeDevice({ chance: () => numbers.shift() ?? 0.5 });
		await device.say('stand', taking('for'));
		await device.say('dispute', taking('yes'));
		await device.pass(viewWait.least + 0.1 * (viewWait.most - viewWait.least));
		expect(device.stored()).toMatchObject([{ item: 'stand' }]);
		await device.pass(viewWait.most);
		expect(device.stored()).toHaveLength(2);
	});

	test('of a view that is due is kept while another that was said before it waits', async () => {
		const numbers = [0.9, 0.1];
		const device = await makeDevice({ chance: () => numbers.shift() ?? 0.5 });
		await device.say('stand', taking('for'));
		await device.say('dispute', taking('yes'));
		await device.pass(viewWait.least + 0.1 * (viewWait.most - viewWait.least));
		expect(device.stored()).toMatchObject([{ item: 'dispute' }]);
	});

	test('is drawn anew for one that falls due in the same moment as another', async () => {
		const device = await makeDevice();
		const both = ['stand', 'dispute'].map((item) => ({ activity: 'opening', item }));
		await device.log.append(
			device.profile,
			both.map((place) => draft('view.given', place, null)),
			{
				after: 0,
				views: both.map((place, at) => ({
					...place,
					attempt: null,
					content: taking(['for', 'yes'][at])
				}))
			}
		);
		await device.pass((viewWait.least + viewWait.most) / 2);
		expect(device.stored()).toHaveLength(1);
		await device.pass(long);
		expect(device.stored()).toHaveLength(2);
	});

	test('is drawn anew after sleep, in which all have become due', async () => {
		const device = await makeDevice();
		for (const item of ['stand', 'dispute'])
			await device.say(item, taking(item === 'stand' ? 'for' : 'yes'));
		await device.pass(10 * long, { asleep: true });
		expect(device.stored()).toEqual([]);
		await device.pass(long);
		expect(device.stored()).toHaveLength(2);
	});
});

test('whatever answers are lost, each view is stored once', async () => {
	const act = fc.oneof(
		fc.record({
			kind: fc.constant('say' as const),
			item: fc.constantFrom('stand', 'dispute', 'words', 'again'),
			option: fc.nat(1)
		}),
		fc.record({
			kind: fc.constantFrom('play' as const),
			option: fc.constantFrom('for', 'against')
		}),
		fc.record({ kind: fc.constantFrom('share', 'reopen', 'twoTabs', 'pass', 'pass') })
	);
	const fate = fc.constantFrom('given', 'given', 'lost', 'answerLost', 'portal', 'late');
	await fc.assert(
		fc.asyncProperty(
			fc.array(act, { maxLength: 14 }),
			fc.array(fate, { minLength: 1, maxLength: 12 }),
			fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
			async (acts, fates, numbers) => {
				const server = makeFakeServer();
				let [turn, drawn] = [0, 0];
				let isCalm = false;
				const fetch: typeof globalThis.fetch = async (input, init) => {
					const fate = isCalm ? 'given' : fates[turn++ % fates.length];
					if (fate === 'lost') throw new TypeError('lost');
					if (fate === 'portal') return new Response('<html>Pay</html>', { status: 200 });
					if (fate === 'late') {
						const request = new Request(input, { ...init, signal: null });
						device.delay(againWait.least, () => server.fetch(request));
					}
					const answer = await server.fetch(input, init);
					if (fate === 'answerLost') throw new TypeError('lost');
					return answer;
				};
				const chance = () => numbers[drawn++ % numbers.length];
				const device = await makeDevice({ server, fetch, chance });
				const wanted = new Map<string, unknown>();
				let words: unknown = null;
				let isShared = false;
				let side: string | null = null;
				for (const one of acts) {
					if (one.kind === 'say') {
						const { item, option } = one;
						const content: ViewContent =
							item === 'words'
								? { text: `word ${option}` }
								: taking((item === 'dispute' ? ['yes', 'no'] : ['for', 'against'])[option]);
						await device.say(item, content, item === 'again' ? 'closing' : 'opening');
						if (item === 'words') words = content;
						else wanted.set(item, content);
					} else if (one.kind === 'play') {
						await device.play(one.option, `a${turn}${side}`, side !== null);
						side ??= one.option;
					} else if (one.kind === 'share') {
						isShared = true;
						await device.share('words');
					} else if (one.kind === 'pass') await device.pass(viewWait.most);
					else {
						if (one.kind === 'reopen') device.shut();
						device.open();
						await device.settled();
					}
				}
				isCalm = true;
				await device.pass(20 * long);
				const stored = device.stored();
				const of = (item: string) => stored.filter((view) => view.item === item);
				const isStanding = wanted.has('stand') || wanted.has('again');
				expect(of('stand')).toEqual(
					isStanding
						? [
								{
									activity: 'opening',
									item: 'stand',
									said: wanted.get('stand') ?? null,
									again: wanted.get('again') ?? null
								}
							]
						: []
				);
				expect(of('dispute').map(({ said }) => said)).toEqual(
					wanted.has('dispute') ? [wanted.get('dispute')] : []
				);
				expect(of('words').map(({ said }) => said)).toEqual(isShared && words ? [words] : []);
				expect(of('vote').map(({ said }) => said)).toEqual(side ? [taking(side)] : []);
				const [{ state }] = await device.memberships.of(device.profile);
				expect(Object.keys(state.views?.given ?? noViews.given)).toHaveLength(stored.length);
				device.shut();
			}
		),
		{ numRuns: 120 }
	);
});
