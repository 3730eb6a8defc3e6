import { describe, expect, test, vi } from 'vitest';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deviceOf } from './device';
import { secretIn } from './identity';
import { describeIdentity } from './identity.contract';
import { movingSources, sampleIdentity, sqlitePlace } from './identity.sample';
import { linkAddress } from './links';
import { delayAfter, lockedUntil } from './lockout';
import { may, type Action } from './roles';
import type { Role } from '../tables';

describeIdentity('SQLite', () => Promise.resolve(sqlitePlace()));

test('a secret is made once, and for the owner of the folder alone', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-secret-'));
	const secret = await secretIn(folder);
	expect(secret).toMatch(/^[\w-]{43}$/);
	expect(await secretIn(folder)).toBe(secret);
	expect(statSync(join(folder, 'secret')).mode & 0o077).toBe(0);
	rmSync(folder, { recursive: true });
});

test('what better-auth has to say is a line of the log like others, without what a request or an engine said', async () => {
	const place = sqlitePlace();
	const database = await place.open();
	const { logger } = await sampleIdentity(database, movingSources()).auth.$context;
	const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
	const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
	logger.error('Invalid callbackURL: https://other.example/Ada\n{"forged":"line"}');
	const ofEngine = Object.assign(new Error('Key (username)=(ada) exists.'), { code: '23505' });
	logger.error('INTERNAL_SERVER_ERROR', ofEngine);
	const lines = log.mock.calls.map(([line]) => String(line));
	expect(errors).not.toHaveBeenCalled();
	vi.restoreAllMocks();
	const said = { level: 'error', event: 'failed', route: '/teach/auth' };
	expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
		{ ...said, message: 'Invalid callbackURL' },
		{ ...said, code: '23505' }
	]);
	expect(lines.join('\n')).not.toMatch(/ada|forged/i);
	await database.close();
	await place.remove();
});

test('a secret that another process is writing is waited for, and one that was left empty is made anew', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-secret-'));
	const file = join(folder, 'secret');
	writeFileSync(file, '');
	setTimeout(() => writeFileSync(file, 'of-the-other'), 50);
	expect(await secretIn(folder)).toBe('of-the-other');
	writeFileSync(file, '');
	const secret = await secretIn(folder);
	expect(secret).toMatch(/^[\w-]{43}$/);
	expect(await secretIn(folder)).toBe(secret);
	rmSync(folder, { recursive: true });
});

test.each([
	['https://course.example', 'https://course.example/teach/reset?token=x'],
	['https://course.example/', 'https://course.example/teach/reset?token=x'],
	// The development server, of which no address is known yet.
	['', '/teach/reset?token=x']
])('a link leads to the page of a server at “%s”', (origin, address) => {
	expect(linkAddress(origin, 'reset', 'x')).toBe(address);
});

test('the delay grows to an hour and no further', () => {
	const seconds = [4, 5, 6, 7, 12, 13, 40].map((failures) => delayAfter(failures, 'name') / 1000);
	expect(seconds).toEqual([0, 15, 30, 60, 1920, 3600, 3600]);
	expect(delayAfter(29, 'address')).toBe(0);
	expect(delayAfter(30, 'address')).toBe(15_000);
});

test('nobody is locked for a year by a clock that was a year ahead', () => {
	const row = { failures: 40, last_at: '2026-03-01T09:00:00.000Z' };
	const at = (now: string) => lockedUntil(row, 'name', new Date(now))?.toISOString();
	expect(at('2026-03-01T09:59:59.000Z')).toBe('2026-03-01T10:00:00.000Z');
	expect(at('2026-03-01T10:00:00.000Z')).toBeUndefined();
	// As another server sees it, whose clock is a little behind.
	expect(at('2026-03-01T08:59:58.000Z')).toBe('2026-03-01T10:00:00.000Z');
	expect(at('2025-03-01T09:00:00.000Z')).toBeUndefined();
});

describe('a device', () => {
	test.each([
		[
			'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15',
			'Safari, macOS'
		],
		[
			'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
			'Safari, iOS'
		],
		[
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
			'Edge, Windows'
		],
		['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
		['curl/8.0', null],
		[null, null]
	])('%s', (userAgent, words) => {
		expect(deviceOf(userAgent)).toBe(words);
	});
});

describe('may', () => {
	const actions: Action[] = ['see', 'look_after_members', 'change', 'close', 'share'];
	test.each<[Role | null, Action[]]>([
		[null, []],
		['observer', ['see']],
		['facilitator', ['see', 'look_after_members', 'change']],
		['owner', actions]
	])('%s', (role, permitted) => {
		expect(actions.filter((action) => may(role, action))).toEqual(permitted);
	});
});
