/** Requests that no page of ours would send, by dice: to every route, with any method, and with bodies bent out of shape. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { ask, type ServerAnswer } from '../e2e/answers';

/** A request as it goes onto the wire. */
export interface Bent {
	method: string;
	path: string;
	headers: Record<string, string>;
	body?: Buffer;
}

/** What the dice may send a request with. */
export interface Credentials {
	/** A member's bearer token. */
	bearer: string;
	/** A facilitator's cookie. */
	cookie: string;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND'];
const types = [
	'application/json',
	'application/json; charset=utf-16',
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'multipart/form-data',
	'text/plain',
	'application/gzip',
	'application/octet-stream',
	'/',
	''
];

/** Text as a header may carry it. */
const headerText = fc
	.string({
		unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
		maxLength: 200
	})
	.map((text) => text.trim());

const anything = fc.anything({
	maxDepth: 4,
	withUnicodeString: true,
	withNullPrototype: false,
	withBigInt: false,
	values: [
		fc.string({ unit: 'binary', maxLength: 60 }),
		fc.double(),
		fc.constantFrom(
			'__proto__',
			'constructor',
			'2026-03-01T09:00:00.000Z',
			-1,
			1e308,
			'',
			null,
			true
		)
	],
	key: fc.oneof(
		fc.string({ maxLength: 12 }),
		fc.constantFrom('__proto__', 'constructor', 'protocol', 'entries', 'code', 'name', 'view', 'id')
	)
});

/** What pages send, each with a part that makes it wrong whatever the rest is. */
const nearly = fc.oneof(
	fc.record({ protocol: anything, entries: fc.array(anything, { maxLength: 4 }) }),
	fc.record({
		protocol: fc.constant(1),
		entries: fc.array(
			fc.record({
				id: fc.uuid(),
				device: fc.uuid(),
				seq: fc.constantFrom(0, -1, 1.5, 'one', null),
				at: anything,
				attempt: anything,
				type: fc.constantFrom('item.answered', 'lesson.opened', '__proto__'),
				v: anything,
				data: anything
			}),
			{ maxLength: 4 }
		),
		copies: anything
	}),
	fc.record({ protocol: fc.constantFrom(0, '1', null, 2.5), code: anything, name: anything }),
	fc.record({ protocol: fc.constant(1), view: anything }),
	fc.record({ protocol: fc.constant(1), code: fc.string({ maxLength: 40 }) })
);

const asJson = (value: unknown): string => {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return '{';
	}
};
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

const bodies: fc.Arbitrary<Buffer> = fc.oneof(
	nearly.map((value) => Buffer.from(asJson(value))),
	anything.map((value) => Buffer.from(asJson(value))),
	// Cut short, and with a byte turned.
	fc.tuple(nearly, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
		const bytes = Buffer.from(`${asJson(value)}`);
		bytes[at % Math.max(1, bytes.length)] = byte;
		return bytes.subarray(0, (at >> 3) % (bytes.length + 1));
	}),
	fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
	fc
		.dictionary(
			fc.constantFrom('name', 'password', 'title', 'token', 'id', 'lessons', 'x'),
			headerText
		)
		.map((form) => Buffer.from(new URLSearchParams(form).toString())),
	fc.constantFrom(
		Buffer.from(deep(20_000)),
		Buffer.from(`{"protocol":1,"entries":${deep(5_000)}}`),
		Buffer.from(`{"protocol":1,"entries":[${'{},'.repeat(600)}{}]}`),
		gzipSync(Buffer.alloc(200_000)),
		gzipSync('{"protocol":1,"entries":[]}').subarray(0, 20),
		Buffer.from('--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n')
	)
);

/** The ends of addresses: queries, and what stands in the place of a parameter. */
const query = fc.oneof(
	{ weight: 3, arbitrary: fc.constant('') },
	{
		weight: 2,
		arbitrary: fc
			.dictionary(
				fc.constantFrom(
					'after',
					'protocol',
					'activity',
					'lesson',
					'since',
					'language',
					'page',
					'token'
				),
				fc.oneof(headerText, fc.constantFrom('-1', '1e9', '%00', '../..', '99999999999999999999'))
			)
			.map((pairs) => `?${new URLSearchParams(pairs)}`)
	},
	{ weight: 1, arbitrary: headerText.map((text) => `?${text.replace(/[^!-~]/g, '+')}`) }
);
const part = fc.constantFrom(
	'x',
	'%00',
	'..%2f..',
	'%ff',
	'__proto__',
	'a'.repeat(2_000),
	'00000000-0000-4000-8000-000000000000'
);

/** Requests to these routes, as the route tree names them. */
export function bentRequests(
	routes: readonly string[],
	{ bearer, cookie }: Credentials
): fc.Arbitrary<Bent> {
	const path = fc
		.tuple(fc.constantFrom(...routes, '/nowhere', '/join/[code]', '/course/[file]'), part, query)
		.map(([route, value, search]) => route.replace(/\[+\.*\w+(?:=\w+)?\]+/g, value) + search);
	const headers = fc.record(
		{
			'content-type': fc.constantFrom(...types),
			'content-encoding': fc.constantFrom('gzip', 'br', 'deflate', 'x'),
			authorization: fc.oneof(
				fc.constantFrom(
					`Bearer ${bearer}`,
					`Bearer ${bearer.slice(0, -1)}`,
					'Bearer a.b.c',
					'Bearer'
				),
				headerText
			),
			accept: fc.constantFrom('text/html', 'application/json', '*/*', 'text/event-stream;q=x'),
			'if-none-match': headerText,
			range: fc.constantFrom('bytes=0-', 'bytes=9-1', 'x'),
			'x-forwarded-for': headerText,
			'x-sveltekit-action': fc.constant('true'),
			origin: fc.constantFrom('null', 'https://elsewhere.example')
		},
		{ requiredKeys: [] }
	);
	return fc
		.record({
			method: fc.constantFrom(...methods, 'POST', 'POST', 'GET'),
			path,
			headers,
			body: fc.option(bodies, { nil: undefined }),
			isFacilitator: fc.boolean()
		})
		.map(({ method, path, headers, body, isFacilitator }) => ({
			method,
			path,
			// A facilitator's own reads; what changes something may be in order by chance, and is for whoever has no right to it.
			headers: {
				...headers,
				...(isFacilitator && ['GET', 'HEAD'].includes(method) ? { cookie } : {})
			},
			...(body && !['GET', 'HEAD'].includes(method) ? { body } : {})
		}));
}

/** What came of the requests. */
export interface Outcome {
	/** How many answers there were of each status. */
	statuses: Record<number, number>;
	/** Requests that were answered with a fault of the server, or not within the patience. */
	faults: { request: Bent; what: string }[];
}

/** Sends requests to a server, some at once; `patience` in milliseconds. */
export async function sendAll(
	url: string,
	requests: readonly Bent[],
	{ atOnce = 16, patience = 20_000 } = {}
): Promise<Outcome> {
	const outcome: Outcome = { statuses: {}, faults: [] };
	let next = 0;
	const work = async (): Promise<void> => {
		for (let request = requests[next++]; request; request = requests[next++]) {
			const what = await statusOf(url, request, patience);
			if (typeof what === 'number') outcome.statuses[what] = (outcome.statuses[what] ?? 0) + 1;
			if (typeof what !== 'number' || what >= 500)
				outcome.faults.push({ request, what: String(what) });
		}
	};
	await Promise.all(Array.from({ length: atOnce }, work));
	return outcome;
}

async function statusOf(url: string, request: Bent, patience: number): Promise<number | string> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const silence = new Promise<string>((resolve) => {
		timer = setTimeout(resolve, patience, 'no answer');
	});
	try {
		const answer: ServerAnswer | string = await Promise.race([
			ask(url, request.path, request),
			silence
		]);
		return typeof answer === 'string' ? answer : answer.status;
	} catch (error) {
		// A body that is too large is answered, and the connection closed while it is still sent.
		const code = error instanceof Error ? String(Reflect.get(error, 'code')) : String(error);
		return ['EPIPE', 'ECONNRESET'].includes(code) ? 413 : code;
	} finally {
		clearTimeout(timer);
	}
}
