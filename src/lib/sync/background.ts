/**
 * What a page leaves with the worker when it goes away, for browsers that wake a worker once there is a network (Background
 * Sync). It is a batch as it would be sent, ready to send: the worker knows nothing of the record, and the page that is
 * opened next sends the batch again and learns what became of it. That is harmless, as repeating always is.
 */
import type { Credential, Push } from './protocol';

/** Under this name the browser wakes the worker. */
export const outboxTag = 'breakout-outbox';
const place = 'breakout-outbox';

/** Puts batches where the worker finds them, in the place of what was there. */
export async function keepForWorker(
	caches: CacheStorage,
	pushes: readonly { credential: Credential; push: Push }[]
): Promise<void> {
	await caches.delete(place);
	const cache = await caches.open(place);
	for (const {
		credential: { cohort, member, secret },
		push
	} of pushes) {
		const headers = { authorization: `Bearer ${cohort}.${member}.${secret}` };
		const batch = new Response(JSON.stringify(push), { headers });
		await cache.put(`/outbox/${cohort}/${member}`, batch);
	}
}

/** Takes away what was kept: the page is here again, or nobody wants it sent any more. */
export async function dropKept(caches: CacheStorage): Promise<void> {
	await caches.delete(place);
}

/** Sends what was kept; fails while the server cannot be reached or is busy, and then is to be asked again. */
export async function sendKept(
	caches: CacheStorage,
	fetch: typeof globalThis.fetch
): Promise<void> {
	if (!(await caches.has(place))) return;
	const cache = await caches.open(place);
	for (const key of await cache.keys()) {
		const kept = await cache.match(key);
		if (!kept) continue;
		const headers = {
			'content-type': 'application/json',
			authorization: kept.headers.get('authorization') ?? ''
		};
		const { status } = await fetch('/api/v1/entries', {
			method: 'POST',
			headers,
			body: await kept.text(),
			credentials: 'omit'
		});
		if (status === 429 || status >= 500) throw new Error(`The server answered ${status}.`);
		await cache.delete(key);
	}
}
