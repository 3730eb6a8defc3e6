import { beforeEach, describe, expect, it } from 'vitest';
import { chance, choice, ending, scenarioOf, scene } from '../machines/sample';
import { layoutOf } from './layout';
import type { ScenarioMap } from './model';

const well = scenarioOf([
	scene('note', 'first', choice('freeze', 'draw', 'sound'), choice('push', 'late', 'weak')),
	scene('late', 'first', choice('mend', 'draw', 'sound'), choice('wait', 'draw', 'weak')),
	chance('draw', 'first', choice('heads', 'good'), choice('tails', 'bad when chose=push, note')),
	ending('good', 'sound'),
	ending('bad', 'poor')
]);

describe('the map of a scenario', () => {
	let map: ScenarioMap;

	beforeEach(() => (map = layoutOf(well)));

	it('holds every scene within its bounds, and no two at one place', () => {
		const places = Object.values(map.scenes);
		expect(Object.keys(map.scenes)).toEqual(['note', 'late', 'draw', 'good', 'bad']);
		for (const [x, y] of places) {
			expect(x).toBeGreaterThan(0);
			expect(x).toBeLessThan(map.width);
			expect(y).toBeGreaterThan(0);
			expect(y).toBeLessThan(map.height);
		}
		expect(new Set(places.map(String)).size).toBe(places.length);
	});

	it('goes down from the first scene', () => {
		const [top] = Object.entries(map.scenes).sort(([, [, y]], [, [, other]]) => y - other)[0];
		expect(top).toBe('note');
		expect(map.scenes.good[1]).toBeGreaterThan(map.scenes.draw[1]);
	});

	it('joins two scenes once, however many choices do', () => {
		expect(map.links.map(({ from, to }) => `${from} ${to}`)).toEqual([
			'note draw',
			'note late',
			'late draw',
			'draw good',
			'draw bad',
			'draw note'
		]);
		for (const { points } of map.links) expect(points.length).toBeGreaterThan(1);
	});

	it('keeps the gaps it is told, and runs from the middle of one dot towards the next', () => {
		const pair = scenarioOf([
			scene('one', 'first', choice('on', 'two', 'sound')),
			ending('two', 'sound')
		]);
		const spacing = { width: 20, height: 10, beside: 5, below: 40 };
		expect(layoutOf(pair, spacing)).toEqual({
			width: 28,
			height: 68,
			scenes: { one: [14, 9], two: [14, 59] },
			links: [
				{
					from: 'one',
					to: 'two',
					points: [
						[14, 14],
						[14, 34],
						[14, 54]
					]
				}
			]
		});
	});

	it('leaves out what leads nowhere', () => {
		const lost = scenarioOf([
			scene('one', 'first', choice('on', 'two', 'sound'), choice('off', 'nowhere', 'weak')),
			ending('two', 'sound')
		]);
		expect(layoutOf(lost).links.map(({ to }) => to)).toEqual(['two']);
	});

	it('is the same each time, so that a build changes no file without reason', () => {
		expect(layoutOf(well)).toEqual(map);
	});
});
