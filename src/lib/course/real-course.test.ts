import { describe, expect, it } from 'vitest';
import { compile } from './compile';
import { coverage, gaps } from './coverage';
import { formatProblem } from './problem';
import { readLessonFiles } from './read-files';

describe('the course in lessons/', async () => {
	const compilation = await compile(readLessonFiles(process.cwd()));

	it('compiles without a problem', () => {
		expect(compilation.problems.map(formatProblem)).toEqual([]);
	});

	it('teaches and exercises every takeaway and discussion question', () => {
		expect(gaps(coverage(compilation)).map(({ id }) => id)).toEqual([]);
	});

	it('tells each of the eighteen scenario designs once, six in the lesson of each session', () => {
		const told = compilation.folders.flatMap(({ lesson, scenarios }) =>
			scenarios.map(({ document }) => ({
				session: lesson.head.session,
				source: (document.frontmatter as { source?: string }).source
			}))
		);
		const designs = [1, 2, 3].flatMap((session) =>
			[1, 2, 3, 4, 5, 6].map((number) => ({ session, source: `B${session}-S${number}` }))
		);
		expect(told.toSorted((a, b) => `${a.source}`.localeCompare(`${b.source}`))).toEqual(designs);
	});
});
