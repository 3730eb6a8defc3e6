/**
 * All that differs between SQLite and PostgreSQL. Everything else is written once, in the SQL that both understand.
 *
 * |                      | SQLite                                    | PostgreSQL                               |
 * | -------------------- | ----------------------------------------- | ---------------------------------------- |
 * | a transaction        | holds the whole database from its begin   | holds the rows it locks                  |
 * | `for update`         | left out: there is no other writer        | locks the rows                           |
 * | migrations           | one write transaction                     | an advisory lock, one transaction        |
 * | shards of a tally    | one: writers queue for the database anyway | several: nobody queues for a row         |
 * | what was erased      | overwritten, and the write-ahead log cut  | until vacuum comes round                 |
 * | one moment of it all | a transaction that only reads             | repeatable read                          |
 * | whose tables         | ours alone                                | ours in the current schema               |
 * | a long table         | read row by row                           | read through a cursor                    |
 * | many rows to insert  | as one JSON text                          | as a JSON list for each column           |
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import {
	CompiledQuery,
	PostgresDialect,
	SqliteAdapter,
	SqliteDialect,
	SqliteDriver,
	SqliteQueryCompiler,
	sql,
	type DatabaseConnection,
	type Dialect,
	type Expression,
	type InsertQueryBuilder,
	type InsertResult,
	type Kysely,
	type SelectModifierNode
} from 'kysely';
import pg from 'pg';
import type { Tables } from './tables';

export type Engine = 'sqlite' | 'postgres';

/** How many rows share the tally of one activity. */
export const shards: Record<Engine, number> = { sqlite: 1, postgres: 8 };

/** Milliseconds to wait for another writer, and for a connection. */
const patience = 5_000;

/** The file of a folder in which SQLite keeps everything. */
export const fileIn = (folder: string): string => join(folder, 'breakout.sqlite');

/** SQLite in a file of the folder, which is made when it is not there. */
export function sqliteIn(folder: string): Dialect {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	return new OneWriter({
		database: async () => {
			const file = fileIn(folder);
			makePrivate(file);
			const database = new Sqlite(file, { timeout: patience });
			await writeAhead(database);
			// An acknowledged entry survives a power cut.
			database.pragma('synchronous = FULL');
			database.pragma('foreign_keys = ON');
			// What is deleted is overwritten, for the sake of those who asked to be erased.
			database.pragma('secure_delete = ON');
			return database;
		}
	});
}

/**
 * Makes the file when it is not there, readable for its owner alone from its first moment: a folder that somebody else has
 * made may be open to all who use the machine. SQLite's log and index get what the file has.
 */
function makePrivate(file: string): void {
	try {
		closeSync(openSync(file, 'ax', 0o600));
	} catch {
		// It is there, or it cannot be: then SQLite says why.
	}
}

/**
 * Puts a database into write-ahead mode. Of processes that open a new one at once each must hold it alone for a moment,
 * and SQLite refuses that at once instead of waiting as it does for a write: so it is asked again.
 */
async function writeAhead(database: Sqlite.Database): Promise<void> {
	for (const until = Date.now() + patience; ; await setTimeout(20))
		try {
			database.pragma('journal_mode = WAL');
			return;
		} catch (error) {
			const isBusy = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY';
			if (isBusy && Date.now() < until) continue;
			database.close();
			throw error;
		}
}

/** PostgreSQL at an address such as `postgres://name:password@host/database`. */
export function postgresAt(url: string, wait = patience): Dialect {
	const pool = new pg.Pool({
		Client: OnceLate,
		connectionString: url,
		connectionTimeoutMillis: wait,
		// A server that has gone silent is a database that is away.
		query_timeout: 6 * wait,
		types: {
			// Counts and sequences, which stay far below 2^53.
			getTypeParser: (oid, format) =>
				oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format)
		}
	});
	// A connection that breaks fails its query and is replaced at the next; but where nobody listens, it ends the process.
	// The pool listens to idle connections only.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	return new PostgresDialect({ pool });
}

/**
 * A connection that ends when an answer comes too late. One that the network has forgotten would go back to the pool, and
 * whoever gets it next would wait in vain, for as long as the system takes to give it up.
 */
class OnceLate extends pg.Client {
	override query(...given: unknown[]): never {
		const answer: unknown = Reflect.apply(super.query, this, given);
		// Nothing else is promised to whoever gives a callback or a cursor.
		if (answer instanceof Promise)
			answer.catch((error: Error) => {
				if (error.message === 'Query read timeout') void this.end().catch(() => undefined);
			});
		return answer as never;
	}
}

/** SQLite whose transactions take the write lock at once: one that reads first and writes later could be refused it. */
class OneWriter extends SqliteDialect {
	readonly #config: ConstructorParameters<typeof SqliteDialect>[0];

	constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
		super(config);
		this.#config = config;
	}
	override createDriver() {
		return new ImmediateDriver(this.#config);
	}
	override createAdapter() {
		return new TransactionalAdapter();
	}
	override createQueryCompiler() {
		return new LocklessCompiler();
	}
}

class ImmediateDriver extends SqliteDriver {
	override async beginTransaction(connection: DatabaseConnection): Promise<void> {
		await connection.executeQuery(CompiledQuery.raw('begin immediate'));
	}

	/**
	 * On a full disk SQLite rolls back by itself, and then says that there is nothing to roll back, which would stand in the
	 * place of the reason.
	 */
	override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		await super.rollbackTransaction(connection).catch((error: unknown) => {
			if (!(error instanceof Error && /no transaction is active/.test(error.message))) throw error;
		});
	}
}

/** SQLite can roll a table back; Kysely does not count on it. Here it makes a migration whole, and locked by `begin`. */
class TransactionalAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

class LocklessCompiler extends SqliteQueryCompiler {
	protected override visitSelectModifier(node: SelectModifierNode): void {
		if (node.modifier !== 'ForUpdate') super.visitSelectModifier(node);
	}
}

/**
 * After rows were deleted for good: nothing of them is left in SQLite's write-ahead log. While another process reads or
 * writes, as a backup does, the log cannot be cut; then that is tried again until it succeeds, and nobody waits for it.
 */
export async function forget(db: Kysely<never>, engine: Engine): Promise<void> {
	if (engine === 'sqlite' && !(await cutLog(db))) void cutLater(db);
}

/** Cuts SQLite's write-ahead log; false when another process is in the way. */
function cutLog(db: Kysely<never>): Promise<boolean> {
	return db.connection().execute(async (connection) => {
		// SQLite's calls hold the process up: with patience here the whole server would stand still.
		await sql`pragma busy_timeout = 0`.execute(connection);
		try {
			const { rows } = await sql<{
				busy: number;
			}>`pragma wal_checkpoint(truncate)`.execute(connection);
			return rows[0].busy === 0;
		} finally {
			await sql`pragma busy_timeout = ${sql.lit(patience)}`.execute(connection);
		}
	});
}

/** Databases whose log is still to be cut. */
const uncut = new WeakSet<Kysely<never>>();
/** Milliseconds until that is tried again. */
const cutAgainAfter = 2_000;

/** Tries again and again to cut the log, until it is cut or the database was closed; does not keep the process alive. */
async function cutLater(db: Kysely<never>): Promise<void> {
	if (uncut.has(db)) return;
	uncut.add(db);
	do await setTimeout(cutAgainAfter, undefined, { ref: false });
	while (!(await cutLog(db).catch(isGone)));
	uncut.delete(db);
}

/** Works on the database as it is at one moment, while others go on writing. What `work` writes is not kept. */
export async function atOneMoment<Own, T>(
	db: Kysely<Own>,
	engine: Engine,
	work: (moment: Kysely<Own>) => Promise<T>
): Promise<T> {
	return db.connection().execute(async (connection) => {
		const begin = engine === 'sqlite' ? 'begin' : 'begin isolation level repeatable read read only';
		await sql.raw(begin).execute(connection);
		try {
			return await work(connection);
		} finally {
			await sql`rollback`.execute(connection);
		}
	});
}

/**
 * The names of our tables, the engine's and the migrations' own left out. What an extension or somebody else has beside
 * them, as views or in another schema of a PostgreSQL, is none of them.
 */
export async function tableNames<Own>(db: Kysely<Own>, engine: Engine): Promise<string[]> {
	const schema = engine === 'postgres' ? await currentSchema(db) : undefined;
	const tables = await db.introspection.getTables();
	return tables.filter((one) => !one.isView && one.schema === schema).map(({ name }) => name);
}

/** The schema in which PostgreSQL makes tables that are named without one. */
async function currentSchema<Own>(db: Kysely<Own>): Promise<string> {
	const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
	return rows[0].schema;
}

/**
 * Gives a table's rows in pieces, so that a long one is never in memory as a whole; in the order of a column, or as they
 * lie. Needs a transaction.
 */
export async function* rowsOf(
	connection: Kysely<never>,
	engine: Engine,
	table: string,
	order: string | null
): AsyncGenerator<Record<string, unknown>[]> {
	if (engine === 'sqlite') {
		let piece: Record<string, unknown>[] = [];
		for await (const row of connection
			.selectFrom(table as never)
			.selectAll()
			.$if(order !== null, (query) => query.orderBy(order as never))
			.stream()) {
			piece.push(row as Record<string, unknown>);
			if (piece.length < pieceLength) continue;
			yield piece;
			piece = [];
		}
		if (piece.length) yield piece;
		return;
	}
	await sql`declare piece no scroll cursor for select * from ${sql.id(table)} ${order ? sql`order by ${sql.id(order)}` : sql``}`.execute(
		connection
	);
	for (;;) {
		const { rows } = await sql<
			Record<string, unknown>
		>`fetch ${sql.lit(pieceLength)} from piece`.execute(connection);
		if (!rows.length) break;
		yield rows;
	}
	await sql`close piece`.execute(connection);
}
const pieceLength = 500;

/**
 * Begins to insert rows, at least one, which all have the same columns; what is to happen on a conflict can be added. They go as one
 * parameter for a column, or for all: with one for every value the engines, and the way there, spend more time on the statement than
 * on the rows. Values are text, whole numbers or null; in the columns of `jsonColumns` text is JSON.
 */
export function insertRows<Table extends keyof Tables>(
	db: Kysely<Tables>,
	engine: Engine,
	table: Table,
	rows: readonly Tables[Table][]
): InsertQueryBuilder<Tables, Table, InsertResult> {
	const columns = Object.keys(rows[0]) as (keyof Tables[Table] & string)[];
	return db
		.insertInto(table)
		.columns(columns)
		.expression(engine === 'postgres' ? listsOf(columns, rows) : textOf(columns, rows));
}

/** Columns whose text is JSON. */
const jsonColumns: ReadonlySet<string> = new Set(['body', 'overall', 'troubles']);

/**
 * The rows as a list for each column, and what is the same in all of them once. What is JSON goes as it is and not as text in
 * quotes, which is a sixth longer; PostgreSQL's `json`, unlike `jsonb`, gives each element back as it was written.
 */
function listsOf<Row extends object>(
	columns: readonly (keyof Row & string)[],
	rows: readonly Row[]
): Expression<unknown> {
	const lists: { column: string; elements: Expression<unknown> }[] = [];
	const values = columns.map((column) => {
		const list: unknown[] = rows.map((row) => row[column]);
		const [first] = list;
		const type = sql.raw(list.some((value) => typeof value === 'number') ? 'bigint' : 'text');
		if (list.every((value) => value === first))
			return first === null ? sql`null` : sql`${first}::${type}`;
		const isJson = jsonColumns.has(column) && !list.includes(null);
		const elements = isJson
			? sql`json_array_elements(${`[${list.join(',')}]`}::json)`
			: sql`json_array_elements_text(${JSON.stringify(list)}::json)`;
		lists.push({ column, elements });
		return sql`${sql.ref(column)}::${type}`;
	});
	if (!lists.length)
		return sql`select ${sql.join(values)} from generate_series(1, ${rows.length}::integer)`;
	const sources = lists.map(({ elements }) => elements);
	const names = lists.map(({ column }) => sql.ref(column));
	return sql`select ${sql.join(values)} from rows from (${sql.join(sources)}) as lists (${sql.join(names)})`;
}

/** The rows as one JSON text. */
function textOf<Row extends object>(
	columns: readonly (keyof Row & string)[],
	rows: readonly Row[]
): Expression<unknown> {
	const values = columns.map((column) => sql`value ->> ${sql.lit(`$.${column}`)}`);
	// Without a condition SQLite takes what follows for that of a join.
	return sql`select ${sql.join(values)} from json_each(${JSON.stringify(rows)}) where true`;
}

/** Whether an error says that a row has a key that is there already. */
export function isTaken(error: unknown): boolean {
	return (
		error instanceof Error &&
		'code' in error &&
		/^(SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)|23505)$/.test(String(error.code))
	);
}

/** SQLite's codes for busy, full, unreadable or not there; `SQLITE_IOERR_WRITE` and the like begin with one of them. */
const sqliteAway = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|PROTOCOL|NOMEM)|^ERR_SQLITE_/;
/**
 * Classes of PostgreSQL's codes (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection, deadlock
 * and serialisation, resources, lock not available, shutdown, system.
 */
const postgresAway = /^(08|40|53|55P03|57P|58)/;
const networkAway = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)/;
/** Messages of better-sqlite3 and pg for a connection that is gone, which carry no code. */
const goneAway =
	/database connection is not open|driver has already been destroyed|Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed and is not queryable|Query read timeout|Cannot use a pool after calling end/;

/** Whether an error says that there is no connection any more, as when the database was closed. */
function isGone(error: unknown): boolean {
	return error instanceof Error && goneAway.test(error.message);
}

/** Whether an error says that the database is away or busy and the same request may well succeed later. */
export function isAway(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	return (
		sqliteAway.test(code) ||
		postgresAway.test(code) ||
		networkAway.test(code) ||
		isGone(error) ||
		// Several addresses of one host, each refused.
		(error instanceof AggregateError && error.errors.some(isAway))
	);
}

/** What helps where SQLite's file is damaged, for whoever runs the server: no waiting does. Null for every other error. */
export function cureFor(error: unknown): string | null {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	return /^SQLITE_(CORRUPT|NOTADB)/.test(code)
		? 'The file of the database is damaged. Stop the server, move breakout.sqlite and all files beside it whose names begin so to another place, and restore the last backup: npm run restore -- FILE'
		: null;
}
