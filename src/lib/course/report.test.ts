import { describe, expect, it, vi } from 'vitest';
import { compile, type Files } from './compile';
import { reportOn } from './report';
import { change, paths, sampleCourse } from './sample-course';

const report = async (files: Files, isAdviceWanted = false, isCoverageWanted = false) =>
	reportOn(await compile(files), { isAdviceWanted, isCoverageWanted });

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

	it('counts what there is, in one line', async () => {
		expect((await report(sampleCourse)).lines.at(-1)).toBe(
			'2 lessons, 10 items of 9 kinds, 1 scenario, 6 claims, 2 problems, 0 pieces of advice. Read the advice with npm run lessons -- --advice, or beside each scene on /author while npm run dev runs.'
		);
		expect((await report(covered)).lines.at(-1)).toMatch(/, 0 problems, 0 pieces of advice\.$/);
		expect((await report(withAdvice)).lines.at(-1)).toMatch(/, 0 problems, 1 piece of advice\.$/);
	});

	it('shows a little advice unasked, but only counts much of it, or what stands beside a problem', async () => {
		const isShown = async (files: Files, isAdviceWanted = false): Promise<[boolean, boolean]> => {
			const { lines } = await report(files, isAdviceWanted);
			return [/paragraph_long|best_stands_out/.test(lines.join()), /--advice/.test(lines.join())];
		};
		const long = (count: number): Files =>
			change(
				covered,
				paths.scenario,
				'Who pays?',
				Array(count).fill(Array(81).fill('Oil.').join(' ')).join('\n\n')
			);
		// With the scene, which gets long by them.
		expect(await isShown(long(1))).toEqual([true, false]);
		expect(await isShown(long(4))).toEqual([true, false]);
		expect(await isShown(long(5))).toEqual([false, true]);
		expect(await isShown(long(5), true)).toEqual([true, false]);
		const wrong = change(withAdvice, paths.scenario, '{#thins to=bell}', '{#thins to=b}');
		expect(await isShown(wrong)).toEqual([false, true]);
		expect(await isShown(wrong, true)).toEqual([true, false]);
	});

	it('says of a claim that it is neither taught nor exercised', async () => {
		const files = change(covered, paths.closing, ' [L1-Q1] [L1-K2]', '');
		const without = change(files, paths.quiz, ' [L1-Q1]', '');
		expect((await report(without)).problems).toEqual([
			'lessons/ledger.yaml:34  claim_not_covered\n    L1-Q1 must be taught and exercised; it is not taught in any lesson.md and not exercised in any activity. Cite it there: [L1-Q1].'
		]);
	});

	it('has a table of claims where it is asked for: the first place of each, and how many more', async () => {
		expect((await report(sampleCourse, false, true)).lines.slice(0, 8)).toEqual([
			'claim        taught in                                 exercised in',
			'L1-K1        1-lights/lesson.md:20                     1-lights/checks.quiz.md:18 +6',
			'L1-K2        1-lights/lesson.md:25                     1-lights/checks.quiz.md:84 +1',
			'L1-K3        1-lights/lesson.md:21                     1-lights/checks.quiz.md:28 +3',
			'B1-K8a       -                                         1-lights/checks.quiz.md:88 +5',
			'L1-Q1        2-harbour/lesson.md:10                    -',
			'L1-T1        1-lights/lesson.md:30                     -',
			''
		]);
		expect((await report(sampleCourse)).lines.join()).not.toContain('taught in');
	});

	it('has the certificate of every scenario in every language, unless a problem keeps it from being walked', async () => {
		const isCertificate = (line: string): boolean => /^the-fog \(/.test(line);
		const french = Object.fromEntries(
			Object.entries(covered).map(([file, text]) => [file.replace(/(\.\w+)$/, '.fr$1'), text])
		);
		const { problems, lines } = await report({ ...covered, ...french });
		expect(problems).toEqual([]);
		expect(lines.filter(isCertificate).map((line) => line.split('\n')[0])).toEqual([
			'the-fog (en)',
			'the-fog (fr)'
		]);
		expect(lines.filter((line) => /^Certified in \d+\.\d s\.$/.test(line))).toHaveLength(1);
		const broken = await report(change(covered, paths.lesson, 'title: Lights', 'title: "Lights'));
		expect(broken.lines.filter(isCertificate)).toEqual([]);
	});

	it('is the certificates, how long they took, and what there is, where nothing else is to be said', async () => {
		const compilation = await compile(covered);
		const now = vi.spyOn(performance, 'now').mockReturnValueOnce(1000).mockReturnValueOnce(3500);
		const { lines } = reportOn(compilation, { isAdviceWanted: true, isCoverageWanted: false });
		now.mockRestore();
		expect(lines.slice(1)).toEqual([
			'Certified in 2.5 s.',
			'',
			'2 lessons, 10 items of 9 kinds, 1 scenario, 6 claims, 0 problems, 0 pieces of advice.'
		]);
	});

	it('is only what there is, where a problem keeps the rest from being known', async () => {
		const { lines } = await report(
			change(covered, paths.scenario, '{#thins to=bell}', '{#thins to=b}')
		);
		expect(lines).toHaveLength(1);
	});
});
