import cluster from 'node:cluster';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { AggregatorRegistry } from 'prom-client';
import { sayReady } from './place.js';
import { root } from './prepare.js';

/**
 * Several processes that serve as one: this one hands each connection to one of them, and keeps their number. What they
 * share is in the database alone, so it does not matter which of them answers whom.
 */

/** Milliseconds before another takes the place of one that ended: one that cannot even start is not to fill the machine. */
const rest = 1_000;

/**
 * Writes a line as src/lib/server/operations/log.ts does, which is compiled for the processes alone.
 * @param {'info' | 'error'} level
 * @param {string} event
 * @param {object} more
 */
function log(level, event, more) {
	console.log(JSON.stringify({ time: new Date().toISOString(), level, event, ...more }));
}

/**
 * Starts so many processes; one that ends by itself is replaced. When one ends before all of them listen, there is
 * something that no other would do better: then this process ends as well.
 * @param {number} count
 */
export function serveByMany(count) {
	let isReady = false;
	let isEnding = false;
	const listening = new Set();
	const registry = new AggregatorRegistry();

	const end = () => {
		isEnding = true;
		for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
	};

	cluster.setupPrimary({ exec: join(root, 'src', 'command', 'listen.js'), args: [] });
	cluster.on('listening', ({ id, process: { pid } }) => {
		listening.add(id);
		if (isReady) log('info', 'process_replaced', { pid });
		if (isReady || listening.size < count) return;
		isReady = true;
		sayReady();
	});
	cluster.on('exit', async (worker, code, signal) => {
		if (!isReady && !isEnding) {
			process.exitCode = 1;
			end();
		}
		if (isEnding) return;
		log('error', 'process_ended', { pid: worker.process.pid, code, signal });
		await setTimeout(rest);
		if (!isEnding) cluster.fork();
	});
	cluster.on('message', async (worker, message) => {
		if (message?.failed && !process.exitCode) {
			console.error(message.failed);
			process.exitCode = 1;
			end();
		}
		// Whoever is asked for metrics asks here for those of all (src/lib/server/operations/metrics.ts).
		if (message?.ask !== 'metrics') return;
		const metrics = await registry.clusterMetrics().catch(() => null);
		if (worker.isConnected()) worker.send({ metrics });
	});
	for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);
	for (let at = 0; at < count; at++) cluster.fork();
}
