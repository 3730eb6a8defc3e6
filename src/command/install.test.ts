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
	for (const name of ['prepare.js', 'start.js'])
		copyFileSync(join(import.meta.dirname, name), at('src/command', name));
	writeFileSync(at('package.json'), '{"type":"module"}');
	writeFileSync(at('package-lock.json'), 'first');
	writeFileSync(at('bin/npm'), '#!/bin/sh\necho "$1" >> asked\ntest ! -e fails\n', { mode: 0o755 });
	writeFileSync(at('node_modules/better-sqlite3/index.js'), 'module.exports = class {};');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs Node in the folder, where `npm` is the one there. */
const node = (...words: string[]) =>
	spawnSync(process.execPath, words, {
		cwd: folder,
		encoding: 'utf8',
		env: { ...process.env, PATH: `${at('bin')}${delimiter}${process.env.PATH}` }
	});

/** What npm was asked for by one start. */
function install(): string[] {
	writeFileSync(at('asked'), '');
	node('--input-type=module', '-e', "(await import('./src/command/prepare.js')).install()");
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

test('what failed is the last that `npm start` prints, and no stack trace buries it', () => {
	writeFileSync(at('fails'), '');
	const { status, stderr } = node('src/command/start.js');
	expect(stderr).toMatch(/^\nnpm install .* failed\.\n$/);
	expect(status).toBe(1);
});
