/** Copying everything from one database to another, of the same engine or not. */
import { createHash } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../database';
import { atOneMoment, rowsOf, tableNames, type Engine } from '../dialect';
import type { Tables } from '../tables';

/** Every table whose rows are copied, each after those that it refers to. `tablesOf` says when one is missing here. */
const order = [
	'cohorts',
	'members',
	'secrets',
	'codes',
	'entries',
	'summaries',
	'tallies',
	'tombstones',
	'views',
	'view_figures',
	'models',
	'facilitators',
	'passwords',
	'sessions',
	'passkeys',
	'links',
	'roles',
	'generations'
] as const;

/**
 * Tables of who tried codes and passwords, and of what a passkey is being asked. People are told that this is soon forgotten,
 * and a backup is kept for long: so these rows are not copied, and what is copied to has none of its own left.
 */
const passing: readonly string[] = ['limits', 'lockouts', 'challenges'];

/** Views lie in no order that would tell when one came (views.ts); nor do they in a copy. The others come as they lie. */
export const orderOf = (table: string): string | null => (table === 'views' ? 'id' : null);

/** A row of any table. */
export type Row = Record<string, unknown>;
/** Where rows go: a transaction, in which they arrive together or not at all. */
export type Target = Transaction<Tables>;

/** How many rows a table has, and a fingerprint of all of them in whatever order. */
export interface TableCheck {
	rows: number;
	fingerprint: string;
}
export type Check = Record<string, TableCheck>;

/** The tables of a database that are copied, in an order in which their rows can be inserted. */
export async function tablesOf(db: Kysely<Tables>, engine: Engine): Promise<string[]> {
	const here = await tableNames(db, engine);
	const known = [...order, ...passing];
	const forgotten = here.filter((name) => !known.includes(name));
	// A table that nobody thought of would be lost silently.
	if (forgotten.length)
		throw new Error(
			`A backup does not know the table ${forgotten.join(', ')}: see backup/copy.ts.`
		);
	return order.filter((name) => here.includes(name));
}

/** Adds up what a table holds, row by row. Rows count the same from either engine and in any order. */
export class Tallied {
	#rows = 0;
	#sum = new Uint8Array(32);

	add(row: Row): void {
		this.#rows += 1;
		const digest = createHash('sha256')
			.update(JSON.stringify(sorted(row)))
			.digest();
		for (let at = 0; at < digest.length; at++) this.#sum[at] ^= digest[at];
	}
	get check(): TableCheck {
		return { rows: this.#rows, fingerprint: Buffer.from(this.#sum).toString('hex') };
	}
}

/** Copies every row of `from`, as it is at one moment, into `into`; gives what was copied, by table. */
export async function copyAll(from: Database, into: Target): Promise<Check> {
	return atOneMoment(from.db, from.engine, async (moment) => {
		const check: Check = {};
		for (const table of await tablesOf(moment, from.engine)) {
			const tallied = new Tallied();
			for await (const rows of rowsOf(
				moment as unknown as Kysely<never>,
				from.engine,
				table,
				orderOf(table)
			)) {
				for (const row of rows) tallied.add(row);
				await insert(into, table, rows);
			}
			check[table] = tallied.check;
		}
		return check;
	});
}

/** Counts and fingerprints every table as a transaction sees it. */
export async function checkAll(target: Target, engine: Engine): Promise<Check> {
	const check: Check = {};
	for (const table of await tablesOf(target, engine)) {
		const tallied = new Tallied();
		for await (const rows of rowsOf(
			target as unknown as Kysely<never>,
			engine,
			table,
			orderOf(table)
		))
			for (const row of rows) tallied.add(row);
		check[table] = tallied.check;
	}
	return check;
}

/** Says in which tables two checks differ; null when they agree. */
export function differenceOf(one: Check, other: Check): string | null {
	const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
	const nothing: TableCheck = { rows: 0, fingerprint: '0'.repeat(64) };
	const differing = names.filter((name) => {
		const [a, b] = [one[name] ?? nothing, other[name] ?? nothing];
		return a.rows !== b.rows || a.fingerprint !== b.fingerprint;
	});
	return differing.length
		? differing
				.map((name) => `${name}: ${one[name]?.rows ?? 0} and ${other[name]?.rows ?? 0} rows`)
				.join('; ')
		: null;
}

/** Removes every row from a database that is up to date, in the order that the references between tables allow. */
export async function clearAll(target: Target, engine: Engine): Promise<void> {
	for (const table of [...passing, ...(await tablesOf(target, engine)).reverse()])
		await sql`delete from ${sql.id(table)}`.execute(target);
}

/** Inserts rows into a table, in portions that both engines take in one statement. */
export async function insert(target: Target, table: string, rows: readonly Row[]): Promise<void> {
	const portion = 50;
	for (let at = 0; at < rows.length; at += portion)
		await target
			.insertInto(table as never)
			.values(rows.slice(at, at + portion) as never)
			.execute();
}

/** A row with its columns by name: the engines give them in an order of their own. */
function sorted(row: Row): [string, unknown][] {
	return Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
}
