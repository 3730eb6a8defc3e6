import { error } from '@sveltejs/kit';
import { timingSafeEqual } from 'node:crypto';
import { hashOf } from '$lib/server/code';
import { metricsType, readMetrics } from '$lib/server/operations/metrics';

export const prerender = false;

/**
 * Prometheus metrics, for whoever knows `METRICS_TOKEN` (`authorization: Bearer …`). Without that variable there are none:
 * how much is going on is nobody's business by default.
 */
export async function GET({ request }: { request: Request }): Promise<Response> {
	const { METRICS_TOKEN } = process.env;
	const given = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
	const same = (one: string, other: string) =>
		timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));
	if (!METRICS_TOKEN || !same(given, METRICS_TOKEN)) error(404);
	const metrics = await readMetrics();
	if (metrics === null) error(503);
	return new Response(metrics, { headers: { 'content-type': metricsType } });
}
