import { isReady } from '$lib/server/operations/ready';

export const prerender = false;

/** Whether requests should be sent here: the database answers, and the server is not going down. */
export async function GET(): Promise<Response> {
	return (await isReady())
		? new Response('ready\n')
		: new Response('not ready\n', { status: 503, headers: { 'retry-after': '5' } });
}
