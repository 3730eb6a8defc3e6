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
});
