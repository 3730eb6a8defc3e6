import fc from 'fast-check';
import { transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import type { Effect, ScenarioModel } from '../course/model';
import { askedAbout, chance, choice, ending, scenarioOf, scene } from './sample';
import {
	afterChoice,
	choose,
	decisionsLeft,
	offered,
	scenarioMachine,
	sceneOf,
	startScenario
} from './scenario';

const trust = { from: 3, min: 0, max: 5, better: 'up' as const };
const rights = { from: 1, min: 1, max: 4, better: 'down' as const };
const record = { from: 'misused', values: ['misused', 'exemplary'] };
const ends = [ending('well', 'sound'), ending('badly', 'poor')];

/** The story after the given choices; throws when one of them is not on offer. */
function play(model: ScenarioModel, choices: string[], dials: Record<string, string> = {}) {
	return choices.reduce(
		(snapshot, id) => {
			const next = choose(scenarioMachine(model), snapshot, id);
			if (!next) throw new Error(`${id} is not on offer in ${String(snapshot.value)}.`);
			return next;
		},
		startScenario(scenarioMachine(model), dials)
	);
}

const offeredAfter = (model: ScenarioModel, choices: string[], dials?: Record<string, string>) => {
	const snapshot = play(model, choices, dials);
	return offered(sceneOf(model, snapshot), snapshot.context).map(({ id }) => id);
};

/** One scene that every choice leads back to, but the one that ends; a choice is named after its effects. */
const circle = (...effects: string[]) =>
	scenarioOf(
		[
			scene(
				'round',
				'talk',
				...effects.map((all) => choice(all, 'round', 'weak', { effects: all })),
				choice('end', 'well', 'sound')
			),
			...ends
		],
		{ tracks: { trust, rights } }
	);
const tracksAfter = (model: ScenarioModel, ...choices: string[]) =>
	play(model, choices).context.tracks;

describe('a scenario', () => {
	test('begins in its first scene, with every track and dial where it starts', () => {
		const model = scenarioOf([scene('note', 'first', choice('go', 'well')), ...ends], {
			tracks: { trust, rights },
			dials: { record }
		});
		expect(play(model, [])).toMatchObject({
			value: 'note',
			status: 'active',
			context: {
				tracks: { trust: 3, rights: 1 },
				caps: { trust: 5, rights: 4 },
				dials: { record: 'misused' },
				path: []
			}
		});
	});

	test('goes where a choice leads and remembers the way', () => {
		const model = scenarioOf([
			scene('note', 'first', choice('stay', 'road'), choice('leave', 'badly')),
			scene('road', 'second', choice('on', 'well')),
			...ends
		]);
		expect(play(model, ['stay', 'on'])).toMatchObject({
			value: 'well',
			status: 'done',
			context: {
				path: [
					{ scene: 'note', option: 'stay' },
					{ scene: 'road', option: 'on' }
				]
			}
		});
	});

	test('ends with its outcome as a tag, and then offers nothing', () => {
		const model = scenarioOf([
			scene('note', 'first', choice('on', 'well'), choice('off', 'badly')),
			...ends
		]);
		expect(play(model, ['on']).hasTag('sound')).toBe(true);
		expect(play(model, ['off']).hasTag('poor')).toBe(true);
		expect(play(model, ['off']).hasTag('ending')).toBe(true);
		expect(offeredAfter(model, ['off'])).toEqual([]);
		expect(choose(scenarioMachine(model), play(model, ['on']), 'off')).toBeNull();
	});

	test('may come back to a scene, and counts each time in its path', () => {
		const model = circle('trust+1');
		const snapshot = play(model, ['trust+1', 'trust+1', 'trust+1', 'end']);
		expect(snapshot.value).toBe('well');
		expect(snapshot.context.path.map(({ option }) => option)).toEqual([
			'trust+1',
			'trust+1',
			'trust+1',
			'end'
		]);
		expect(snapshot.context.tracks.trust).toBe(5);
	});

	test('has one chart for each model, however often it is asked for', () => {
		const model = circle();
		expect(scenarioMachine(model)).toBe(scenarioMachine(model));
		expect(scenarioMachine({ ...model })).not.toBe(scenarioMachine(model));
	});

	test('says which scene is missing when a snapshot stands in none of it', () => {
		const other = scenarioOf([scene('elsewhere', 'first', choice('go', 'well')), ...ends]);
		expect(() => sceneOf(other, play(circle(), []))).toThrow(
			'The scenario the-well has no scene round.'
		);
	});
});

describe('a track', () => {
	test('is moved, and is put, by effects; the others stay', () => {
		const model = circle('trust+1', 'trust-2', 'trust=4');
		expect(tracksAfter(model, 'trust+1')).toEqual({ trust: 4, rights: 1 });
		expect(tracksAfter(model, 'trust-2')).toEqual({ trust: 1, rights: 1 });
		expect(tracksAfter(model, 'trust-2', 'trust=4')).toEqual({ trust: 4, rights: 1 });
	});

	test('stops at its bounds', () => {
		const model = circle('trust+9', 'trust-9', 'rights-9', 'trust=8', 'rights=0');
		expect(tracksAfter(model, 'trust+9').trust).toBe(5);
		expect(tracksAfter(model, 'trust-9').trust).toBe(0);
		expect(tracksAfter(model, 'rights-9').rights).toBe(1);
		expect(tracksAfter(model, 'trust=8').trust).toBe(5);
		expect(tracksAfter(model, 'rights=0').rights).toBe(1);
	});

	test('counts on from its bound, not from beyond it', () => {
		expect(tracksAfter(circle('trust-9', 'trust+1'), 'trust-9', 'trust+1').trust).toBe(1);
		expect(tracksAfter(circle('trust+9', 'trust-2'), 'trust+9', 'trust-2').trust).toBe(3);
	});

	test('has its upper bound lowered for the rest of the story, and is pulled down with it', () => {
		const model = circle('trust<=2', 'trust+1', 'trust=5');
		const capped = play(model, ['trust<=2']);
		expect(capped.context).toMatchObject({ tracks: { trust: 2 }, caps: { trust: 2, rights: 4 } });
		expect(tracksAfter(model, 'trust<=2', 'trust+1').trust).toBe(2);
		expect(tracksAfter(model, 'trust<=2', 'trust=5').trust).toBe(2);
	});

	test('keeps the lowest of its upper bounds, and never one below its lower bound', () => {
		const model = circle('trust<=1', 'trust<=4', 'rights<=0');
		expect(play(model, ['trust<=1', 'trust<=4']).context.caps.trust).toBe(1);
		expect(play(model, ['rights<=0']).context).toMatchObject({
			tracks: { rights: 1 },
			caps: { rights: 1 }
		});
	});

	test('is not moved by an upper bound above it', () => {
		expect(play(circle('trust<=4'), ['trust<=4']).context).toMatchObject({
			tracks: { trust: 3 },
			caps: { trust: 4 }
		});
	});

	test.each([
		['trust+2 trust<=4 trust-1', 3],
		['trust-1 trust<=4 trust+2', 4],
		['trust<=4 trust+2 trust-1', 3],
		['trust-9 trust+2', 2],
		['trust+2 trust-9', 0]
	])('takes the effects of a choice one after another: %s leaves %d', (effects, left) => {
		expect(tracksAfter(circle(effects), effects).trust).toBe(left);
	});

	test('stays within its bounds whatever happens, and its upper bound never rises', () => {
		const effect: fc.Arbitrary<Effect> = fc.record({
			track: fc.constantFrom('trust', 'rights'),
			kind: fc.constantFrom('add', 'set', 'cap'),
			value: fc.integer({ min: -12, max: 12 })
		});
		const model = circle();
		fc.assert(
			fc.property(fc.array(fc.array(effect, { maxLength: 3 }), { maxLength: 12 }), (choices) => {
				let { context } = play(model, []);
				for (const effects of choices) {
					const before = context;
					context = afterChoice(model, before, 'round', { id: 'any', to: [], effects });
					for (const [id, { min, max }] of Object.entries(model.tracks)) {
						expect(context.tracks[id]).toBeGreaterThanOrEqual(min);
						expect(context.tracks[id]).toBeLessThanOrEqual(context.caps[id]);
						expect(context.caps[id]).toBeLessThanOrEqual(Math.min(max, before.caps[id]));
					}
				}
			})
		);
	});
});

describe('a condition', () => {
	const model = scenarioOf(
		[
			scene(
				'note',
				'first',
				choice('lose', 'note', 'weak', { effects: 'trust-1' }),
				choice('ask', 'road', 'sound', { when: 'trust>=2' }),
				choice('beg', 'road', 'weak', { when: 'trust<2 and not chose=boast' }),
				choice('boast', 'note', 'unsound', { when: 'record=exemplary or trust=0' })
			),
			scene(
				'road',
				'second',
				choice('recall', 'well', 'sound', { when: 'chose=boast' }),
				choice('on', 'badly when chose=beg, well when chose=on and trust>3, badly', 'sound', {
					effects: 'trust+1'
				})
			),
			...ends
		],
		{ tracks: { trust }, dials: { record } }
	);

	test('takes a choice off the list while it does not hold', () => {
		expect(offeredAfter(model, [])).toEqual(['lose', 'ask']);
		expect(offeredAfter(model, ['lose', 'lose'])).toEqual(['lose', 'beg']);
		expect(offeredAfter(model, ['lose', 'lose', 'lose'])).toEqual(['lose', 'beg', 'boast']);
	});

	test('looks at the dials, and at what was chosen before', () => {
		expect(offeredAfter(model, [], { record: 'exemplary' })).toEqual(['lose', 'ask', 'boast']);
		expect(offeredAfter(model, ['boast', 'ask'], { record: 'exemplary' })).toEqual([
			'recall',
			'on'
		]);
		expect(offeredAfter(model, ['lose', 'lose', 'lose', 'boast'])).toEqual(['lose', 'boast']);
		expect(offeredAfter(model, ['ask'])).toEqual(['on']);
	});

	test('of a target is asked after the effects of the choice, and knows the choice itself', () => {
		expect(play(model, ['ask', 'on']).value).toBe('well');
		expect(play(model, ['lose', 'ask', 'on']).value).toBe('badly');
	});

	test('of a target gives way to an earlier one that holds', () => {
		expect(play(model, ['lose', 'lose', 'beg', 'on']).value).toBe('badly');
	});

	test.each([
		['its condition does not hold', [], 'beg'],
		['the dial stands otherwise', [], 'boast'],
		['it belongs to another scene', [], 'on'],
		['it belongs to a scene that is past', ['ask'], 'lose'],
		['there is no such choice', [], 'removed'],
		['the story has ended', ['ask', 'on'], 'on']
	])('leaves everything as it is when a choice is not on offer because %s', (_why, way, option) => {
		const before = play(model, way);
		expect(choose(scenarioMachine(model), before, option)).toBeNull();
		const [after] = transition(scenarioMachine(model), before, { type: 'choice.make', option });
		expect(after.value).toEqual(before.value);
		expect(after.context).toEqual(before.context);
		expect(after.status).toBe(before.status);
	});
});

describe('a dial', () => {
	const model = scenarioOf([scene('note', 'first', choice('go', 'well')), ...ends], {
		dials: { record, season: { from: 'winter', values: ['winter', 'summer'] } }
	});

	test('stands as it was set, and the others where they start', () => {
		expect(play(model, [], { season: 'summer' }).context.dials).toEqual({
			record: 'misused',
			season: 'summer'
		});
	});

	test('stands where it starts when the scenario no longer has its value', () => {
		expect(play(model, [], { record: 'forgotten', moon: 'full' }).context.dials).toEqual({
			record: 'misused',
			season: 'winter'
		});
	});

	test('stays as it was set to the end', () => {
		expect(play(model, ['go'], { record: 'exemplary' }).context.dials.record).toBe('exemplary');
	});
});

describe('chance', () => {
	const model = scenarioOf(
		[
			scene('note', 'first', choice('ask', 'draw', 'sound')),
			chance(
				'draw',
				'first',
				choice('granted', 'well', '', { effects: 'trust+1' }),
				choice('refused', 'badly'),
				choice('delayed', 'badly', '', { when: 'trust<2' })
			),
			...ends
		],
		{ tracks: { trust } }
	);

	test('offers its outcomes like choices, those that may happen', () => {
		expect(offeredAfter(model, ['ask'])).toEqual(['granted', 'refused']);
	});

	test('is part of the way, with its effects', () => {
		const snapshot = play(model, ['ask', 'granted']);
		expect(snapshot).toMatchObject({ value: 'well', context: { tracks: { trust: 4 } } });
		expect(snapshot.context.path.at(-1)).toEqual({ scene: 'draw', option: 'granted' });
	});
});

describe('the decisions left', () => {
	test('are the fewest and the most to an ending, from every scene', () => {
		const model = scenarioOf([
			scene('note', 'first', choice('short', 'badly'), choice('long', 'road')),
			scene('road', 'second', choice('detour', 'wood'), choice('on', 'well')),
			scene('wood', 'second', choice('out', 'well')),
			...ends
		]);
		expect(decisionsLeft(model)).toEqual({
			note: { least: 1, most: 3 },
			road: { least: 1, most: 2 },
			wood: { least: 1, most: 1 },
			well: { least: 0, most: 0 },
			badly: { least: 0, most: 0 }
		});
	});

	test('have no most where the story can go round, nor before it', () => {
		const model = scenarioOf([
			scene('note', 'first', choice('in', 'wood')),
			scene('wood', 'first', choice('lost', 'brook'), choice('out', 'road')),
			scene('brook', 'first', choice('back', 'wood')),
			scene('road', 'second', choice('on', 'well')),
			...ends
		]);
		expect(decisionsLeft(model)).toMatchObject({
			note: { least: 3, most: null },
			wood: { least: 2, most: null },
			brook: { least: 3, most: null },
			road: { least: 1, most: 1 }
		});
	});

	test('find the shortest way through a circle, not only the first', () => {
		const model = scenarioOf([
			scene('one', 'first', choice('a', 'two'), choice('b', 'three')),
			scene('two', 'first', choice('c', 'one'), choice('d', 'three'), choice('e', 'well')),
			scene('three', 'first', choice('f', 'one'), choice('g', 'two')),
			...ends
		]);
		expect(decisionsLeft(model)).toMatchObject({
			one: { least: 2 },
			two: { least: 1 },
			three: { least: 2 }
		});
	});

	test('are without number where no ending can be reached', () => {
		const model = scenarioOf([
			scene('note', 'first', choice('in', 'wood'), choice('on', 'well')),
			scene('wood', 'first', choice('on-and-on', 'wood')),
			...ends
		]);
		expect(decisionsLeft(model).wood).toEqual({ least: Infinity, most: null });
		expect(decisionsLeft(model).note).toEqual({ least: 1, most: null });
	});

	test('look at every target a choice may have', () => {
		const model = scenarioOf([
			scene('note', 'first', choice('go', 'badly when trust<2, road')),
			scene('road', 'second', choice('on', 'well')),
			...ends
		]);
		expect(decisionsLeft(model).note).toEqual({ least: 1, most: 2 });
	});

	test('are found at once in a large story', () => {
		const deep = 60;
		const layer = (at: number) => [1, 2, 3].map((n) => `s${at}-${n}`);
		const scenes = Array.from({ length: deep }, (_, at) =>
			layer(at).map((id) =>
				scene(
					id,
					'walk',
					...(at + 1 < deep ? layer(at + 1) : ['well']).map((to) => choice(`${id}-${to}`, to))
				)
			)
		).flat();
		expect(decisionsLeft(scenarioOf([...scenes, ...ends]))['s0-1']).toEqual({
			least: deep,
			most: deep
		});
	});
});

describe('every way through a small scenario', () => {
	const model = scenarioOf(
		[
			scene(
				'note',
				'first',
				choice('push', 'rejected', 'unsound', { effects: 'trust-2 trust<=2' }),
				choice('ask', 'draw', 'sound')
			),
			scene(
				'rejected',
				'first',
				choice('wait', 'rejected', 'weak', { when: 'trust<2', effects: 'trust+1' }),
				choice('sorry', 'draw', 'sound', { when: 'trust>=2' })
			),
			chance(
				'draw',
				'first',
				choice('yes', 'well when not chose=push, badly'),
				choice('no', 'badly')
			),
			...ends
		],
		{ tracks: { trust } }
	);
	const asked = askedAbout(model);
	const paths = getShortestPaths(scenarioMachine(model), {
		events: model.scenes
			.flatMap(({ options }) => options)
			.map(({ id }) => ({ type: 'choice.make' as const, option: id })),
		filterEvents: (state, event) => state.can(event),
		serializeState: ({ value, context: { tracks, caps, path } }) => {
			const chosen = new Set(path.map(({ option }) => option).filter((id) => asked.has(id)));
			return JSON.stringify([value, tracks, caps, [...chosen].sort()]);
		},
		limit: 1000
	});

	test('meets exactly the states that can happen', () => {
		const met = paths.map(({ state: { value, context } }) =>
			[value, context.tracks.trust, context.caps.trust].join(' ')
		);
		expect(met.sort()).toEqual([
			'badly 2 2',
			'badly 3 5',
			'draw 2 2',
			'draw 3 5',
			'note 3 5',
			'rejected 1 2',
			'rejected 2 2',
			'well 3 5'
		]);
	});

	test('can always go on until it ends', () => {
		for (const { state } of paths)
			expect(state.status === 'done').toBe(!offered(sceneOf(model, state), state.context).length);
	});

	test('takes as many decisions to each ending as can be counted by hand', () => {
		const fewest = (id: string) =>
			Math.min(...paths.filter(({ state }) => state.value === id).map(({ weight }) => weight));
		expect([fewest('well'), fewest('badly')]).toEqual([2, 2]);
	});
});
