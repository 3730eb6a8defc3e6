/**
 * A connection to one of the browser's databases that explains every failure as a `RecordError`.
 *
 * A change is one readwrite transaction that reads what it depends on, so two tabs cannot both believe to be first; it is
 * resolved only when the transaction is complete and flushed (`durability: 'strict'`). The connection is opened again
 * when the browser has dropped it.
 */
import {
	openDB,
	type DBSchema,
	type IDBPDatabase,
	type IDBPTransaction,
	type StoreNames
} from 'idb';
import { RecordError } from './record-error';

export type Reading<S extends DBSchema> = IDBPTransaction<
	S,
	StoreNames<S>[],
	'readonly' | 'readwrite'
>;
export type Writing<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[], 'readwrite'>;
type Work<S extends DBSchema, T> = (tx: Writing<S>) => Promise<T>;

export interface Connection<S extends DBSchema> {
	/** Runs `work` in one transaction and gives its result once everything in it is on disk. */
	change<T>(stores: StoreNames<S>[], work: Work<S, T>): Promise<T>;
	/** Reads stores at one moment; `work` is async, so that what it throws is always awaited. */
	look<T>(stores: StoreNames<S>[], work: (tx: Reading<S>) => Promise<T>): Promise<T>;
	/** Lets go of the database; every call after it is refused with `record_closed`. */
	close(): void;
}

export interface ConnectionOptions<S extends DBSchema> {
	name: string;
	version: number;
	/** Brings the database from the version on disk to the newest. */
	upgrade: (database: IDBPDatabase<S>, from: number) => void;
	/** How long to wait for the browser to open the database, in milliseconds; some never answer. */
	patience?: number | undefined;
}

/** Opens the database, or fails with a `RecordError` when the browser gives none. */
export async function openConnection<S extends DBSchema>(
	options: ConnectionOptions<S>
): Promise<Connection<S>> {
	type Database = IDBPDatabase<S>;
	let current: Database | null = null;
	let isClosed = false;

	async function connect(): Promise<Database> {
		if (isClosed) throw new RecordError('record_closed');
		if (current) return current;
		const database: Database = await openDatabase(options, () => (current = null));
		if (isClosed) {
			database.close();
			throw new RecordError('record_closed');
		}
		// Two calls may have connected at once: the first connection is kept.
		if (current) database.close();
		return (current ??= database);
	}

	async function change<T>(stores: StoreNames<S>[], work: Work<S, T>): Promise<T> {
		const tx = await transaction((database) =>
			database.transaction(stores, 'readwrite', { durability: 'strict' })
		);
		const [worked, done] = await Promise.allSettled([orAbort(tx, work), tx.done]);
		if (worked.status === 'fulfilled' && done.status === 'fulfilled') return worked.value;
		// The transaction knows why it failed (no space); a request inside it often only that it was
		// aborted.
		if (worked.status === 'rejected' && worked.reason instanceof RecordError) throw worked.reason;
		const reasons = [done, worked].flatMap((end) =>
			end.status === 'rejected' ? [end.reason] : []
		);
		throw asRecordError(reasons.find((reason) => nameOf(reason) !== 'AbortError') ?? reasons[0]);
	}

	/**
	 * Starts a transaction, on a new connection when the browser turns out to have closed the old
	 * one.
	 */
	async function transaction<T>(start: (database: Database) => T): Promise<T> {
		const database = await connect();
		try {
			return start(database);
		} catch (error) {
			if (nameOf(error) !== 'InvalidStateError') throw asRecordError(error);
			database.close();
			if (current === database) current = null;
		}
		const again = await connect();
		try {
			return start(again);
		} catch (error) {
			throw asRecordError(error);
		}
	}

	async function look<T>(
		stores: StoreNames<S>[],
		work: (tx: Reading<S>) => Promise<T>
	): Promise<T> {
		const tx = await transaction((database) => database.transaction(stores, 'readonly'));
		try {
			const [read] = await Promise.all([work(tx), tx.done]);
			return read;
		} catch (error) {
			throw asRecordError(error);
		}
	}

	function close(): void {
		isClosed = true;
		current?.close();
		current = null;
	}

	try {
		await connect();
	} catch (error) {
		close();
		throw error;
	}
	return { change, look, close };
}

/**
 * Opens the database, or fails with a `RecordError`; `onLost` is called when the connection can no
 * longer be used.
 */
async function openDatabase<S extends DBSchema>(
	{ name, version, upgrade, patience = 5000 }: ConnectionOptions<S>,
	onLost: () => void
): Promise<IDBPDatabase<S>> {
	let isAwaited = true;
	let timer: ReturnType<typeof setTimeout> | undefined;
	try {
		return await new Promise<IDBPDatabase<S>>((resolve, reject) => {
			const giveUp = (code: 'record_blocked' | 'record_unavailable') => {
				isAwaited = false;
				reject(new RecordError(code));
			};
			timer = setTimeout(giveUp, patience, 'record_unavailable');
			const opening = openDB<S>(name, version, {
				upgrade: (database, from) => upgrade(database, from),
				blocked: () => giveUp('record_blocked'),
				// Another tab upgrades or erases the database: holding on would block it.
				blocking: (_current, _blocked, { target }) => {
					if (target instanceof IDBDatabase) target.close();
					onLost();
				},
				terminated: onLost
			});
			opening.then((database) => {
				if (isAwaited) resolve(database);
				else database.close();
			}, reject);
		});
	} catch (error) {
		throw asRecordError(error, 'record_unavailable');
	} finally {
		clearTimeout(timer);
	}
}

/** Runs `work`; when it fails, whether at once or later, nothing of its transaction is kept. */
async function orAbort<S extends DBSchema, T>(tx: Writing<S>, work: Work<S, T>): Promise<T> {
	try {
		return await work(tx);
	} catch (error) {
		try {
			tx.abort();
		} catch {
			// It has aborted already, which is what is wanted.
		}
		throw error;
	}
}

function asRecordError(
	error: unknown,
	otherwise: 'record_broken' | 'record_unavailable' = 'record_broken'
): RecordError {
	if (error instanceof RecordError) return error;
	if (nameOf(error) === 'VersionError') return new RecordError('record_outdated', error);
	// Chromium reports a full disk as an UnknownError with these words.
	const isFull = nameOf(error) === 'QuotaExceededError' || /full disk/i.test(String(error));
	return new RecordError(isFull ? 'record_full' : otherwise, error);
}

function nameOf(error: unknown): string {
	return error instanceof Error ? error.name : '';
}
