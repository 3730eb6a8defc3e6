import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adviceOn } from './advice';
import { certify } from './certificate';
import { compile } from './compile';
import { formatProblem } from './problem';
import { readLessonFiles } from './read-files';

/** What `lessons/README.md` has a newcomer copy must work as it stands: the file, and the lines that place it. */
const [, section] = readFileSync('lessons/README.md', 'utf8').split(
	'## Your first scenario, in ten minutes\n'
);
const [scenario, step] = [...section.matchAll(/```markdown\n([\s\S]*?)```/g)].map(
	([, text]) => text
);
const [, file] = /`(lessons\/\S*\.scenario\.md)`/.exec(section) as RegExpExecArray;
const lesson = `${file.slice(0, file.lastIndexOf('/'))}/lesson.md`;

describe('the first scenario of the README', async () => {
	const files = readLessonFiles(process.cwd());
	const compilation = await compile({
		...files,
		[file]: scenario,
		[lesson]: files[lesson].replace(/\n## (?=.*\.checks)/, `\n${step}\n## `)
	});

	it('is placed in a lesson', () => {
		expect(section).toContain(lesson);
		expect(files[file]).toBeUndefined();
	});

	it('has no problem, and nothing to be said for doing it otherwise', () => {
		expect(compilation.problems.map(formatProblem)).toEqual([]);
		expect(adviceOn(compilation.folders).filter((advice) => advice.file === file)).toEqual([]);
	});

	it('has three scenes, each of which can be reached, and an ending that is sound', () => {
		const read = compilation.folders
			.flatMap(({ scenarios }) => scenarios)
			.find(({ document }) => document.file === file);
		expect(read && certify(read.model, read.text, 'en')).toMatchObject({
			scenes: { reached: 3, all: 3 },
			choices: { takeable: 3, all: 3 },
			endings: { sound: 1, poor: 1 }
		});
	});
});
