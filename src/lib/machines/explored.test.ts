import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exploredOf, scenesOf } from './explored';
import { replay } from './replay';
import type { Attempt } from './replay-scenario';
import { choice, Device, ending, lessonOf, scenarioOf, scene, threeSessions } from './sample';

const model = scenarioOf([
	scene('gate', 'first', choice('left', 'wood'), choice('right', 'hill'), choice('rest', 'gate')),
	scene('wood', 'second', choice('on', 'well'), choice('back', 'hill')),
	scene('hill', 'second', choice('down', 'well'), choice('stay', 'tower')),
	ending('well', 'sound'),
	ending('tower', 'poor')
]);
const links = [
	['gate', 'wood'],
	['gate', 'hill'],
	['gate', 'gate'],
	['wood', 'well'],
	['wood', 'hill'],
	['hill', 'well'],
	['hill', 'tower']
].map(([from, to]) => ({ from, to, points: [] }));

const room = lessonOf('scope', `case:${model.id}`, [model]);

/** Runs by the choices made in them: `runs('left on', 'right')`. */
function runs(...choices: string[]): Attempt[] {
	const scenes = new Map(
		model.scenes.flatMap(({ id, options }) => options.map((option) => [option.id, id]))
	);
	const device = new Device('phone');
	choices.forEach((made, at) => {
		device.start(model.id, `run-${at}`, { practice: at > 0 });
		for (const option of made.split(' ').filter(Boolean))
			device.choose(model.id, `run-${at}`, `${scenes.get(option)}/${option}`);
	});
	return replay(threeSessions, { scope: room }, device.entries).scenarios[model.id].attempts;
}

describe('what was seen', () => {
	test('of one run are the scenes it met and the links it went', () => {
		const all = runs('left on');
		const { scenes, links: seen, counts } = exploredOf(model, links, all, all[0]);
		expect(scenes).toEqual({
			gate: 'shown',
			wood: 'shown',
			hill: 'unseen',
			well: 'shown',
			tower: 'unseen'
		});
		expect(seen.filter((link) => link.seen === 'shown').map(({ from, to }) => from + to)).toEqual([
			'gatewood',
			'woodwell'
		]);
		expect(counts).toEqual({ scenes: { seen: 3, all: 5 }, endings: { seen: 1, all: 2 } });
	});

	test('counts the runs besides the one shown, also those that go on, and puts the shown one first', () => {
		const all = runs('left on', 'right stay', 'left back');
		const { scenes, links: seen, counts } = exploredOf(model, links, all, all[1]);
		expect(scenes).toEqual({
			gate: 'shown',
			wood: 'other',
			hill: 'shown',
			well: 'other',
			tower: 'shown'
		});
		expect(seen.map((link) => [`${link.from}-${link.to}`, link.seen])).toEqual([
			['gate-wood', 'other'],
			['gate-hill', 'shown'],
			['gate-gate', 'unseen'],
			['wood-well', 'other'],
			['wood-hill', 'other'],
			['hill-well', 'unseen'],
			['hill-tower', 'shown']
		]);
		expect(counts).toEqual({ scenes: { seen: 5, all: 5 }, endings: { seen: 2, all: 2 } });
	});

	test('is a link only in the direction in which it was gone, a way round too', () => {
		const [run] = runs('rest rest left back');
		const gone = exploredOf(model, links, [run], run).links.filter(({ seen }) => seen === 'shown');
		expect(gone.map(({ from, to }) => `${from}-${to}`)).toEqual([
			'gate-wood',
			'gate-gate',
			'wood-hill'
		]);
	});

	test('is the first scene before any choice, and the points of a link stay with it', () => {
		const [run] = runs('');
		const { scenes, links: seen } = exploredOf(model, links, [run], run);
		expect(Object.values(scenes)).toEqual(['shown', 'unseen', 'unseen', 'unseen', 'unseen']);
		expect(seen[0]).toEqual({ ...links[0], seen: 'unseen' });
	});

	test('never shrinks with another run, whichever of them is shown', () => {
		const ways = ['left on', 'left back down', 'right down', 'right stay', 'rest left', ''];
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom(...ways), { minLength: 2, maxLength: 5 }),
				fc.nat(),
				(made, pick) => {
					const all = runs(...made);
					const shown = all[pick % all.length];
					const { counts, scenes } = exploredOf(model, links, all, shown);
					const fewer = all.filter((one, at) => at > 0 || one === shown);
					const before = exploredOf(model, links, fewer, shown);
					expect(counts.scenes.seen).toBeGreaterThanOrEqual(before.counts.scenes.seen);
					expect(counts.scenes.seen).toBe(new Set(all.flatMap(scenesOf)).size);
					for (const id of scenesOf(shown)) expect(scenes[id]).toBe('shown');
				}
			)
		);
	});
});
