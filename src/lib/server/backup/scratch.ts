import { rmSync } from 'node:fs';
import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does some work with a file or folder that is nobody's afterwards, and gives what the work gives: it holds names, so it is
 * removed also where the work fails, or is ended by hand.
 */
export async function withScratch<T>(path: string, work: () => Promise<T>): Promise<T> {
	const clear = () => rmSync(path, { recursive: true, force: true });
	const end = (signal: (typeof signals)[number]) => {
		clear();
		process.exit(128 + constants.signals[signal]);
	};
	for (const signal of signals) process.once(signal, end);
	try {
		return await work();
	} finally {
		for (const signal of signals) process.off(signal, end);
		clear();
	}
}
