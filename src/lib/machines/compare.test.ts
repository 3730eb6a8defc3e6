import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareRuns } from './compare';
import { replay } from './replay';
import type { Attempt } from './replay-scenario';
import {
	chance,
	choice,
	Device,
	ending,
	lessonOf,
	scenarioOf,
	scene,
	threeSessions
} from './sample';
import { choose, sceneOf, scenarioMachine, startScenario } from './scenario';

const model = scenarioOf(
	[
		scene(
			'gate',
			'first',
			choice('knock', 'yard', 'sound', { effects: 'trust+1' }),
			choice('force', 'yard', 'unsound', { effects: 'trust-2 noise+3' })
		),
		scene(
			'yard',
			'second',
			choice('ask', 'lot', 'sound when weather=dry, weak', { effects: 'trust+1' }),
			choice('take', 'well', 'weak', { effects: 'noise+1' }),
			choice('wait', 'well when weather=dry, lot', 'defensible')
		),
		chance('lot', '', choice('luck', 'well'), choice('no-luck', 'mud', '', { effects: 'noise+1' })),
		ending('well', 'sound'),
		ending('mud', 'poor')
	],
	{
		tracks: {
			trust: { from: 2, min: 0, max: 4, better: 'up' },
			noise: { from: 0, min: 0, max: 5, better: 'down' }
		},
		dials: {
			weather: { from: 'dry', values: ['dry', 'wet'] },
			hour: { from: 'day', values: ['day', 'night'] }
		}
	}
);

const room = lessonOf('scope', `case:${model.id}`, [model]);
const machine = scenarioMachine(model);

/** A run by the choices made in it. */
function run(choices: string, dials: Record<string, string> = {}): Attempt {
	const device = new Device('phone').start(model.id, choices, { dials });
	let story = startScenario(machine, dials);
	for (const option of choices.split(' ').filter(Boolean)) {
		device.choose(model.id, choices, `${sceneOf(model, story).id}/${option}`);
		story = choose(machine, story, option) ?? story;
	}
	const [attempt] = replay(threeSessions, { scope: room }, device.entries).scenarios[model.id]
		.attempts;
	expect(attempt.dropped).toBe(0);
	return attempt;
}

describe('two runs', () => {
	test('share a beginning, part at a decision, and end each in its own way', () => {
		const { shared, parting, dials, tracks, runs } = compareRuns(
			model,
			run('knock take'),
			run('knock ask no-luck')
		);
		expect({ shared, parting, dials }).toEqual({
			shared: 1,
			parting: { by: 'choice', scene: 'yard' },
			dials: []
		});
		expect(tracks).toEqual([
			{ track: 'trust', values: [3, 4], better: 1 },
			{ track: 'noise', values: [1, 1], better: null }
		]);
		expect(runs.map(({ outcome, quality }) => [outcome, quality])).toEqual([
			['sound', 67.5],
			['poor', 100]
		]);
		expect(
			runs[1].decisions.map(({ option, quality, before, tracks }) => [
				option,
				quality,
				before,
				tracks
			])
		).toEqual([
			['knock', 'sound', { trust: 2, noise: 0 }, { trust: 3, noise: 0 }],
			['ask', 'sound', { trust: 3, noise: 0 }, { trust: 4, noise: 0 }],
			['no-luck', undefined, { trust: 4, noise: 0 }, { trust: 4, noise: 1 }]
		]);
	});

	test('may part with the first decision', () => {
		expect(compareRuns(model, run('knock take'), run('force take'))).toMatchObject({
			shared: 0,
			parting: { by: 'choice', scene: 'gate' }
		});
	});

	test('say which did better by the direction that is good news', () => {
		expect(compareRuns(model, run('force take'), run('knock take')).tracks).toEqual([
			{ track: 'trust', values: [0, 3], better: 1 },
			{ track: 'noise', values: [4, 1], better: 1 }
		]);
	});

	test('may part by lot', () => {
		expect(compareRuns(model, run('knock ask luck'), run('knock ask no-luck'))).toMatchObject({
			shared: 2,
			parting: { by: 'chance', scene: 'lot' }
		});
	});

	test('with other facts name them, and may share their choices all the same', () => {
		const { dials, shared, parting, runs } = compareRuns(
			model,
			run('knock ask luck', { weather: 'wet' }),
			run('knock ask luck', { hour: 'day' })
		);
		expect(dials).toEqual([{ dial: 'weather', values: ['wet', 'dry'] }]);
		expect({ shared, parting }).toEqual({ shared: 3, parting: null });
		expect(runs.map(({ decisions }) => decisions[1].quality)).toEqual(['weak', 'sound']);
	});

	test('may come to other scenes by the same choices when the facts are other', () => {
		const { shared, parting } = compareRuns(
			model,
			run('knock wait'),
			run('knock wait luck', { weather: 'wet' })
		);
		expect({ shared, parting }).toEqual({ shared: 2, parting: { by: 'dials' } });
	});

	test('that go the same way, or one of which goes on yet, do not part', () => {
		expect(compareRuns(model, run('knock take'), run('knock take')).parting).toBeNull();
		const { parting, shared, runs } = compareRuns(model, run('knock'), run('knock take'));
		expect({ parting, shared }).toEqual({ parting: null, shared: 1 });
		expect(runs[0]).toMatchObject({ outcome: null, quality: null });
	});
});

describe('any two runs', () => {
	const walks = fc
		.tuple(
			fc.record({ weather: fc.constantFrom('dry', 'wet'), hour: fc.constantFrom('day', 'night') }),
			fc.array(fc.nat(5), { minLength: 3, maxLength: 3 })
		)
		.map(([dials, draws]) => run(walk(dials, draws), dials));

	/** Choices to an ending, drawn one after the other. */
	function walk(dials: Record<string, string>, draws: number[]): string {
		let story = startScenario(machine, dials);
		for (const draw of draws) {
			const { options } = sceneOf(model, story);
			if (options.length)
				story = choose(machine, story, options[draw % options.length].id) ?? story;
		}
		return story.context.path.map(({ option }) => option).join(' ');
	}

	test('are told alike from either side', () => {
		fc.assert(
			fc.property(walks, walks, (one, other) => {
				const there = compareRuns(model, one, other);
				const back = compareRuns(model, other, one);
				expect(back.shared).toBe(there.shared);
				expect(back.parting).toEqual(there.parting);
				expect(back.runs).toEqual([...there.runs].reverse());
				expect(back.tracks).toEqual(
					there.tracks.map(({ track, values, better }) => ({
						track,
						values: [...values].reverse(),
						better: better === null ? null : 1 - better
					}))
				);
			})
		);
	});

	test('have the same choices and tracks as far as they share, and no farther', () => {
		fc.assert(
			fc.property(walks, walks, (one, other) => {
				const { shared, parting, runs } = compareRuns(model, one, other);
				const [way, beside] = runs.map(({ decisions }) =>
					decisions.map(({ scene, option, tracks }) => ({ scene, option, tracks }))
				);
				expect(way.slice(0, shared)).toEqual(beside.slice(0, shared));
				if (parting?.by === 'choice' || parting?.by === 'chance') {
					expect(way[shared].scene).toBe(parting.scene);
					expect(beside[shared].scene).toBe(parting.scene);
					expect(way[shared].option).not.toBe(beside[shared].option);
				}
				if (parting?.by === 'dials') expect(one.context.dials).not.toEqual(other.context.dials);
				for (const { attempt, decisions } of runs)
					expect(decisions.at(-1)?.tracks).toEqual(attempt.context.tracks);
			})
		);
	});
});
