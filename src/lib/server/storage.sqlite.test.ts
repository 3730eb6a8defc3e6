import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from './database';
import { push } from './inbox';
import { describeAgreement } from './agreement.contract';
import { join as joinCohort } from './joining';
import { createCohort, joinCodeOf } from './cohorts';
import { describeLive } from './live.contract';
import { eraseMember } from './members';
import { batchOf, describeStorage, newCohort, somewhere } from './storage.contract';
import { folds, makeSources, work } from './storage.sample';
import type { Storage } from './storage';

const emptyFolder = () => mkdtempSync(join(tmpdir(), 'breakout-data-'));

const makeGround = () => {
	const folder = emptyFolder();
	return Promise.resolve({
		open: () => openDatabase({ folder }),
		isShared: false,
		remove: () => Promise.resolve(rmSync(folder, { recursive: true }))
	});
};
describeStorage('SQLite', makeGround);
describeLive('SQLite', makeGround);
describeAgreement('SQLite', makeGround);

describe('SQLite in a folder', () => {
	let folder: string;
	beforeEach(() => (folder = emptyFolder()));
	afterEach(() => rmSync(folder, { recursive: true }));

	async function begin() {
		const database = await openDatabase({ folder });
		const storage: Storage = { database, sources: makeSources(), folds: folds as Storage['folds'] };
		const { id } = await createCohort(storage, newCohort);
		const body = { protocol: 1, code: await joinCodeOf(storage, id), name: 'Ada Lovelace' };
		const joined = await joinCohort(storage, body, somewhere);
		if (joined.kind === 'refused') throw new Error('Joining was refused.');
		return { storage, ada: joined.credential };
	}

	test('keeps what it acknowledges through a power cut, and waits for other processes', async () => {
		const { storage } = await begin();
		const pragma = async (name: string) =>
			Object.values((await sql.raw(`pragma ${name}`).execute(storage.database.db)).rows[0] ?? {});
		expect(await pragma('journal_mode')).toEqual(['wal']);
		expect(await pragma('synchronous')).toEqual([2]);
		expect(await pragma('foreign_keys')).toEqual([1]);
		expect(await pragma('busy_timeout')).toEqual([5000]);
		await storage.database.close();
	});

	test.skipIf(process.platform === 'win32')(
		'what is in a folder that is open to all is for whoever runs the server alone',
		async () => {
			chmodSync(folder, 0o755);
			const { storage } = await begin();
			const names = readdirSync(folder);
			expect(names.length).toBe(3);
			for (const name of names) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
			await storage.database.close();
		}
	);

	test('[S14] several processes that open a new folder at once make the tables once', async () => {
		const program = `import { openDatabase } from './src/lib/server/database';
			console.log('ready');
			process.stdin.once('data', async () => {
				const { db, close } = await openDatabase({ folder: process.argv[1] });
				console.log((await db.selectFrom('cohorts').selectAll().execute()).length);
				await close();
				process.stdin.destroy();
			});`;
		const flags = ['--import', 'tsx', '--input-type=module', '-e', program, folder];
		const processes = Array.from({ length: 4 }, () => spawn(process.execPath, flags));
		const said = processes.map(({ stdout, stderr }) => {
			const lines = { text: '' };
			for (const stream of [stdout, stderr]) stream.on('data', (chunk) => (lines.text += chunk));
			return lines;
		});
		await expect.poll(() => said.map(({ text }) => text)).toEqual(said.map(() => 'ready\n'));
		for (const { stdin } of processes) stdin.write('open\n');
		await Promise.all(processes.map((one) => once(one, 'close')));
		expect(said.map(({ text }) => text)).toEqual(said.map(() => 'ready\n0\n'));
	});

	test('[S9] a full disk stores nothing by halves, and the next push goes on', async () => {
		const { storage, ada } = await begin();
		const { db } = storage.database;
		const size = await sql<{ page_count: number }>`pragma page_count`.execute(db);
		await sql.raw(`pragma max_page_count = ${size.rows[0].page_count}`).execute(db);
		const words = { words: 'x'.repeat(8000) };
		const entries = work('ada').map((entry) => ({ ...entry, data: { ...entry.data, ...words } }));
		expect(await push(storage, ada, batchOf(entries))).toMatchObject({ why: 'slow_down' });
		expect(await db.selectFrom('entries').selectAll().execute()).toEqual([]);
		await sql.raw('pragma max_page_count = 1000000').execute(db);
		expect(await push(storage, ada, batchOf(entries))).toMatchObject({ kind: 'pushed' });
		await storage.database.close();
	});

	test('[S9] who joins while the disk is full is told to come later, though SQLite has rolled back by itself', async () => {
		const { storage } = await begin();
		const { db } = storage.database;
		const { id } = await createCohort(storage, newCohort);
		const code = await joinCodeOf(storage, id);
		const size = await sql<{ page_count: number }>`pragma page_count`.execute(db);
		await sql.raw(`pragma max_page_count = ${size.rows[0].page_count}`).execute(db);
		const join = (name: string) => joinCohort(storage, { protocol: 1, code, name }, somewhere);
		// There is room for a few in the pages that are begun.
		let last = await join('Ada');
		for (let more = 0; more < 200 && last.kind !== 'refused'; more++) last = await join('Ada');
		expect(last).toMatchObject({ kind: 'refused', why: 'slow_down' });
		await storage.database.close();
	});

	test('[S14] data of a newer release are told to be that, and are not called damaged', async () => {
		const { storage } = await begin();
		const row = sql`insert into kysely_migration (name, timestamp) values ('9999-later', 'then')`;
		await row.execute(storage.database.db);
		await storage.database.close();
		await expect(openDatabase({ folder })).rejects.toThrow(
			'The data are of a newer release of Breakout, which alone can open them.'
		);
	});

	test('[S12] no byte of an erased member is left in the folder', async () => {
		const { storage, ada } = await begin();
		await push(storage, ada, batchOf(work('ada')));
		const bytes = () =>
			readdirSync(folder)
				.map((name) => readFileSync(join(folder, name), 'latin1'))
				.join('');
		expect(bytes()).toContain('Ada Lovelace');
		expect(bytes()).toContain(work('ada')[0].id);
		await eraseMember(storage, ada);
		expect(bytes()).not.toContain('Ada Lovelace');
		for (const { id } of work('ada')) expect(bytes()).not.toContain(id);
		await storage.database.close();
	});

	/** Another process that reads everything at one moment, as a backup does, until it is told to end. */
	function readMeanwhile(): { end(): void } {
		const reader = new Sqlite(join(folder, 'breakout.sqlite'));
		reader.exec('begin');
		reader.prepare('select * from entries').all();
		return { end: () => reader.close() };
	}

	test('[S12] erasing waits for no process that reads, and the log is cut when that is done', async () => {
		const { storage, ada } = await begin();
		await push(storage, ada, batchOf(work('ada')));
		const logLength = () => statSync(join(folder, 'breakout.sqlite-wal')).size;
		const reading = readMeanwhile();
		const before = performance.now();
		await eraseMember(storage, ada);
		expect(performance.now() - before).toBeLessThan(2_500);
		expect(logLength()).toBeGreaterThan(0);
		const { rows } = await sql`pragma busy_timeout`.execute(storage.database.db);
		expect(rows).toEqual([{ timeout: 5000 }]);
		reading.end();
		await expect.poll(logLength, { timeout: 10_000 }).toBe(0);
		await storage.database.close();
	});

	test('[S12] a log that could not be cut is not asked for again once the database is closed', async () => {
		const { storage, ada } = await begin();
		const asked = vi.spyOn(storage.database.db, 'connection');
		const reading = readMeanwhile();
		await eraseMember(storage, ada);
		await storage.database.close();
		await expect.poll(() => asked.mock.calls.length, { timeout: 10_000 }).toBe(2);
		await new Promise((resolve) => setTimeout(resolve, 2_500));
		expect(asked).toHaveBeenCalledTimes(2);
		reading.end();
	});
});
