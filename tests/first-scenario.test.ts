import { describe, expect, it } from 'vitest';
import { adviceOn } from '../src/lib/course/advice';
import { certify } from '../src/lib/course/certificate';
import { compile } from '../src/lib/course/compile';
import { formatProblem } from '../src/lib/course/problem';
import { readLessonFiles } from '../src/lib/course/read-files';
import { firstScenario } from './first-scenario';

/** What a newcomer copies from `lessons/README.md` works as it stands. */
describe('the first scenario of the README', async () => {
	const { file, text, lesson, placedIn } = firstScenario();
	const files = readLessonFiles(process.cwd());
	const { folders, problems } = await compile({
		...files,
		[file]: text,
		[lesson]: placedIn(files[lesson])
	});

	it('is a new file of the lesson that places it', () => {
		expect(files[file]).toBeUndefined();
		expect(file.slice(0, file.lastIndexOf('/'))).toBe(lesson.slice(0, lesson.lastIndexOf('/')));
	});

	it('has no problem, and nothing to be said for doing it otherwise', () => {
		expect(problems.map(formatProblem)).toEqual([]);
		expect(adviceOn(folders).filter((advice) => advice.file === file)).toEqual([]);
	});

	it('has three scenes, each of which can be reached, and a sound ending', () => {
		const read = folders
			.flatMap(({ scenarios }) => scenarios)
			.find(({ document }) => document.file === file);
		expect(read && certify(read.model, read.text, 'en')).toMatchObject({
			scenes: { reached: 3, all: 3 },
			choices: { takeable: 3, all: 3 },
			endings: { sound: 1, poor: 1 }
		});
	});
});
