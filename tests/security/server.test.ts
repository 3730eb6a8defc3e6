import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchLimit } from '../../src/lib/sync/protocol';
import { requestsOf, type Request as Asked } from '../rights';
import { ada, cookieIn, elsewhere, origin, Site } from './site';

/** Attacks on the built server, as it runs behind a proxy with https. */

const folder = mkdtempSync(join(tmpdir(), 'breakout-attacks-'));
const site = new Site(Number(process.env.TEST_PORT ?? 4271) + 31, folder);
beforeAll(() => site.start());
afterAll(async () => {
	await site.stop();
	rmSync(folder, { recursive: true });
});

const requests = requestsOf();
/** The address of something that can be asked, in the facilitator's cohort. */
function pathOf({ route, what }: Asked): string {
	const values: Record<string, string> = {
		cohort: site.cohort,
		report: 'overview',
		table: 'roster',
		'...path': `passkey/${what === 'POST' ? 'verify-authentication' : 'generate-authenticate-options'}`
	};
	const path = route.replace(/\[([^\]]+)\]/g, (_, name: string) => values[name] ?? 'x');
	return what.startsWith('?/') && what !== '?/default' ? path + what : path;
}
const isRead = ({ what }: Asked) => what === 'page' || what === 'GET';

describe('another site in the same browser', () => {
	// As a browser would not even do: with the cookie that SameSite keeps back.
	const ways: [string, Record<string, string>, string | undefined][] = [
		['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'id=x&name=y'],
		['a form of parts', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--\r\n'],
		['plain text', { 'content-type': 'text/plain' }, '{"a":"="}'],
		['JSON', { 'content-type': 'application/json' }, '{}'],
		['nothing at all', {}, undefined]
	];

	test.each(ways)('does nothing for a facilitator by sending %s', async (_way, headers, body) => {
		const changing = requests.filter(
			(one) => one.route.startsWith('/teach') && !isRead(one) && one.route !== '/teach/capsules'
		);
		expect(changing.length).toBeGreaterThan(15);
		for (const asked of changing)
			for (const foreign of [elsewhere, 'null', origin.replace('https', 'http')]) {
				const { status } = await site.ask(pathOf(asked), {
					method: 'POST',
					headers: { ...headers, origin: foreign, cookie: site.cookie },
					...(body === undefined ? {} : { body })
				});
				expect(status, `${asked.route} ${asked.what} from ${foreign}`).toBe(403);
			}
		expect(await site.data('/teach/who')).toEqual({ name: ada.name });
	});

	test('is told by no answer that it may read it, and gets no leave to send JSON', async () => {
		for (const asked of requests) {
			const headers = { origin: elsewhere, cookie: site.cookie, accept: 'application/json' };
			const asksLeave = await site.ask(pathOf(asked), {
				method: 'OPTIONS',
				headers: {
					...headers,
					'access-control-request-method': 'POST',
					'access-control-request-headers': 'content-type,authorization'
				}
			});
			const reads = asked.route.endsWith('/events')
				? asksLeave
				: await site.ask(pathOf(asked), { headers });
			for (const answer of [asksLeave, reads]) {
				const names = Object.keys(answer.headers).filter((name) => /^access-control-/.test(name));
				expect(names, `${asked.route} ${asked.what}`).toEqual([]);
			}
		}
	});

	test('is told apart from whoever came by an address that ORIGIN does not name, by words that help', async () => {
		const form = { name: ada.name, password: ada.password };
		const headers = { origin: 'http://192.168.1.5:4173' };
		const { status, body } = await site.ask('/teach/sign-in', { form, headers });
		expect(status).toBe(403);
		expect(body.toString()).toContain(`${origin} only`);
		expect(body.toString()).toContain('ORIGIN');
	});

	test('joins nobody by a form: the API takes JSON alone', async () => {
		const body = JSON.stringify({ protocol: 1, code: site.code, name: 'Mallory' });
		const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''];
		for (const type of types) {
			const headers = { origin: elsewhere, ...(type ? { 'content-type': type } : {}) };
			const { status } = await site.ask('/api/v1/members', { body, headers });
			expect([400, 403], type).toContain(status);
		}
		const { members } = await site.data<{ members: unknown[] }>(
			`/teach/cohorts/${site.cohort}/members/data`
		);
		expect(members).toEqual([]);
	});
});

describe('every answer', () => {
	test('forbids frames, sniffing, other origins and plain http, whoever asks', async () => {
		for (const asked of requests.filter((one) => isRead(one) && !one.route.endsWith('/events')))
			for (const cookie of ['', site.cookie]) {
				const path = pathOf(asked);
				const { headers, status } = await site.ask(path, { headers: { cookie } });
				expect(status, path).toBeLessThan(500);
				const policy = String(headers['content-security-policy']);
				expect(policy, path).toContain("frame-ancestors 'none'");
				expect(policy, path).toContain("default-src 'none'");
				expect(policy, path).toContain("base-uri 'none'");
				expect(policy, path).not.toMatch(/unsafe-(inline|eval)|https?:|\*/);
				expect(headers, path).toMatchObject({
					'x-frame-options': 'DENY',
					'x-content-type-options': 'nosniff',
					'cross-origin-resource-policy': 'same-origin',
					'cross-origin-opener-policy': 'same-origin',
					'strict-transport-security': 'max-age=31536000'
				});
				if (path.startsWith('/teach') && path !== '/teach/capsules')
					expect(headers['cache-control'], path).toContain('no-store');
			}
	});

	test('that is a page made when it is asked for is not kept, so no copy of it gets the policy of another', async () => {
		for (const path of [`/join/${site.code}`, '/no/such/page']) {
			const { headers } = await site.ask(path);
			expect(headers, path).toMatchObject({ 'cache-control': 'no-store' });
			expect(headers.etag, path).toBeUndefined();
		}
	});

	test('that holds data is kept by nobody, however its address is spelt', async () => {
		for (const path of ['/%74each/data', '/privacy/../teach/data', '/%61pi/v1/entries']) {
			const { status, headers } = await site.ask(path, { headers: { cookie: site.cookie } });
			expect(status, path).toBe(path.endsWith('data') ? 200 : 401);
			expect(headers, path).toMatchObject({ 'cache-control': 'no-store' });
		}
	});

	test('to a trainee sets no cookie', async () => {
		const { bearer } = await site.join('Ben');
		const headers = { authorization: `Bearer ${bearer}` };
		const answers = [
			await site.ask('/'),
			await site.ask('/privacy'),
			await site.ask(`/join/${site.code}`),
			await site.ask('/course/en/index.json'),
			await site.ask('/api/v1/members/look', { json: { protocol: 1, code: site.code } }),
			await site.ask('/api/v1/entries', { headers, json: { protocol: 1, entries: [] } }),
			await site.ask('/api/v1/entries?after=0', { headers }),
			await site.ask('/api/v1/members/transfer', { headers, json: { protocol: 1 } })
		];
		for (const { headers } of answers) expect(headers['set-cookie']).toBeUndefined();
		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
	});
});

describe('a foreign host in the headers', () => {
	const foreign = {
		host: 'elsewhere.example',
		'x-forwarded-host': 'elsewhere.example',
		'x-forwarded-proto': 'http',
		forwarded: 'host=elsewhere.example;proto=http'
	};

	test('is not asked for anything, nor is our own: pages are made without a network', async () => {
		for (const [path, status] of [
			[`/join/${site.code}`, 200],
			['/no/such/page', 404]
		] as const) {
			const answer = await site.ask(path, { headers: foreign });
			expect(answer.status, path).toBe(status);
			expect(answer.body.toString(), path).toContain('Take your seat at the consultation');
		}
	});

	test('is in no link and no redirect', async () => {
		const cohort = `/teach/cohorts/${site.cohort}`;
		const headers = { ...foreign, cookie: site.cookie };
		const { body } = await site.ask(`${cohort}/invite/data`, { headers });
		expect(JSON.parse(body.toString())).toMatchObject({ link: `${origin}/join/${site.code}` });
		const { member } = await site.join('Cleo');
		const form = { role: 'observer' };
		const own = { ...headers, origin, accept: 'text/html' };
		for (const answer of [
			await site.ask(`${cohort}/settings?/invite`, { headers: own, form }),
			await site.ask(`${cohort}/members/${member}?/rejoin`, { headers: own, form: {} }),
			await site.ask('/teach/sign-in', { headers: own, form: ada }),
			await site.ask('/teach/account', { headers: foreign }),
			await site.ask('/privacy/', { headers: foreign })
		]) {
			expect(answer.status).toBeLessThan(400);
			expect(answer.body.toString() + (answer.headers.location ?? '')).not.toContain('elsewhere');
		}
	});

	test('is no origin from which forms are taken', async () => {
		const { status } = await site.ask('/teach/sign-in', {
			form: ada,
			headers: { ...foreign, origin: 'http://elsewhere.example' }
		});
		expect(status).toBe(403);
	});
});

describe('a session', () => {
	const signIn = (cookie: string) => site.own('/teach/sign-in', ada, cookie);

	test('has a cookie for this host alone, by https alone, out of reach of scripts', async () => {
		const answer = await signIn('');
		expect(answer.headers['set-cookie']).toHaveLength(1);
		expect(answer.headers['set-cookie']?.[0]).toMatch(
			/^__Host-breakout\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/
		);
		expect(answer.body.toString()).not.toContain(cookieIn(answer).split('=')[1]);
	});

	test('is a new one at each sign-in, and the one before it is dead', async () => {
		const planted = '__Host-breakout.session_token=planted.by-a-stranger';
		const first = cookieIn(await signIn(planted));
		expect(first).not.toContain('planted');
		const who = async (cookie: string) =>
			JSON.parse(
				(await site.ask('/teach/who', { headers: { cookie } })).body.toString()
			) as unknown;
		expect([await who(planted), await who(first)]).toEqual([null, { name: ada.name }]);
		const second = cookieIn(await signIn(first));
		expect(second).not.toBe(first);
		expect([await who(first), await who(second)]).toEqual([null, { name: ada.name }]);
	});

	test('leads nowhere else after signing in', async () => {
		for (const to of [
			'//elsewhere.example',
			`${elsewhere}/teach`,
			'/\\elsewhere.example',
			'/\t/e.x'
		]) {
			const answer = await site.own(`/teach/sign-in?to=${encodeURIComponent(to)}`, ada, '');
			expect(answer.headers.location, to).toBe('/teach');
		}
	});
});

describe('a stranger', () => {
	const push = { protocol: 1, entries: [] };
	const asks: [string, string, unknown][] = [
		['a push', '/api/v1/entries', push],
		['a pull', '/api/v1/entries?after=0', undefined],
		['leaving', '/api/v1/members/leave', { protocol: 1 }],
		['erasing', '/api/v1/members/erase', { protocol: 1 }],
		['a transfer', '/api/v1/members/transfer', { protocol: 1 }]
	];

	test.each(asks)('learns from %s nothing of who is a member', async (_what, path, json) => {
		const { member, bearer } = await site.join('Dora');
		const as = async (credential: string) => {
			const headers = { authorization: `Bearer ${credential}` };
			const { status, body } = await site.ask(path, { headers, json });
			return [status, body.toString()];
		};
		const [cohort, , secret] = bearer.split('.');
		const unknown = await as(`${cohort}.nobody.${secret}`);
		expect(unknown[0]).toBe(401);
		expect(await as(`${cohort}.${member}.${secret.replace(/^../, 'xx')}`)).toEqual(unknown);
		expect(await as(`nowhere.${member}.${secret}`)).toEqual(unknown);
	});

	test('gets none of a member’s entries, nor anything done, with another member’s secret', async () => {
		const [dora, emil] = [await site.join('Dora'), await site.join('Emil')];
		const [cohort, , secret] = emil.bearer.split('.');
		const headers = { authorization: `Bearer ${cohort}.${dora.member}.${secret}` };
		for (const [what, path, json] of asks)
			expect((await site.ask(path, { headers, json })).status, what).toBe(401);
		const own = { authorization: `Bearer ${dora.bearer}` };
		expect((await site.ask('/api/v1/entries?after=0', { headers: own })).status).toBe(200);
	});
});

describe('a body', () => {
	const zeros = (count: number) => gzipSync(Buffer.alloc(count));
	const bombs: [string, Buffer, string][] = [
		['ten megabytes of zeros, packed into ten thousand bytes', zeros(10 << 20), 'gzip'],
		[
			'many small packings in a row',
			Buffer.concat(Array.from({ length: 64 }, () => zeros(64 << 10))),
			'gzip'
		],
		['a packing in a packing', gzipSync(zeros(10 << 20)), 'gzip, gzip'],
		['brackets in brackets', Buffer.from('['.repeat(400_000)), 'identity'],
		['an object of a hundred thousand keys', manyKeys(100_000), 'identity'],
		[
			'a number that is no number',
			Buffer.from(`{"protocol":${'9'.repeat(100_000)},"entries":[]}`),
			'identity'
		]
	];

	test.each(bombs)('of %s is refused, and the server goes on', async (_what, body, encoding) => {
		const { bearer } = await site.join('Finn');
		const { status } = await site.ask('/api/v1/entries', {
			body,
			headers: {
				authorization: `Bearer ${bearer}`,
				'content-type': 'application/json',
				'content-encoding': encoding
			}
		});
		expect([400, 413]).toContain(status);
		expect((await site.ask('/readyz')).status).toBe(200);
	});

	test('with an entry nested deeper than the stack sets that entry aside, and takes the others', async () => {
		const { bearer } = await site.join('Gwen');
		const entry = (seq: number, data: string) =>
			`{"id":"01900000-0000-7000-8000-00000000000${seq}","device":"d","seq":${seq},"at":"2026-03-01T09:00:00.000Z","attempt":null,"type":"lesson.opened","v":1,"data":${data}}`;
		const depth = 200_000;
		const deep = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
		const body = `{"protocol":1,"entries":[${entry(1, deep)},${entry(2, '{"lesson":"scope"}')}]}`;
		expect(body.length).toBeLessThan(batchLimit.bytes);
		const answer = await site.ask('/api/v1/entries', {
			body,
			headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
		});
		expect(JSON.parse(answer.body.toString())).toMatchObject({
			stored: ['01900000-0000-7000-8000-000000000002'],
			setAside: [{ at: 0 }]
		});
	});

	test('of a form is no longer than two megabytes', async () => {
		const answer = await site.own('/teach/sign-in', { ...ada, name: 'x'.repeat(3 << 20) }, '');
		expect(answer.status).toBe(413);
	});

	test('with control characters in a name joins nobody', async () => {
		for (const name of ['A\u0000da', 'Ada\u001b[2J', 'Ada\nLovelace']) {
			const json = { protocol: 1, code: site.code, name };
			expect((await site.ask('/api/v1/members', { json })).status, JSON.stringify(name)).toBe(400);
		}
	});
});

// Last, because after it this address gets no answer any more.
describe('who guesses codes', () => {
	test('is counted by the address of the connection, whatever the headers say of it', async () => {
		const guess = (from: string) =>
			site.ask('/api/v1/members/look', {
				json: { protocol: 1, code: 'ZZZZ-ZZZZ' },
				headers: { 'x-forwarded-for': from, 'x-real-ip': from, forwarded: `for=${from}` }
			});
		const statuses: number[] = [];
		for (let at = 1; at <= 31; at++) statuses.push((await guess(`192.0.2.${at}`)).status);
		expect(statuses).toEqual([...Array<number>(30).fill(403), 429]);
	});
});

function manyKeys(count: number): Buffer {
	const keys = Array.from({ length: count }, (_, at) => `"k${at}":0`);
	return Buffer.from(`{"protocol":1,"entries":[],${keys.join(',')}}`.slice(0, batchLimit.bytes));
}
