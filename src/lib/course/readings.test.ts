import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile';
import { Problems } from './problem';
import { Readings } from './readings';
import { change, paths, sampleCourse } from './sample-course';

describe('readings', () => {
	it('give the same course and the same problems as reading everything, whatever is saved in whatever order', async () => {
		const save = fc.record({
			path: fc.constantFrom(...Object.keys(sampleCourse)),
			// Part of a file is what an editor may have saved, and the whole is its mend.
			part: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }))
		});
		await fc.assert(
			fc.asyncProperty(fc.array(save, { minLength: 1, maxLength: 6 }), async (saves) => {
				const readings = new Readings();
				const files = { ...sampleCourse };
				for (const { path, part } of saves) {
					files[path] = sampleCourse[path].slice(0, Math.ceil(sampleCourse[path].length * part));
					const { courses, problems } = await compile(files, readings);
					const anew = await compile(files);
					expect({ courses, problems }).toEqual({ courses: anew.courses, problems: anew.problems });
				}
			}),
			{ numRuns: 15 }
		);
	});

	it('spare the files that were not saved, and no others', async () => {
		const readings = new Readings();
		const [before] = (await compile(sampleCourse, readings)).folders;
		const files = change(sampleCourse, paths.quiz, 'Which light', 'What light');
		const [after] = (await compile(files, readings)).folders;
		expect(after.scenarios[0]).toBe(before.scenarios[0]);
		expect(after.lesson).toBe(before.lesson);
		expect(after.quizzes[0]).not.toBe(before.quizzes[0]);
	});

	it('tell the problems of a file each time, and forget words that no file has any more', async () => {
		const readings = new Readings();
		let times = 0;
		const read = async (text: string) => {
			const problems = new Problems();
			await readings.of('lessons/a.md', text, problems, (own) => {
				times++;
				own.add('a_code', 'lessons/a.md', 1, text);
			});
			return problems.all.map(({ message }) => message);
		};
		expect([await read('one'), await read('one'), times]).toEqual([['one'], ['one'], 1]);
		readings.forget();
		expect([await read('two'), times]).toEqual([['two'], 2]);
		readings.forget();
		expect([await read('one'), times]).toEqual([['one'], 3]);
	});
});
