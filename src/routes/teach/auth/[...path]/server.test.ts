import { expect, test } from 'vitest';
import { POST } from './+server';

/** Answers with a passkey's JSON; gives the status that it is refused with before anybody looks at it. */
async function refusalOf(path: string, body: string): Promise<number | null> {
	const request = new Request('http://localhost/', { method: 'POST', body });
	const event = { params: { path }, request, locals: {} };
	const thrown: unknown = await Promise.resolve(POST(event as never)).catch((reason) => reason);
	return Object(thrown).status ?? null;
}

test.each(['passkey/verify-authentication', 'passkey/verify-registration'])(
	'%s refuses a NUL, which PostgreSQL fails at',
	async (path) => {
		expect(await refusalOf(path, '{"response":{"id":"a\\u0000"}}')).toBe(400);
		expect(await refusalOf(path, '{"response":{"id":"a\0"}}')).toBe(400);
		expect(await refusalOf(path, '{"response":{"id":"a"}}')).not.toBe(400);
	}
);
