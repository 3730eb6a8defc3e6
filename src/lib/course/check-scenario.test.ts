import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { change, paths, sampleCourse } from './sample-course';

/** The sample with several changes of its scenario. */
const changed = (...changes: [from: string, to: string][]): Files =>
	changes.reduce((files, [from, to]) => change(files, paths.scenario, from, to), sampleCourse);

/** What is said of the scenario. */
async function told(files: Files): Promise<{ code: string; message: string }[]> {
	const { problems } = await compile(files);
	return problems
		.filter(({ file }) => file === paths.scenario)
		.map(({ code, message }) => ({ code, message }));
}
const codes = async (files: Files): Promise<string[]> =>
	(await told(files)).map(({ code }) => code);

describe('a track', () => {
	const oil = ([from, min, max]: readonly [number, number, number]) =>
		codes(changed(['from: 2, min: 0, max: 3', `from: ${from}, min: ${min}, max: ${max}`]));

	it('begins at or between its bounds, which are apart', async () => {
		for (const bounds of [
			[0, 0, 3],
			[3, 0, 3]
		] as const)
			expect(await oil(bounds)).not.toContain('track_bounds');
		for (const bounds of [
			[0, 1, 3],
			[4, 0, 3],
			[2, 2, 2],
			[2, 3, 1]
		] as const)
			expect(await oil(bounds)).toEqual(['track_bounds']);
	});

	it('that does not exist is told beside those that do, if any', async () => {
		const [{ code, message }] = await told(
			changed(['quality=sound oil-1}', 'quality=sound ore-1}'])
		);
		expect([code, message]).toEqual([
			'track_unknown',
			'"light" changes "ore", which is no track of this scenario (oil, trust). Correct it, or add it under tracks.'
		]);
		const without = changed(
			[
				'tracks:\n  oil: { label: Oil left, from: 2, min: 0, max: 3, better: up }\n  trust: { label: Trust of the ships, from: 1, min: 0, max: 3, better: up }\n',
				''
			],
			['quality=sound oil-1}', 'quality=sound}'],
			['oil+1 trust<=1 reveals', 'reveals'],
			['trust-1}', '}'],
			['{#thickens to=bell oil-1}', '{#thickens to=bell}'],
			['when="oil>=1" oil=0}', '}'],
			['{when="oil<1 or not moon=full and trust=0"}', ''],
			['"safe when trust>=2, aground"', 'aground']
		);
		expect((await told(without)).map(({ message }) => message)).toEqual([
			'"ring" changes "trust", which is no track of this scenario. Correct it, or add it under tracks.'
		]);
	});
});

it('a stage that is misspelt at its only scene is told there alone', async () => {
	const misspelt: [string, string] = ['{#report stage=telling}', '{#report stage=teling}'];
	expect(await codes(changed(misspelt))).toEqual(['stage_unknown']);
	// A stage without a scene waits until that is mended.
	const unused: [string, string] = ['  telling: Whom', '  rest: Where you rest\n  telling: Whom'];
	expect(await codes(changed(misspelt, unused))).toEqual(['stage_unknown']);
	expect(await codes(changed(unused))).toEqual(['stage_unused']);
});

describe('a dial', () => {
	it('has two values at least', async () => {
		const one = changed([
			'values: { new: "No moon", full: "A full moon" }',
			'values: { new: "No moon" }'
		]);
		expect(await codes(one)).toContain('dial_values');
		expect(await codes(sampleCourse)).toEqual([]);
	});
});

describe('a story that does not end', () => {
	it('is told once, with the way to it', async () => {
		const files = changed([
			'## Safe {#safe',
			['a', 'b']
				.map((id, at, all) => {
					const next = all[1 - at];
					return `## ${id} {#${id} stage=telling}\n\n- On. {#to-${next} to=${next} quality=open}\n\n  On.\n\n  > On. [DOC?]\n\n`;
				})
				.join('') + '## Safe {#safe'
		]);
		const endless = change(files, paths.scenario, '{#tell-coast to=safe', '{#tell-coast to=a');
		const [first, ...more] = await told(endless);
		expect(first).toEqual({
			code: 'path_endless',
			message:
				'From "a" no ending can be reached: after light → thins → ring → tell-coast. Let one choice lead on.'
		});
		expect(more.map(({ code }) => code)).not.toContain('path_endless');
	});

	it('is told the round it goes, where it could leave it', async () => {
		const files = changed(
			['{#ring to=report', '{#ring to="report when moon=full, bell"'],
			['quality=weak when="oil>=1" oil=0}', 'quality=weak oil=0}']
		);
		const rounds = (await told(files)).filter(({ code }) => code === 'path_unbounded');
		expect(rounds.map(({ message }) => message)).toEqual([
			'The story can go round for ever: ring, and again. Let the choices lead onward.'
		]);
		const longer = change(
			files,
			paths.scenario,
			'report when moon=full, bell',
			'report when moon=full, weather'
		);
		const [{ message }] = await told(longer);
		expect(message).toMatch(
			/for ever: (thins → ring|ring → thins|thickens → ring|ring → thickens), and/
		);
	});
});

describe('what makes a story unfair', () => {
	const unfair: [string, string] = ['{#light to=weather', '{#light to=aground'];

	it('is told although another file has a problem', async () => {
		const alone = await codes(changed(unfair));
		expect(alone).toContain('sound_ending_locked');
		const elsewhere = change(changed(unfair), paths.closing, '[L1-Q1]', '[L1-Q9]');
		expect(await codes(elsewhere)).toEqual(alone);
	});

	it('is not looked for beside a problem of its own', async () => {
		expect(await codes(changed(unfair, ['{#thins to=bell}', '{#thins to=be}']))).toEqual([
			'link_broken'
		]);
	});
});
