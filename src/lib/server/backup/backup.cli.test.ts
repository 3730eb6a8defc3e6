import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../database';
import { fileIn } from '../dialect';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'breakout-backup-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command as npm does, where the data are said to be in a folder. */
function run(data: string, ...words: string[]) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['node_modules/tsx/dist/cli.mjs', 'src/lib/server/backup/backup.cli.ts', ...words],
		{ encoding: 'utf8', env: { ...process.env, DATABASE_URL: '', DATA_DIR: data } }
	);
	return { status, said: stdout + stderr };
}

test('where there is no database nothing is kept or moved, and the folder that was looked in is named', async () => {
	const [data, file] = [join(folder, 'mistyped'), join(folder, 'one.gz')];
	for (const words of [
		['backup', file],
		['move', 'postgres://127.0.0.1:9/none']
	]) {
		const { status, said } = run(data, ...words);
		expect(said).toContain(`There is no database in ${data}`);
		expect(status).toBe(1);
	}
	expect(existsSync(file) || existsSync(data)).toBe(false);
	await (await openDatabase({ folder: data })).close();
	expect(run(data, 'backup', file)).toMatchObject({ status: 0 });
	// A new machine has none yet.
	const restored = run(join(folder, 'new'), 'restore', file);
	expect(restored.status).toBe(0);
	expect(restored.said).toContain(`Restored into ${join(folder, 'new')}`);
});

test('a file that is no backup leaves no empty database where there was none', () => {
	const [data, file] = [join(folder, 'new'), join(folder, 'letter.gz')];
	writeFileSync(file, 'Dear all');
	const { status, said } = run(data, 'restore', file);
	expect(said).toContain('is not a backup');
	expect(status).toBe(1);
	expect(existsSync(data)).toBe(false);
});

test('whoever asks for help gets it, and no backup of that name', async () => {
	await (await openDatabase({ folder })).close();
	const before = readdirSync('.');
	try {
		const { status, said } = run(folder, 'backup', '--help');
		expect(said).toContain('npm run restore -- FILE');
		expect(status).toBe(2);
		expect(readdirSync('.')).toEqual(before);
	} finally {
		rmSync('--help', { force: true });
	}
});

test('whoever wants to restore in the place of a damaged file is told to move it away', async () => {
	const [data, file] = [join(folder, 'data'), join(folder, 'one.gz')];
	await (await openDatabase({ folder: data })).close();
	expect(run(data, 'backup', file).status).toBe(0);
	writeFileSync(fileIn(data), 'What a broken disk gives back.'.repeat(1000));
	const { status, said } = run(data, 'restore', file);
	expect(said).toContain('move breakout.sqlite');
	expect(status).toBe(1);
	for (const name of readdirSync(data)) rmSync(join(data, name));
	expect(run(data, 'restore', file).status).toBe(0);
});
