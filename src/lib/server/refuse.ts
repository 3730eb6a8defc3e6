import type { Refusal, Refused } from '../sync/protocol';
import { isAway } from './dialect';

/** Seconds after which a device may ask again when the database was away. */
const awayFor = 5;

/** Gives a refusal; `retryAfter` in seconds. */
export function refuse(why: Refusal, retryAfter?: number): Refused {
	return { kind: 'refused', why, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/**
 * Does the work, and answers `slow_down` when the database is away. The work is one transaction, so nothing of it was
 * stored; should the connection break between the commit and its answer, the device sends again, and that is harmless.
 * Any other failure is a fault of the program and goes on.
 */
export async function orSlowDown<T>(work: () => Promise<T>): Promise<T | Refused> {
	try {
		return await work();
	} catch (error) {
		if (isAway(error)) return refuse('slow_down', awayFor);
		throw error;
	}
}
