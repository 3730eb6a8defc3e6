/** What a Prometheus server may ask for: counts and times, never who. */
import cluster from 'node:cluster';
import {
	AggregatorRegistry,
	collectDefaultMetrics,
	Counter,
	Histogram,
	Registry
} from 'prom-client';

const registry = new Registry();
collectDefaultMetrics({ register: registry });
// One of several processes (command/processes.js) tells its own when the first gathers those of all.
AggregatorRegistry.setRegistries(registry);
if (cluster.isWorker) new AggregatorRegistry();

/** The type of what `readMetrics` gives. */
export const metricsType = registry.contentType;

/** Metrics in the text that Prometheus reads, added up over all processes of this server; null when one does not answer. */
export async function readMetrics(): Promise<string | null> {
	if (!cluster.isWorker) return registry.metrics();
	return new Promise((resolve) => {
		const hear = ({ metrics }: { metrics?: string | null }) => {
			if (metrics === undefined) return;
			process.off('message', hear);
			resolve(metrics);
		};
		process.on('message', hear);
		process.send?.({ ask: 'metrics' });
	});
}

const seconds = new Histogram({
	name: 'breakout_request_seconds',
	help: 'Time to answer a request that is not a file, by route, method and status.',
	labelNames: ['route', 'method', 'status'] as const,
	buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
	registers: [registry]
});

const entries = new Counter({
	name: 'breakout_entries_total',
	help: 'Entries that devices sent: stored (new or known) or set aside, one by one.',
	labelNames: ['outcome'] as const,
	registers: [registry]
});

/** Counts one answered request; `took` in milliseconds. */
export function countRequest(route: string, method: string, status: number, took: number): void {
	seconds.observe({ route, method, status: String(status) }, took / 1000);
}

/** Counts what became of the entries of a batch. */
export function countEntries(outcome: 'stored' | 'set_aside', count: number): void {
	if (count > 0) entries.inc({ outcome }, count);
}
