import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of its own for a test run: Debian's programs, a folder that is thrown away, a free port of this machine. */

const debian = '/usr/lib/postgresql';

/** The folder of the newest installed server's programs, or null. */
export function findPostgres() {
	if (!existsSync(debian)) return null;
	const versions = readdirSync(debian).sort((a, b) => Number(b) - Number(a));
	const folders = versions.map((version) => join(debian, version, 'bin'));
	return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** Who runs it: PostgreSQL refuses to run as root, and Debian's package brings a user for it. */
function runner() {
	if (process.getuid?.() !== 0) return {};
	const [, uid, gid] =
		/^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
	if (!uid) throw new Error('There is no user postgres to run PostgreSQL as.');
	return { uid: Number(uid), gid: Number(gid) };
}

/** @returns {Promise<number>} */
const freePort = () =>
	new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Starts an empty PostgreSQL, without a password, for this machine only. `fsync` stays on when it is asked for: the tests
 * of what survives a crash need it, the others are quicker without.
 * @param {{ fsync?: boolean }} [options]
 */
export async function startPostgres({ fsync = false } = {}) {
	const programs = findPostgres();
	if (!programs) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
	const folder = mkdtempSync(join(tmpdir(), 'breakout-postgres-'));
	const data = join(folder, 'data');
	const user = runner();
	if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
	const made = spawnSync(
		join(programs, 'initdb'),
		['-D', data, '-U', 'breakout', '--auth=trust', '--encoding=UTF8', '--no-sync'],
		{ ...user, cwd: folder, encoding: 'utf8' }
	);
	if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
	const port = await freePort();
	const server = spawn(
		join(programs, 'postgres'),
		[
			...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder],
			...['-c', `fsync=${fsync ? 'on' : 'off'}`]
		],
		{ ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] }
	);
	let said = '';
	server.stderr.on('data', (chunk) => (said += chunk));
	/** @type {Promise<void>} */
	const ended = new Promise((resolve) => server.once('exit', () => resolve()));
	// Should this process end early, the server ends with it.
	const end = () => server.kill('SIGQUIT');
	process.once('exit', end);
	for (let waited = 0; !/ready to accept connections/.test(said); waited += 20) {
		if (waited > 30_000 || server.exitCode !== null)
			throw new Error(`PostgreSQL did not start:\n${said}`);
		await sleep(20);
	}
	return {
		/** The address of a database of this name, which is there once it is made. @param {string} [name] */
		url: (name = 'postgres') => `postgres://breakout@127.0.0.1:${port}/${name}`,
		/** Ends the server at once, as a shutdown that waits for nobody, and throws its folder away. */
		async stop() {
			process.off('exit', end);
			server.kill('SIGINT');
			await ended;
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
