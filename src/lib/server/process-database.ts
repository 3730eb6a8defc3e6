import { openDatabase, type Database } from './database';
import { placeIn } from './place';

let opening: Promise<Database> | null = null;

/**
 * The one database of this process, opened when it is first needed; after a failure the next call tries again.
 *
 * Everything in a process shares it. SQLite's calls hold the process up, so a second connection that waits for the first
 * one's transaction keeps that from ending: nothing is answered for five seconds, and then one of the two is refused.
 */
export function processDatabase(): Promise<Database> {
	opening ??= open().catch((error: unknown) => {
		opening = null;
		throw error;
	});
	return opening;
}

async function open(): Promise<Database> {
	const database = await openDatabase(placeIn(process.env));
	// Said by listen.js, as adapter-node's own server says it, when the last answer is given.
	process.once('sveltekit:shutdown', () => {
		opening = null;
		void database.close();
	});
	return database;
}
