import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPostgres } from './postgres.js';
import { build, install, run } from './prepare.js';

/** `npm test`: everything that must hold, from types to whole-course runs in a real browser, after installing what it needs. */

/** Whether packages of Debian can be installed here. */
const canApt = () => process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;

/** @param {string[]} packages */
function apt(...packages) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	run('apt-get', ['update', '-qq'], env);
	run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], env);
}

/** Debian's Chromium by apt where that is possible, Playwright's own browser elsewhere. */
async function installBrowser() {
	const debian = '/usr/bin/chromium';
	if (existsSync(debian)) return;
	const { chromium } = await import('@playwright/test');
	if (existsSync(chromium.executablePath())) return;
	if (canApt()) {
		console.log('Installing Chromium…');
		apt('chromium', 'fonts-liberation');
	} else run('npx', ['playwright', 'install', 'chromium']);
}

/** The larger of the two databases, from Debian. Where it cannot be had, the tests say that they did not run on it. */
function installPostgres() {
	if (findPostgres()) return;
	if (canApt()) {
		console.log('Installing PostgreSQL…');
		apt('postgresql');
	} else
		console.warn(
			'PostgreSQL is not installed and cannot be here: its half of the storage tests will NOT run.'
		);
}

/** @param {string[]} parameters */
const npm = (...parameters) => run('npm', ['run', '--silent', ...parameters]);

/** @type {[string, () => void | Promise<void>][]} */
const parts = [
	['packages', install],
	['browser', installBrowser],
	['database', installPostgres],
	['build', build],
	['types', () => npm('check')],
	['lint', () => npm('lint')],
	['lessons', () => npm('lessons')],
	['unit', () => npm('unit')],
	['end to end', () => npm('e2e')]
];

let passed = 0;
for (const [name, part] of parts) {
	const began = Date.now();
	console.log(`\n── ${name} ──`);
	try {
		await part();
	} catch (error) {
		console.error(
			`\n${name}: ${error instanceof Error ? error.message : error}\n${passed} passed, 1 failed`
		);
		process.exit(1);
	}
	passed++;
	console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
console.log(`\n${passed} passed, 0 failed`);
