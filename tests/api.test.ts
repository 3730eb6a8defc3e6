import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { courseIn } from '../src/lib/server/course';
import { createCohort, joinCodeOf, setCohortState, type Cohort } from '../src/lib/server/cohorts';
import { readFigures } from '../src/lib/server/figures';
import { openStorage } from '../src/lib/server/open';
import { Device, rightAnswer } from '../src/lib/machines/sample';
import { viewPlaces } from '../src/lib/machines/view-places';
import {
	batchLimit,
	bearer,
	Joined,
	PROTOCOL,
	Pulled,
	Pushed,
	Refused,
	ViewTaken,
	viewLimit,
	type Credential
} from '../src/lib/sync/protocol';
import * as entriesRoute from '../src/routes/api/v1/entries/+server';
import * as viewsRoute from '../src/routes/api/v1/views/+server';
import * as membersRoute from '../src/routes/api/v1/members/+server';
import * as eraseRoute from '../src/routes/api/v1/members/erase/+server';
import * as leaveRoute from '../src/routes/api/v1/members/leave/+server';
import * as lookRoute from '../src/routes/api/v1/members/look/+server';
import * as transferRoute from '../src/routes/api/v1/members/transfer/+server';

/** The endpoints as a device meets them: requests in, responses out, on a database of their own in a folder. */

const folder = mkdtempSync(join(tmpdir(), 'breakout-api-'));
let cohort: Cohort;
let code: string;

beforeAll(async () => {
	vi.stubEnv('DATA_DIR', folder);
	vi.stubEnv('DATABASE_URL', '');
	const storage = await openStorage();
	cohort = await createCohort(storage, {
		title: 'Keepers',
		language: 'en',
		lessons: ['safeguards'],
		names: true,
		startsOn: null,
		endsOn: null
	});
	code = await joinCodeOf(storage, cohort.id);
});
afterAll(async () => {
	await (await openStorage()).database.close();
	rmSync(folder, { recursive: true });
	vi.unstubAllEnvs();
});

type Route = (event: never) => Promise<Response>;
const json = { 'content-type': 'application/json' };

/** Calls a route as Kit does. */
function call(route: Route, path: string, init: RequestInit = {}): Promise<Response> {
	const url = new URL(path, 'http://localhost');
	const request = new Request(url, { ...init, ...(init.body ? { duplex: 'half' } : {}) });
	return route({ request, url, getClientAddress: () => '192.0.2.7' } as never);
}
const post = (route: Route, path: string, body: unknown, headers: Record<string, string> = {}) =>
	call(route, path, {
		method: 'POST',
		headers: { ...json, ...headers },
		body: JSON.stringify(body)
	});
const authorization = (credential: Credential) => ({
	authorization: `Bearer ${bearer(credential)}`
});
const join_ = (body: unknown) => post(membersRoute.POST as Route, '/api/v1/members', body);
const push = (credential: Credential, body: unknown, headers: Record<string, string> = {}) =>
	post(entriesRoute.POST as Route, '/api/v1/entries', body, {
		...authorization(credential),
		...headers
	});
const pull = (credential: Credential, after: string) =>
	call(entriesRoute.GET as Route, `/api/v1/entries?after=${after}`, {
		headers: authorization(credential)
	});

async function member(): Promise<Credential> {
	const response = await join_({ protocol: PROTOCOL, code, name: 'Ada' });
	return v.parse(Joined, await response.json()).credential;
}

async function expectRefused(response: Response, why: string, status: number): Promise<void> {
	expect(v.parse(Refused, await response.json()).why).toBe(why);
	expect(response.status).toBe(status);
	expect(response.headers.get('cache-control')).toBe('no-store');
}

/** A quiz of the real course, answered rightly. */
function answered() {
	const quiz = Object.values(courseIn('en').models)
		.flatMap(({ activities }) => activities)
		.find(({ kind }) => kind === 'quiz');
	if (quiz?.kind !== 'quiz') throw new Error('The course has no quiz.');
	const { id, version, items } = quiz;
	const device = new Device('ada').start(id, 'attempt', { version });
	for (const item of items) device.answer(id, 'attempt', item.id, rightAnswer(item));
	return { id, entries: device.entries };
}

describe('the endpoints', () => {
	test('are not prerendered', () => {
		for (const { prerender } of [entriesRoute, membersRoute, viewsRoute])
			expect(prerender).toBe(false);
	});

	test('let a trainee join, push and pull, and the server marks by the published course', async () => {
		const ada = await member();
		const { id, entries } = answered();
		const response = await push(ada, { protocol: PROTOCOL, entries });
		expect(response.status).toBe(200);
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(v.parse(Pushed, await response.json()).stored).toHaveLength(entries.length);
		const pulled = v.parse(Pulled, await (await pull(ada, '0')).json());
		expect(pulled).toMatchObject({ entries, after: String(entries.length), more: false });
		const { summaries } = await readFigures(await openStorage(), cohort.id);
		expect(summaries[ada.member][id]).toMatchObject({ verified: true, activity: id });
	});

	test('take a view of a place of the course, and say nothing of it anywhere', async () => {
		const said = ['log', 'info', 'warn', 'error'] as const;
		const spies = said.map((name) => vi.spyOn(console, name));
		const ada = await member();
		const [place] = Object.values(courseIn('en').models)
			.flatMap(({ activities }) => activities)
			.flatMap((activity) => viewPlaces(activity).map((one) => ({ activity: activity.id, ...one })))
			.filter(({ kind, closes }) => kind === 'position' && !closes);
		const { activity, item, options } = place;
		const id = '5f0d3b1e-8c4a-4f6b-9d2e-7a1c0b9e8d7f';
		const view = { id, activity, item, said: { options: options.slice(0, 1) }, again: null };
		const give = (body: unknown, headers = authorization(ada)) =>
			post(viewsRoute.POST as Route, '/api/v1/views', body, headers);
		const response = await give({ protocol: PROTOCOL, view });
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(v.parse(ViewTaken, await response.json())).toEqual({ kind: 'view', kept: true });
		await expectRefused(await give({ protocol: PROTOCOL, view }, {} as never), 'signed_out', 401);
		await expectRefused(
			await give({ protocol: PROTOCOL, view: { ...view, at: '' } }),
			'malformed',
			400
		);
		const long = { ...view, said: { options: ['x'.repeat(viewLimit.bytes)] } };
		await expectRefused(await give({ protocol: PROTOCOL, view: long }), 'too_large', 413);
		for (const spy of spies) expect(spy).not.toHaveBeenCalled();
		vi.restoreAllMocks();
	});

	test('read a packed body', async () => {
		const ada = await member();
		const body = gzipSync(JSON.stringify({ protocol: PROTOCOL, entries: answered().entries }));
		const response = await call(entriesRoute.POST as Route, '/api/v1/entries', {
			method: 'POST',
			headers: { ...json, ...authorization(ada), 'content-encoding': 'gzip' },
			body
		});
		expect(v.parse(Pushed, await response.json()).setAside).toEqual([]);
	});

	test.each([
		['no words at all', '', {}, 'malformed', 400],
		['what is not JSON', '{', {}, 'malformed', 400],
		['what is not UTF-8', Buffer.from([34, 0xff, 34]), {}, 'malformed', 400],
		['a form', '{}', { 'content-type': 'text/plain' }, 'malformed', 400],
		['an unknown packing', '{}', { 'content-encoding': 'br' }, 'malformed', 400],
		['a packing that is none', '{}', { 'content-encoding': 'gzip' }, 'malformed', 400],
		[
			'half a packing',
			gzipSync('{"protocol":1,"entries":[]}').subarray(0, 30),
			{ 'content-encoding': 'gzip' },
			'malformed',
			400
		],
		['too many bytes', ' '.repeat(batchLimit.bytes + 1), {}, 'too_large', 413],
		[
			'few bytes that unpack to too many',
			gzipSync(Buffer.alloc(64 * batchLimit.bytes)),
			{ 'content-encoding': 'gzip' },
			'too_large',
			413
		]
	])('refuse %s', async (_what, body, headers, why, status) => {
		const ada = await member();
		const response = await call(entriesRoute.POST as Route, '/api/v1/entries', {
			method: 'POST',
			headers: { ...json, ...authorization(ada), ...headers },
			body
		});
		await expectRefused(response, why, status);
	});

	test('stop reading a body that does not say its length and does not end', async () => {
		let sent = 0;
		const endless = new ReadableStream({
			pull(controller) {
				sent += 65536;
				controller.enqueue(new Uint8Array(65536).fill(32));
			}
		});
		const response = await call(entriesRoute.POST as Route, '/api/v1/entries', {
			method: 'POST',
			headers: { ...json, ...authorization(await member()) },
			body: endless
		});
		await expectRefused(response, 'too_large', 413);
		expect(sent).toBeLessThan(2 * batchLimit.bytes);
	});

	test('call a body too large that is longer than BODY_SIZE_LIMIT, so that a device sends less at once', async () => {
		// As Kit gives it: the error comes when the body is read.
		const cut = new ReadableStream({
			start: (controller) =>
				controller.error(
					Object.assign(new Error('Content-length of 9 exceeds 8.'), { status: 413 })
				)
		});
		const response = await call(entriesRoute.POST as Route, '/api/v1/entries', {
			method: 'POST',
			headers: { ...json, ...authorization(await member()) },
			body: cut
		});
		await expectRefused(response, 'too_large', 413);
	});

	test('refuse who has no credential, a wrong one, or an old client', async () => {
		const ada = await member();
		const body = { protocol: PROTOCOL, entries: [] };
		const wrong: Record<string, string>[] = [
			{},
			{ authorization: 'Bearer a.b' },
			{ authorization: 'Basic YTpi' }
		];
		for (const headers of wrong)
			for (const response of [
				await post(entriesRoute.POST as Route, '/api/v1/entries', body, headers),
				await call(entriesRoute.GET as Route, '/api/v1/entries', { headers })
			]) {
				expect(response.headers.get('www-authenticate')).toBe('Bearer');
				await expectRefused(response, 'signed_out', 401);
			}
		await expectRefused(await push({ ...ada, secret: 'x' }, body), 'signed_out', 401);
		await expectRefused(await push(ada, { ...body, protocol: 0 }), 'client_too_old', 426);
		await expectRefused(await pull(ada, 'x'), 'malformed', 400);
	});

	const wish = (name: 'leave' | 'erase' | 'transfer', credential: Credential, body: unknown) => {
		const route = { leave: leaveRoute, erase: eraseRoute, transfer: transferRoute }[name].POST;
		const path = `/api/v1/members/${name}`;
		return post(route as Route, path, body, authorization(credential));
	};
	const said = { protocol: PROTOCOL };
	const look = (body: unknown) => post(lookRoute.POST as Route, '/api/v1/members/look', body);

	test('say what a code leads to, in any case and with spaces, and who is in already stays one member', async () => {
		const typed = code.toLowerCase().replace('-', ' ');
		const found = await (await look({ ...said, code: typed })).json();
		expect(found).toMatchObject({ kind: 'found', cohort: { id: cohort.id }, shownAs: null });
		const ada = await member();
		const again = await post(
			membersRoute.POST as Route,
			'/api/v1/members',
			{ ...said, code, name: 'Other' },
			authorization(ada)
		);
		expect(await again.json()).toMatchObject({
			credential: { member: ada.member },
			shownAs: 'Ada'
		});
	});

	test('give a transfer code, with which a further device is the same member', async () => {
		const ada = await member();
		const transfer = (await (await wish('transfer', ada, said)).json()) as { code: string };
		expect(await (await look({ ...said, code: transfer.code })).json()).toMatchObject({
			shownAs: 'Ada'
		});
		const joined = await join_({ ...said, code: transfer.code, name: '' });
		expect(await joined.json()).toMatchObject({ credential: { member: ada.member } });
		await expectRefused(
			await join_({ ...said, code: transfer.code, name: '' }),
			'not_a_member',
			403
		);
	});

	test('let a member leave, and then be erased for good', async () => {
		const ada = await member();
		await push(ada, { ...said, entries: answered().entries });
		expect(await (await wish('leave', ada, said)).json()).toEqual({ kind: 'left' });
		await expectRefused(await push(ada, { ...said, entries: [] }), 'not_a_member', 403);
		expect(await (await wish('erase', ada, said)).json()).toEqual({ kind: 'erased' });
		expect(await (await wish('erase', ada, said)).json()).toEqual({ kind: 'erased' });
		await expectRefused(await push(ada, { ...said, entries: [] }), 'erased', 410);
		await expectRefused(await pull(ada, '0'), 'erased', 410);
		const again = await post(
			membersRoute.POST as Route,
			'/api/v1/members',
			{ ...said, code, name: 'Ada' },
			authorization(ada)
		);
		await expectRefused(again, 'erased', 410);
	});

	test.each(['leave', 'erase', 'transfer'] as const)(
		'refuse to %s who is a stranger, too old, or says too much',
		async (name) => {
			const ada = await member();
			await expectRefused(await wish(name, { ...ada, secret: 'x' }, said), 'signed_out', 401);
			await expectRefused(await wish(name, ada, { protocol: 0 }), 'client_too_old', 426);
			await expectRefused(await wish(name, ada, { protocol: 2 }), 'malformed', 400);
			await expectRefused(await wish(name, ada, { ...said, more: 1 }), 'malformed', 400);
			await expectRefused(
				await wish(name, ada, { ...said, more: 'x'.repeat(5000) }),
				'too_large',
				413
			);
		}
	);

	test('ask a pull for its protocol too', async () => {
		const ada = await member();
		const asked = (protocol: string) =>
			call(entriesRoute.GET as Route, `/api/v1/entries?after=0&protocol=${protocol}`, {
				headers: authorization(ada)
			});
		expect((await asked('1')).status).toBe(200);
		await expectRefused(await asked('0'), 'client_too_old', 426);
		await expectRefused(await asked('x'), 'malformed', 400);
	});

	test('take a batch again, out of order and from the future, and nothing of another member', async () => {
		const [ada, ben] = [await member(), await member()];
		const { entries } = answered();
		const backwards = [...entries].reverse().map((entry) => ({
			...entry,
			at: entry.at.replace(/^\d{4}/, '2099')
		}));
		for (const _ of [1, 2]) {
			const answer = await (await push(ada, { ...said, entries: backwards })).json();
			expect(v.parse(Pushed, answer)).toMatchObject({ setAside: [] });
			expect(v.parse(Pushed, answer).stored).toHaveLength(entries.length);
		}
		const own = v.parse(Pulled, await (await pull(ada, '0')).json());
		expect(own.entries).toHaveLength(entries.length);
		expect(v.parse(Pulled, await (await pull(ben, '0')).json()).entries).toEqual([]);
		await expectRefused(
			await push({ ...ben, member: ada.member }, { ...said, entries }),
			'signed_out',
			401
		);
		// The same place with another body is set aside, and the rest is taken.
		const [first, ...rest] = backwards;
		const forged = await push(ada, {
			...said,
			entries: [{ ...first, at: '2020-01-01T00:00:00.000Z' }, {}, ...rest]
		});
		expect(v.parse(Pushed, await forged.json()).setAside).toMatchObject([
			{ at: 0, why: 'clash' },
			{ at: 1, why: 'malformed' }
		]);
	});

	test('refuse a closed cohort’s code, and one that is none', async () => {
		const storage = await openStorage();
		const { id: _, state: __, createdAt: ___, ...plan } = cohort;
		const closed = await createCohort(storage, plan);
		const shut = await joinCodeOf(storage, closed.id);
		await setCohortState(storage, closed.id, 'closed');
		await expectRefused(await look({ ...said, code: shut }), 'cohort_closed', 409);
		await expectRefused(await join_({ ...said, code: shut, name: '' }), 'cohort_closed', 409);
		await expectRefused(await look({ ...said, code: 'abc' }), 'malformed', 400);
	});

	test('lock an address out that guesses codes, and say when to come back', async () => {
		const wrong = { protocol: PROTOCOL, code: 'ZZZZ-ZZZZ', name: '' };
		let response = await join_(wrong);
		await expectRefused(response, 'not_a_member', 403);
		for (let tries = 0; response.status === 403 || tries < 5; tries++)
			response = await join_(wrong);
		expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
		await expectRefused(response, 'slow_down', 429);
	});
});
