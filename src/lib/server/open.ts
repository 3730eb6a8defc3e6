/** The database of this process with the published course, made ready when it is first needed. */
import { setTimeout } from 'node:timers/promises';
import { planOf } from '../machines/plan';
import { baseLocale } from '../ui/language/paraglide/runtime';
import { courseIn } from './course';
import type { Database } from './database';
import { isAway } from './dialect';
import { forgetExpired } from './expired';
import { reportFolds } from './folds';
import { forgetGuesses, guessLimit } from './guessing';
import { forgetFailures } from './identity/lockout';
import { processDatabase } from './process-database';
import { logFailure } from './operations/log';
import { catchUp, publish } from './publish';
import { orSlowDown } from './refuse';
import type { Refused } from '../sync/protocol';
import { realSources, type Storage } from './storage';

/** Milliseconds until what failed beside the requests is tried again. */
const patience = 15_000;

let opening: Promise<Storage> | null = null;

async function open(): Promise<Storage> {
	const database = await processDatabase();
	const { index, models } = courseIn(baseLocale);
	const folds = reportFolds(planOf(index), models);
	const storage: Storage = { database, sources: realSources, folds: folds as Storage['folds'] };
	await publish(
		storage,
		Object.values(models).flatMap(({ activities }) => activities)
	);
	const ending = new AbortController();
	void catchUpWhileOpen(storage, ending.signal);
	const forget = () => forgetPast(database, realSources.now()).catch(() => undefined);
	// While no server ran, nobody forgot anything.
	await forget();
	const forgetting = setInterval(() => void forget(), guessLimit.seconds * 1000).unref();
	process.once('sveltekit:shutdown', () => {
		ending.abort();
		clearInterval(forgetting);
		opening = null;
	});
	return storage;
}

/** Looks at everybody with the course of today, beside what is asked for, however often the database goes away. */
async function catchUpWhileOpen(storage: Storage, closing: AbortSignal): Promise<void> {
	while (!closing.aborted)
		try {
			return await catchUp(storage);
		} catch (error) {
			if (closing.aborted) return;
			if (!isAway(error)) logFailure('none', 'catch up', error);
			await setTimeout(patience, undefined, { ref: false });
		}
}

/** Forgets who tried codes and passwords once it counts no more, and what is good no more, also where nobody comes again. */
async function forgetPast(database: Database, now: Date): Promise<void> {
	await forgetGuesses(database, now);
	await forgetFailures(database, now);
	await forgetExpired(database, now);
}

/** Gives the storage; after a failure the next call tries again. */
export function openStorage(): Promise<Storage> {
	opening ??= open().catch((error: unknown) => {
		opening = null;
		throw error;
	});
	return opening;
}

/** Works with the storage; `slow_down` when the database cannot be opened now. */
export function withStorage<T>(work: (storage: Storage) => Promise<T>): Promise<T | Refused> {
	return orSlowDown(async () => work(await openStorage()));
}
