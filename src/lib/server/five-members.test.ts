/**
 * The Chatham House Rule as a property of the data (architecture §7): five members do everything, and then whoever holds the
 * database looks for who thinks what, in every row and every byte. The search is tried on the same members without the seal
 * first: a search that finds nothing there would prove nothing.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from '../../command/postgres.js';
import { openDatabase, type Database } from './database';
import { postgresAt } from './dialect';
import { hasPostgres } from '../../../tests/has-postgres';
import { fiveMembers, type Evidence } from './five-members.sample';
import { block } from './views';

const patience = 300_000;
/** Bytes that lie together: a page of SQLite. */
const pageSize = 4096;

interface Piece {
	where: string;
	text: string;
}

/** Every row of every table, each with all that it says. */
async function rowsOf({ db }: Database): Promise<Piece[]> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	const pieces = tables.map(async ({ name }): Promise<Piece[]> => {
		const { rows } = await sql<object>`select * from ${sql.id(name)}`.execute(db);
		// Not the names of columns, which may be those of a side (`waiting`).
		return rows.map((row) => ({
			where: name,
			text: JSON.stringify(Object.values(row)).replaceAll('\\"', '"')
		}));
	});
	return (await Promise.all(pieces)).flat();
}

/** Every page of every file: of the database, and of the write-ahead log, where each has a head of 24 bytes after one of 32. */
function pagesIn(folder: string): Piece[] {
	return readdirSync(folder).flatMap((where) => {
		const bytes = readFileSync(join(folder, where));
		const isLog = where.endsWith('-wal');
		const [head, size] = isLog ? [32, pageSize + 24] : [0, pageSize];
		const count = Math.ceil(Math.max(0, bytes.length - head) / size);
		return Array.from({ length: count }, (_, at) => ({
			where,
			text: bytes.toString('latin1', head + at * size, head + (at + 1) * size)
		}));
	});
}

/**
 * Sentences on what links a member to a view: nothing, or the data break the rule. A row says which activity it is about; in a
 * page lie several, so there only names are looked for that no other activity has.
 */
function linksIn(
	pieces: readonly Piece[],
	{ opinions, arrivals }: Evidence,
	{ isRow }: { isRow: boolean }
): string[] {
	const people = opinions.flatMap(({ member, device, own }) => [member.member, device, ...own]);
	const isPersonal = ({ text }: Piece) => people.some((id) => text.includes(id));
	const secrets = [...opinions.flatMap(({ words }) => words), ...arrivals.map(({ id }) => id)];
	const telling = opinions.flatMap((opinion) => opinion.telling);
	return pieces
		.filter(isPersonal)
		.flatMap(({ where, text }) => [
			...secrets
				.filter((secret) => text.includes(secret))
				.map((secret) => `${where} has "${secret}" beside a member`),
			...telling
				.filter(({ activity, name, isElsewhere }) =>
					isElsewhere
						? isRow && text.includes(`"${activity}"`) && text.includes(`"${name}"`)
						: text.includes(`"${name}"`)
				)
				.map(({ name }) => `${where} has "${name}" beside a member`)
		]);
}

/**
 * Share of the places with a view of all five at which stored rows stand in the order in which they came, or the other way
 * round: by chance one in sixty, and where an order is kept all of them.
 */
function shareInOrder({ arrivals }: Evidence, stored: readonly string[]): number {
	const cameTo = (place: string) => [
		...new Set(arrivals.filter((one) => one.place === place).map(({ id }) => id))
	];
	const places = [...new Set(arrivals.map(({ place }) => place))].filter(
		(place) => cameTo(place).length >= 5
	);
	expect(places.length).toBeGreaterThan(5);
	const inOrder = places.filter((place) => {
		const came = cameTo(place);
		const stand = stored.filter((id) => came.includes(id));
		return [came, [...came].reverse()].some((order) => order.join() === stand.join());
	});
	return inOrder.length / places.length;
}

/** What no engine may allow, once five members have done everything. */
async function expectNoLink(evidence: Evidence): Promise<void> {
	const { storage, arrivals, opinions, readings } = evidence;
	const { db } = storage.database;
	const rows = await rowsOf(storage.database);
	// All five are here, with all they did; and what they think is here too.
	const text = rows.map((row) => row.text).join('\n');
	for (const { member, own, words } of opinions) {
		expect(text).toContain(member.member);
		expect(own.filter((id) => text.includes(id)).length).toBeGreaterThan(100);
		expect(words.filter((one) => !text.includes(one))).toEqual([]);
	}
	const stored = await db
		.selectFrom('views')
		.select(['id', 'activity_id', 'item', 'waits'])
		.execute();
	expect(stored).toHaveLength(new Set(arrivals.map(({ id }) => id)).size);
	expect(stored.length).toBeGreaterThan(100);

	expect(linksIn(rows, evidence, { isRow: true }).join('\n')).toBe('');

	// By the length of what is kept of a member: every box is as long as every other.
	const boxes = rows.flatMap((row) => [...row.text.matchAll(/"box":"([\w-]+)"/g)]);
	expect(boxes.length).toBeGreaterThan(50);
	expect(new Set(boxes.map(([, box]) => box.length)).size).toBe(1);
	// A copy for the member's own devices tells nothing by its length either, nor by being like another.
	const copies = await db
		.selectFrom('entries')
		.select('copy')
		.where('copy', 'is not', null)
		.execute();
	expect(copies.length).toBeGreaterThan(100);
	expect(new Set(copies.map(({ copy }) => copy?.length)).size).toBe(1);
	for (const at of [0, 16, 64])
		expect(new Set(copies.map(({ copy }) => copy?.slice(at, at + 16))).size).toBe(copies.length);
	// By the number of entries: in no activity did two members leave different ones, whatever sides they took.
	const numbers = await db
		.selectFrom('entries')
		.select(({ fn }) => ['activity_id', 'member_id', fn.countAll<number>().as('entries')])
		.groupBy(['activity_id', 'member_id'])
		.execute();
	const shapes = new Map<string, Set<number>>();
	for (const { activity_id, entries } of numbers) {
		const shape = shapes.get(activity_id ?? '') ?? new Set();
		shapes.set(activity_id ?? '', shape.add(Number(entries)));
	}
	expect([...shapes].filter(([, shape]) => shape.size > 1)).toEqual([]);

	// By subtraction: of two readings of a place, one after another, the later has as many views or a block more.
	const steps = Object.values(readings).flatMap((counts) =>
		[0, ...counts].slice(1).map((count, at) => count - [0, ...counts][at])
	);
	expect(steps.filter((step) => step !== 0 && step < block)).toEqual([]);
	expect(steps.filter((step) => step >= block).length).toBeGreaterThan(10);
}

describe('five members on SQLite', { timeout: patience }, () => {
	async function play(
		isSealed: boolean,
		look: (evidence: Evidence, folder: string) => Promise<void>
	) {
		const folder = mkdtempSync(join(tmpdir(), 'breakout-five-'));
		try {
			const database = await openDatabase({ folder });
			const logged: string[] = [];
			const evidence = await fiveMembers(database, {
				isSealed,
				arrives(id) {
					const log = readFileSync(join(folder, 'breakout.sqlite-wal'), 'latin1');
					if (log.includes(id)) logged.push(id);
				}
			});
			// In the log that keeps the order of all writes, there never was a view.
			expect(logged).toEqual([]);
			await look(evidence, folder);
			await database.close();
		} finally {
			rmSync(folder, { recursive: true });
		}
	}

	test('without the seal, the search finds what they think in their entries', async () => {
		await play(false, async (evidence, folder) => {
			const inRows = linksIn(await rowsOf(evidence.storage.database), evidence, { isRow: true });
			const inPages = linksIn(pagesIn(folder), evidence, { isRow: false });
			for (const links of [inRows, inPages]) expect(links.length).toBeGreaterThan(50);
			await expect(expectNoLink(evidence)).rejects.toThrow(/entries has/);
		});
	});

	test('cannot be told by what they think: not by rows, bytes, order, lengths, numbers or subtraction', async () => {
		await play(true, async (evidence, folder) => {
			await expectNoLink(evidence);
			const pages = pagesIn(folder);
			expect(linksIn(pages, evidence, { isRow: false }).join('\n')).toBe('');
			const place = new Map<string, number>();
			const bytes = readFileSync(join(folder, 'breakout.sqlite'), 'latin1');
			for (const { id } of evidence.arrivals) place.set(id, bytes.indexOf(id));
			expect([...place.values()].filter((at) => at < 0)).toEqual([]);
			const stored = [...place].sort((a, b) => a[1] - b[1]).map(([id]) => id);
			expect(shareInOrder(evidence, stored)).toBeLessThan(0.5);
		});
	});
});

describe.runIf(hasPostgres('who thinks what'))(
	'five members on PostgreSQL',
	{ timeout: patience },
	() => {
		let server: Awaited<ReturnType<typeof startPostgres>>;
		beforeAll(async () => void (server = await startPostgres()));
		afterAll(() => server?.stop());

		test('cannot be told by what they think: not by rows, order, transactions, lengths, numbers or subtraction', async () => {
			const owner = new Kysely<never>({ dialect: postgresAt(server.url()) });
			await sql`create database five`.execute(owner);
			await owner.destroy();
			const database = await openDatabase({ url: server.url('five') });
			const evidence = await fiveMembers(database, { isSealed: true });
			await expectNoLink(evidence);
			const { db } = database;
			const { rows } = await sql<{ id: string; xmin: string }>`select id, xmin::text
			from views order by ctid`.execute(db);
			expect(
				shareInOrder(
					evidence,
					rows.map(({ id }) => id)
				)
			).toBeLessThan(0.5);
			// A transaction that wrote a view wrote nothing of a member, and a block is one transaction.
			const own = new Set(rows.map(({ xmin }) => xmin));
			for (const table of ['members', 'entries', 'summaries', 'tallies', 'secrets']) {
				const written = await sql<{
					xmin: string;
				}>`select xmin::text from ${sql.id(table)}`.execute(db);
				expect(written.rows.filter(({ xmin }) => own.has(xmin))).toEqual([]);
			}
			expect(rows.length / own.size).toBeGreaterThanOrEqual(block - 1);
			await database.close();
		});
	}
);
