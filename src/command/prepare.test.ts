import { spawnSync } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { run } from './prepare.js';

vi.mock('node:child_process', () => ({ spawnSync: vi.fn(() => ({ status: 0 })) }));

const here = process.platform;
afterEach(() => void Object.defineProperty(process, 'platform', { value: here }));

test('on Windows npm is run by its shell, and Node, in whose path there is a space, is not', () => {
	Object.defineProperty(process, 'platform', { value: 'win32' });
	run('npm', ['install']);
	run(process.execPath, ['vite.js', 'build']);
	expect(vi.mocked(spawnSync).mock.calls.map(([, , options]) => options?.shell)).toEqual([
		true,
		false
	]);
});
