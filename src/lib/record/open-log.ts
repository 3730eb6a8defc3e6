import type { Log } from './log';
import { openCopiedLog } from './log.copied';
import { openFallbackLog } from './log.fallback';
import { openIndexedDbLog, type IndexedDbOptions } from './log.indexeddb';
import { RecordError } from './record-error';
import { openSecondCopy, type SecondCopy } from './second-copy';

/**
 * Opens the best log this browser gives, never failing: the device's storage, tried with a real write and read, with a second
 * copy beside it, or this page's memory until the storage works. `warning` says why entries are not saved; later failures show
 * as `log.warning`.
 */
export async function openLog(
	options: IndexedDbOptions
): Promise<{ log: Log; warning: RecordError | null }> {
	const copy = copyOf(options.name);
	const plain = openIndexedDbLog(options);
	const storage = copy ? openCopiedLog(plain, copy, options) : plain;
	const warning = await storage.probe().then(() => null, asWarning);
	return { log: openFallbackLog(storage, { ...options, copy }, warning), warning };
}

/** The second copy; none where the course is served without https, or the browser lets nobody into its caches. */
function copyOf(name: string): SecondCopy | null {
	try {
		return openSecondCopy(caches, name);
	} catch {
		return null;
	}
}

function asWarning(error: unknown): RecordError {
	return error instanceof RecordError ? error : new RecordError('record_unavailable', error);
}
