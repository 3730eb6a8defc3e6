import { describe, expect, test } from 'vitest';
import { lessonOf, itemOf, options, quizOf, everyKind } from '../machines/sample';
import { gains, positionsGiven } from './gain';
import { heatCells } from './heatmap';
import {
	chosen,
	modelsOf,
	overallOf,
	progressOf,
	troublesOf,
	within,
	type MemberRow
} from './members';
import { Device, threeSessions } from '../machines/sample';
import { reasonCount, reasonsOf } from './needs-help';
import type { WholeMember } from './recompute';
import { rosterRow } from './roster';
import type { ItemSummary, QuizSummary, ScenarioSummary } from './summary';

const asked = ['lamp', 'buoy'].map((id) => ({ ...everyKind.choice, id }));
const lessons = {
	lights: lessonOf('lights', 'try:checks', [quizOf('checks', ...asked)]),
	harbour: lessonOf('harbour', 'try:elsewhere', [quizOf('elsewhere', ...asked)])
};

const row = (member: string, parts: Partial<WholeMember> = {}): WholeMember => {
	const { summaries = [] } = parts;
	return {
		member,
		joined: '2026-03-01T08:00:00.000Z',
		language: 'en',
		received: { entries: 0, lastSeen: null, lastReceived: null, notYetReceived: null },
		...overallOf(threeSessions, lessons, [], summaries),
		progress: { lessons: {}, earned: false },
		summaries,
		...parts
	};
};
const received = (lastSeen: string | null, lastReceived: string | null): MemberRow['received'] => ({
	entries: 4,
	lastSeen,
	lastReceived,
	notYetReceived: 2
});
const quiz = (
	activity: string,
	items: Record<string, ItemSummary>,
	finished = false
): QuizSummary => ({
	kind: 'quiz',
	activity,
	version: '1',
	verified: true,
	since: '2026-03-01T09:00:00.000Z',
	latest: '2026-03-01T09:00:00.000Z',
	finished,
	views: [],
	items
});
const item = (right: boolean, parts: Partial<ItemSummary> = {}, certainty?: 3): ItemSummary => ({
	tries: 1,
	hinted: false,
	first: {
		options: ['a'],
		...(certainty ? { certainty } : {}),
		right,
		points: Number(right),
		reveals: right ? [] : ['any-light']
	},
	lastRight: right,
	...parts
});
const underWay = {
	earned: false,
	lessons: {
		lights: { state: 'underWay' as const, at: 'try', finished: 1, steps: 4, activities: 1 }
	}
};

describe('progress', () => {
	const models = {
		scope: lessonOf('scope', 'read try:checks more', [quizOf('checks', everyKind.choice)])
	};
	models.scope.steps[2].extra = true;

	test('counts the steps a lesson asks for, those finished by activities among them', () => {
		const { entries } = new Device('d1')
			.open('scope')
			.finish('scope', 'read')
			.finish('scope', 'more');
		const { lessons, earned } = progressOf(threeSessions, models, entries, new Set());
		expect(lessons.scope).toEqual({
			state: 'underWay',
			at: null,
			finished: 1,
			steps: 2,
			activities: 0
		});
		expect(lessons.closing).toMatchObject({
			state: 'locked',
			finished: 0,
			steps: 0,
			activities: 0
		});
		expect(earned).toBe(false);
		const done = progressOf(threeSessions, models, entries, new Set(['checks']));
		expect(done.lessons.scope).toMatchObject({
			state: 'done',
			finished: 2,
			steps: 2,
			activities: 1
		});
	});
});

describe('a lesson that waits for others', () => {
	const closing = lessonOf('closing', 'read try:checks more', [quizOf('checks', everyKind.choice)]);
	closing.steps[2].extra = true;
	const stateOf = (device: Device, ...finished: string[]) =>
		progressOf(threeSessions, { closing }, device.entries, new Set(finished)).lessons.closing.state;

	test('was not locked for who did something in it, though the others are not the cohort’s', () => {
		const device = new Device('d1');
		expect(stateOf(device)).toBe('locked');
		device.open('closing').reach('closing', 'read');
		expect(stateOf(device)).toBe('underWay');
		device.finish('closing', 'read');
		expect(stateOf(device)).toBe('underWay');
		expect(stateOf(device, 'checks')).toBe('done');
		const { closing } = progressOf(threeSessions, {}, [], new Set()).lessons;
		expect(closing.state).toBe('locked');
	});
});

describe('how a member stands', () => {
	const wrong = { lamp: item(false), buoy: item(false) };
	const summaries = [quiz('elsewhere', wrong), quiz('checks', wrong), quiz('apart', {}, true)];

	test('counts finished activities, and has those begun in the order of their ids', () => {
		const { entries } = new Device('d1').open('lights');
		const models = { lights: lessonOf('lights', 'try:apart', [quizOf('apart', everyKind.choice)]) };
		const { inside, progress } = overallOf(threeSessions, models, entries, summaries);
		expect(inside).toEqual(['checks', 'elsewhere']);
		expect(progress).toEqual(progressOf(threeSessions, models, entries, new Set(['apart'])));
		expect(overallOf(threeSessions, models, entries, summaries.slice(0, 2)).progress).toEqual(
			progressOf(threeSessions, models, entries, new Set())
		);
	});

	test('is under way in a lesson of which an activity is begun, though the way there was before joining', () => {
		const models = {
			scope: lessonOf('scope', 'read try:checks more:later', [
				quizOf('checks', everyKind.choice),
				quizOf('later', everyKind.choice)
			]),
			closing: lessonOf('closing', 'try:last', [quizOf('last', everyKind.choice)])
		};
		const stateOf = (...done: QuizSummary[]) => {
			const { lessons } = overallOf(threeSessions, models, [], done).progress;
			return [lessons.scope.state, lessons.closing.state];
		};
		expect(stateOf()).toEqual(['open', 'locked']);
		expect(stateOf(quiz('checks', wrong), quiz('last', wrong))).toEqual(['underWay', 'underWay']);
		expect(stateOf(quiz('checks', wrong, true), quiz('last', wrong, true))).toEqual([
			'underWay',
			'done'
		]);
	});

	test('has what is wrong in the order of activities and items, whatever the order of the summaries', () => {
		const places = troublesOf(summaries).map(({ activity, item }) => `${activity}/${item}`);
		expect(places).toEqual(['checks/buoy', 'checks/lamp', 'elsewhere/buoy', 'elsewhere/lamp']);
		expect(troublesOf([quiz('checks', { lamp: item(true) })])).toEqual([]);
	});

	test('has nothing wrong in a scenario', () => {
		const run: ScenarioSummary = {
			...{ kind: 'scenario', activity: 'the-fog', version: '1', verified: true },
			...{ since: '2026-03-01T09:00:00.000Z', latest: '2026-03-01T09:00:00.000Z' },
			...{ finished: false, views: [], attempts: 1, practice: 0, run: null }
		};
		expect(troublesOf([run])).toEqual([]);
	});
});

describe('the roster', () => {
	test('says of a member what came in and what is under way', () => {
		const times = received('2026-03-01T10:00:00.000Z', '2026-03-01T10:02:00.000Z');
		expect(rosterRow(row('m1', { received: times }))).toMatchObject({
			member: 'm1',
			lastSeen: '2026-03-01T10:00:00.000Z',
			lastReceived: '2026-03-01T10:02:00.000Z',
			entries: 4,
			notYetReceived: 2,
			clockAhead: null
		});
		const summaries = [quiz('done', {}, true), quiz('begun', {})];
		expect(rosterRow(row('m2', { summaries, progress: underWay }))).toMatchObject({
			notYetReceived: null,
			underWay: ['lights'],
			inside: ['begun'],
			done: 0,
			lessons: 1
		});
	});

	test('counts lessons that are done, and names those under way', () => {
		const { lights } = underWay.lessons;
		const lessons = {
			lights,
			harbour: { ...lights, state: 'done' as const },
			port: { ...lights, state: 'done' as const },
			closing: { ...lights, state: 'locked' as const }
		};
		expect(rosterRow(row('m', { progress: { earned: false, lessons } }))).toMatchObject({
			done: 2,
			lessons: 4,
			underWay: ['lights'],
			earned: false
		});
	});

	test('flags a clock that is ahead by more than two minutes', () => {
		const ahead = (lastSeen: string) =>
			rosterRow(row('m', { received: received(lastSeen, '2026-03-01T10:00:00.000Z') })).clockAhead;
		expect(ahead('2026-03-01T10:02:00.000Z')).toBeNull();
		expect(ahead('2026-03-01T10:02:01.000Z')).toBe(121);
		expect(ahead('2025-03-01T10:00:00.000Z')).toBeNull();
	});

	test('flags no clock where nothing was seen or nothing received', () => {
		const time = '2026-03-01T10:00:00.000Z';
		for (const [seen, got] of [
			[null, null],
			[time, null],
			[null, time]
		] as const)
			expect(rosterRow(row('m', { received: received(seen, got) })).clockAhead).toBeNull();
	});
});

test('the heat map shows shares of steps and activities, and null of nothing', () => {
	const models = { lights: lessonOf('lights', 'read try:a,b more:c', []) };
	models.lights.steps[1].activities = ['a', 'b'];
	Object.assign(models.lights.steps[2], { activities: ['c'], extra: true });
	const pair = { ...models, harbour: lessonOf('harbour', 'read', []) };
	expect(heatCells(pair, row('m1'))).toEqual([
		{ lesson: 'lights', state: 'open', steps: null, activities: 0 },
		{ lesson: 'harbour', state: 'open', steps: null, activities: null }
	]);
	expect(heatCells(pair, row('m2', { progress: underWay }))).toEqual([
		{ lesson: 'lights', state: 'underWay', steps: 0.25, activities: 0.5 },
		{ lesson: 'harbour', state: 'open', steps: null, activities: null }
	]);
});

describe('who needs help', () => {
	const now = Date.parse('2026-03-05T10:00:00.000Z');
	const allOf = (parts: Partial<WholeMember>) => {
		const own = row('m', parts);
		return reasonsOf(own, troublesOf(own.summaries), now);
	};
	const of = (parts: Partial<WholeMember>) => {
		const reasons = allOf(parts);
		// Whoever ranks everybody knows the number without the reasons.
		expect(reasonCount(row('m', parts), now)).toBe(reasons.length);
		return reasons;
	};

	test('is stuck after three tries, and no longer when right', () => {
		const stuck = (parts: Partial<ItemSummary>) =>
			of({ summaries: [quiz('checks', { lamp: item(false, parts) })] });
		expect(stuck({ tries: 2 })).toEqual([]);
		expect(stuck({ tries: 3 })).toEqual([
			{ code: 'stuck', activity: 'checks', item: 'lamp', tries: 3 }
		]);
		expect(stuck({ tries: 3, lastRight: true })).toEqual([]);
		expect(stuck({ tries: 3, lastRight: null })).toEqual([]);
	});

	test('is not stuck who was right at first and tries what else there is', () => {
		const tried = item(true, { tries: 3, lastRight: false });
		expect(of({ summaries: [quiz('checks', { lamp: tried })] })).toEqual([]);
		expect(troublesOf([quiz('checks', { lamp: tried })])).toEqual([]);
	});

	test('is certain of a wrong first answer and not right since', () => {
		const sure = (right: boolean, parts: Partial<ItemSummary> = {}) =>
			of({ summaries: [quiz('checks', { lamp: item(right, parts, 3) })] });
		expect(sure(false)).toEqual([
			{ code: 'confident-and-wrong', activity: 'checks', item: 'lamp', reveals: ['any-light'] }
		]);
		expect(sure(false, { lastRight: true })).toEqual([]);
		// Right at first and wrong in practice is another matter.
		expect(sure(true, { lastRight: false })).toEqual([]);
	});

	test('is idle for two days with a lesson under way, a clock that is ahead notwithstanding', () => {
		const idle = (lastSeen: string, progress: MemberRow['progress'] = underWay) =>
			of({ progress, received: received(lastSeen, '2026-03-03T10:00:00.000Z') });
		expect(idle('2026-03-03T09:30:00.000Z')).toEqual([
			{ code: 'idle', lessons: ['lights'], hours: 48, since: '2026-03-03T09:30:00.000Z' }
		]);
		expect(idle('2027-01-01T00:00:00.000Z')).toMatchObject([
			{ hours: 48, since: '2026-03-03T10:00:00.000Z' }
		]);
		expect(idle('2026-03-03T09:30:00.000Z', { lessons: {}, earned: false })).toEqual([]);
		const fresh = received('2026-03-03T10:30:00.000Z', '2026-03-05T10:00:00.000Z');
		expect(of({ progress: underWay, received: fresh })).toEqual([]);
	});

	test('is idle in lessons under way, and in no other', () => {
		const [lights, long] = [underWay.lessons.lights, received('2026-03-01T10:00:00.000Z', null)];
		const lessons = {
			lights,
			harbour: { ...lights, state: 'done' as const },
			closing: { ...lights, state: 'locked' as const }
		};
		const others = { harbour: lessons.harbour, closing: lessons.closing };
		expect(of({ progress: { earned: false, lessons }, received: long })).toEqual([
			{ code: 'idle', lessons: ['lights'], hours: 96, since: '2026-03-01T10:00:00.000Z' }
		]);
		expect(of({ progress: { earned: false, lessons: others }, received: long })).toEqual([]);
	});

	test('is not idle before two days from joining, whatever was done alone before, or the clock says', () => {
		const idle = (joined: string) =>
			of({
				joined,
				progress: underWay,
				received: received('2026-02-01T10:00:00.000Z', '2026-03-05T09:00:00.000Z')
			});
		expect(idle('2026-03-05T09:00:00.000Z')).toEqual([]);
		expect(idle('2026-03-03T09:00:00.000Z')).toEqual([
			{ code: 'idle', lessons: ['lights'], hours: 49, since: '2026-03-03T09:00:00.000Z' }
		]);
	});

	test('is not idle who was never seen', () => {
		expect(of({ progress: underWay, received: received(null, null) })).toEqual([]);
	});

	test('has the gravest reason first: idle, then stuck by tries, then certain and wrong', () => {
		const reasons = allOf({
			progress: underWay,
			received: received('2026-03-03T09:30:00.000Z', '2026-03-03T10:00:00.000Z'),
			summaries: [
				quiz('checks', {
					a: item(false, { tries: 3 }, 3),
					b: item(false, { tries: 1 }, 3),
					c: item(false, { tries: 7 }),
					d: item(false, { tries: 4 })
				})
			]
		});
		expect(reasons.map((one) => [one.code, 'item' in one && one.item])).toEqual([
			['idle', false],
			['stuck', 'c'],
			['stuck', 'd'],
			['stuck', 'a'],
			['confident-and-wrong', 'a'],
			['confident-and-wrong', 'b']
		]);
	});
});

describe('opening and closing', () => {
	const before = itemOf('choice', options('a* b'), { id: 'before' });
	const after = itemOf('choice', options('a* b'), { id: 'after', closes: 'before' });
	const stand = { ...everyKind.position, id: 'stand' };
	const again = { ...everyKind.position, id: 'again', closes: 'stand' };
	const models = {
		lights: lessonOf('lights', 'a:opening b:closing', [
			quizOf('opening', before, stand),
			quizOf('closing', after, again)
		])
	};
	const member = (one: boolean, other: boolean) =>
		row('m', {
			summaries: [quiz('opening', { before: item(one) }), quiz('closing', { after: item(other) })]
		});
	const half = row('m', { summaries: [quiz('opening', { before: item(true) })] });
	const late = row('m', { summaries: [quiz('closing', { after: item(true) })] });
	const hintOnly = row('m', {
		summaries: [
			quiz('opening', { before: item(true, { first: null, hinted: true }) }),
			quiz('closing', { after: item(true) })
		]
	});
	const elsewhere = row('m', {
		summaries: [quiz('opening', {}), quiz('closing', { after: item(true) })]
	});

	test('give the normalised gain of those who answered both', () => {
		// Before 1 of 4, after 3 of 4: (3/4 − 1/4) / (1 − 1/4) = 2/3.
		const cohort = [
			member(true, true),
			member(false, true),
			member(false, true),
			member(false, false)
		];
		expect(gains(models, [...cohort, half, late, hintOnly, elsewhere])).toEqual([
			{
				opening: { activity: 'opening', item: 'before' },
				closing: { activity: 'closing', item: 'after' },
				members: 4,
				before: 0.25,
				after: 0.75,
				gain: 0.5 / 0.75
			}
		]);
	});

	test('have no gain where there was none to make, or nobody', () => {
		expect(gains(models, [member(true, false)])[0].gain).toBeNull();
		expect(gains(models, [half])[0]).toMatchObject({ members: 0, before: null, gain: null });
	});

	test('of positions count only that they were given', () => {
		const tally = { opening: { 'view/stand': 3 }, closing: { 'view/again': 2 } };
		expect(positionsGiven(models, tally)).toEqual([
			{
				opening: { activity: 'opening', item: 'stand' },
				closing: { activity: 'closing', item: 'again' },
				given: 3,
				givenAgain: 2
			}
		]);
	});
});

test('a member is seen in some lessons alone', () => {
	const whole = row('m', {
		progress: {
			earned: false,
			lessons: { ...underWay.lessons, harbour: { ...underWay.lessons.lights, state: 'done' } }
		},
		summaries: [
			quiz('checks', { lamp: item(false, { tries: 3 }) }),
			quiz('elsewhere', { lamp: item(false, { tries: 5 }) })
		]
	});
	expect(whole.signals).toEqual({ lights: 1, harbour: 1 });
	const { progress, inside, signals } = within(whole, ['lights'], new Set(['checks']));
	expect(Object.keys(progress.lessons)).toEqual(['lights']);
	expect(inside).toEqual(['checks']);
	expect(signals).toEqual({ lights: 1 });
	expect(within(whole, ['harbour'], new Set()).progress.earned).toBe(true);
	expect(within(whole, ['lights', 'harbour'], new Set()).progress.earned).toBe(false);
	expect(within(whole, ['harbour', 'closing'], new Set()).progress.lessons).toEqual({
		harbour: whole.progress.lessons.harbour
	});
	expect(within(whole, [], new Set()).progress.earned).toBe(false);
});

test('filters let through who joined since, in a language, and the models of a lesson', () => {
	const early = row('m1', { language: 'fr' });
	const late = row('m2', { joined: '2026-04-01T08:00:00.000Z' });
	expect(chosen([early, late], {})).toEqual([early, late]);
	expect(chosen([early, late], { joinedSince: '2026-04-01T08:00:00.000Z' })).toEqual([late]);
	expect(chosen([early, late], { language: 'fr' })).toEqual([early]);
	const models = { a: lessonOf('a', 'read'), b: lessonOf('b', 'read') };
	expect(Object.keys(modelsOf(models, 'b'))).toEqual(['b']);
	expect(modelsOf(models)).toBe(models);
	expect(modelsOf(models, 'c')).toEqual({});
});
