import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownFolder } from '../../../tests/own-folder';
import { readLessonFiles } from './read-files';

it('reads what an author writes, and nothing that an editor or a system keeps hidden beside it', () => {
	const root = ownFolder('lessons');
	const folder = join(root, 'lessons', '1-scope');
	mkdirSync(join(root, 'lessons', '.trash'), { recursive: true });
	mkdirSync(folder);
	writeFileSync(join(folder, 'lesson.md'), 'Words');
	writeFileSync(join(folder, 'README.md'), 'For authors');
	writeFileSync(join(folder, '._lesson.md'), Buffer.from([0, 5, 22, 7]));
	writeFileSync(join(root, 'lessons', '.trash', 'lesson.md'), 'Thrown away');
	// Emacs marks a file that is being written by a link that leads nowhere.
	symlinkSync('author@desk.1:2', join(folder, '.#lesson.md'));
	expect(readLessonFiles(root)).toEqual({ 'lessons/1-scope/lesson.md': 'Words' });
	const pictures = join(root, 'static', 'pictures', 'night');
	mkdirSync(pictures, { recursive: true });
	writeFileSync(join(pictures, 'Lamp.png'), Buffer.from([137, 80]));
	expect(readLessonFiles(root)).toEqual({
		'lessons/1-scope/lesson.md': 'Words',
		'static/pictures/night/Lamp.png': ''
	});
});

it('reads what a file that is misnamed has, too, so that its author is told', () => {
	const root = ownFolder('misnamed');
	const folder = join(root, 'lessons', '1-scope');
	mkdirSync(folder, { recursive: true });
	const names = [
		'lesson.MD',
		'a.quiz.markdown',
		'b.scenario.md.txt',
		'c.quiz.txt',
		'ledger.fr.yml'
	];
	for (const name of [...names, 'notes.txt', 'draft.docx', 'Thumbs.db'])
		writeFileSync(join(folder, name), 'Words');
	expect(Object.keys(readLessonFiles(root)).sort()).toEqual(
		names.map((name) => `lessons/1-scope/${name}`).sort()
	);
});
