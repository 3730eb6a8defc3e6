import { initialTransition, transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import { lessonMachine, type LessonEvent } from './lesson';
import { everyKind, lessonOf, ordersOf, quizOf } from './sample';

/** Two steps to read, one with a quiz, one with two. */
const lesson = lessonOf('scope', 'words warm-up:first tool try:second:third', [
	quizOf('first', everyKind.choice),
	quizOf('second', everyKind.match),
	quizOf('third', everyKind.stance)
]);

const open: LessonEvent = { type: 'lesson.open' };
const reach = (step: string): LessonEvent => ({ type: 'step.open', step });
const read = (step: string): LessonEvent => ({ type: 'step.finish', step });
const complete = (activity: string): LessonEvent => ({ type: 'activity.finish', activity });
const everything = [
	read('words'),
	read('tool'),
	complete('first'),
	complete('second'),
	complete('third')
];

const run = (...events: LessonEvent[]) =>
	events.reduce(
		(snapshot, event) => transition(lessonMachine(lesson), snapshot, event)[0],
		initialTransition(lessonMachine(lesson))[0]
	);

describe('a lesson', () => {
	test('begins untouched, and is under way once it is opened', () => {
		expect(run()).toMatchObject({
			value: 'untouched',
			context: { at: null, finished: [], completed: [] }
		});
		expect(run(open)).toMatchObject({ value: 'underWay', context: { at: null, finished: [] } });
	});

	test('lets any step be opened, in any order, and remembers the last one', () => {
		expect(run(reach('try'), reach('words'), reach('tool'))).toMatchObject({
			value: 'underWay',
			context: { at: 'tool', finished: [] }
		});
	});

	test('has a step without activities finished by reading on', () => {
		expect(run(read('tool')).context.finished).toEqual(['tool']);
	});

	test('has a step finished neither by opening it nor by opening the lesson', () => {
		expect(run(open, reach('words')).context.finished).toEqual([]);
	});

	test('has a step with activities finished only by them', () => {
		expect(run(read('warm-up'), read('try')).context.finished).toEqual([]);
		expect(run(complete('first')).context.finished).toEqual(['warm-up']);
	});

	test('has a step with two activities finished by the second of them, whichever it is', () => {
		for (const [one, other] of ordersOf(['second', 'third'])) {
			expect(run(complete(one)).context.finished).toEqual([]);
			expect(run(complete(one), complete(other)).context.finished).toEqual(['try']);
		}
	});

	test('is done when everything in it is, whatever the order', () => {
		for (const order of ordersOf(everything)) {
			expect(run(...order.slice(0, -1)).value).toBe('underWay');
			expect(run(...order)).toMatchObject({
				value: 'done',
				context: { finished: ['words', 'warm-up', 'tool', 'try'] }
			});
		}
	});

	test('is done without its extra steps, which are finished all the same', () => {
		const steps = lesson.steps.map((step) =>
			step.id === 'try' ? { ...step, extra: true as const } : step
		);
		const machine = lessonMachine({ ...lesson, steps });
		const go = (...events: LessonEvent[]) =>
			events.reduce(
				(snapshot, event) => transition(machine, snapshot, event)[0],
				initialTransition(machine)[0]
			);

		const withoutTry = everything.filter(
			(event) =>
				event.type !== 'activity.finish' ||
				!steps.some(({ id, activities }) => id === 'try' && activities.includes(event.activity))
		);
		expect(go(...withoutTry)).toMatchObject({
			value: 'done',
			context: { finished: ['words', 'warm-up', 'tool'] }
		});
		expect(go(...everything).context.finished).toContain('try');
	});

	test('stays done while it is read again', () => {
		const again = run(...everything, open, reach('tool'), read('words'), complete('first'));
		expect(again).toMatchObject({ value: 'done', context: { at: 'tool' } });
	});

	test('counts an activity once, however often it is finished', () => {
		expect(run(complete('second'), complete('second')).context.completed).toEqual(['second']);
	});

	test.each<[string, LessonEvent]>([
		['opened', reach('removed')],
		['finished', read('removed')],
		['completed', complete('removed')]
	])('is not changed by what it does not have being %s', (_what, event) => {
		expect(run(event)).toMatchObject({ value: 'untouched', context: { at: null } });
		expect(run(...everything, event).context).toEqual(run(...everything).context);
	});
});

describe('every way through a lesson', () => {
	const paths = getShortestPaths(lessonMachine(lesson), {
		events: [open, reach('words'), reach('try'), ...everything, read('try'), complete('removed')],
		limit: 10_000
	});

	test('reaches every state there is', () => {
		// Last seen at one of two steps or none; of the five things to do, any may be done; or nothing at all was touched.
		expect(paths).toHaveLength(3 * 2 ** 5 + 1);
	});

	test('is done when and only when every step is finished', () => {
		for (const { state } of paths)
			expect(state.matches('done')).toBe(state.context.finished.length === lesson.steps.length);
	});

	test('is done after five things at the earliest', () => {
		const done = paths.filter(({ state }) => state.matches('done'));
		expect(Math.min(...done.map(({ weight }) => weight))).toBe(5);
	});

	test('has a step with activities finished when and only when they are', () => {
		for (const { state } of paths)
			for (const { id, activities } of lesson.steps.filter((step) => step.activities.length))
				expect(state.context.finished.includes(id)).toBe(
					activities.every((activity) => state.context.completed.includes(activity))
				);
	});

	test('never takes back what is finished', () => {
		for (const { steps, state } of paths)
			for (const step of steps)
				expect(state.context.finished).toEqual(expect.arrayContaining(step.state.context.finished));
	});
});
