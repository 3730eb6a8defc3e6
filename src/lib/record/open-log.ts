import type { Log } from './log';
import { openCopiedLog } from './log.copied';
import { openFallbackLog } from './log.fallback';
import { openIndexedDbLog, type IndexedDbLog, type IndexedDbOptions } from './log.indexeddb';
import { openMemoryLog } from './log.memory';
import { RecordError } from './record-error';
import { openSecondCopy } from './second-copy';

/**
 * Opens the best log this browser gives, never failing: the device's storage, tried with a real
 * write and read, with a second copy beside it, or this page's memory. `warning` says why entries are not saved; later failures
 * show as `log.warning`.
 */
export async function openLog(
	options: IndexedDbOptions
): Promise<{ log: Log; warning: RecordError | null }> {
	let storage: IndexedDbLog;
	try {
		storage = await openIndexedDbLog(options);
		// Not where the course is served without https.
		if (typeof caches !== 'undefined')
			storage = openCopiedLog(storage, openSecondCopy(caches, options.name), options);
	} catch (error) {
		const warning = asWarning(error);
		return { log: openMemoryLog(options, warning), warning };
	}
	try {
		await storage.probe();
		return { log: openFallbackLog(storage, options), warning: null };
	} catch (error) {
		// It opens but does not write (full): what is stored is still read, and writing is tried again.
		const warning = asWarning(error);
		return { log: openFallbackLog(storage, options, warning), warning };
	}
}

function asWarning(error: unknown): RecordError {
	return error instanceof RecordError ? error : new RecordError('record_unavailable', error);
}
