/**
 * `npm run lessons`: checks everything below `lessons/` without building, and prints a certificate for each scenario.
 * `-- --advice` prints all advice, not only its count; `-- --coverage` prints where each claim is used.
 */
import { compile } from './compile';
import { readLessonFiles } from './read-files';
import { reportOn } from './report';

const { problems, lines } = reportOn(await compile(readLessonFiles(process.cwd())), {
	isAdviceWanted: process.argv.includes('--advice'),
	isCoverageWanted: process.argv.includes('--coverage')
});
for (const problem of problems) console.error(problem);
for (const line of lines) console.log(line);
process.exitCode = problems.length ? 1 : 0;
