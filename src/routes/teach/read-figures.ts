import { error, redirect } from '@sveltejs/kit';
import { browser } from '$app/environment';

/**
 * Reads JSON that this server gives: our own, so its shape is trusted. A stranger is sent to sign in and comes back here;
 * what may not be seen, is not there or cannot be reached is an error page with a next step.
 */
export async function readFigures<T>(fetch: typeof globalThis.fetch, address: string): Promise<T> {
	const answer = await fetch(address, { headers: { accept: 'application/json' } }).catch(
		() => null
	);
	if (!answer) error(503, 'offline');
	if (answer.redirected && browser)
		redirect(303, `/teach/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
	if (!answer.ok) error([403, 404].includes(answer.status) ? answer.status : 503);
	return (await answer.json()) as T;
}
