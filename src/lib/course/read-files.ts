import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Files } from './compile';

/** Where authors put pictures. */
const pictureFolder = 'static/pictures';

/** Whether a file, by its path as Vite writes it, may be one of those that the course is made of. */
export const isAuthors = (file: string, root: string): boolean =>
	['lessons', pictureFolder].some((folder) => file.startsWith(`${root}/${folder}/`)) &&
	!file.slice(root.length).includes('/.');

/** What is read, and what is meant to be: editors and systems add an ending of their own, or write it in another way. */
const written = /(?:\.(?:md|markdown|ya?ml)(?:\.txt)?|(?:^lesson|\.quiz|\.scenario)\.txt)$/i;

/**
 * Reads every Markdown and YAML file below `lessons/`; the only place that looks at the folder. Build time only. Hidden ones
 * are no author's: editors and systems keep such files beside those that are being written (`.#lesson.md`, `._lesson.md`).
 */
export function readLessonFiles(root: string): Files {
	const files: Files = {};
	const walk = (folder: string): void => {
		for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
			if (entry.name.startsWith('.')) continue;
			const path = `${folder}/${entry.name}`;
			if (entry.isDirectory()) walk(path);
			else if (written.test(entry.name) && entry.name !== 'README.md')
				files[path] = readFileSync(join(root, path), 'utf8');
		}
	};
	walk('lessons');
	for (const path of picturesIn(root)) files[path] = '';
	return files;
}

function picturesIn(root: string): string[] {
	if (!existsSync(join(root, pictureFolder))) return [];
	return readdirSync(join(root, pictureFolder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll('\\', '/'));
}
