import { afterEach, describe, expect, test, vi } from 'vitest';
import { canonicalJson } from '../record/canonical-json';
import { foreign } from '../record/log.contract';
import { makeFakeServer } from './fake-server';
import { cardOf } from './memberships.contract';
import { pushOf } from './outbox';
import { bearer, type Credential } from './protocol';
import type { Leaving } from './seal';
import { makeTransport, type Transport } from './transport';

const base = 'https://course.example';
const credential: Credential = { cohort: 'c', member: 'm', secret: 's' };
const many = Array.from({ length: 40 }, (_, index) => foreign(index + 1)) as Leaving[];

afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

async function joined() {
	const server = makeFakeServer();
	server.openCohort('CODE', cardOf('c'));
	const transport = makeTransport({ fetch: server.fetch, base });
	const answer = await transport.join({ protocol: 1, code: 'CODE', name: 'Ada' });
	if (answer.kind !== 'joined') throw new Error(answer.kind);
	return { server, transport, credential: answer.credential };
}

/** A transport whose server answers with this, whatever is asked; with what was asked. */
function answering(response: Response | (() => Promise<Response>)) {
	const fetch = vi.fn<typeof globalThis.fetch>(async () =>
		typeof response === 'function' ? response() : response
	);
	return { fetch, transport: makeTransport({ fetch, base, timeout: 1000 }) };
}

describe('a server that speaks the protocol', () => {
	test('is joined, pushed to and pulled from', async () => {
		const { server, transport, credential } = await joined();
		expect(await transport.push(credential, pushOf(many))).toMatchObject({
			kind: 'pushed',
			stored: many.map(({ id }) => id)
		});
		expect(server.storedOf(credential.member)).toEqual(many);
		expect(await transport.pull(credential, '38')).toMatchObject({
			kind: 'pulled',
			entries: many.slice(38),
			after: '40',
			more: false
		});
	});

	const view = {
		id: '00000000-0000-4000-8000-000000000001',
		activity: 'checks',
		item: 'stand',
		said: { options: ['for'] },
		again: null
	};
	const join = { protocol: 1, code: 'CODE', name: 'Ada' };
	const cohort = cardOf('c');
	type Asked = (transport: Transport) => Promise<unknown>;
	test.each<[string, Asked, string, unknown, boolean, object]>([
		[
			'what a code leads to',
			(transport) => transport.look({ protocol: 1, code: 'CODE' }),
			'members/look',
			{ protocol: 1, code: 'CODE' },
			false,
			{ kind: 'found', cohort, shownAs: null }
		],
		[
			'to be let in',
			(transport) => transport.join(join),
			'members',
			join,
			false,
			{ kind: 'joined', credential, cohort, shownAs: 'Ada' }
		],
		[
			'to be let in again',
			(transport) => transport.join(join, credential),
			'members',
			join,
			true,
			{ kind: 'joined', credential, cohort, shownAs: 'Ada' }
		],
		[
			'for a code',
			(transport) => transport.transfer(credential),
			'members/transfer',
			{ protocol: 1 },
			true,
			{ kind: 'code', code: 'OTHER', expiresAt: '2026-03-01T12:00:00.000Z' }
		],
		[
			'to be let go',
			(transport) => transport.leave(credential),
			'members/leave',
			{ protocol: 1 },
			true,
			{ kind: 'left' }
		],
		[
			'to be erased',
			(transport) => transport.erase(credential),
			'members/erase',
			{ protocol: 1 },
			true,
			{ kind: 'erased' }
		],
		[
			'to take entries',
			(transport) => transport.push(credential, pushOf([])),
			'entries',
			pushOf([]),
			true,
			{ kind: 'pushed', at: 'now', stored: [], setAside: [] }
		],
		[
			'to take a view',
			(transport) => transport.giveView(credential, view),
			'views',
			{ protocol: 1, view },
			true,
			{ kind: 'view', kept: true }
		]
	])(
		'is asked %s, in the name of a member or of nobody',
		async (_, ask, path, body, named, said) => {
			const { fetch, transport } = answering(Response.json(said));
			expect(await ask(transport)).toEqual(said);
			const authorization = named ? { authorization: `Bearer ${bearer(credential)}` } : {};
			expect(fetch.mock.calls).toEqual([
				[
					`${base}/api/v1/${path}`,
					expect.objectContaining({
						method: 'POST',
						headers: { 'content-type': 'application/json', ...authorization },
						credentials: 'omit',
						redirect: 'error',
						cache: 'no-store'
					})
				]
			]);
			expect(JSON.parse(String(fetch.mock.calls[0]?.[1]?.body))).toEqual(body);
		}
	);

	test('is asked at the page’s own address unless another is named', async () => {
		const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({}));
		await makeTransport({ fetch }).leave(credential);
		expect(fetch.mock.calls[0]?.[0]).toBe('/api/v1/members/leave');
	});

	test('gets a long body compressed, and a short one as it is', async () => {
		const { server, transport, credential } = await joined();
		await transport.push(credential, pushOf(many));
		await transport.push(credential, pushOf([foreign(1)] as Leaving[]));
		expect(server.heard.map(({ encoding }) => encoding)).toEqual([null, 'gzip', null]);
	});

	test('gets it as it is where the browser cannot compress, or fails to', async () => {
		for (const stream of [
			undefined,
			class {
				constructor() {
					throw new TypeError('gzip is not supported');
				}
			}
		]) {
			const { server, transport, credential } = await joined();
			vi.stubGlobal('CompressionStream', stream);
			expect(await transport.push(credential, pushOf(many))).toMatchObject({ kind: 'pushed' });
			expect(server.heard.at(-1)?.encoding).toBeNull();
			vi.unstubAllGlobals();
		}
	});

	test('gets the last words of a page uncompressed, in a request that outlives it', async () => {
		const { fetch, transport } = answering(Response.json({}));
		await transport.push(credential, pushOf(many), { keepalive: true });
		expect(fetch.mock.calls[0]?.[1]).toMatchObject({
			keepalive: true,
			body: canonicalJson(pushOf(many)),
			headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer(credential)}` }
		});
	});

	test('is sent no cookie, and a redirect is not followed', async () => {
		const { fetch, transport } = answering(Response.json({}));
		await transport.pull(credential, '0');
		expect(fetch.mock.calls[0]).toEqual([
			`${base}/api/v1/entries?after=0&protocol=1`,
			expect.objectContaining({ credentials: 'omit', redirect: 'error', cache: 'no-store' })
		]);
	});

	test('has its refusals read, whatever a proxy made of the status', async () => {
		const refusal = { kind: 'refused', why: 'slow_down', retryAfter: 7 };
		for (const status of [429, 200, 403]) {
			const { transport } = answering(Response.json(refusal, { status }));
			expect(await transport.pull(credential, '0')).toEqual(refusal);
		}
	});

	test('may have learnt to say more since', async () => {
		const { transport } = answering(
			Response.json({ kind: 'refused', why: 'erased', sorry: true }, { status: 410 })
		);
		expect(await transport.pull(credential, '0')).toEqual({ kind: 'refused', why: 'erased' });
	});
});

describe('whatever else answers is unreachable:', () => {
	const pushed = { kind: 'pushed', at: 'now', stored: ['x'], setAside: [] };
	test.each<[string, () => Promise<Response>]>([
		[
			'a captive portal',
			async () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } })
		],
		[
			'a portal that claims to speak JSON',
			async () => new Response('<h1>', { headers: { 'content-type': 'application/json' } })
		],
		['an answer of another kind', async () => Response.json({ kind: 'pulled' })],
		['JSON that is no answer', async () => Response.json(null)],
		['a refusal that nobody knows', async () => Response.json({ kind: 'refused', why: 'moon' })],
		['an opaque response', async () => Response.error()],
		['an answer without a type', async () => new Response(new Blob([JSON.stringify(pushed)]))],
		['a right answer of a server in trouble', async () => Response.json(pushed, { status: 500 })],
		['a network that fails', () => Promise.reject(new TypeError('Failed to fetch'))]
	])('%s', async (_what, response) => {
		const { transport } = answering(response);
		expect(await transport.push(credential, pushOf(many))).toEqual({ kind: 'unreachable' });
	});

	test('a proxy that names a time to come back', async () => {
		const { transport } = answering(
			new Response('busy', { status: 503, headers: { 'retry-after': '12' } })
		);
		expect(await transport.pull(credential, '0')).toEqual({ kind: 'unreachable', retryAfter: 12 });
	});

	test.each(['', 'Sun, 01 Mar 2026 12:00:00 GMT', '-1', '12 or so'])(
		'a proxy that names a time in another way: %s',
		async (time) => {
			const { transport } = answering(
				new Response('busy', { status: 503, headers: { 'retry-after': time } })
			);
			expect(await transport.pull(credential, '0')).toEqual({ kind: 'unreachable' });
		}
	);

	test.each(['text/plain, application/json', 'application/jsonp', 'text/application/json'])(
		'a right answer of another type: %s',
		async (type) => {
			const headers = { 'content-type': type };
			const { transport } = answering(new Response(JSON.stringify(pushed), { headers }));
			expect(await transport.push(credential, pushOf([]))).toEqual({ kind: 'unreachable' });
		}
	);

	test('but not a right answer whose type is written in another way', async () => {
		const headers = { 'content-type': 'Application/JSON;charset=utf-8' };
		const { transport } = answering(new Response(JSON.stringify(pushed), { headers }));
		expect(await transport.push(credential, pushOf([]))).toEqual(pushed);
	});
});

describe('an end', () => {
	/** A server that is silent until it is hung up on, either at once or in the middle of its answer. */
	function silent(signal: AbortSignal | null | undefined, when: 'at once' | 'in the middle') {
		const hungUp = new Promise<never>((_, reject) => {
			signal?.addEventListener('abort', () => reject(signal.reason));
		});
		if (when === 'at once') return hungUp;
		const body = new ReadableStream({ pull: () => hungUp });
		return new Response(body, { headers: { 'content-type': 'application/json' } });
	}

	test.each(['at once', 'in the middle'] as const)('comes by time: silence %s', async (when) => {
		vi.useFakeTimers();
		const fetch: typeof globalThis.fetch = async (_, init) => silent(init?.signal, when);
		const asked = makeTransport({ fetch, base, timeout: 1000 }).pull(credential, '0');
		let answer: unknown;
		void asked.then((given) => (answer = given));
		await vi.advanceTimersByTimeAsync(999);
		expect(answer).toBeUndefined();
		await vi.advanceTimersByTimeAsync(2);
		expect(answer).toEqual({ kind: 'unreachable' });
	});

	test('comes by the caller, also before it began, and no timer is left', async () => {
		vi.useFakeTimers();
		const fetch: typeof globalThis.fetch = async (_, init) => {
			init?.signal?.throwIfAborted();
			return silent(init?.signal, 'at once');
		};
		const transport = makeTransport({ fetch, base });
		const controller = new AbortController();
		const asked = transport.pull(credential, '0', controller.signal);
		controller.abort();
		expect(await asked).toEqual({ kind: 'unreachable' });
		expect(await transport.pull(credential, '0', controller.signal)).toEqual({
			kind: 'unreachable'
		});
		expect(vi.getTimerCount()).toBe(0);
	});
});
