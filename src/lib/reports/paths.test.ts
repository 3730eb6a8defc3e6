import { describe, expect, test } from 'vitest';
import { chance, Device, choice, ending, scenarioOf, scene } from '../machines/sample';
import { pathFigures, spreadOf } from './paths';
import { summarise } from './summary';
import { emptyTally, tallyOf } from './tally';

const model = scenarioOf([
	scene('door', 'one', choice('knock', 'hall', 'sound'), choice('kick', 'hall, bad', 'unsound')),
	scene(
		'hall',
		'two',
		choice('back', 'door', 'weak'),
		choice('on', 'vote', 'sound'),
		choice('out', 'bad', 'weak')
	),
	scene('vote', 'three', choice('for', 'good', 'open'), choice('against', 'bad', 'open')),
	ending('good', 'sound'),
	ending('bad', 'poor')
]);

const tallied = (...runs: string[]) =>
	tallyOf(
		runs.flatMap(
			(moves) =>
				summarise(
					model,
					new Device('d1')
						.start(model.id, 'a')
						.choose(model.id, 'a', ...moves.split(' ').filter(Boolean)).entries,
					true
				) ?? []
		)
	);

describe('the paths of a scenario', () => {
	const figuresOf = () =>
		pathFigures(
			model,
			tallied(
				'',
				'door/knock',
				'door/kick hall/out',
				'door/knock hall/back door/knock hall/out',
				'door/knock hall/on vote/for'
			)
		);

	test('count members on scenes and ways, each once', () => {
		const figures = figuresOf();
		expect(figures).toMatchObject({ members: 5, ended: 3, sealed: 1 });
		expect(figures.scenes.map(({ scene, members, here }) => [scene, members, here])).toEqual([
			['door', 5, 1],
			['hall', 4, 1],
			['vote', 1, 0],
			['good', 0, 0],
			['bad', 2, 0]
		]);
		expect(figures.scenes[0].decided).toEqual({ sound: 3, defensible: 0, weak: 0, unsound: 1 });
		expect(figures.edges).toEqual([
			{ scene: 'door', option: 'knock', to: 'hall', members: 3, share: 0.75 },
			{ scene: 'door', option: 'kick', to: 'hall', members: 1, share: 0.25 },
			{ scene: 'door', option: 'kick', to: 'bad', members: 0, share: 0 },
			// Three went on, one of them twice.
			{ scene: 'hall', option: 'back', to: 'door', members: 1, share: 1 / 3 },
			{ scene: 'hall', option: 'on', to: 'vote', members: 1, share: 1 / 3 },
			{ scene: 'hall', option: 'out', to: 'bad', members: 2, share: 2 / 3 },
			// The side is not told, and where it led would tell it.
			{ scene: 'vote', option: null, to: null, members: 1, share: 1 },
			{ scene: 'vote', option: 'for', to: 'good', members: 0, share: 0 },
			{ scene: 'vote', option: 'against', to: 'bad', members: 0, share: 0 }
		]);
	});

	test('have on a way nobody more than went on, though they came back and stand there now', () => {
		const figures = pathFigures(model, tallied('door/knock hall/back', 'door/knock hall/back'));
		const [, hall] = ['door', 'hall'].map((at) =>
			figures.edges.filter(({ scene }) => scene === at)
		);
		expect(figures.scenes[0]).toMatchObject({ members: 2, here: 2 });
		expect(hall.map(({ share }) => share)).toEqual([1, 0, 0]);
		expect(figures.edges[0]).toMatchObject({ option: 'knock', members: 2, share: 1 });
	});

	test('show outcomes and quality of the runs that are told to their end', () => {
		const figures = figuresOf();
		expect(figures.outcomes).toEqual({ sound: 0, mixed: 0, poor: 2 });
		// Marks: unsound then weak, 0 and 35; sound then weak, 100 and 35. Means 17.5 and 67.5, rounded.
		expect(figures.quality).toEqual({
			members: 2,
			mean: 43,
			median: 43,
			tens: [0, 1, 0, 0, 0, 0, 1, 0, 0, 0]
		});
	});

	test('of chance are each told, and of a choice that is open at times also where nobody says', () => {
		const told = scenarioOf([
			chance('fog', 'one', choice('thins', 'vote'), choice('thickens', 'bad')),
			scene(
				'vote',
				'two',
				choice('for', 'good', 'open when fog=thick, sound'),
				choice('against', 'bad', 'weak')
			),
			ending('good', 'sound'),
			ending('bad', 'poor')
		]);
		const counts = {
			...{ 'scene/fog': 2, 'scene/vote': 2 },
			...{ 'edge/fog/thins/vote': 2, 'edge/vote/*/*': 1, 'edge/vote/for/good': 1 }
		};
		const tally = { [told.id]: counts };
		expect(pathFigures(told, tally).edges).toEqual([
			{ scene: 'fog', option: 'thins', to: 'vote', members: 2, share: 1 },
			{ scene: 'fog', option: 'thickens', to: 'bad', members: 0, share: 0 },
			{ scene: 'vote', option: null, to: null, members: 1, share: 0.5 },
			{ scene: 'vote', option: 'for', to: 'good', members: 1, share: 0.5 },
			{ scene: 'vote', option: 'against', to: 'bad', members: 0, share: 0 }
		]);
	});

	test('have last at a scene the ways that only an older version had', () => {
		const counts = {
			'scene/door': 4,
			'edge/door/knock/hall': 1,
			'edge/door/kick/cellar': 1,
			'edge/door/climb/hall': 2,
			'edge/cellar/out/bad': 1
		};
		const { edges } = pathFigures(model, { [model.id]: counts });
		expect(edges.filter(({ scene }) => scene === 'door')).toEqual([
			{ scene: 'door', option: 'knock', to: 'hall', members: 1, share: 0.25 },
			{ scene: 'door', option: 'kick', to: 'hall', members: 0, share: 0 },
			{ scene: 'door', option: 'kick', to: 'bad', members: 0, share: 0 },
			{ scene: 'door', option: 'climb', to: 'hall', members: 2, share: 0.5 },
			{ scene: 'door', option: 'kick', to: 'cellar', members: 1, share: 0.25 }
		]);
	});

	test('of nobody are nothing, and no NaN', () => {
		const none = pathFigures(model, emptyTally());
		expect(none.quality).toEqual({ members: 0, mean: null, median: null, tens: Array(10).fill(0) });
		expect(none.edges.every(({ members, share }) => members === 0 && share === null)).toBe(true);
	});
});

test('a spread has the middle of its middle two', () => {
	expect(
		spreadOf([
			[100, 2],
			[0, 1],
			[35, 1]
		])
	).toEqual({
		members: 4,
		mean: 58.75,
		median: 67.5,
		tens: [1, 0, 0, 1, 0, 0, 0, 0, 0, 2]
	});
	expect(
		spreadOf([
			[50, 1],
			[9, 2]
		]).median
	).toBe(9);
});
