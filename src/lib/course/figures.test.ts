import { describe, expect, it } from 'vitest';
import { compile } from './compile';
import { figuresOf } from './figures';
import { change, paths, sampleCourse } from './sample-course';

const { folders } = await compile(sampleCourse);
const [fog] = folders[0].scenarios;

/** The figures of each scene, by its id. */
const figures = (scenario = fog) =>
	Object.fromEntries(figuresOf(scenario).map((scene) => [scene.id, scene]));

/** The same after a change of the scenario. */
async function figuresAfter(from: string, to: string): Promise<ReturnType<typeof figures>> {
	const { folders } = await compile(change(sampleCourse, paths.scenario, from, to));
	return figures(folders[0].scenarios[0]);
}

describe('the figures of a scenario', () => {
	it('count the words of each option, and compare them within the scene', () => {
		expect(figures().watch.options).toEqual([
			{
				id: 'light',
				line: fog.lines.choices.light,
				words: 4,
				qualities: ['sound'],
				isBest: true,
				length: 'shortest'
			},
			{
				id: 'wait',
				line: fog.lines.choices.wait,
				words: 4,
				qualities: ['weak', 'defensible'],
				isBest: false,
				length: 'shortest'
			},
			{
				id: 'borrow',
				line: fog.lines.choices.borrow,
				words: 6,
				qualities: ['unsound'],
				isBest: false,
				length: 'longest'
			}
		]);
	});

	it('know no best option where nothing is keyed, and no longest where all are alike', () => {
		const scenes = figures();
		for (const { isBest, length } of scenes.report.options)
			expect([isBest, length]).toEqual([false, null]);
		for (const { isBest, qualities } of scenes.weather.options)
			expect([isBest, qualities]).toEqual([false, []]);
	});

	it('count what everyone reads, and each part with its line', () => {
		const scenes = figures();
		expect(scenes.bell.words).toBe(0);
		expect(scenes.bell.parts.map(({ words }) => words)).toEqual([4, 4]);
		expect(scenes.bell.parts.map(({ line }) => line)).toEqual(fog.lines.prose.bell);
		expect(scenes.watch).toMatchObject({ line: fog.lines.scenes.watch, words: 5 });
	});

	it('measure the reading of the prose, the choices and what follows from them', () => {
		// Four words of prose and four of the tally; three, and two that follow, twice with a date that is not counted.
		expect(figures().bell.reading.words).toBe(8 + 3 + 2 + 3 + 4);
	});

	it('call what is between the longest and the shortest neither', async () => {
		const { watch } = await figuresAfter('- Wait for the moon.', '- Wait for the full moon.');
		expect(watch.options.map(({ length }) => length)).toEqual(['shortest', null, 'longest']);
	});

	it('know the best beside an open one, though the build refuses both in one stage', async () => {
		const { report } = await figuresAfter(
			'{#tell-coast to=safe quality=open}',
			'{#tell-coast to=safe quality=sound}'
		);
		expect(report.options.map(({ isBest }) => isBest)).toEqual([true, false]);
	});
});
