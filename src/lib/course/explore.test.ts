import { describe, expect, it } from 'vitest';
import { parseCondition } from './condition';
import { explore, type Move } from './explore';
import type {
	Cases,
	Condition,
	Effect,
	OptionModel,
	Outcome,
	ScenarioModel,
	SceneModel
} from './model';

/** A condition as an author writes it. */
function when(source: string): Condition {
	const condition = parseCondition(source);
	if (!condition) throw new Error(`"${source}" is no condition.`);
	return condition;
}

type To = string | Cases<string>;
const option = (id: string, to: To, rest: Partial<OptionModel> = {}): OptionModel => ({
	id,
	to: typeof to === 'string' ? [{ value: to }] : to,
	quality: [{ value: 'sound' }],
	effects: [],
	...rest
});
const scene = (id: string, ...options: OptionModel[]): SceneModel => ({
	id,
	stage: 'only',
	objectives: [],
	options
});
const ending = (id: string, outcome: Outcome): SceneModel => ({
	id,
	objectives: [],
	outcome,
	options: []
});
const add = (track: string, value: number): Effect => ({ track, kind: 'add', value });
const set = (track: string, value: number): Effect => ({ track, kind: 'set', value });
const cap = (track: string, value: number): Effect => ({ track, kind: 'cap', value });
const story = (scenes: SceneModel[], rest: Partial<ScenarioModel> = {}): ScenarioModel => ({
	kind: 'scenario',
	id: 'tiny',
	version: '',
	objectives: [],
	stages: ['only'],
	tracks: {},
	dials: {},
	start: scenes[0].id,
	scenes,
	...rest
});
const path = (...moves: [scene: string, option: string][]): Move[] =>
	moves.map(([from, taken]) => ({ scene: from, option: taken }));
const oil = (from: number, max = 3): ScenarioModel['tracks'] => ({
	oil: { from, min: 0, max, better: 'up' }
});

describe('explore', () => {
	it('counts the states and decisions of a story with one fork', () => {
		// start ─short─► good
		//       └long──► middle ─on─► bad
		const found = explore(
			story([
				scene('start', option('short', 'good'), option('long', 'middle')),
				scene('middle', option('on', 'bad')),
				ending('good', 'sound'),
				ending('bad', 'poor')
			])
		);
		expect(found).toMatchObject({
			states: 4,
			scenes: new Map([
				['start', []],
				['good', path(['start', 'short'])],
				['middle', path(['start', 'long'])],
				['bad', path(['start', 'long'], ['middle', 'on'])]
			]),
			options: new Set(['short', 'long', 'on']),
			effects: new Set(),
			stuck: new Map(),
			endless: new Map(),
			bounds: {},
			shortest: 1,
			longest: 2,
			outcomes: new Set(['sound', 'poor']),
			tooLarge: false
		});
	});

	it('counts a scene once for every value its tracks can have there', () => {
		// Oil is 2, 1 or 3 in the middle, and each again at the end.
		const found = explore(
			story(
				[
					scene(
						'start',
						option('keep', 'middle'),
						option('spend', 'middle', { effects: [add('oil', -1)] }),
						option('fill', 'middle', { effects: [add('oil', 1)] })
					),
					scene('middle', option('on', 'end')),
					ending('end', 'mixed')
				],
				{ tracks: oil(2) }
			)
		);
		expect(found.states).toBe(7);
		expect(found.bounds).toEqual({ oil: { min: 1, max: 3 } });
		expect([found.shortest, found.longest]).toEqual([2, 2]);
	});

	it('meets a state once when two choices come to the same', () => {
		const found = explore(
			story([
				scene('start', option('left', 'middle'), option('right', 'middle')),
				scene('middle', option('on', 'end')),
				ending('end', 'mixed')
			])
		);
		expect(found.states).toBe(3);
	});

	it('stops a track at its bounds, and finds the effects that never change it', () => {
		const found = explore(
			story(
				[
					scene('start', option('fill', 'full', { effects: [add('oil', 5)] })),
					scene(
						'full',
						option('more', 'end', { effects: [add('oil', 1), set('oil', 3)] }),
						option('pour', 'end', { effects: [set('oil', 0), add('oil', -1)] })
					),
					ending('end', 'mixed')
				],
				{ tracks: oil(2) }
			)
		);
		expect(found.bounds).toEqual({ oil: { min: 0, max: 3 } });
		expect(found.effects).toEqual(new Set(['fill 0', 'pour 0']));
	});

	it('keeps an effect that changes something on one path only', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('spend', 'dark', { effects: [add('oil', -1)] }),
						option('wait', 'dark')
					),
					scene('dark', option('spill', 'end', { effects: [set('oil', 1)] })),
					ending('end', 'mixed')
				],
				{ tracks: oil(2) }
			)
		);
		expect(found.effects).toEqual(new Set(['spend 0', 'spill 0']));
	});

	it('lowers a bound for the rest of the story', () => {
		const found = explore(
			story(
				[
					scene('start', option('leak', 'leaking', { effects: [cap('oil', 1)] })),
					scene('leaking', option('fill', 'end', { effects: [add('oil', 2)] })),
					ending('end', 'mixed')
				],
				{ tracks: oil(2) }
			)
		);
		expect(found.bounds).toEqual({ oil: { min: 1, max: 2 } });
		expect(found.effects).toEqual(new Set(['leak 0']));
	});

	it('counts a lowered bound as a change although the track stands below it', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('leak', 'end', { effects: [cap('oil', 2)] }),
						option('seal', 'end', { effects: [cap('oil', 3)] })
					),
					ending('end', 'mixed')
				],
				{ tracks: oil(1) }
			)
		);
		expect(found.effects).toEqual(new Set(['leak 0']));
		expect(found.states).toBe(3);
	});

	it('never raises a bound that was lowered', () => {
		const found = explore(
			story(
				[
					scene('start', option('leak', 'leaking', { effects: [cap('oil', 1)] })),
					scene('leaking', option('patch', 'end', { effects: [cap('oil', 3)] })),
					ending('end', 'mixed')
				],
				{ tracks: oil(1) }
			)
		);
		expect(found.effects).toEqual(new Set(['leak 0']));
	});

	it('offers a choice only where its condition holds', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('sell', 'rich', { when: when('oil>=3') }),
						option('light', 'lit', { when: when('oil<3') })
					),
					ending('rich', 'poor'),
					ending('lit', 'sound')
				],
				{ tracks: oil(2) }
			)
		);
		expect(found.options).toEqual(new Set(['light']));
		expect([...found.scenes.keys()]).toEqual(['start', 'lit']);
	});

	it('tells choices apart that a later condition asks about, and only those', () => {
		const found = explore(
			story([
				scene('start', option('left', 'middle'), option('right', 'middle'), option('up', 'middle')),
				scene(
					'middle',
					option('on', [{ value: 'good', when: when('chose=left') }, { value: 'bad' }])
				),
				ending('good', 'sound'),
				ending('bad', 'poor')
			])
		);
		// start, the middle after left and not after it, and an ending of each.
		expect(found.states).toBe(5);
		expect(found.scenes.get('good')).toEqual(path(['start', 'left'], ['middle', 'on']));
		expect(found.scenes.get('bad')).toEqual(path(['start', 'right'], ['middle', 'on']));
	});

	it('remembers choices that only a quality asks about, since the mark depends on them', () => {
		const found = explore(
			story([
				scene('start', option('left', 'middle'), option('right', 'middle')),
				scene(
					'middle',
					option('on', 'end', {
						quality: [{ value: 'sound', when: when('chose=left') }, { value: 'weak' }]
					})
				),
				ending('end', 'mixed')
			])
		);
		expect(found.states).toBe(5);
	});

	it('does not care in which order choices were made', () => {
		const both = when('chose=a and chose=b');
		const found = explore(
			story([
				scene(
					'start',
					option('a', 'start', { when: when('not chose=a') }),
					option('b', 'start', { when: when('not chose=b') }),
					option('go', [{ value: 'good', when: both }, { value: 'bad' }])
				),
				ending('good', 'sound'),
				ending('bad', 'poor')
			])
		);
		// The start with none, a, b and both; bad with none, a and b; good with both.
		expect(found.states).toBe(8);
		expect([found.shortest, found.longest]).toEqual([1, 3]);
	});

	it('lets a choice ask in its targets about itself and about its own effects', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('spend', [{ value: 'dark', when: when('oil=0') }, { value: 'lit' }], {
							effects: [add('oil', -1)]
						}),
						option('wait', [{ value: 'late', when: when('chose=wait') }, { value: 'lit' }])
					),
					ending('dark', 'poor'),
					ending('late', 'mixed'),
					ending('lit', 'sound')
				],
				{ tracks: oil(1) }
			)
		);
		expect([...found.scenes.keys()]).toEqual(['start', 'dark', 'late']);
	});

	it('walks every setting of every dial', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('go', [
							{ value: 'good', when: when('moon=full and wind=west') },
							{ value: 'bad' }
						])
					),
					ending('good', 'sound'),
					ending('bad', 'poor')
				],
				{
					dials: {
						moon: { from: 'new', values: ['new', 'full'] },
						wind: { from: 'east', values: ['east', 'west', 'none'] }
					}
				}
			)
		);
		// Six settings, each with its start and its ending.
		expect(found.states).toBe(12);
		expect(found.outcomes).toEqual(new Set(['sound', 'poor']));
	});

	it('draws every outcome of chance', () => {
		const found = explore(
			story([
				{
					id: 'start',
					objectives: [],
					chance: true,
					options: [option('heads', 'good'), option('tails', 'bad')]
				},
				ending('good', 'sound'),
				ending('bad', 'poor')
			])
		);
		expect(found.states).toBe(3);
		expect(found.options).toEqual(new Set(['heads', 'tails']));
		expect([found.shortest, found.longest]).toEqual([1, 1]);
	});

	it('names a scene in which nothing is on offer, with the path there, and not those before it', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('spend', 'corridor', { effects: [add('oil', -1)] }),
						option('keep', 'corridor')
					),
					scene('corridor', option('on', 'lamp')),
					scene('lamp', option('light', 'end', { when: when('oil>=1') })),
					ending('end', 'sound')
				],
				{ tracks: oil(1) }
			)
		);
		expect(found.stuck).toEqual(new Map([['lamp', path(['start', 'spend'], ['corridor', 'on'])]]));
		expect(found.endless).toEqual(new Map());
		expect([found.shortest, found.longest]).toEqual([3, 3]);
	});

	it('names the scenes from which a story only goes round', () => {
		const found = explore(
			story([
				scene('start', option('in', 'here'), option('out', 'end')),
				scene('here', option('over', 'there')),
				scene('there', option('back', 'here')),
				ending('end', 'mixed')
			])
		);
		expect(found.endless).toEqual(
			new Map([
				['here', path(['start', 'in'])],
				['there', path(['start', 'in'], ['here', 'over'])]
			])
		);
		expect(found.stuck).toEqual(new Map());
		expect([found.shortest, found.longest]).toEqual([1, null]);
	});

	it('finds a trap that only one value of a track springs', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('spend', 'lamp', { effects: [add('oil', -1)] }),
						option('keep', 'lamp')
					),
					scene('lamp', option('wait', 'lamp'), option('light', 'end', { when: when('oil>=1') })),
					ending('end', 'mixed')
				],
				{ tracks: oil(1) }
			)
		);
		expect(found.endless).toEqual(new Map([['lamp', path(['start', 'spend'])]]));
	});

	it('has no longest path where one can go round and still end', () => {
		const found = explore(
			story([
				scene('start', option('again', 'start'), option('out', 'end')),
				ending('end', 'mixed')
			])
		);
		expect([found.shortest, found.longest]).toEqual([1, null]);
		expect(found.endless).toEqual(new Map());
	});

	it('ends a loop that uses something up', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('again', 'start', { when: when('oil>=1'), effects: [add('oil', -1)] }),
						option('out', 'end')
					),
					ending('end', 'mixed')
				],
				{ tracks: oil(3) }
			)
		);
		expect(found.states).toBe(8);
		expect([found.shortest, found.longest]).toEqual([1, 4]);
	});

	it('walks a loop of many rounds without running out of stack', () => {
		const found = explore(
			story(
				[
					scene(
						'start',
						option('again', 'start', { when: when('oil>=1'), effects: [add('oil', -1)] }),
						option('out', 'end')
					),
					ending('end', 'mixed')
				],
				{ tracks: oil(15_000, 15_000) }
			)
		);
		expect(found.states).toBe(30_002);
		expect(found.longest).toBe(15_001);
	});

	it('gives up beyond its limit and says so', () => {
		const long = story(
			[
				scene(
					'start',
					option('again', 'start', { effects: [add('oil', -1)] }),
					option('out', 'end')
				),
				ending('end', 'mixed')
			],
			{ tracks: oil(99, 99) }
		);
		expect(explore(long, 200)).toMatchObject({ tooLarge: false, states: 200 });
		expect(explore(long, 199)).toMatchObject({ tooLarge: true });
		expect(explore(long, 50).states).toBeLessThan(60);
	});

	it('tells the moves that come back to where they began, without the way there', () => {
		const walk = explore(
			story([
				scene('quay', option('board', 'boat')),
				scene('boat', option('row', 'buoy')),
				scene('buoy', option('turn', 'reef'), option('land', 'shore')),
				scene('reef', option('flee', 'boat')),
				ending('shore', 'sound')
			])
		);
		expect(walk).toMatchObject({ shortest: 3, longest: null });
		expect(walk.endless.size).toBe(0);
		const round = path(['boat', 'row'], ['buoy', 'turn'], ['reef', 'flee']);
		// A round has no beginning.
		const turned = round.map((_, at) => [...round.slice(at), ...round.slice(0, at)]);
		expect(turned).toContainEqual(walk.round);
	});

	it('tells the round alone, and not what it leads to', () => {
		const walk = explore(
			story([
				scene('quay', option('stay', 'shore'), option('board', 'boat')),
				scene('shore', option('leave', 'home')),
				scene('boat', option('row', 'buoy')),
				scene('buoy', option('turn', 'boat'), option('land', 'shore')),
				ending('home', 'sound')
			])
		);
		const round = path(['boat', 'row'], ['buoy', 'turn']);
		expect([round, round.toReversed()]).toContainEqual(walk.round);
	});

	it('tells no round of a story that always ends', () => {
		const walk = explore(
			story([
				scene('quay', option('board', 'boat'), option('stay', 'shore')),
				scene('boat', option('row', 'shore')),
				ending('shore', 'sound')
			])
		);
		expect(walk).toMatchObject({ shortest: 1, longest: 2, round: [] });
	});
});
