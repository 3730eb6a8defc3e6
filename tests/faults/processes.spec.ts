import { spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { expect, test } from '@playwright/test';
import { startPostgres } from '../../src/command/postgres.js';
import { CourseServer, killIfThere } from '../course-copy';
import { hasPostgres } from '../has-postgres';
import { ownFolder } from '../own-folder';
import { Chance } from './chance';
import { isRight, makePhones, pushUntilGone, sendAll } from './pushing';

/** One start that serves by several processes: to everybody it is one server, and one of them may end at any time. */

const port = Number(process.env.TEST_PORT ?? 4271) + 50;
const count = 3;

test.skip(!hasPostgres('several processes'), 'PostgreSQL is not installed.');

/** Asks on a connection of its own, so that any of the processes may answer; gives the status and the body. */
const ask = (url: string, headers: Record<string, string> = {}) =>
	new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
		get(url, { agent: false, headers }, (answer) => {
			let text = '';
			answer.setEncoding('utf8').on('data', (part: string) => (text += part));
			answer.on('end', () => resolve({ status: answer.statusCode, text }));
		}).on('error', reject);
	});

/** What a server that cannot serve says, and how it ends. */
function fail(env: Record<string, string>): { status: number | null; said: string } {
	const { status, stderr } = spawnSync(process.execPath, ['src/command/serve.js'], {
		env: { ...process.env, ...env },
		encoding: 'utf8',
		timeout: 60_000
	});
	return { status, said: stderr.trim() };
}

const isThere = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

test('Several processes say one thing, are counted as one, and end together', async () => {
	test.setTimeout(300_000);
	const postgres = await startPostgres();
	const env = {
		PORT: String(port),
		DATA_DIR: ownFolder('processes'),
		DATABASE_URL: postgres.url(),
		PROCESSES: String(count),
		METRICS_TOKEN: 'of-the-watch'
	};
	const server = new CourseServer(port, env);
	try {
		await server.serve('.');
		expect(server.printed.match(/ready/g)).toHaveLength(1);
		expect(server.printed.match(/teach\/start\?token=/g)).toHaveLength(1);
		const { pids } = server;
		expect(pids).toHaveLength(count);

		for (let at = 0; at < 4 * count; at++)
			expect((await ask(`${server.url}/healthz`)).status).toBe(200);
		const headers = { authorization: 'Bearer of-the-watch' };
		for (let at = 0; at < count; at++) {
			const { status, text } = await ask(`${server.url}/metrics`, headers);
			expect(status).toBe(200);
			expect(text.split('\n')).toContain(
				`breakout_request_seconds_count{route="/healthz",method="GET",status="200"} ${4 * count}`
			);
		}

		expect(fail(env)).toEqual({
			status: 1,
			said: `Port ${port} is taken. Choose another: PORT=4200 npm start`
		});
		expect(fail({ ...env, PROCESSES: 'all' })).toMatchObject({
			status: 1,
			said: expect.stringContaining('PROCESSES must be a number') as unknown
		});
		expect(fail({ ...env, DATABASE_URL: '' })).toMatchObject({
			status: 1,
			said: expect.stringContaining('one process only') as unknown
		});
		expect((await ask(`${server.url}/readyz`)).status).toBe(200);

		await server.stop();
		expect(pids.filter(isThere)).toEqual([]);
	} finally {
		await server.stop();
		await postgres.stop();
	}
});

test('A process that ends is replaced while the others answer, and nothing that was acknowledged is lost', async () => {
	test.setTimeout(300_000);
	const postgres = await startPostgres({ fsync: true });
	const place = { url: postgres.url() };
	const server = new CourseServer(port + 1, {
		DATA_DIR: ownFolder('processes'),
		DATABASE_URL: place.url,
		PROCESSES: String(count)
	});
	const seed = Number(process.env.KILL_SEEDS ?? Date.now() % 100_000);
	console.log(`KILL_SEEDS=${seed}`);
	const chance = new Chance(seed);
	try {
		await server.serve('.');
		const { phones, folds } = await makePhones(place);
		let isOver = false;
		const pushing = phones.map(async (phone) => {
			while (!isOver) await pushUntilGone(server.url, phone, chance);
		});
		const answered = () => phones.reduce((sum, { answers }) => sum + answers, 0);
		for (let kill = 1; kill <= 5; kill++) {
			const before = answered();
			await expect.poll(answered, { timeout: 30_000 }).toBeGreaterThan(before + 5);
			const all = server.pids;
			expect(all).toHaveLength(count);
			const one = all[chance.below(count)];
			killIfThere(one);
			// The others go on, and there are as many as before soon. Whoever is started does not listen at once, and where all
			// that do are ended there is nobody.
			await expect.poll(() => server.pids.includes(one)).toBe(false);
			const replaced = () => server.printed.match(/"process_replaced"/g)?.length;
			await expect.poll(replaced, { timeout: 60_000 }).toBe(kill);
			expect(server.pids).toHaveLength(count);
			await expect.poll(answered, { timeout: 30_000 }).toBeGreaterThan(before + 10);
			expect((await ask(`${server.url}/readyz`)).status).toBe(200);
		}
		expect(server.printed.match(/"process_ended"/g)).toHaveLength(5);
		// Asked to end in the midst of it, all of them finish what they have begun.
		isOver = true;
		const { pids } = server;
		await server.stop();
		await Promise.all(pushing);
		expect(pids.filter(isThere)).toEqual([]);
		await isRight(place, folds, phones, `seed ${seed}`);
		await server.serve('.');
		await sendAll(server.url, phones);
		await isRight(place, folds, phones, `seed ${seed}, at the end`);
	} finally {
		await server.stop();
		await postgres.stop();
	}
});
