import { initialTransition, matchesState, transition } from 'xstate';
import { adjacencyMapToArray, getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import { courseMachine, type CourseEvent, type CoursePlan } from './course';
import { ordersOf, threeSessions } from './sample';

const start = (lesson: string): CourseEvent => ({ type: 'lesson.start', lesson });
const finish = (lesson: string): CourseEvent => ({ type: 'lesson.finish', lesson });

const runIn = (plan: CoursePlan, ...events: CourseEvent[]) => {
	const machine = courseMachine(plan);
	return events.reduce(
		(snapshot, event) => transition(machine, snapshot, event)[0],
		initialTransition(machine)[0]
	);
};
const run = (...events: CourseEvent[]) => runIn(threeSessions, ...events);
const { sessions } = threeSessions;

describe('a course', () => {
	test('begins with every lesson open but the one that others come before', () => {
		expect(run().value).toEqual({
			background: 'open',
			sessions: { scope: 'open', safeguards: 'open', cooperation: 'open' },
			closing: 'locked',
			certificate: 'unearned'
		});
	});

	test('runs its sessions side by side: each goes its own way', () => {
		expect(run(start('scope'), start('cooperation'), finish('cooperation')).value).toMatchObject({
			sessions: { scope: 'underWay', safeguards: 'open', cooperation: 'done' }
		});
	});

	test('counts a lesson as done that was finished without being started, as in an imported record', () => {
		expect(run(finish('scope'))).toMatchObject({
			value: { sessions: { scope: 'done' } },
			context: { done: ['scope'] }
		});
	});

	test.each(ordersOf(sessions).map((order) => ({ order })))(
		'keeps the closing locked until all three sessions are done: $order',
		({ order }) => {
			const [one, two, three] = order;
			expect(run(finish(one)).value).toMatchObject({ closing: 'locked' });
			expect(run(finish(one), finish(two)).value).toMatchObject({ closing: 'locked' });
			expect(run(finish(one), finish(two), finish(three)).value).toMatchObject({ closing: 'open' });
		}
	);

	test('does not open the closing for other lessons, nor for one session done three times', () => {
		const [one, two] = sessions;
		expect(run(finish('background'), finish(one), finish(two)).value).toMatchObject({
			closing: 'locked'
		});
		expect(run(finish(one), finish(one), finish(one)).value).toMatchObject({ closing: 'locked' });
	});

	test('locks nothing that was begun: what comes first was done then, and is no more after an edit', () => {
		expect(run(start('closing'))).toMatchObject({
			value: { closing: 'underWay', certificate: 'unearned' },
			context: { done: [] }
		});
		const edited = run(finish('closing'), finish('background'), finish('scope'));
		expect(edited).toMatchObject({
			value: { closing: 'done', certificate: 'unearned' },
			context: { done: ['background', 'scope', 'closing'] }
		});
		const [, ...left] = sessions;
		expect(run(finish('closing'), ...left.map(finish)).value).toMatchObject({ closing: 'done' });
	});

	test('earns the certificate when every lesson is done, in every order that is possible', () => {
		const orders = ordersOf(threeSessions.lessons).filter((order) =>
			sessions.every((session) => order.indexOf(session) < order.indexOf('closing'))
		);
		expect(orders).toHaveLength(30);
		for (const order of orders) {
			const events = order.flatMap((lesson) => [start(lesson), finish(lesson)]);
			expect(run(...events.slice(0, -1)).value).toMatchObject({ certificate: 'unearned' });
			expect(run(...events).value).toEqual({
				background: 'done',
				sessions: { scope: 'done', safeguards: 'done', cooperation: 'done' },
				closing: 'done',
				certificate: 'earned'
			});
		}
	});

	test('does not earn the certificate while one lesson is left, whichever it is', () => {
		for (const left of threeSessions.lessons) {
			const others = threeSessions.lessons.filter((lesson) => lesson !== left).map(finish);
			expect(run(...others, ...others).value).toMatchObject({ certificate: 'unearned' });
		}
	});

	test('is not changed by a lesson that it does not have', () => {
		const before = run(...sessions.map(finish));
		const after = run(...sessions.map(finish), start('removed'), finish('removed'));
		expect(after.value).toEqual(before.value);
		expect(after.context).toEqual(before.context);
	});

	test('opens a chain of lessons one after another', () => {
		const chain = {
			id: 'chain',
			lessons: ['one', 'two', 'three'],
			sessions: [],
			after: { two: ['one'], three: ['two'] }
		};
		expect(runIn(chain).value).toMatchObject({ two: 'locked', three: 'locked' });
		expect(runIn(chain, finish('two')).value).toMatchObject({ two: 'done', three: 'open' });
		expect(runIn(chain, finish('one')).value).toMatchObject({ two: 'open', three: 'locked' });
		expect(runIn(chain, ...['one', 'two', 'three'].map(finish)).value).toMatchObject({
			certificate: 'earned'
		});
	});
});

describe('every way through a small course', () => {
	const plan: CoursePlan = {
		id: 'small',
		lessons: ['scope', 'safeguards', 'closing'],
		sessions: ['scope', 'safeguards'],
		after: { closing: ['scope', 'safeguards'] }
	};
	const options = {
		events: [...plan.lessons, 'removed'].flatMap((lesson) => [start(lesson), finish(lesson)]),
		limit: 1000
	};
	const paths = getShortestPaths(courseMachine(plan), options);
	const allDone = (done: string[], lessons: string[]) => lessons.every((id) => done.includes(id));

	test('reaches every state there is', () => {
		// Each session is open, under way or done, and so is the closing, which is locked instead of open but in the last of these.
		expect(paths).toHaveLength(9 * 3);
	});

	test('locks the closing, until it is begun, when and only when a session is not done', () => {
		for (const { state } of paths) {
			const other = allDone(state.context.done, plan.sessions) ? 'locked' : 'open';
			expect(matchesState({ closing: other }, state.value)).toBe(false);
		}
	});

	test('earns the certificate when and only when every lesson is done', () => {
		for (const { state } of paths)
			expect(state.matches({ certificate: 'earned' })).toBe(
				allDone(state.context.done, plan.lessons)
			);
		const earned = paths.filter(({ state }) => state.matches({ certificate: 'earned' }));
		expect(earned.map(({ weight }) => weight)).toEqual([3]);
	});

	test('never takes back what is done', () => {
		const moves = adjacencyMapToArray(getAdjacencyMap(courseMachine(plan), options));
		expect(moves.length).toBeGreaterThan(paths.length);
		for (const { state, nextState } of moves)
			expect(nextState.context.done).toEqual(expect.arrayContaining(state.context.done));
	});
});
