import { error } from '@sveltejs/kit';

/** Fetches one compiled file of the course. They come from our own build, so their shape is trusted. */
export async function fetchJson<T>(fetch: typeof globalThis.fetch, path: string): Promise<T> {
	const response = await fetch(path).catch(() => null);
	if (!response) error(503, 'offline');
	if (!response.ok) error(response.status === 404 ? 404 : 503, 'missing');
	return (await response.json()) as T;
}

/** Whether the page carries an answer, as Kit writes what a load function fetched while it was prerendered. */
export function isWritten(path: string): boolean {
	return document.querySelector(`script[data-sveltekit-fetched][data-url="${path}"]`) !== null;
}
