import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './compile';

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
			else if (/\.(md|yaml)$/.test(entry.name) && entry.name !== 'README.md')
				files[path] = readFileSync(join(root, path), 'utf8');
		}
	};
	walk('lessons');
	return files;
}
