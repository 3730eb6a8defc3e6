/**
 * What a page leaves with the worker when it goes away, for browsers that wake a worker once there is a network (Background
 * Sync). It is a parcel of batches as they would be sent, ready to send: the worker knows nothing of the record, and the page
 * that is opened next sends them again and learns what became of them. That is harmless, as repeating always is.
 *
 * Each profile of the device has a parcel of its own. Whoever changes or drops one leaves the others as they are.
 */
import { canonicalJson } from '../record/canonical-json';
import type { Credential, Push } from './protocol';

/** Under this name the browser wakes the worker. */
export const outboxTag = 'breakout-outbox';
const place = 'breakout-outbox';

/** Where the parcel of a profile lies, as the beginning of the addresses of its batches. */
const parcelOf = (profile: string) => `/outbox/${encodeURIComponent(profile)}/`;

/** Puts the batches of a profile where the worker finds them, in the place of those that were there. */
export async function keepForWorker(
	caches: CacheStorage,
	profile: string,
	pushes: readonly { credential: Credential; push: Push }[]
): Promise<void> {
	await dropKept(caches, profile);
	const cache = await caches.open(place);
	for (const {
		credential: { cohort, member, secret },
		push
	} of pushes) {
		const headers = { authorization: `Bearer ${cohort}.${member}.${secret}` };
		const batch = new Response(canonicalJson(push), { headers });
		await cache.put(`${parcelOf(profile)}${cohort}/${member}`, batch);
	}
}

/** Takes a profile's parcel away: its page is here again, or nobody wants it sent any more. */
export async function dropKept(caches: CacheStorage, profile: string): Promise<void> {
	if (!(await caches.has(place))) return;
	const cache = await caches.open(place);
	for (const request of await cache.keys())
		if (new URL(request.url).pathname.startsWith(parcelOf(profile))) await cache.delete(request);
}

/**
 * Sends every parcel. What the server cannot be reached for, or is busy for, stays, and is sent when this is asked again: it
 * fails then, after it has tried the others.
 */
export async function sendKept(
	caches: CacheStorage,
	fetch: typeof globalThis.fetch
): Promise<void> {
	if (!(await caches.has(place))) return;
	const cache = await caches.open(place);
	let failure: unknown = null;
	for (const key of await cache.keys())
		try {
			const kept = await cache.match(key);
			if (kept) await send(kept, fetch);
			await cache.delete(key);
		} catch (error) {
			failure = error;
		}
	if (failure) throw failure;
}

async function send(kept: Response, fetch: typeof globalThis.fetch): Promise<void> {
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
}
