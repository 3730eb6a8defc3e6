/**
 * What a backup promises, on either engine:
 *
 * [B1] Whole. What is restored is what was there, row by row, from either engine to either.
 * [B2] Online. A backup is of one moment, whatever is pushed while it is written.
 * [B3] Nothing by halves. A file that was cut short, changed, is foreign or of a newer release changes nothing.
 * [B4] Erased stays erased. A member who was erased after the backup was made is not brought back, wherever a restore is cut
 *      off, and neither is one by the next restore.
 * [B5] Nothing forgotten. A table that a backup does not know stops it. Views, and what others have in another schema of the
 *      same PostgreSQL, do not.
 * [B6] Older. A backup of an older release is brought up to date.
 * [B7] Made good. What came in after the backup is sent again by the devices that have it, in their next round of sync, and
 *      is there once; views are given again, and nothing of a member who was erased is.
 * [B8] Another generation. Every restore gives the data a name that they never had; the rest is as it was, save [B9] and [B10].
 * [B9] Shut stays shut. After a restore nobody is signed in, and no link and no personal code of the backup opens anything;
 *      accounts, devices and the join codes of cohorts are the backup's.
 * [B10] Soon forgotten. Who tried codes and passwords, and what a passkey is being asked, is in no backup, and after a restore
 *       nowhere; the backup of an older release that has it brings none of it back.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../database';
import { joinCodeOf } from '../cohorts';
import { readFigures, recompute } from '../figures';
import { firstLink } from '../identity/accounts';
import {
	ada as facilitator,
	Browser,
	openFirst,
	sampleIdentity
} from '../identity/identity.sample';
import { makeLink, readLink } from '../identity/links';
import { pull, push } from '../inbox';
import { join as joinCohort } from '../joining';
import { eraseMember, issueRejoinCode, issueTransferCode, listMembers } from '../members';
import type { Storage } from '../storage';
import type { Tables } from '../tables';
import { beginning, PROTOCOL } from '../../sync/protocol';
import { batchOf, expectRefused, somewhere, type World } from '../storage.contract';
import { work } from '../storage.sample';
import { BackupError, writeBackup } from './backup-file';
import { checkAll, insert, Tallied, type Check, type Row } from './copy';
import { describeDevices } from './devices.contract';
import { restoreBackup } from './restore';

export const checkOf = ({ database }: Storage): Promise<Check> =>
	database.db.transaction().execute((transaction) => checkAll(transaction, database.engine));

/** Runs the suite in a world that `describeStorage` makes anew for each test. */
export function describeBackup(world: World): void {
	let folder: string;
	let file: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'breakout-backup-'));
		file = join(folder, 'all.gz');
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const backup = () => writeBackup(world.storage.database, file, new Date(0));
	/** Puts other lines in the place of a backup's. */
	const rewrite = (change: (lines: string[]) => string[]) => {
		const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
		writeFileSync(file, gzipSync(`${change(lines).join('\n')}\n`));
	};

	describeDevices(world, { backup, restore: () => restoreBackup(world.storage, file) });

	test('[B1] what is restored is what was there', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		const [{ id }] = work('copied', 1);
		await push(world.storage, ada, { ...batchOf(work('copied', 1)), copies: { [id]: 'Zm9v' } });
		const before = await checkOf(world.storage);
		expect(await backup()).toEqual(before);
		await world.send(await world.member('Ben'), work('ben'));
		await world.send(ada, work('late', 5));
		expect(await restoreBackup(world.storage, file)).toEqual(before);
		const { generations, ...after } = await checkOf(world.storage);
		expect({ ...after, generations: before.generations }).toEqual(before);
		expect(generations.rows).toBe(1);
		expect(await pull(world.storage, ada, beginning)).toMatchObject({ copies: { [id]: 'Zm9v' } });
		// What came after the backup comes again from the devices.
		await world.send(ada, work('late', 5));
		expect(await readFigures(world.storage, ada.cohort)).toEqual(
			await recompute(world.storage, ada.cohort)
		);
	});

	test('[B1] an empty deployment is backed up and restored too', async () => {
		await backup();
		await world.send(await world.member(), work('ada'));
		await restoreBackup(world.storage, file);
		expect(await world.count('members')).toBe(0);
	});

	test('[B2] what is pushed while a backup is written is in it whole or not at all', async () => {
		const ada = await world.member();
		const writer = await world.open();
		const pushing = (async () => {
			for (let at = 0; at < 12; at++) await push(writer, ada, batchOf(work(`d${at}`, at)));
		})();
		for (let at = 0; at < 4; at++) {
			rmSync(file, { force: true });
			await backup();
		}
		await pushing;
		await restoreBackup(world.storage, file);
		expect(await readFigures(world.storage, ada.cohort)).toEqual(
			await recompute(world.storage, ada.cohort)
		);
		expect((await world.count('entries')) % work('one').length).toBe(0);
	});

	test('[B3] a file that is no whole backup is refused, and nothing changes', async () => {
		const ada = await world.member();
		await world.send(ada, work('ada'));
		await backup();
		const whole = readFileSync(file);
		await world.send(ada, work('late', 5));
		const before = await checkOf(world.storage);
		const cases: [string, () => void, RegExp][] = [
			[
				'cut in the middle',
				() => writeFileSync(file, whole.subarray(0, whole.length / 2)),
				/cut short/
			],
			['without its last line', () => rewrite((lines) => lines.slice(0, -1)), /cut short/],
			['a line less', () => rewrite((lines) => lines.toSpliced(3, 1)), /changed or damaged/],
			[
				'another name',
				() => rewrite((lines) => lines.map((line) => line.replace('Keepers', 'Finders'))),
				/changed or damaged/
			],
			['a picture', () => writeFileSync(file, 'not gzip at all'), /not a backup/],
			['another JSON', () => writeFileSync(file, gzipSync('{"a":1}\n')), /not a backup/],
			[
				'of a newer release',
				() => rewrite(([head, ...lines]) => [head.replace('"]', '","9999-later"]'), ...lines]),
				/newer release/
			]
		];
		for (const [name, damage, message] of cases) {
			writeFileSync(file, whole);
			damage();
			const error = await restoreBackup(world.storage, file).catch((reason: unknown) => reason);
			expect(error, name).toBeInstanceOf(BackupError);
			expect((error as Error).message, name).toMatch(message);
			expect(await checkOf(world.storage), name).toEqual(before);
		}
	});

	test('[B4] a member erased after the backup stays erased', async () => {
		const ada = await world.member();
		const ben = await world.member('Ben');
		await world.send(ada, work('ada'));
		await world.send(ben, work('ben'));
		await backup();
		await eraseMember(world.storage, ada);
		await restoreBackup(world.storage, file);
		expectRefused(await pull(world.storage, ada, '0'), 'erased');
		expectRefused(await push(world.storage, ada, batchOf(work('ada'))), 'erased');
		expect(await world.count('members')).toBe(1);
		expect(await readFigures(world.storage, ben.cohort)).toEqual(
			await recompute(world.storage, ben.cohort)
		);
	});

	/** The storage as a process has it that ends after so many statements. */
	const endingAfter = (statements: number): Storage => {
		const { database } = world.storage;
		let left = statements;
		const db = database.db.withPlugin({
			transformQuery: ({ node }) => {
				if (left-- <= 0) throw new Error('The process has ended.');
				return node;
			},
			transformResult: ({ result }) => Promise.resolve(result)
		});
		return { ...world.storage, database: { ...database, db } };
	};

	test('[B4] a member who was erased stays erased wherever a restore is cut off, and at the next one', async () => {
		const ada = await world.member();
		const ben = await world.member('Ben');
		await world.send(ada, work('ada'));
		await world.send(ben, work('ben'));
		await backup();
		await eraseMember(world.storage, ada);
		const before = await checkOf(world.storage);
		for (let statements = 0; ; statements += 4) {
			const error = await restoreBackup(endingAfter(statements), file).catch(
				(reason: unknown) => reason
			);
			expectRefused(await pull(world.storage, ada, '0'), 'erased');
			if (!(error instanceof Error)) break;
			expect(error.message).toBe('The process has ended.');
			expect(await checkOf(world.storage)).toEqual(before);
		}
		expect(await world.count('members')).toBe(1);
		// The backup still has her.
		await restoreBackup(world.storage, file);
		expectRefused(await pull(world.storage, ada, '0'), 'erased');
		expect(await listMembers(world.storage, ben.cohort)).toMatchObject([{ shownAs: 'Ben' }]);
		expect(await readFigures(world.storage, ben.cohort)).toEqual(
			await recompute(world.storage, ben.cohort)
		);
	});

	test('[B9] a restore signs everybody out, and opens no link or personal code again', async () => {
		const ada = await world.member();
		const { database, sources } = world.storage;
		const identity = sampleIdentity(database, sources);
		await openFirst(identity, facilitator);
		const browser = new Browser(identity);
		expect(await browser.signIn(facilitator)).toBe('in');
		const link = await makeLink(database.db, sources, { kind: 'invitation' });
		const rejoin = await issueRejoinCode(world.storage, ada);
		const transfer = await issueTransferCode(world.storage, ada);
		if (transfer.kind !== 'code') throw new Error(transfer.why);
		const day = sources.now().toISOString();
		await sql`insert into challenges (id, identifier, value, expires_at, created_at, updated_at)
			values ('c', 'asked', '{}', ${day}, ${day}, ${day})`.execute(database.db);
		const enterBy = (code: string) =>
			joinCohort(world.storage, { protocol: PROTOCOL, code, name: 'Ada' }, somewhere);
		const code = await joinCodeOf(world.storage, ada.cohort);
		await backup();
		await restoreBackup(world.storage, file);
		expect(await browser.who()).toBeNull();
		expect(await readLink(database.db, sources, link, ['invitation'])).toBeNull();
		for (const one of [rejoin.code, transfer.code])
			expectRefused(await enterBy(one), 'not_a_member');
		const { rows } = await sql`select * from challenges`.execute(database.db);
		expect(rows).toEqual([]);
		// What is not for one time only is as it was.
		expect(await firstLink(identity)).toBeNull();
		expect(await browser.signIn(facilitator)).toBe('in');
		expect(await pull(world.storage, ada, '0')).toMatchObject({ kind: 'pulled' });
		expect(await joinCodeOf(world.storage, ada.cohort)).toBe(code);
		expect(await enterBy(code)).toMatchObject({ kind: 'joined' });
	});

	test('[B5] a table that a backup does not know stops it, and leaves no file', async () => {
		const { db } = world.storage.database;
		await sql`create table later (id text primary key)`.execute(db);
		try {
			await expect(backup()).rejects.toThrow('does not know the table later');
			expect(existsSync(file)).toBe(false);
		} finally {
			await sql`drop table later`.execute(db);
		}
	});

	test('[B5] views, and tables of another schema, are none of its business', async () => {
		const { db, engine } = world.storage.database;
		const isPostgres = engine === 'postgres';
		await world.send(await world.member(), work('ada'));
		await sql`create view seen as select title from cohorts`.execute(db);
		if (isPostgres)
			await sql`create schema elsewhere create table later (id text) create table members (id text)`.execute(
				db
			);
		try {
			const before = await backup();
			expect(Object.keys(before)).not.toContain('seen');
			expect(await restoreBackup(world.storage, file)).toEqual(before);
		} finally {
			await sql`drop view seen`.execute(db);
			if (isPostgres) await sql`drop schema elsewhere cascade`.execute(db);
		}
	});

	const day = '2026-03-01T09:00:00.000Z';

	test('[B6] a backup of an older release is brought up to date', async () => {
		const older = await openDatabase({ folder: join(folder, 'older') }, '0001-beginning');
		const key = { cohort_id: 'c', member_id: 'm' };
		await older.db.transaction().execute(async (transaction) => {
			await insert(transaction, 'cohorts', [
				{
					cohort_id: 'c',
					title: 'Of old',
					language: 'en',
					lessons: '[]',
					names: 1,
					state: 'open',
					created_at: day
				}
			]);
			await insert(transaction, 'members', [
				{ ...key, shown_as: 'Ada', joined_at: day, last_seq_no: 1 }
			]);
			await insert(transaction, 'entries', [
				{ ...key, id: 'e', seq_no: 1, device: 'd', seq: 1, body: '{}', received_at: day }
			]);
		});
		await writeBackup(older, file, new Date(0));
		await older.close();
		await restoreBackup(world.storage, file);
		expect(await world.count('entries')).toBe(1);
		expect(await world.count('facilitators')).toBe(0);
		expect(await listMembers(world.storage, 'c')).toMatchObject([{ id: 'm', shownAs: 'Ada' }]);
	});

	/** A row of each table of what is soon forgotten. */
	const passing: Record<string, Row> = {
		limits: { space: 'join', address: 'tried-a-code', since: day, failures: 1 },
		lockouts: { subject: 'tried-a-password', failures: 1, last_at: day },
		challenges: {
			id: 'a',
			identifier: 'asked-a-passkey',
			value: 'v',
			expires_at: day,
			created_at: day,
			updated_at: day
		}
	};
	const pass = () =>
		world.storage.database.db.transaction().execute(async (transaction) => {
			for (const [table, row] of Object.entries(passing)) await insert(transaction, table, [row]);
		});
	const passingCounts = () =>
		Promise.all(Object.keys(passing).map((table) => world.count(table as keyof Tables)));

	test('[B10] what is soon forgotten is in no backup, and after a restore nowhere', async () => {
		await pass();
		await backup();
		const text = gunzipSync(readFileSync(file)).toString();
		expect(text).toContain('Keepers');
		expect(text).not.toMatch(/tried-a-code|tried-a-password|asked-a-passkey/);
		expect(await passingCounts()).toEqual([1, 1, 1]);
		await restoreBackup(world.storage, file);
		expect(await passingCounts()).toEqual([0, 0, 0]);
	});

	test('[B10] a backup of an older release brings back nothing of it', async () => {
		await backup();
		rewrite((lines) => {
			const { end } = JSON.parse(lines.pop() ?? '') as { end: Check };
			for (const [table, row] of Object.entries(passing)) {
				const tallied = new Tallied();
				tallied.add(row);
				end[table] = tallied.check;
				lines.push(JSON.stringify([table, row]));
			}
			return [...lines, JSON.stringify({ end })];
		});
		await restoreBackup(world.storage, file);
		expect(await world.count('cohorts')).toBe(1);
		expect(await passingCounts()).toEqual([0, 0, 0]);
	});
}
