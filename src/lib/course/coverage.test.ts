import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { coverage, gaps, type CoverageRow } from './coverage';
import { change, paths, sampleCourse } from './sample-course';

const rowsOf = async (files: Files): Promise<CoverageRow[]> => coverage(await compile(files));
const rowOf = async (id: string, files = sampleCourse): Promise<CoverageRow> => {
	const row = (await rowsOf(files)).find((one) => one.id === id);
	if (!row) throw new Error(`There is no row ${id}.`);
	return row;
};

describe('coverage', () => {
	it('has a row for every claim of the summary, and none for background', async () => {
		expect((await rowsOf(sampleCourse)).map(({ id }) => id)).toEqual([
			'L1-K1',
			'L1-K2',
			'L1-K3',
			'B1-K8a',
			'L1-Q1',
			'L1-T1'
		]);
	});

	it('counts a claim of the prose as taught and one of an activity as exercised', async () => {
		expect(await rowOf('L1-K2')).toEqual({
			id: 'L1-K2',
			part: 'takeaway',
			taught: ['1-lights/lesson.md:25'],
			exercised: ['1-lights/checks.quiz.md:84', '1-lights/the-fog.scenario.md:79'],
			owed: true
		});
	});

	it('owes takeaways and questions, and no other claim', async () => {
		const rows = await rowsOf(sampleCourse);
		expect(rows.filter(({ owed }) => !owed).map(({ id }) => id)).toEqual(['L1-T1']);
	});

	it('finds what is not taught, and what is not exercised', async () => {
		const missing = gaps(await rowsOf(sampleCourse));
		expect(
			missing.map(({ id, taught, exercised }) => [id, taught.length, exercised.length])
		).toEqual([
			['B1-K8a', 0, 6],
			['L1-Q1', 1, 0]
		]);
	});

	it('has no gap once both are there', async () => {
		const taught = change(sampleCourse, paths.closing, '[L1-Q1]', '[L1-Q1] [B1-K8a]');
		const both = change(
			taught,
			paths.quiz,
			'The moon shines, too. [OWN-1]',
			'Too. [OWN-1] [L1-Q1]'
		);
		expect(gaps(await rowsOf(both))).toEqual([]);
	});
});
