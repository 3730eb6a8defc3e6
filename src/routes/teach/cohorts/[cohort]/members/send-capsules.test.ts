import { afterEach, expect, it, vi } from 'vitest';
import { sendCapsules } from './send-capsules';

afterEach(() => vi.unstubAllGlobals());

/** What is said of a capsule when the network answers so. */
async function whenAnswered(answer: () => Promise<Response>) {
	vi.stubGlobal('fetch', answer);
	return sendCapsules('a', async () => undefined).add('a.capsule', new Uint8Array([1]));
}

const notSent = { ok: false, file: 'a.capsule', code: 'not_sent' };

it('says what the server made of a capsule', async () => {
	const brought = { ok: true, name: 'A', added: 2, known: 0, clashes: 0 };
	expect(await whenAnswered(async () => Response.json(brought))).toEqual({
		file: 'a.capsule',
		...brought
	});
	expect(await whenAnswered(async () => new Response(null, { status: 413 }))).toEqual({
		ok: false,
		file: 'a.capsule',
		code: 'capsule_too_large'
	});
});

it('says that nothing was sent where the network is away, asks for a sign-in of its own, or nobody answers for the server', async () => {
	expect(await whenAnswered(() => Promise.reject(new TypeError('away')))).toEqual(notSent);
	expect(await whenAnswered(async () => new Response('<h1>Sign in</h1>'))).toEqual(notSent);
	expect(await whenAnswered(async () => new Response(null, { status: 502 }))).toEqual(notSent);
});
