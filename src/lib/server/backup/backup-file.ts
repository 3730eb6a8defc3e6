/**
 * A backup as a file: gzipped lines of JSON, the same from either engine.
 *
 *     {"breakout":"backup","format":1,"at":"2026-03-01T09:00:00.000Z","migrations":["0001-beginning", …]}
 *     ["cohorts",{"cohort_id":"…", …}]
 *     …
 *     {"end":{"cohorts":{"rows":1,"fingerprint":"…"}, …}}
 *
 * The last line says what stands before it, so a file that was cut short or changed is known before anything is restored.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { sql, type Kysely } from 'kysely';
import * as v from 'valibot';
import type { Database } from '../database';
import { atOneMoment, rowsOf } from '../dialect';
import { orderOf, differenceOf, Tallied, tablesOf, type Check, type Row } from './copy';
import { withScratch } from './scratch';

const Head = v.object({
	breakout: v.literal('backup'),
	format: v.literal(1),
	at: v.string(),
	migrations: v.pipe(v.array(v.string()), v.minLength(1))
});
export type Head = v.InferOutput<typeof Head>;
const Line = v.tuple([v.string(), v.record(v.string(), v.unknown())]);
const End = v.object({
	end: v.record(v.string(), v.object({ rows: v.number(), fingerprint: v.string() }))
});

/** Why a file is no backup that can be restored. Nothing was changed. */
export class BackupError extends Error {}

/** Writes everything in the database, as it is at one moment, to a file, which is whole as soon as it is there. */
export async function writeBackup(database: Database, file: string, at: Date): Promise<Check> {
	const check: Check = {};
	const unfinished = `${file}.unfinished`;
	await withScratch(unfinished, async () => {
		await atOneMoment(database.db, database.engine, async (moment) => {
			async function* lines(): AsyncGenerator<string> {
				const head: Head = {
					breakout: 'backup',
					format: 1,
					at: at.toISOString(),
					migrations: await migrationsIn(moment)
				};
				yield `${JSON.stringify(head)}\n`;
				for (const table of await tablesOf(moment, database.engine)) {
					const tallied = new Tallied();
					for await (const rows of rowsOf(
						moment as unknown as Kysely<never>,
						database.engine,
						table,
						orderOf(table)
					)) {
						for (const row of rows) tallied.add(row);
						yield rows.map((row) => `${JSON.stringify([table, row])}\n`).join('');
					}
					check[table] = tallied.check;
				}
				yield `${JSON.stringify({ end: check })}\n`;
			}
			// It holds names and hashes of secrets: for whoever runs the server alone.
			await pipeline(
				Readable.from(lines()),
				createGzip(),
				createWriteStream(unfinished, { mode: 0o600 })
			);
		});
		const written = await open(unfinished);
		await written.sync();
		await written.close();
		await rename(unfinished, file);
	});
	return check;
}

/** Reads a backup's first line. Throws a `BackupError` when the file is none. */
export async function readHead(file: string): Promise<Head> {
	for await (const line of linesOf(file)) return headIn(line);
	throw notABackup();
}

/**
 * Reads a backup's rows in pieces of one table each. Throws a `BackupError` when the file was cut short or changed, which
 * may be known at its end only: whoever restores does so where nothing is kept until then.
 */
export async function* readBackup(file: string): AsyncGenerator<{ table: string; rows: Row[] }> {
	const tallies = new Map<string, Tallied>();
	let end: Check | null = null;
	let isFirst = true;
	let piece: { table: string; rows: Row[] } = { table: '', rows: [] };
	for await (const line of linesOf(file)) {
		if (isFirst) {
			headIn(line);
			isFirst = false;
			continue;
		}
		if (end) throw changed();
		const value = parsed(line);
		const row = v.safeParse(Line, value);
		if (!row.success) {
			const last = v.safeParse(End, value);
			if (!last.success) throw changed();
			end = last.output.end;
			continue;
		}
		const [table, columns] = row.output;
		const tallied = tallies.get(table) ?? new Tallied();
		tallies.set(table, tallied);
		tallied.add(columns);
		if (piece.table !== table || piece.rows.length >= 500) {
			if (piece.rows.length) yield piece;
			piece = { table, rows: [] };
		}
		piece.rows.push(columns);
	}
	if (piece.rows.length) yield piece;
	if (isFirst) throw notABackup();
	if (!end) throw cutShort();
	const read = Object.fromEntries([...tallies].map(([name, { check }]) => [name, check]));
	const difference = differenceOf(end, read);
	if (difference) throw changed();
}

/** The migrations that a database has been through, in order. */
export async function migrationsIn(db: Kysely<never> | Database['db']): Promise<string[]> {
	const { rows } = await sql<{
		name: string;
	}>`select name from kysely_migration order by name`.execute(db);
	return rows.map(({ name }) => name);
}

async function* linesOf(file: string): AsyncGenerator<string> {
	const zipped = createReadStream(file);
	const unzipped = createGunzip();
	zipped.on('error', (error) => unzipped.destroy(error)).pipe(unzipped);
	let rest = '';
	let isAtStart = true;
	try {
		for await (const text of unzipped.setEncoding('utf8')) {
			const lines = (rest + String(text)).split('\n');
			rest = lines.pop() ?? '';
			isAtStart = false;
			yield* lines;
		}
		if (rest) throw cutShort();
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : '';
		if (code === 'Z_BUF_ERROR') throw cutShort();
		if (code === 'Z_DATA_ERROR') throw isAtStart ? notABackup() : changed();
		throw error;
	} finally {
		zipped.destroy();
	}
}

function headIn(line: string): Head {
	const head = v.safeParse(Head, parsed(line));
	if (!head.success) throw notABackup();
	return head.output;
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return null;
	}
}

const notABackup = () =>
	new BackupError('This file is not a backup of Breakout. Choose one that `npm run backup` wrote.');
const cutShort = () =>
	new BackupError('This backup was cut short, so nothing was restored. Copy it again, whole.');
const changed = () =>
	new BackupError(
		'This backup was changed or damaged, so nothing was restored. Copy it again from where it was written.'
	);
