import { describe, expect, it } from 'vitest';
import { chance, choice, conditionOf, ending, scenarioOf, scene } from '../machines/sample';
import { explore } from './explore';
import type { ScenarioModel, SceneModel } from './model';
import { locksOf, neverShown, skippedObjectives } from './soundness';

const ends = [ending('good', 'sound'), ending('bad', 'poor')];
const later = scene('later', 'b', choice('end', 'bad', 'sound'));
const oil = (better: 'up' | 'down'): Partial<ScenarioModel> => ({
	tracks: { oil: { from: 2, min: 0, max: 4, better } }
});

describe('choices that shut the sound endings out', () => {
	const locksIn = (scenes: SceneModel[], parts: Partial<ScenarioModel> = {}) => {
		const model = { ...scenarioOf([...scenes, ...ends]), ...parts };
		return locksOf(model, explore(model));
	};
	/** What is said of one choice: whether it is the best, and whether it is shown. */
	const said = (id: string, ...given: Parameters<typeof locksIn>) => {
		const lock = locksIn(...given).find(({ option }) => option === id);
		return lock && [lock.isBest, lock.isShown];
	};

	it('are found with the scene, and a shortest path to it', () => {
		const scenes = [
			scene('ask', 'a', choice('on', 'next', 'sound')),
			scene('next', 'b', choice('keep', 'good', 'sound'), choice('drop', 'bad', 'weak'))
		];
		expect(locksIn(scenes)).toEqual([
			{
				scene: 'next',
				option: 'drop',
				isBest: false,
				isShown: true,
				path: [{ scene: 'ask', option: 'on' }]
			}
		]);
	});

	it('are none where no sound ending could be reached before, and none where chance decides', () => {
		const lost = [
			scene('ask', 'a', choice('keep', 'good', 'sound'), choice('drop', 'later', 'weak')),
			later
		];
		expect(locksIn(lost).map(({ option }) => option)).toEqual(['drop']);
		const drawn = [chance('draw', 'a', choice('luck', 'good'), choice('none', 'bad'))];
		expect(locksIn(drawn)).toEqual([]);
	});

	it.each<[string, string, 'up' | 'down', boolean]>([
		['nothing', '', 'up', false],
		['less of what is good', 'oil-1', 'up', true],
		['more of what is good', 'oil+1', 'up', false],
		['less of what is bad', 'oil-1', 'down', false],
		['more of what is bad', 'oil+1', 'down', true],
		['no change', 'oil+0', 'up', false],
		['no change', 'oil+0', 'down', false],
		['a limit of what is good', 'oil<=1', 'up', true],
		['a limit of what is bad', 'oil<=1', 'down', false],
		['a value of what is good', 'oil=0', 'up', true],
		['a value of what is bad', 'oil=0', 'down', false]
	])('are shown by bad news for a track: %s (%s, better %s)', (_, effects, better, isShown) => {
		const ask = scene(
			'ask',
			'a',
			choice('keep', 'good', 'sound'),
			choice('drop', 'later', 'weak', { effects })
		);
		expect(said('drop', [ask, later], oil(better))).toEqual([false, isShown]);
	});

	it('are the best where nothing beside them is keyed higher', () => {
		const ask = (drop: string, keep: string, when?: string) =>
			scene(
				'ask',
				'a',
				choice('drop', 'later', drop),
				choice('keep', 'good', keep, when ? { when } : {})
			);
		expect(said('drop', [ask('sound', 'weak'), later])).toEqual([true, false]);
		expect(said('drop', [ask('sound', 'sound'), later])).toEqual([true, false]);
		expect(said('drop', [ask('weak', 'sound'), later])).toEqual([false, false]);
		expect(said('drop', [ask('open', 'open'), later])).toEqual([false, false]);
		expect(said('drop', [ask('open', 'sound'), later])).toEqual([false, false]);
		const byOil = ask('sound when oil>=2, weak', 'defensible');
		expect(said('drop', [byOil, later], oil('up'))).toEqual([true, false]);
	});

	it('are told as the best if they ever are, whichever way came first', () => {
		for (const [first, second] of [
			['rich', 'poor'],
			['poor', 'rich']
		]) {
			const start = scene(
				'start',
				'a',
				...[first, second].map((way) =>
					choice(way, 'ask', 'sound', { effects: way === 'rich' ? 'oil=3' : 'oil=0' })
				)
			);
			const ask = scene(
				'ask',
				'b',
				choice('drop', 'later', 'weak'),
				choice('buy', 'good', 'sound', { when: 'oil>=3' }),
				choice('beg', 'good', 'weak')
			);
			const [lock, ...more] = locksIn([start, ask, later], oil('up'));
			expect(more).toEqual([]);
			expect(lock).toMatchObject({
				option: 'drop',
				isBest: true,
				path: [{ scene: 'start', option: 'poor' }]
			});
		}
	});

	it('are told by the shortest of the paths to them', () => {
		const start = scene('start', 'a', choice('on', 'ask', 'sound'), choice('round', 'mid', 'weak'));
		const mid = scene('mid', 'a', choice('in', 'ask', 'sound', { effects: 'oil=0' }));
		const ask = scene('ask', 'b', choice('drop', 'later', 'weak'), choice('keep', 'good', 'sound'));
		expect(locksIn([start, mid, ask, later], oil('up'))).toMatchObject([
			{ option: 'drop', path: [{ scene: 'start', option: 'on' }] }
		]);
	});
});

describe('objectives that a path to a sound ending does not exercise', () => {
	const skippedIn = (scenes: SceneModel[], objectives: string[]) => {
		const model = { ...scenarioOf([...scenes, ...ends]), objectives };
		return [...skippedObjectives(model, explore(model))];
	};
	const exercising = (one: SceneModel, ...objectives: string[]): SceneModel => ({
		...one,
		objectives
	});

	it('are found with a shortest such path', () => {
		const ask = scene('ask', 'a', choice('long', 'one', 'sound'), choice('short', 'two', 'weak'));
		const one = exercising(scene('one', 'b', choice('on', 'good', 'sound')), 'judge');
		const two = scene('two', 'b', choice('round', 'three', 'sound'), choice('off', 'good', 'weak'));
		const three = scene('three', 'c', choice('in', 'good', 'sound'));
		expect(skippedIn([exercising(ask, 'tell'), one, two, three], ['judge', 'tell'])).toEqual([
			[
				'judge',
				[
					{ scene: 'ask', option: 'short' },
					{ scene: 'two', option: 'off' }
				]
			]
		]);
	});

	it('are none where only a path to another ending leaves them out, or where the way goes round', () => {
		const ask = scene(
			'ask',
			'a',
			choice('on', 'one', 'sound'),
			choice('again', 'ask', 'weak'),
			choice('off', 'bad', 'weak')
		);
		const one = exercising(scene('one', 'b', choice('in', 'good', 'sound')), 'judge');
		expect(skippedIn([ask, one], ['judge'])).toEqual([]);
		expect(skippedIn([ask, one], ['judge', 'gone'])).toEqual([['gone', expect.any(Array)]]);
	});
});

describe('paragraphs that no path shows', () => {
	const left = scene('left', 'b', choice('on', 'end', 'sound'));
	const right = scene('right', 'b', choice('back', 'ask', 'weak'), choice('off', 'end', 'sound'));
	const model = {
		...scenarioOf([
			scene('ask', 'a', choice('go-left', 'left', 'sound'), choice('go-right', 'right', 'weak')),
			left,
			right,
			scene(
				'end',
				'c',
				choice('in', 'good', 'sound'),
				choice('out', 'bad', 'weak', { when: 'chose=off' })
			),
			...ends
		]),
		...oil('up')
	};
	/** Whether a paragraph of a scene, with such a condition, is never shown. */
	const isNever = (at: string, when: string): boolean => {
		const paragraph = { scene: at, at: 0, when: conditionOf(when) };
		return neverShown(model, [paragraph], explore(model)).length > 0;
	};

	it.each([
		['end', 'chose=go-left'],
		['end', 'not chose=go-left'],
		['end', 'chose=go-right and chose=go-left'],
		['end', 'chose=back and not chose=off'],
		['end', 'chose=off and chose=go-right'],
		['end', 'chose=on'],
		['ask', 'chose=back'],
		['ask', 'not chose=back'],
		['left', 'chose=go-left'],
		['left', 'oil>=9 or not chose=go-right'],
		['good', 'chose=in and chose=on'],
		['end', 'oil=2']
	])('are none of %s: %s', (at, when) => {
		expect(isNever(at, when)).toBe(false);
	});

	it.each([
		['left', 'not chose=go-left'],
		['left', 'chose=in'],
		['right', 'chose=on'],
		['ask', 'chose=on'],
		['end', 'chose=on and chose=off'],
		['end', 'not chose=on and not chose=off'],
		['end', 'chose=off and not chose=go-right'],
		['good', 'chose=out'],
		['end', 'oil>=9'],
		['end', 'oil>=9 and chose=on or chose=in']
	])('are all of %s: %s', (at, when) => {
		expect(isNever(at, when)).toBe(true);
	});

	it('are told apart from those that are shown, in their order', () => {
		const paragraphs = ['chose=in', 'chose=on', 'oil>=9'].map((when, at) => ({
			scene: 'end',
			at,
			when: conditionOf(when)
		}));
		expect(neverShown(model, paragraphs, explore(model))).toEqual([paragraphs[0], paragraphs[2]]);
	});
});
