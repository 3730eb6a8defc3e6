import Database from 'better-sqlite3';
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestsOf } from '../rights';
import { bentRequests, sendAll, type Outcome } from './fuzz';
import { Site } from './site';

/** `npm run fuzz` sends more, by dice of its own, and prints them. */
const isNightly = process.env.npm_lifecycle_event === 'fuzz';
const count = Number(process.env.FUZZ ?? (isNightly ? 100_000 : 3_000));
const seed = Number(process.env.FUZZ_SEED ?? (isNightly ? Date.now() % 1_000_000_000 : 5));

const folder = mkdtempSync(join(tmpdir(), 'breakout-fuzz-'));
const site = new Site(Number(process.env.TEST_PORT ?? 4271) + 39, folder);
beforeAll(() => site.start());
afterAll(async () => {
	await site.stop();
	rmSync(folder, { recursive: true });
});

/** How many rows each table has, but for what counts the wrong guesses of an address. */
function rows(): Record<string, number> {
	const database = new Database(join(folder, 'breakout.sqlite'), { readonly: true });
	try {
		const tables = database
			.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
			.pluck()
			.all() as string[];
		return Object.fromEntries(
			tables
				.filter((name) => !['limits', 'lockouts'].includes(name))
				.map((name) => [
					name,
					Number(database.prepare(`select count(*) from "${name}"`).pluck().get())
				])
		);
	} finally {
		database.close();
	}
}

/** Bytes of memory that the server's process has, where the system tells. */
function memory(): number | null {
	try {
		const [, kilobytes] =
			/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${site.pid}/status`, 'utf8')) ?? [];
		return Number(kilobytes) * 1024;
	} catch {
		return null;
	}
}

test(`${count} malformed requests to every route are answered, by no fault, and leave nothing behind`, async () => {
	console.log(`FUZZ=${count} FUZZ_SEED=${seed}`);
	// An open stream ends with whoever listens.
	const routes = [
		...new Set(
			requestsOf().map(({ route, what }) => (what.startsWith('?/') ? route + what : route))
		)
	].filter((route) => !route.endsWith('/events'));
	const { bearer } = await site.join('Mallory');
	const requests = bentRequests(routes, { bearer, cookie: site.cookie });
	const before = rows();
	const statuses: Outcome['statuses'] = {};
	const memories: (number | null)[] = [];
	const portion = Math.max(500, Math.ceil(count / 20));
	for (let sent = 0; sent < count; sent += portion) {
		const some = fc.sample(requests, {
			numRuns: Math.min(portion, count - sent),
			seed: seed + sent
		});
		const outcome = await sendAll(site.url, some);
		expect(
			outcome.faults.map(({ what, request: { method, path, headers, body } }) => ({
				what,
				method,
				path,
				headers,
				body: body?.toString('latin1').slice(0, 500)
			}))
		).toEqual([]);
		for (const [status, times] of Object.entries(outcome.statuses))
			statuses[Number(status)] = (statuses[Number(status)] ?? 0) + times;
		memories.push(memory());
	}
	console.log('answers by status', statuses);
	console.log('memory in MB', memories.map((bytes) => bytes && Math.round(bytes / 1e6)).join(' '));
	expect(rows()).toEqual(before);
	expect(Object.values(statuses).reduce((sum, times) => sum + times, 0)).toBe(count);
	// Somebody who does everything right is still served.
	expect((await site.ask('/readyz')).status).toBe(200);
	expect((await site.join('Grace')).member).toBeTruthy();
}, 0);
