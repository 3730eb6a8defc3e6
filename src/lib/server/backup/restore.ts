/** Restoring a backup, and moving a deployment to another database. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type Transaction } from 'kysely';
import { openDatabase, type Database } from '../database';
import { insertRows } from '../dialect';
import { eraseMember } from '../members';
import { migrations, type MigrationName } from '../migrations/migrate';
import { beginGeneration } from '../generation';
import type { Storage } from '../storage';
import type { Tables, TombstoneRow } from '../tables';
import { BackupError, readBackup, readHead } from './backup-file';
import { checkAll, clearAll, copyAll, differenceOf, insert, type Check } from './copy';
import { withScratch } from './scratch';

/**
 * Puts a backup in the place of everything in the database, or changes nothing and throws a `BackupError`. A backup of an
 * older release is brought up to date on the way. Members whose erasure this database knows of are not brought back, and
 * what is good for one time only opens nothing again. The data are of another generation then, so that devices send what
 * the backup lacks. Whoever signs in or pushes meanwhile waits.
 */
export async function restoreBackup(storage: Storage, file: string): Promise<Check> {
	const { migrations: gone } = await readHead(file);
	const known = Object.keys(migrations) as MigrationName[];
	const upTo = known[gone.length - 1];
	if (gone.length > known.length || gone.some((name, at) => name !== known[at]))
		throw new BackupError(
			'This backup is of a newer release, so nothing was restored. Update Breakout first, then restore it.'
		);
	// Where it is read whole, and every reference in it holds, before anything of today is touched.
	const folder = await mkdtemp(join(tmpdir(), 'breakout-restore-'));
	return withScratch(folder, async () => {
		const older = await openDatabase({ folder }, upTo);
		try {
			await older.db.transaction().execute(async (transaction) => {
				for await (const { table, rows } of readBackup(file))
					await insert(transaction, table, rows);
			});
		} finally {
			await older.close();
		}
		const read = await openDatabase({ folder });
		try {
			return await storage.database.db.transaction().execute(async (transaction) => {
				await eraseAgain({ ...storage, database: read }, await tombstonesIn(transaction));
				const check = await replaceAll(read, transaction, storage.database.engine);
				await shutAll(transaction);
				await beginGeneration(transaction, storage.sources.id());
				return check;
			});
		} finally {
			await read.close();
		}
	});
}

/**
 * Copies a deployment into an empty database, and makes sure that there is the same in both before it counts. Throws when
 * the other one is not empty. The old one stays as it is.
 */
export async function moveAll(from: Database, to: Database): Promise<Check> {
	const { rows } = await to.db.transaction().execute(async (transaction) => {
		const check = await checkAll(transaction, to.engine);
		// What every start writes by itself does not count.
		const { models: _, links: __, ...own } = check;
		return { rows: Object.values(own).reduce((sum, table) => sum + table.rows, 0) };
	});
	if (rows)
		throw new Error('The other database is not empty, so nothing was moved. Name an empty one.');
	return to.db.transaction().execute((transaction) => replaceAll(from, transaction, to.engine));
}

/** Puts what is in one database in the place of everything that a transaction sees of another; throws when they differ then. */
async function replaceAll(
	from: Database,
	transaction: Transaction<Tables>,
	engine: Database['engine']
): Promise<Check> {
	await clearAll(transaction, engine);
	const copied = await copyAll(from, transaction);
	const difference = differenceOf(copied, await checkAll(transaction, engine));
	if (difference)
		throw new Error(`What arrived is not what was sent, so nothing was kept: ${difference}.`);
	return copied;
}

/**
 * Gives every tombstone, and holds every member until the transaction ends: an erasure that is under way is waited for, and
 * one that comes later finds what was restored.
 */
async function tombstonesIn(transaction: Transaction<Tables>): Promise<TombstoneRow[]> {
	await transaction
		.selectFrom('members')
		.select('member_id')
		.orderBy('cohort_id')
		.orderBy('member_id')
		.forUpdate()
		.execute();
	return transaction.selectFrom('tombstones').selectAll().execute();
}

/**
 * Puts tombstones into the copy of a backup, and erases in it every member who has one and is there all the same. It is done
 * before anything is replaced, so the erased never come back, not even for a moment in which the process may end; and the
 * tombstones go with the copy, so the next restore erases them again.
 */
async function eraseAgain(copy: Storage, tombstones: readonly TombstoneRow[]): Promise<void> {
	const { db, engine } = copy.database;
	if (tombstones.length)
		await insertRows(db, engine, 'tombstones', tombstones)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	const back = await db
		.selectFrom('members')
		.innerJoin('tombstones', (join) =>
			join
				.onRef('tombstones.cohort_id', '=', 'members.cohort_id')
				.onRef('tombstones.member_id', '=', 'members.member_id')
		)
		.select(['members.cohort_id', 'members.member_id'])
		.execute();
	for (const { cohort_id: cohort, member_id: member } of back)
		await eraseMember(copy, { cohort, member });
}

/**
 * Shuts what the backup would open again though it was ended or used up since: sessions, sign-ins that were begun, links, and
 * codes for one member. Everybody signs in again. The join code of a cohort hangs on a wall, and stays.
 */
async function shutAll(transaction: Transaction<Tables>): Promise<void> {
	for (const table of ['sessions', 'challenges', 'links'])
		await sql`delete from ${sql.id(table)}`.execute(transaction);
	await transaction.deleteFrom('codes').where('kind', '!=', 'join').execute();
}
