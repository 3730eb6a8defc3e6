import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withScratch } from './scratch';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'breakout-scratch-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what is left is removed when the work is done, and when it fails', async () => {
	expect(await withScratch(folder, () => Promise.resolve('done'))).toBe('done');
	expect(existsSync(folder)).toBe(false);
	folder = mkdtempSync(join(tmpdir(), 'breakout-scratch-'));
	const failing = withScratch(folder, () => Promise.reject(new Error('cut short')));
	await expect(failing).rejects.toThrow('cut short');
	expect(existsSync(folder)).toBe(false);
	expect(process.listenerCount('SIGHUP')).toBe(0);
});

test.skipIf(process.platform === 'win32')('and when it is ended by hand', async () => {
	const code = `import { withScratch } from './src/lib/server/backup/scratch.ts';
		await withScratch(${JSON.stringify(folder)}, () => new Promise((done) => {
			console.log('at work');
			setTimeout(done, 60_000);
		}));`;
	const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await once(child.stdout, 'data');
	expect(existsSync(folder)).toBe(true);
	child.kill('SIGINT');
	expect(await once(child, 'exit')).toEqual([130, null]);
	expect(existsSync(folder)).toBe(false);
});
