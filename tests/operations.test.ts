import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handle, handleError } from '../src/hooks.server';
import { openStorage } from '../src/lib/server/open';
import { logAnswered, logFailure } from '../src/lib/server/operations/log';
import { countEntries, countRequest } from '../src/lib/server/operations/metrics';
import * as healthz from '../src/routes/healthz/+server';
import * as metrics from '../src/routes/metrics/+server';
import * as readyz from '../src/routes/readyz/+server';

/** What whoever runs the server asks it, and what it writes down. */

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'breakout-operations-'));
	vi.stubEnv('DATABASE_URL', '');
	vi.stubEnv('DATA_DIR', folder);
});
afterEach(() => {
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
	rmSync(folder, { recursive: true, force: true });
});

const ask = (token?: string) =>
	metrics.GET({
		request: new Request('http://localhost/metrics', {
			headers: token ? { authorization: `Bearer ${token}` } : {}
		})
	});

/** The lines that were written while `work` went on. */
function written(work: () => void): Record<string, unknown>[] {
	const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
	work();
	const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
	log.mockRestore();
	return lines;
}

test('A process that answers is alive; it is ready while its database answers', async () => {
	expect(await healthz.GET().text()).toBe('ok\n');
	// Nothing listens there.
	vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:9/none');
	const away = await readyz.GET();
	expect(away.status).toBe(503);
	expect(away.headers.get('retry-after')).toBe('5');
	expect(healthz.GET().status).toBe(200);

	vi.stubEnv('DATABASE_URL', '');
	const back = await readyz.GET();
	expect(back.status).toBe(200);
	await (await openStorage()).database.close();
	expect((await readyz.GET()).status).toBe(503);
});

test('Metrics are for whoever knows the token, and there are none without one', async () => {
	await expect(ask()).rejects.toMatchObject({ status: 404 });
	await expect(ask('undefined')).rejects.toMatchObject({ status: 404 });
	vi.stubEnv('METRICS_TOKEN', 'of-the-watch');
	await expect(ask()).rejects.toMatchObject({ status: 404 });
	await expect(ask('of-another')).rejects.toMatchObject({ status: 404 });
	countRequest('/api/v1/entries', 'POST', 200, 30);
	countEntries('stored', 7);
	countEntries('set_aside', 0);
	const told = await ask('of-the-watch');
	expect(told.headers.get('content-type')).toMatch(/^text\/plain/);
	const lines = (await told.text()).split('\n');
	expect(lines).toContain(
		'breakout_request_seconds_count{route="/api/v1/entries",method="POST",status="200"} 1'
	);
	expect(lines).toContain('breakout_entries_total{outcome="stored"} 7');
	expect(lines.filter((line) => line.includes('set_aside'))).toEqual([]);
	expect(lines.find((line) => line.startsWith('process_resident_memory_bytes'))).toBeDefined();
});

test('A request is written down when it is asked for, and by its route', () => {
	const answered = { request: 'r', method: 'GET', route: '/join/[code]', status: 200, took: 3 };
	expect(written(() => logAnswered(answered, {}))).toEqual([]);
	expect(written(() => logAnswered(answered, { LOG: 'requests' }))).toMatchObject([
		{ level: 'info', event: 'answered', ...answered }
	]);
});

/** What happens at the door to a request of a facilitators' page, which is nowhere let in. */
const come = (path: string, { method = 'GET', origin = 'http://localhost' } = {}) =>
	handle({
		event: {
			locals: {},
			params: {},
			cookies: { set: () => undefined },
			request: new Request(`http://localhost${path}`, { method, headers: { origin } }),
			route: { id: '/teach/account' },
			url: new URL(`http://localhost${path}`)
		} as never,
		resolve: () => {
			throw new Error('Nobody was to be let in.');
		}
	});

test('Who is refused at the door is written down and counted like everybody else', async () => {
	vi.stubEnv('LOG', 'requests');
	vi.stubEnv('METRICS_TOKEN', 'of-the-watch');
	const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
	const foreign = { method: 'POST', origin: 'http://elsewhere.example' };
	await expect(come('/teach/account', foreign)).rejects.toMatchObject({ status: 403 });
	await expect(come('/teach/account')).rejects.toMatchObject({ status: 303 });
	const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown);
	log.mockRestore();
	const line = { event: 'answered', route: '/teach/account' };
	expect(lines).toMatchObject([
		{ ...line, method: 'POST', status: 403 },
		{ ...line, method: 'GET', status: 303 }
	]);
	const told = await (await ask('of-the-watch')).text();
	expect(told).toContain('route="/teach/account",method="POST",status="403"} 1');
	expect(told).toContain('route="/teach/account",method="GET",status="303"} 1');
	await (await openStorage()).database.close();
});

test('An address that a database could not look for is refused before it is', async () => {
	for (const path of ['/teach/cohorts/%00/data', '/teach/cohorts/x/csv/roster?lesson=a%00b'])
		expect(await come(path), path).toMatchObject({ status: 400 });
});

test('A failure is written down with its place, and without what an engine quotes', () => {
	const ofEngine = Object.assign(new Error('Key (shown_as)=(Ada Lovelace) already exists.'), {
		code: '23505'
	});
	const [line] = written(() => logFailure('r', '/api/v1/entries', ofEngine));
	expect(line).toMatchObject({ level: 'error', event: 'failed', error: 'Error', code: '23505' });
	expect(JSON.stringify(line)).not.toContain('Ada');
	expect(line.at).toContainEqual(expect.stringContaining('operations.test.ts'));
	const [own] = written(() => logFailure('r', '/teach', new Error('A fault of ours.')));
	expect(own).toMatchObject({ message: 'A fault of ours.' });
	expect(written(() => logFailure('r', '/teach', 'thrown'))).toMatchObject([
		{ error: 'string', message: 'thrown', at: [] }
	]);
});

test('What is asked wrongly is no failure: no line holds the path, which may end in a code', () => {
	const event = { locals: { request: 'r' }, route: { id: null } } as never;
	const told = (status: number, words: string) =>
		written(() => void handleError({ error: new Error(words), event, status, message: words }));
	expect(told(400, 'Failed to decode URI: /join/ABCD-EFGH%')).toEqual([]);
	expect(told(404, 'Not found: /join/ABCD-EFGH/x')).toEqual([]);
	expect(told(500, 'A fault of ours.')).toMatchObject([{ event: 'failed', route: 'none' }]);
});
