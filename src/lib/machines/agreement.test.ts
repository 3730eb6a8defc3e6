import { adjacencyMapToArray, getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import { compile } from '../course/compile';
import { explore } from '../course/explore';
import type { ScenarioModel } from '../course/model';
import { readLessonFiles } from '../course/read-files';
import { itemMachine } from './item';
import { lessonMachine } from './lesson';
import { isKeyed } from './mark';
import { askedAbout, rightAnswer } from './sample';
import { decisionsLeft, scenarioMachine } from './scenario';

/**
 * Two independent checkers agree on every lesson there is: our own explorer, which knows no chart, and `xstate/graph`
 * on the compiled chart, which knows no model (architecture §4).
 */

const { courses, problems } = await compile(readLessonFiles(process.cwd()));
const lessons = Object.values(courses.en.models);
const activities = lessons.flatMap((lesson) => lesson.activities);
const scenarios = activities.flatMap((activity) =>
	activity.kind === 'scenario' ? [activity] : []
);
const items = activities.flatMap((activity) =>
	activity.kind === 'quiz' ? activity.items.map((item) => ({ quiz: activity.id, item })) : []
);

/** What can happen in a story with the dials set, as far as both checkers can tell. */
interface Findings {
	states: number;
	/** Scenes and endings that can be reached, each with the fewest decisions to it. */
	scenes: Record<string, number>;
	options: string[];
	outcomes: string[];
	/** Fewest decisions from the start to an ending. */
	shortest: number;
	bounds: Record<string, { min: number; max: number }>;
}

function dialingsOf({ dials }: ScenarioModel): Record<string, string>[] {
	return Object.entries(dials).reduce<Record<string, string>[]>(
		(all, [dial, { values }]) =>
			values.flatMap((value) => all.map((dialing) => ({ ...dialing, [dial]: value }))),
		[{}]
	);
}

function foundByExplorer(model: ScenarioModel, dialing: Record<string, string>): Findings {
	const dials = Object.entries(dialing).map(([id, value]) => [
		id,
		{ from: value, values: [value] }
	]);
	const found = explore({ ...model, dials: Object.fromEntries(dials) });
	expect(found.tooLarge).toBe(false);
	return {
		states: found.states,
		scenes: Object.fromEntries([...found.scenes].map(([id, path]) => [id, path.length])),
		options: [...found.options].sort(),
		outcomes: [...found.outcomes].sort(),
		shortest: found.shortest,
		bounds: found.bounds
	};
}

function foundInChart(model: ScenarioModel, dials: Record<string, string>): Findings {
	const machine = scenarioMachine(model);
	const asked = askedAbout(model);
	type State = ReturnType<typeof machine.getInitialSnapshot>;
	const walk: Parameters<typeof getShortestPaths<typeof machine>>[1] = {
		input: { dials },
		events: model.scenes
			.flatMap(({ options }) => options)
			.map(({ id }) => ({ type: 'choice.make' as const, option: id })),
		filterEvents: (state, event) => state.can(event),
		// The way itself does not tell states apart: only where it led, and what will be asked about it.
		serializeState: ({ value, context: { tracks, caps, path } }: State) => {
			const chosen = path.map(({ option }) => option).filter((option) => asked.has(option));
			return JSON.stringify([value, tracks, caps, [...new Set(chosen)].sort()]);
		},
		limit: 200_000
	};
	const paths = getShortestPaths(machine, walk);
	const moves = adjacencyMapToArray(getAdjacencyMap(machine, walk));
	const fewest = (some: typeof paths) => Math.min(...some.map(({ weight }) => weight));
	const endings = paths.filter(({ state }) => state.status === 'done');
	const values = (track: string) => paths.map(({ state }) => state.context.tracks[track]);
	return {
		states: paths.length,
		scenes: Object.fromEntries(
			[...new Set(paths.map(({ state }) => String(state.value)))].map((id) => [
				id,
				fewest(paths.filter(({ state }) => state.value === id))
			])
		),
		options: [...new Set(moves.map(({ event }) => event.option))].sort(),
		outcomes: ['mixed', 'poor', 'sound'].filter((outcome) =>
			endings.some(({ state }) => [...state.tags].some((tag) => tag === outcome))
		),
		shortest: fewest(endings),
		bounds: Object.fromEntries(
			Object.keys(model.tracks).map((track) => [
				track,
				{ min: Math.min(...values(track)), max: Math.max(...values(track)) }
			])
		)
	};
}

test('the course compiles without a problem', () => {
	expect(problems).toEqual([]);
	expect(scenarios.length).toBeGreaterThan(5);
});

describe.each(scenarios)('the scenario $id', (model) => {
	test.each(dialingsOf(model).map((dials) => ({ dials })))(
		'is found the same by the explorer and in its chart, with the dials $dials',
		({ dials }) => {
			expect(foundInChart(model, dials)).toEqual(foundByExplorer(model, dials));
		}
	);

	test('has decisions left that hold whatever the story', () => {
		const { shortest, longest } = explore(model);
		const { least, most } = decisionsLeft(model)[model.start];
		expect(least).toBeLessThanOrEqual(shortest);
		if (most !== null) expect(most).toBeGreaterThanOrEqual(longest ?? Infinity);
		for (const { least } of Object.values(decisionsLeft(model)))
			expect(least).toBeLessThan(Infinity);
	});
});

describe.each(items)('the item $item.id of $quiz', ({ item }) => {
	test('is answered in one step by a right answer, which is worth a point', () => {
		const paths = getShortestPaths(itemMachine(item), {
			events: [
				{ type: 'answer.submit', answer: rightAnswer(item) },
				{ type: 'answer.submit', answer: {} },
				{ type: 'hint.ask' },
				{ type: 'item.retry' }
			],
			toState: (state) =>
				state.matches('answered') && Object.keys(state.context.first?.answer ?? {}).length > 0,
			limit: 1000
		});
		expect(Math.min(...paths.map(({ weight }) => weight))).toBe(1);
		for (const { state } of paths)
			expect(state.context.first?.mark).toEqual(
				isKeyed(item) ? { state: 'marked', points: 1, right: true } : { state: 'unkeyed' }
			);
	});
});

describe.each(lessons)('the lesson $id', (lesson) => {
	test('is done by reading on and completing what it asks for, and by no less', () => {
		const extra = lesson.steps.flatMap((step) => (step.extra ? step.activities : []));
		const asked = lesson.activities.filter(({ id }) => !extra.includes(id));
		const paths = getShortestPaths(lessonMachine(lesson), {
			// In order, for the orders of a whole lesson are too many: lesson.test.ts takes them all.
			events: ({ context }) =>
				[
					...lesson.steps
						.filter(({ id, activities }) => !activities.length && !context.finished.includes(id))
						.map(({ id }) => ({ type: 'step.finish' as const, step: id })),
					...asked
						.filter(({ id }) => !context.completed.includes(id))
						.map(({ id }) => ({ type: 'activity.finish' as const, activity: id }))
				].slice(0, 1),
			toState: (state) => state.matches('done'),
			limit: 1000
		});
		const readings = lesson.steps.filter(({ activities }) => !activities.length).length;
		expect(paths.map(({ weight }) => weight)).toEqual([readings + asked.length]);
	});
});
