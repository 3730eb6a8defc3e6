import { trustedWorkerUrl } from '$lib/ui/trusted-worker';

/**
 * Keeps this one page of the facilitators' for use without a network, when a facilitator asks for it, and never by itself:
 * the page, its program and the words of the course go into a cache of their own, from which the worker answers when the
 * network fails (service-worker.ts). Trainees' devices keep none of it.
 */
const cacheName = 'breakout-capsules';
const address = '/teach/capsules';

/** Whether this browser can keep the page: it needs https or localhost. */
export const canKeep = (): boolean =>
	'serviceWorker' in navigator && 'caches' in window && window.isSecureContext;

export const isKept = async (): Promise<boolean> => canKeep() && (await caches.has(cacheName));

/** Keeps the page as it is now, with these further files; throws when one of them cannot be had. */
export async function keep(files: readonly string[]): Promise<void> {
	const program = (await (await fetch('/capsules.json')).json()) as string[];
	const wanted = [address, '/icons/icon.svg', ...program, ...files];
	const cache = await caches.open(cacheName);
	try {
		await cache.addAll(wanted);
		await navigator.serviceWorker.register(trustedWorkerUrl(), { updateViaCache: 'none' });
		await navigator.serviceWorker.ready;
	} catch (reason) {
		await caches.delete(cacheName);
		throw reason;
	}
	for (const { url } of await cache.keys())
		if (!wanted.includes(new URL(url).pathname)) await cache.delete(url);
}

/** Lets go of the page; the capsules that were imported stay. */
export async function letGo(): Promise<void> {
	await caches.delete(cacheName);
}
