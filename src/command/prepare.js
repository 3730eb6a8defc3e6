import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What `npm start` and `npm test` need before anything else: packages and a build, made only when what they are made
 * from has changed. Uses nothing but Node, because on a fresh machine there is nothing else.
 */

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const stamps = join(root, 'node_modules', '.breakout');
const builtFrom = [
	'src',
	'lessons',
	'static',
	'package-lock.json',
	'package.json',
	'svelte.config.js',
	'tsconfig.json',
	'vite.config.ts'
];
const notBuilt = /(^|\/)paraglide(\/|$)|\.test\.ts$|\.contract\.ts$|project\.inlang\/(?!settings)/;

/**
 * Hash of the paths and contents below the given places.
 * @param {string[]} places
 */
function hashOf(places) {
	const hash = createHash('sha256');
	/** @param {string} place */
	const add = (place) => {
		if (notBuilt.test(place)) return;
		const path = join(root, place);
		if (!existsSync(path)) return;
		if (statSync(path).isDirectory())
			for (const name of readdirSync(path).sort()) add(`${place}/${name}`);
		else hash.update(place).update('\0').update(readFileSync(path)).update('\0');
	};
	places.forEach(add);
	return hash.update(process.version).digest('hex');
}

/** @param {string} name */
const readStamp = (name) =>
	existsSync(join(stamps, name)) ? readFileSync(join(stamps, name), 'utf8') : '';
/** @param {string} name @param {string} value */
const writeStamp = (name, value) => {
	mkdirSync(stamps, { recursive: true });
	writeFileSync(join(stamps, name), value);
};

/**
 * Runs a command and shows what it prints; throws when it fails.
 * @param {string} command
 * @param {string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 */
export function run(command, parameters, env = process.env) {
	const { status, error } = spawnSync(command, parameters, {
		cwd: root,
		stdio: 'inherit',
		// Vite speaks of a future default that does not concern us, a screen long, at every start.
		env: { VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true', ...env },
		// On Windows npm is a script, which a shell must run; it would take Node's own path, "C:\Program Files\…", for two words.
		shell: process.platform === 'win32' && command !== process.execPath
	});
	if (error || status !== 0)
		throw new Error(
			`${command} ${parameters.join(' ')} failed${error ? `: ${error.message}` : ''}.`
		);
}

/** Installs the packages of the lockfile when they are not there. */
export function install() {
	const wanted = hashOf(['package-lock.json']);
	if (existsSync(join(root, 'node_modules')) && readStamp('installed') === wanted) return;
	console.log('Installing packages…');
	rmSync(join(stamps, 'installed'), { force: true });
	// Not `npm ci`: it refuses a lockfile in which an optional package of another platform cannot be had.
	run('npm', ['install', '--no-save', '--no-fund', '--no-audit', '--loglevel=error']);
	// Part of it is made for one release of Node, and to npm it is installed all the same.
	const opens = spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], {
		cwd: root
	});
	if (opens.status !== 0) run('npm', ['rebuild', 'better-sqlite3']);
	writeStamp('installed', wanted);
}

/** Builds the course and the server when their sources have changed. */
export function build() {
	const wanted = hashOf(builtFrom);
	if (existsSync(join(root, 'build', 'handler.js')) && readStamp('built') === wanted) return;
	console.log('Building the course…');
	rmSync(join(stamps, 'built'), { force: true });
	run(process.execPath, [
		join('node_modules', 'vite', 'bin', 'vite.js'),
		'build',
		'--logLevel',
		'warn'
	]);
	writeStamp('built', wanted);
}

/**
 * Does some of the above. Where one fails, what it ran has said why, which no stack trace is to bury.
 * @param {(() => void)[]} steps
 */
export function prepare(...steps) {
	try {
		for (const step of steps) step();
	} catch (error) {
		console.error(`\n${error instanceof Error ? error.message : error}`);
		process.exit(1);
	}
}
