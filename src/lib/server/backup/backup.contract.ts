/**
 * What a backup promises, on either engine:
 *
 * [B1] Whole. What is restored is what was there, row by row, from either engine to either.
 * [B2] Online. A backup is of one moment, whatever is pushed while it is written.
 * [B3] Nothing by halves. A file that was cut short, changed, is foreign or of a newer release changes nothing.
 * [B4] Erased stays erased. A member who was erased after the backup was made is not brought back.
 * [B5] Nothing forgotten. A table that a backup does not know stops it.
 * [B6] Older. A backup of an older release is brought up to date.
 * [B7] Made good. What came in after the backup is sent again by the devices that have it, in their next round of sync, and
 *      is there once; views are given again, and nothing of a member who was erased is.
 * [B8] Another generation. Every restore gives the data a name that they never had; the rest is as it was.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../database';
import { readFigures, recompute } from '../figures';
import { pull, push } from '../inbox';
import { eraseMember, listMembers } from '../members';
import type { Storage } from '../storage';
import { beginning } from '../../sync/protocol';
import { batchOf, expectRefused, type World } from '../storage.contract';
import { work } from '../storage.sample';
import { BackupError, writeBackup } from './backup-file';
import { checkAll, insert, type Check } from './copy';
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

	test('[B6] a backup of an older release is brought up to date', async () => {
		const older = await openDatabase({ folder: join(folder, 'older') }, '0001-beginning');
		const key = { cohort_id: 'c', member_id: 'm' };
		await older.db.transaction().execute(async (transaction) => {
			const day = '2026-03-01T09:00:00.000Z';
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
}
