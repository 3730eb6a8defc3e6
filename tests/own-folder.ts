import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

/**
 * Makes a new folder for the time of this process. Playwright loads a file of tests also where none of them runs, to see
 * which there are: what is made while it loads has no test after which it could be removed.
 */
export function ownFolder(name: string): string {
	if (!folders.length)
		process.once('exit', () => {
			for (const folder of folders) rmSync(folder, { recursive: true, force: true });
		});
	const folder = mkdtempSync(join(tmpdir(), `breakout-${name}-`));
	folders.push(folder);
	return folder;
}
