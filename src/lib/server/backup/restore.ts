/** Restoring a backup, and moving a deployment to another database. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transaction } from 'kysely';
import { openDatabase, type Database } from '../database';
import { eraseMember } from '../members';
import { migrations, type MigrationName } from '../migrations/migrate';
import { beginGeneration } from '../generation';
import type { Storage } from '../storage';
import type { Tables } from '../tables';
import { BackupError, readBackup, readHead } from './backup-file';
import { checkAll, clearAll, copyAll, differenceOf, insert, type Check } from './copy';

/**
 * Puts a backup in the place of everything in the database, or changes nothing and throws a `BackupError`. A backup of an
 * older release is brought up to date on the way. Members whose erasure this database knows of are erased again: a backup
 * does not bring them back. The data are of another generation then, so that devices send what the backup lacks. Whoever
 * signs in or pushes meanwhile waits.
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
	try {
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
			const erased = await storage.database.db.selectFrom('tombstones').selectAll().execute();
			const check = await replaceAll(read, storage.database, (transaction) =>
				beginGeneration(transaction, storage.sources.id())
			);
			for (const { cohort_id: cohort, member_id: member } of erased)
				await eraseMember(storage, { cohort, member });
			return check;
		} finally {
			await read.close();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
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
	return replaceAll(from, to);
}

/** Puts what is in one database in the place of everything in another, checked before it counts; `after` belongs to it. */
async function replaceAll(
	from: Database,
	to: Database,
	after: (transaction: Transaction<Tables>) => Promise<void> = async () => {}
): Promise<Check> {
	return to.db.transaction().execute(async (transaction) => {
		await clearAll(transaction);
		const copied = await copyAll(from, transaction);
		const difference = differenceOf(copied, await checkAll(transaction, to.engine));
		if (difference)
			throw new Error(`What arrived is not what was sent, so nothing was kept: ${difference}.`);
		await after(transaction);
		return copied;
	});
}
