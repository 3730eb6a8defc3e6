import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { worth, type Quality, type ScenarioModel } from '../course/model';
import { decisionQuality, judgePath, keyedStages, stageMarks } from './quality';
import { replay } from './replay';
import { choice, Device, ending, lessonOf, scenarioOf, scene } from './sample';
import type { Move } from './scenario';

/** Whether two trainees who took different ways through one story can be compared: what no raw sum of points gives. */

const pathOf = (moves: string): Move[] =>
	moves.split(' ').map((move) => {
		const [scene, option] = move.split('/');
		return { scene, option };
	});

const qualityOf = (model: ScenarioModel, moves: Move[]): number | null =>
	decisionQuality(model, judgePath(model, {}, moves));

describe('the case that breaks sums of points', () => {
	// A sum over the scenes visited gives a short way 5 of 5, a long and better way 13 of 15 (so 100 % against 87 %),
	// and whoever errs and is sent through a remedial scene 8 points against 5 for whoever is right at once.
	const story = scenarioOf([
		scene(
			'start',
			'road',
			choice('short', 'ask', 'defensible'),
			choice('long', 'frozen', 'sound'),
			choice('wrong', 'remedy', 'weak')
		),
		scene('remedy', 'road', choice('mend', 'frozen', 'sound'), choice('persist', 'ask', 'weak')),
		scene(
			'frozen',
			'detail',
			choice('narrow', 'ask', 'defensible'),
			choice('exact', 'ask', 'sound')
		),
		scene('ask', 'end', choice('close', 'good', 'sound'), choice('leave', 'bad', 'unsound')),
		ending('good', 'sound'),
		ending('bad', 'poor')
	]);
	const short = qualityOf(story, pathOf('start/short ask/close'));
	const long = qualityOf(story, pathOf('start/long frozen/narrow ask/close'));
	const right = qualityOf(story, pathOf('start/long frozen/exact ask/close'));
	const mended = qualityOf(story, pathOf('start/wrong remedy/mend frozen/exact ask/close'));

	test('comes out in the right order', () => {
		// Marks of road, detail and end; who takes the short way skips the detail and takes its mark along.
		expect(short).toBeCloseTo((75 + 75 + 100) / 3);
		expect(long).toBeCloseTo((100 + 75 + 100) / 3);
		expect(mended).toBeCloseTo((35 + 100 + 100) / 3);
		expect(right).toBe(100);
		expect([right, long, short, mended].map(Number)).toEqual(
			[right, long, short, mended].map(Number).sort((a, b) => b - a)
		);
	});

	test('does not let a mistake be erased by going back', () => {
		const loop = scenarioOf([
			scene(
				'start',
				'road',
				choice('wrong', 'remedy', 'unsound'),
				choice('right', 'good', 'sound')
			),
			scene('remedy', 'road', choice('back', 'start', 'sound'), choice('stop', 'bad', 'weak')),
			ending('good', 'sound'),
			ending('bad', 'poor')
		]);
		expect(qualityOf(loop, pathOf('start/wrong remedy/back start/right'))).toBe(0);
		expect(qualityOf(loop, pathOf('start/right'))).toBe(100);
	});
});

// ---------------------------------------------------------------- stories of any shape

const keys: Exclude<Quality, 'open'>[] = ['sound', 'defensible', 'weak', 'unsound'];
const stages = ['a', 'b', 'c', 'd'];

/** What a decision offers: a key, and where it leads: on, past a stage, through a recovery, or to an ending. */
interface Offer {
	key: Exclude<Quality, 'open'>;
	leads: 'on' | 'past' | 'recovery' | 'end';
}
const offer: fc.Arbitrary<Offer> = fc.record({
	key: fc.constantFrom(...keys),
	leads: fc.constantFrom('on', 'past', 'recovery', 'end')
});

/** A story of four stages, each with a recovery scene. */
const stories: fc.Arbitrary<ScenarioModel> = fc
	.array(fc.array(offer, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 4 })
	.map((offers) =>
		scenarioOf([
			...stages.flatMap((stage, at) => {
				const onward = stages[at + 1] ?? 'good';
				const targets = {
					on: onward,
					past: stages[at + 2] ?? 'good',
					recovery: `${stage}-recovery`,
					end: 'bad'
				};
				return [
					scene(
						stage,
						stage,
						...offers[at].map(({ key, leads }, place) =>
							choice(`${stage}-${place}`, targets[leads], key)
						)
					),
					scene(
						`${stage}-recovery`,
						stage,
						choice(`${stage}-mend`, onward, 'sound'),
						choice(`${stage}-give-up`, 'bad', 'weak')
					)
				];
			}),
			ending('good', 'sound'),
			ending('bad', 'poor')
		])
	);

/** A whole path, each decision pointed at by a number. */
function walk(
	model: ScenarioModel,
	from: Move[],
	at: string,
	points: (count: number) => number
): Move[] {
	const here = model.scenes.find(({ id }) => id === at);
	if (!here?.options.length) return from;
	const option = here.options[points(here.options.length)];
	return walk(model, [...from, { scene: at, option: option.id }], option.to[0].value, points);
}

/** The best way on from a scene. */
const bestOn = (model: ScenarioModel, from: Move[], at: string): Move[] => {
	const here = model.scenes.find(({ id }) => id === at);
	if (!here?.options.length) return from;
	const ways = here.options.map((option) =>
		bestOn(model, [...from, { scene: at, option: option.id }], option.to[0].value)
	);
	return ways.reduce((best, way) =>
		(qualityOf(model, way) ?? 0) > (qualityOf(model, best) ?? 0) ? way : best
	);
};

const walks = fc.tuple(stories, fc.infiniteStream(fc.nat(1000))).map(([model, numbers]) => ({
	model,
	path: walk(model, [], model.start, (count) => numbers.next().value % count)
}));

describe('in a story of any shape', () => {
	test('every path has one denominator, and a quality between 0 and 100', () => {
		fc.assert(
			fc.property(walks, ({ model, path }) => {
				const judged = judgePath(model, {}, path);
				expect(Object.keys(stageMarks(model, judged))).toEqual(keyedStages(model));
				expect(decisionQuality(model, judged)).toBeGreaterThanOrEqual(0);
				expect(decisionQuality(model, judged)).toBeLessThanOrEqual(100);
			})
		);
	});

	test('a detour never raises quality', () => {
		fc.assert(
			fc.property(walks, ({ model, path }) => {
				// The same path with its recoveries left out: the choices that led into them lead straight on.
				const isDetour = ({ scene }: Move) => scene.endsWith('-recovery');
				// Who gives up in a recovery makes no detour: that decision ends the story, and has its own mark.
				fc.pre(path.some(isDetour) && !path.some(({ option }) => option.endsWith('-give-up')));
				const direct: ScenarioModel = {
					...model,
					scenes: model.scenes.map((scene) => ({
						...scene,
						options: scene.options.map((option) => ({
							...option,
							to: option.to.map(({ value }) => {
								const after = path[path.findIndex((move) => move.scene === value) + 1]?.scene;
								return { value: value.endsWith('-recovery') ? (after ?? 'bad') : value };
							})
						}))
					}))
				};
				const straight = path.filter((move) => !isDetour(move));
				expect(qualityOf(model, path)).toBeLessThanOrEqual(
					(qualityOf(direct, straight) ?? 0) + 1e-9
				);
			})
		);
	});

	test('ending early never raises quality', () => {
		fc.assert(
			fc.property(walks, fc.nat(1000), ({ model, path }, place) => {
				// At some decision of the path there is also a way to go on that is worth as much: taken well, it is never worse.
				const cut = path[place % path.length];
				const at = model.scenes.findIndex(({ id }) => id === cut.scene);
				const taken = model.scenes[at].options.find(({ id }) => id === cut.option);
				if (!taken) throw new Error('The path does not fit the story.');
				const early = { ...taken, id: 'early', to: [{ value: 'bad' }] };
				const both: ScenarioModel = {
					...model,
					scenes: model.scenes.with(at, {
						...model.scenes[at],
						options: [...model.scenes[at].options, early]
					})
				};
				const before = path.slice(0, path.indexOf(cut));
				const ended = [...before, { scene: cut.scene, option: 'early' }];
				const gone = bestOn(both, [...before, cut], taken.to[0].value);
				expect(qualityOf(both, ended)).toBeLessThanOrEqual((qualityOf(both, gone) ?? 0) + 1e-9);
			})
		);
	});

	test('a better first decision in a stage never lowers quality', () => {
		fc.assert(
			fc.property(walks, fc.nat(1000), ({ model, path }, place) => {
				const move = path[place % path.length];
				const at = model.scenes.findIndex(({ id }) => id === move.scene);
				const better: ScenarioModel = {
					...model,
					scenes: model.scenes.with(at, {
						...model.scenes[at],
						options: model.scenes[at].options.map((option) =>
							option.id === move.option ? { ...option, quality: [{ value: 'sound' }] } : option
						)
					})
				};
				expect(qualityOf(better, path)).toBeGreaterThanOrEqual(
					(qualityOf(model, path) ?? 0) - 1e-9
				);
			})
		);
	});

	test('the order in which the entries of two devices arrive changes nothing', () => {
		const play = (device: Device, attempt: string, path: Move[]) =>
			device
				.start('the-well', attempt)
				.choose('the-well', attempt, ...path.map(({ scene, option }) => `${scene}/${option}`))
				.entries;
		fc.assert(
			fc.property(
				walks.chain(({ model, path }) =>
					fc.infiniteStream(fc.nat(1000)).chain((numbers) => {
						const other = walk(model, [], model.start, (count) => numbers.next().value % count);
						const entries = [
							...play(new Device('phone', 5), 'one', path),
							...play(new Device('tablet', 5), 'two', other)
						];
						const all = fc.shuffledSubarray(entries, { minLength: entries.length });
						return fc.tuple(fc.constant(model), fc.constant(entries), all);
					})
				),
				([model, entries, shuffled]) => {
					const room = lessonOf('room', 'case:the-well', [model]);
					const plan = { id: 'course', lessons: ['room'], sessions: [], after: {} };
					const standing = (some: typeof entries) =>
						replay(plan, { room }, some).scenarios['the-well'];
					expect(standing(shuffled)).toEqual(standing(entries));
					expect(standing(shuffled).first?.id).toBe('one');
				}
			)
		);
	});

	test('marks keep their order: sound, defensible, weak, unsound', () => {
		expect(keys.map((key) => worth[key])).toEqual([100, 75, 35, 0]);
	});
});
