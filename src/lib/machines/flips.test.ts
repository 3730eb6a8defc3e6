import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../course/compile';
import type { Quality, ScenarioModel } from '../course/model';
import { readLessonFiles } from '../course/read-files';
import { flipsAlong } from './flips';
import { judgePath } from './quality';
import { chance, choice, ending, scenarioOf, scene } from './sample';
import { choose, offered, sceneOf, scenarioMachine, startScenario, type Move } from './scenario';

/** The path of a story by its choices. */
function pathOf(model: ScenarioModel, choices: string, dials: Record<string, string> = {}): Move[] {
	const machine = scenarioMachine(model);
	let story = startScenario(machine, dials);
	for (const option of choices.split(' ')) {
		const next = choose(machine, story, option);
		if (!next) throw new Error(`${option} is not on offer in ${String(story.value)}.`);
		story = next;
	}
	return story.context.path;
}

const flips = (model: ScenarioModel, choices: string, dials: Record<string, string> = {}) =>
	flipsAlong(model, dials, pathOf(model, choices, dials));

const threeDials = {
	record: { from: 'bad', values: ['bad', 'good', 'unknown'] },
	danger: { from: 'none', values: ['none', 'near'] },
	road: { from: 'open', values: ['open', 'shut'] }
};
const end = ending('end', 'sound');

describe('what would flip a decision', () => {
	test('is the value of one dial after which another choice is best', () => {
		const model = scenarioOf(
			[
				scene(
					'ask',
					'first',
					choice('trust', 'end', 'sound when record=good, weak'),
					choice('check', 'end', 'defensible')
				),
				end
			],
			{ dials: threeDials }
		);
		expect(flips(model, 'check')).toEqual([{ dials: { record: 'good' }, best: ['trust'] }]);
		expect(flips(model, 'trust')).toEqual([{ dials: { record: 'good' }, best: ['trust'] }]);
		expect(flips(model, 'check', { record: 'good' })).toEqual([
			{ dials: { record: 'bad' }, best: ['check'] }
		]);
	});

	test('is a choice that comes on offer, or that goes', () => {
		const model = scenarioOf(
			[
				scene(
					'ask',
					'first',
					choice('form', 'end', 'sound', { when: 'danger=near' }),
					choice('call', 'end', 'defensible')
				),
				end
			],
			{ dials: threeDials }
		);
		expect(flips(model, 'call')).toEqual([{ dials: { danger: 'near' }, best: ['form'] }]);
		expect(flips(model, 'form', { danger: 'near' })).toEqual([
			{ dials: { danger: 'none' }, best: ['call'] }
		]);
	});

	test('is a tie as well: two best choices are another answer than one', () => {
		const model = scenarioOf(
			[
				scene(
					'ask',
					'first',
					choice('one', 'end', 'sound'),
					choice('other', 'end', 'sound when danger=near, weak')
				),
				end
			],
			{ dials: threeDials }
		);
		expect(flips(model, 'one')).toEqual([{ dials: { danger: 'near' }, best: ['one', 'other'] }]);
	});

	test('is two dials only where no single one does it', () => {
		const needsTwo = (other: string) =>
			scenarioOf(
				[
					scene(
						'ask',
						'first',
						choice('bold', 'end', `sound when ${other}, weak`),
						choice('calm', 'end', 'defensible')
					),
					end
				],
				{ dials: threeDials }
			);
		expect(flips(needsTwo('record=good and road=shut'), 'calm')).toEqual([
			{ dials: { record: 'good', road: 'shut' }, best: ['bold'] }
		]);
		expect(flips(needsTwo('record=good and road=shut or road=shut'), 'calm')).toEqual([
			{ dials: { road: 'shut' }, best: ['bold'] }
		]);
		expect(flips(needsTwo('record=good and danger=near and road=shut'), 'calm')).toEqual([null]);
	});

	test('is nothing where no fact matters, by lot, and where opinions differ', () => {
		const model = scenarioOf(
			[
				scene('plain', 'first', choice('a', 'lot', 'sound'), choice('b', 'lot', 'weak')),
				chance('lot', '', choice('heads', 'view'), choice('tails', 'view')),
				scene('view', 'second', choice('yes', 'end', 'open'), choice('no', 'end', 'open')),
				end
			],
			{ dials: threeDials }
		);
		expect(flips(model, 'a heads yes')).toEqual([null, null, null]);
	});

	test('is nothing where a key would only come, or go, with the facts', () => {
		const model = scenarioOf(
			[
				scene('a', 'first', choice('x', 'b', 'sound when danger=near, open')),
				scene('b', 'first', choice('y', 'end', 'sound when danger=none, open')),
				end
			],
			{ dials: threeDials }
		);
		expect(flips(model, 'x y')).toEqual([null, null]);
	});

	test('looks at the tracks and the choices as they were', () => {
		const model = scenarioOf(
			[
				scene(
					'a',
					'first',
					choice('gain', 'b', 'sound', { effects: 'trust+2' }),
					choice('keep', 'b', 'sound')
				),
				scene(
					'b',
					'second',
					choice('press', 'end', 'sound when trust>=2 and record=good, weak'),
					choice('wait', 'end', 'defensible')
				),
				end
			],
			{
				dials: threeDials,
				tracks: { trust: { from: 0, min: 0, max: 5, better: 'up' } }
			}
		);
		expect(flips(model, 'gain wait')).toEqual([
			null,
			{ dials: { record: 'good' }, best: ['press'] }
		]);
		expect(flips(model, 'keep wait')).toEqual([null, null]);
	});

	test('is nothing where the story would not have come with the facts changed', () => {
		const later = scene(
			'b',
			'second',
			choice('press', 'end', 'sound when record=good, weak'),
			choice('wait', 'end', 'defensible')
		);
		const gone = scenarioOf(
			[scene('a', 'first', choice('only-bad', 'b', 'sound', { when: 'record=bad' })), later, end],
			{ dials: threeDials }
		);
		expect(flips(gone, 'only-bad wait')[1]).toBeNull();
		const elsewhere = scenarioOf(
			[scene('a', 'first', choice('go', 'end when record=good, b', 'sound')), later, end],
			{ dials: threeDials }
		);
		expect(flips(elsewhere, 'go wait')[1]).toBeNull();
		const round = scenarioOf(
			[
				scene(
					'a',
					'first',
					choice('again', 'a', 'sound', { when: 'record=bad' }),
					choice('bold', 'end', 'sound when record=good and chose=again, weak'),
					choice('calm', 'end', 'defensible')
				),
				end
			],
			{ dials: threeDials }
		);
		expect(flips(round, 'again calm')[1]).toBeNull();
	});

	test('is nothing in a scenario without dials', () => {
		const model = scenarioOf([scene('a', 'first', choice('x', 'end', 'sound')), end]);
		expect(flips(model, 'x')).toEqual([null]);
	});
});

/** The best choices in the scene to which a path leads, or null when it does not lead there. */
function bestAt(model: ScenarioModel, dials: Record<string, string>, path: Move[], at: number) {
	const machine = scenarioMachine(model);
	let story = startScenario(machine, dials);
	for (const { scene, option } of path.slice(0, at)) {
		const next = sceneOf(model, story).id === scene ? choose(machine, story, option) : null;
		if (!next) return null;
		story = next;
	}
	const here = sceneOf(model, story);
	if (here.id !== path[at].scene) return null;
	// Judging any choice judges those beside it.
	const [any] = offered(here, story.context);
	const moves = [...path.slice(0, at), { scene: here.id, option: any?.id ?? '' }];
	const beside = judgePath(model, dials, moves)[at]?.beside ?? [];
	for (const wanted of ['sound', 'defensible', 'weak', 'unsound'] as Quality[]) {
		const best = beside.filter(({ quality }) => quality === wanted).map(({ option }) => option);
		if (best.length) return best;
	}
	return null;
}

/** Every way to set the dials. */
function settings({ dials }: ScenarioModel): Record<string, string>[] {
	return Object.entries(dials).reduce<Record<string, string>[]>(
		(all, [dial, { values }]) =>
			all.flatMap((one) => values.map((value) => ({ ...one, [dial]: value }))),
		[{}]
	);
}

/** Asserts of a path that its flips are true, and the smallest there are. */
function areTrueAndSmallest(
	model: ScenarioModel,
	dials: Record<string, string>,
	path: Move[]
): void {
	flipsAlong(model, dials, path).forEach((flip, at) => {
		const now = bestAt(model, dials, path, at);
		const sizes = settings(model).flatMap((setting) => {
			const best = bestAt(model, setting, path, at);
			if (!now || !best || best.join() === now.join()) return [];
			return [Object.keys(setting).filter((dial) => setting[dial] !== dials[dial]).length];
		});
		const smallest = Math.min(...sizes);
		if (!flip) expect(smallest).toBeGreaterThan(2);
		else {
			expect(Object.keys(flip.dials)).toHaveLength(smallest);
			expect(bestAt(model, { ...dials, ...flip.dials }, path, at)).toEqual(flip.best);
			expect(flip.best).not.toEqual(now);
		}
	});
}

/** A path drawn choice by choice. */
function walk(model: ScenarioModel, dials: Record<string, string>, draw: () => number): Move[] {
	const machine = scenarioMachine(model);
	let story = startScenario(machine, dials);
	while (story.status !== 'done') {
		const options = offered(sceneOf(model, story), story.context);
		const next = choose(machine, story, options[draw() % options.length].id);
		if (!next) throw new Error('What is on offer was refused.');
		story = next;
	}
	return story.context.path;
}

const settingOf = (model: ScenarioModel) => fc.constantFrom(...settings(model));

describe('every flip', () => {
	const tests = ['record=good', 'record=unknown', 'danger=near', 'road=shut', 'chose=a-0'];
	const condition = fc
		.array(fc.constantFrom(...tests, ...tests.map((one) => `not ${one}`)), {
			minLength: 1,
			maxLength: 3
		})
		.map((all) => all.join(' and '));
	const word = fc.constantFrom('sound', 'defensible', 'weak', 'unsound', 'open');
	const options = (scene: string, to: string) =>
		fc
			.array(fc.tuple(word, word, condition, fc.option(condition)), { minLength: 1, maxLength: 3 })
			.map((all) => [
				choice(`${scene}-sure`, to, 'weak'),
				...all.map(([one, other, inCase, when], at) =>
					choice(
						`${scene}-${at}`,
						to,
						`${one} when ${inCase}, ${other}`,
						when ? { when } : undefined
					)
				)
			]);
	const models = fc
		.tuple(options('a', 'b when danger=none, c'), options('b', 'c'), options('c', 'end'))
		.map(([a, b, c]) =>
			scenarioOf(
				[scene('a', 'first', ...a), scene('b', 'second', ...b), scene('c', 'third', ...c), end],
				{ dials: threeDials }
			)
		);

	test('is true and the smallest there is, in any scenario with three dials', () => {
		fc.assert(
			fc.property(
				models.chain((model) => fc.tuple(fc.constant(model), settingOf(model))),
				fc.infiniteStream(fc.nat(20)),
				([model, dials], draws) =>
					areTrueAndSmallest(
						model,
						dials,
						walk(model, dials, () => draws.next().value as number)
					)
			),
			{ numRuns: 100 }
		);
	});
});

const { courses } = await compile(readLessonFiles(process.cwd()));
const scenarios = Object.values(courses.en.models).flatMap(({ activities }) =>
	activities.flatMap((activity) => (activity.kind === 'scenario' ? [activity] : []))
);

describe.each(scenarios)('every flip of $id', (model) => {
	test('is true and the smallest there is', () => {
		fc.assert(
			fc.property(settingOf(model), fc.infiniteStream(fc.nat(1000)), (dials, draws) =>
				areTrueAndSmallest(
					model,
					dials,
					walk(model, dials, () => draws.next().value as number)
				)
			),
			{ numRuns: 20 }
		);
	});

	test('names dials that the scenario has, if it has any', () => {
		const paths = settings(model).map((dials) => [dials, walk(model, dials, () => 0)] as const);
		const found = paths.flatMap(([dials, path]) => flipsAlong(model, dials, path).filter(Boolean));
		expect(found.length > 0).toBe(Object.keys(model.dials).length > 0);
	});
});
