import { describe, expect, it } from 'vitest';
import { compile, type Files } from './compile';
import { reportOn } from './report';
import { change, paths, sampleCourse } from './sample-course';

const report = async (files: Files, isAdviceWanted = false) =>
	reportOn(await compile(files), { isAdviceWanted, isCoverageWanted: false });

/** The sample cites everything that it owes. */
const whole = change(
	sampleCourse,
	paths.lesson,
	'Where do you stand, before anybody has told you?',
	'Who pays? [B1-K8a]'
);
const covered = change(
	change(whole, paths.closing, 'The lamps are out. [L1-Q1]', 'The lamps are out. [L1-Q1] [L1-K2]'),
	paths.quiz,
	'Three lines are enough.',
	'Three lines are enough. [L1-Q1]'
);
const withAdvice = change(
	covered,
	paths.scenario,
	'- Ring the bell.',
	'- Ring the bell until every ship in the fog has answered you twice.'
);

describe('the report on a course', () => {
	it('ends with the number of problems, in the singular as well', async () => {
		expect((await report(covered)).problems).toEqual([]);
		expect((await report(covered)).lines.at(-1)).toMatch(/, 6 claims, 0 problems, /);
		const one = await report(change(covered, paths.scenario, '{#thins to=bell}', '{#thins to=b}'));
		expect(one.problems).toHaveLength(1);
		expect(one.lines.at(-1)).toMatch(/, 1 scenario, 6 claims, 1 problem, /);
	});

	it('tells what no lesson cites, unless something else is wrong', async () => {
		const { problems, lines } = await report(whole);
		expect(problems[0]).toBe(
			'lessons/ledger.yaml:34  claim_not_covered\n    L1-Q1 must be taught and exercised; it is not exercised in any activity. Cite it there: [L1-Q1].'
		);
		expect(lines.at(-1)).toMatch(new RegExp(`${problems.length} problems?,`));
		const broken = await report(change(whole, paths.lesson, 'title: Lights', 'title: "Lights'));
		expect(broken.problems.join()).not.toContain('claim_not_covered');
		expect(broken.problems).toHaveLength(1);
	});

	it('prints advice below the figures, where it is not lost', async () => {
		const { lines } = await report(withAdvice, true);
		const places = [/^Certified/, /best_stands_out/, /pieces? of advice\.$/].map((words) =>
			lines.findIndex((line) => words.test(line))
		);
		expect(places).not.toContain(-1);
		expect(places).toEqual(places.toSorted((a, b) => a - b));
	});
});
