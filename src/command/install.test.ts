import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** `install` of prepare.js in a folder of its own, where `npm` writes down what it is asked for, and fails while it is to. */

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'breakout install ü-'));
	for (const name of ['src/command', 'bin', 'node_modules/better-sqlite3'])
		mkdirSync(at(name), { recursive: true });
	copyFileSync(join(import.meta.dirname, 'prepare.js'), at('src/command/prepare.js'));
	writeFileSync(at('package.json'), '{"type":"module"}');
	writeFileSync(at('package-lock.json'), 'first');
	writeFileSync(at('bin/npm'), '#!/bin/sh\necho "$1" >> asked\ntest ! -e fails\n', { mode: 0o755 });
	writeFileSync(at('node_modules/better-sqlite3/index.js'), 'module.exports = class {};');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What npm was asked for by one start. */
function install(): string[] {
	writeFileSync(at('asked'), '');
	spawnSync(
		process.execPath,
		['--input-type=module', '-e', "(await import('./src/command/prepare.js')).install()"],
		{
			cwd: folder,
			env: { ...process.env, PATH: `${at('bin')}${delimiter}${process.env.PATH}` }
		}
	);
	return readFileSync(at('asked'), 'utf8').split('\n').filter(Boolean);
}

test('an install that was cut off is done again, also where the release before is wanted back', () => {
	expect(install()).toEqual(['install']);
	expect(install()).toEqual([]);
	writeFileSync(at('package-lock.json'), 'second');
	writeFileSync(at('fails'), '');
	expect(install()).toEqual(['install']);
	writeFileSync(at('package-lock.json'), 'first');
	rmSync(at('fails'));
	expect(install()).toEqual(['install']);
	expect(install()).toEqual([]);
});

test('the embedded database is made again where it is for another release of Node', () => {
	writeFileSync(
		at('node_modules/better-sqlite3/index.js'),
		"module.exports = class { constructor() { throw new Error('NODE_MODULE_VERSION'); } };"
	);
	expect(install()).toEqual(['install', 'rebuild']);
	expect(install()).toEqual([]);
});
