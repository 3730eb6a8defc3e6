/**
 * A connection to one of the browser's databases that explains every failure as a `RecordError`.
 *
 * A change is one readwrite transaction that reads what it depends on, so two tabs cannot both believe to be first; it is
 * resolved only when the transaction is complete and flushed (`durability: 'strict'`).
 *
 * The database is opened by the first call, and again by the next one when that failed or the browser has dropped it: a
 * disk that is full at the start has space later. Nobody waits twice for a browser that does not answer.
 */
import {
	openDB,
	type DBSchema,
	type IDBPDatabase,
	type IDBPTransaction,
	type StoreNames
} from 'idb';
import { RecordError, type RecordErrorCode } from './record-error';

export type Reading<S extends DBSchema> = IDBPTransaction<
	S,
	StoreNames<S>[],
	'readonly' | 'readwrite'
>;
export type Writing<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[], 'readwrite'>;
type Work<S extends DBSchema, T> = (tx: Writing<S>) => Promise<T>;

export interface Connection<S extends DBSchema> {
	/** Opens the database now, to know whether the browser gives one. */
	connect(): Promise<void>;
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

/** Makes the connection; every call fails with a `RecordError` while the browser gives no database. */
export function openConnection<S extends DBSchema>(options: ConnectionOptions<S>): Connection<S> {
	type Database = IDBPDatabase<S>;
	let current: Database | null = null;
	/** The answer to an opening that the browser has not done with, which may have been given up. */
	let opening: Promise<Database> | null = null;
	let isClosed = false;

	async function connect(): Promise<Database> {
		// Again afterwards: it may have been closed while it opened.
		const database = isClosed ? null : (current ?? (await (opening ??= open())));
		if (isClosed || !database) throw new RecordError('record_closed');
		return database;
	}

	/** Opens the database; one that opens after it was given up is there for the next call. */
	function open(): Promise<Database> {
		const { answer, end } = openDatabase(options, () => (current = null));
		void end.then((database) => {
			opening = null;
			if (isClosed) database?.close();
			else current = database;
		});
		return answer;
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

	return { connect: async () => void (await connect()), change, look, close };
}

/**
 * Opens the database. `answer` is it, or a `RecordError` as soon as there is one; `end` is what came of it, be it late, and null
 * when nothing did. `onLost` is called when the connection can no longer be used.
 */
function openDatabase<S extends DBSchema>(
	{ name, version, upgrade, patience = 5000 }: ConnectionOptions<S>,
	onLost: () => void
): { answer: Promise<IDBPDatabase<S>>; end: Promise<IDBPDatabase<S> | null> } {
	let giveUp = (_code: RecordErrorCode): void => {};
	const late = new Promise<never>((_, reject) => {
		giveUp = (code) => reject(new RecordError(code));
	});
	// `async`, since a browser that has no IndexedDB throws.
	const opening = (async () =>
		openDB<S>(name, version, {
			upgrade: (database, from) => upgrade(database, from),
			blocked: () => giveUp('record_blocked'),
			// Another tab upgrades or erases the database: holding on would block it.
			blocking: (_current, _blocked, { target }) => {
				if (target instanceof IDBDatabase) target.close();
				onLost();
			},
			terminated: onLost
		}))().catch((error: unknown) => {
		throw asRecordError(error, 'record_unavailable');
	});
	const timer = setTimeout(() => giveUp('record_unavailable'), patience);
	return {
		answer: Promise.race([opening, late]).finally(() => clearTimeout(timer)),
		end: opening.catch(() => null)
	};
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
