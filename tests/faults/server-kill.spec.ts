import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPostgres } from '../../src/command/postgres.js';
import type { Place } from '../../src/lib/server/database';
import { hasPostgres } from '../has-postgres';
import { CourseServer } from '../course-copy';
import { ownFolder } from '../own-folder';
import { Chance } from './chance';
import { isRight, makePhones, pushUntilGone, sendAll } from './pushing';

/** How often the server is killed on each engine while members push. */
const kills = Number(process.env.KILLS ?? 50);
const port = Number(process.env.TEST_PORT ?? 4271) + 30;
const seed = Number(process.env.KILL_SEEDS ?? Date.now() % 100_000);

for (const engine of hasPostgres('killing the server')
	? (['SQLite', 'PostgreSQL'] as const)
	: (['SQLite'] as const))
	test(`Killing the server at random moments loses and doubles nothing that it acknowledged, on ${engine}`, async () => {
		test.setTimeout(600_000);
		console.log(`${engine}: KILL_SEEDS=${seed}`);
		const chance = new Chance(seed);
		const folder = mkdtempSync(join(tmpdir(), 'breakout-server-kill-'));
		const postgres = engine === 'PostgreSQL' ? await startPostgres({ fsync: true }) : null;
		const place: Place = postgres ? { url: postgres.url() } : { folder };
		const server = new CourseServer(port + (postgres ? 1 : 0), {
			DATA_DIR: folder,
			DATABASE_URL: postgres?.url() ?? ''
		});
		try {
			await server.serve('.');
			const { phones, folds } = await makePhones(place);
			let pushes = 0;
			for (let kill = 1; kill <= kills; kill++) {
				const answered = () => phones.reduce((sum, { answers }) => sum + answers, 0);
				const before = answered();
				const pushing = phones.map((phone) => pushUntilGone(server.url, phone, chance));
				// At any moment of any push, however slow the machine: after some answers, and a while.
				const wanted = before + chance.below(6);
				await expect
					.poll(answered, { intervals: [1], timeout: 30_000 })
					.toBeGreaterThanOrEqual(wanted);
				await new Promise((resolve) => setTimeout(resolve, chance.below(60)));
				await server.kill();
				await Promise.all(pushing);
				pushes += answered() - before;
				await isRight(place, folds, phones, `seed ${seed}, after kill ${kill}`);
				await server.serve('.');
			}
			await sendAll(server.url, phones);
			await isRight(place, folds, phones, 'at the end');
			console.log(`${engine}: ${kills} kills, ${pushes} batches acknowledged between them`);
			expect(pushes).toBeGreaterThan(kills);
		} finally {
			await server.stop();
			await postgres?.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});

test('A server that is told to end answers what has begun, and says that nothing more is to come that way', async () => {
	const server = new CourseServer(port + 2, { DATA_DIR: ownFolder('ending'), DATABASE_URL: '' });
	await server.serve('.');
	// As a proxy does, whose connections are never idle.
	const proxy = connect(port + 2, 'localhost');
	let answers = '';
	proxy.setEncoding('utf8').on('data', (text: string) => (answers += text));
	const head = 'host: localhost\r\ncontent-type: application/json\r\n';
	proxy.write(`POST /api/v1/members HTTP/1.1\r\n${head}content-length: 2\r\n\r\n{`);
	// It has begun with that one when it answers another that came later.
	expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
	const ended = server.stop();
	await expect
		.poll(() => fetch(`${server.url}/healthz`).then(() => '', String))
		.toContain('failed');
	proxy.write('}');
	await expect.poll(() => answers).toContain('"malformed"');
	answers = '';
	proxy.write(`GET /healthz HTTP/1.1\r\n${head}\r\n`);
	await once(proxy, 'end');
	expect(answers).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\bconnection: close\r\n/i);
	await ended;
});
