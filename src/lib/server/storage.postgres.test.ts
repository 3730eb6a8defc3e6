import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { startPostgres } from '../../command/postgres.js';
import type { Credential } from '../sync/protocol';
import { describeAgreement } from './agreement.contract';
import { openDatabase, type Database } from './database';
import { checkOf } from './backup/backup.contract';
import { writeBackup } from './backup/backup-file';
import { moveAll, restoreBackup } from './backup/restore';
import { createCohort, joinCodeOf } from './cohorts';
import { readFigures, recompute } from './figures';
import { pull, push } from './inbox';
import { isAway, postgresAt } from './dialect';
import { join as enterCohort } from './joining';
import { liveAt } from './live';
import { describeLive } from './live.contract';
import { eraseMember } from './members';
import { migrations } from './migrations/migrate';
import { describePostgres, type PostgresGround } from '../../../tests/postgres';
import { publish } from './publish';
import { batchOf, describeStorage, newCohort, somewhere } from './storage.contract';
import { folds, makeSources, models, work } from './storage.sample';
import type { Storage } from './storage';
import type { Tables } from './tables';

/** What lies between a process and PostgreSQL, and can drop all that it should carry without a word to either end. */
async function startWay(to: string) {
	const { hostname, port } = new URL(to);
	const ends = new Set<Socket>();
	const carried = new Set<Socket>();
	let isOpen = true;
	let connections = 0;
	const server = createServer((near) => {
		connections += 1;
		const far = connect(Number(port), hostname);
		if (isOpen) carried.add(near);
		for (const [from, into] of [
			[near, far],
			[far, near]
		]) {
			ends.add(from);
			from.on('data', (bytes) => carried.has(near) && into.write(bytes));
			from.on('error', () => undefined);
			from.on('close', () => carried.has(near) && into.destroy());
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = new URL(to);
	url.port = String((server.address() as AddressInfo).port);
	return {
		url: url.href,
		/** How many there ever were. */
		connections: () => connections,
		/** Forgets every connection for good, and carries no new one. */
		forgetAll(): void {
			carried.clear();
			isOpen = false;
		},
		/** Carries new connections again. */
		open: () => void (isOpen = true),
		stop(): void {
			server.close();
			for (const end of ends) end.destroy();
		}
	};
}

describePostgres('the storage', ({ makeGround, owner, url }) => {
	let shared: PostgresGround | undefined;
	describeStorage('the storage', async () => {
		// Emptied for each test, which is quicker than made anew.
		shared ??= await makeGround();
		const database = await shared.open();
		const tables = await database.db.introspection.getTables();
		const names = tables.map(({ name }) => sql.id(name));
		await sql`truncate ${sql.join(names)}`.execute(database.db);
		await database.close();
		return { ...shared, remove: () => Promise.resolve() };
	});

	describeLive('PostgreSQL', makeGround);
	describeAgreement('PostgreSQL', makeGround);

	async function begin() {
		const ground = await makeGround();
		const database = await ground.open();
		const storage: Storage = { database, sources: makeSources(), folds: folds as Storage['folds'] };
		await publish(storage, models);
		const { id } = await createCohort(storage, newCohort);
		const code = await joinCodeOf(storage, id);
		const enter = async (name: string) => {
			const joined = await enterCohort(storage, { protocol: 1, code, name }, somewhere);
			if (joined.kind === 'refused') throw new Error('Joining was refused.');
			return joined.credential;
		};
		return { ground, storage, enter, cohort: id };
	}

	/** The processes of the connections to the database that wait for a lock. */
	async function allBlocked(name: string): Promise<number[]> {
		const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
			where datname = ${name} and wait_event_type = 'Lock'`.execute(owner());
		return rows.map(({ pid }) => pid);
	}

	/** Waits until some connection to the database waits for a lock, and gives its process. */
	async function blocked(name: string): Promise<number> {
		for (;;) {
			const [pid] = await allBlocked(name);
			if (pid) return pid;
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}

	test('[S14] several processes that open an empty database at once make the tables once', async () => {
		const ground = await makeGround();
		const opened = await Promise.all(Array.from({ length: 6 }, () => ground.open()));
		for (const { db } of opened)
			expect(await db.selectFrom('cohorts').selectAll().execute()).toEqual([]);
		const migrated = await sql`select name from kysely_migration order by name`.execute(
			opened[0].db
		);
		expect(migrated.rows).toEqual(Object.keys(migrations).map((name) => ({ name })));
		await Promise.all(opened.map((database) => database.close()));
		await ground.remove();
	});

	test('[S4] [S9] a connection that is cut in the middle of a push leaves nothing, and the pool recovers', async () => {
		const { ground, storage, enter } = await begin();
		const ada = await enter('Ada');
		const ben = await enter('Ben');
		await push(storage, ben, batchOf(work('ben')));
		const other = await ground.open();
		let release = () => {};
		const gate = new Promise<void>((resolve) => (release = resolve));
		// Both tallies are held, so the push has stored entries and summaries and waits.
		const holding = other.db.transaction().execute(async (transaction) => {
			await sql`lock table tallies in exclusive mode`.execute(transaction);
			await gate;
		});
		const pushing = push(storage, ada, batchOf(work('ada')));
		await sql`select pg_terminate_backend(${await blocked(ground.name)})`.execute(owner());
		expect(await pushing).toEqual({ kind: 'refused', why: 'slow_down', retryAfter: 5 });
		release();
		await holding;
		expect(await pull(storage, ada, '0')).toMatchObject({ entries: [], after: '0' });
		expect(await push(storage, ada, batchOf(work('ada')))).toMatchObject({ kind: 'pushed' });
		expect(await readFigures(storage, ada.cohort)).toEqual(await recompute(storage, ada.cohort));
		await Promise.all([other.close(), storage.database.close()]);
		await ground.remove();
	});

	test('[S6] members who push at once from several processes do not stand in each other’s way', async () => {
		const { ground, storage, enter, cohort } = await begin();
		const processes: Storage[] = [storage];
		for (const _ of [1, 2]) processes.push({ ...storage, database: await ground.open() });
		const names = Array.from({ length: 24 }, (_, index) => `m${String.fromCharCode(97 + index)}`);
		const members: Credential[] = [];
		for (const name of names) members.push(await enter(name));
		const pushed = await Promise.all(
			names.flatMap((name, index) =>
				[3, 6, 9].map((end) =>
					push(
						processes[(index + end) % 3],
						members[index],
						batchOf(work(name, index).slice(end - 3, end))
					)
				)
			)
		);
		expect(pushed.filter(({ kind }) => kind !== 'pushed')).toEqual([]);
		const { rows } = await sql<{ shards: number }>`select count(distinct shard) as shards
			from tallies`.execute(storage.database.db);
		expect(rows[0].shards).toBeGreaterThan(1);
		expect(await readFigures(storage, cohort)).toEqual(await recompute(storage, cohort));
		// What was counted in one shard and taken out in another would say what an erased member did.
		for (const member of members) await eraseMember(storage, member);
		const left = await storage.database.db.selectFrom('tallies').select('body').execute();
		expect(new Set(left.map(({ body }) => body))).toEqual(new Set(['{}']));
		await Promise.all(processes.map(({ database }) => database.close()));
		await ground.remove();
	});

	test('who follows a cohort hears of it again after the connection was cut, and is told that something may be missed', async () => {
		const ground = await makeGround();
		const [one, other] = [await ground.open(), await ground.open()];
		let times = 0;
		const stop = other.live.follow('spring', () => (times += 1));
		await expect
			.poll(() => {
				one.live.announce('spring');
				return times;
			})
			.toBeGreaterThan(1);
		await new Promise((resolve) => setTimeout(resolve, 600));
		const before = times;
		const cut = await sql`select pg_terminate_backend(pid) from pg_stat_activity
			where datname = ${ground.name} and query like 'listen %'`.execute(owner());
		expect(cut.rows).toHaveLength(1);
		await expect.poll(() => times).toBe(before + 1);
		one.live.announce('spring');
		await expect.poll(() => times).toBe(before + 2);
		stop();
		await Promise.all([one.close(), other.close()]);
		await ground.remove();
	});

	test('who follows a cohort hears of it again after the network forgot the connection and told nobody', async () => {
		const ground = await makeGround();
		const database = await ground.open();
		const way = await startWay(url(ground.name));
		const live = liveAt(way.url, database.db, { every: 300, within: 500 });
		let times = 0;
		const stop = live.follow('spring', () => (times += 1));
		const hearMore = async () => {
			const before = times;
			await expect
				.poll(
					() => {
						database.live.announce('spring');
						return times;
					},
					{ timeout: 10_000 }
				)
				.toBeGreaterThan(before);
		};
		await hearMore();
		await new Promise((resolve) => setTimeout(resolve, 600));
		way.forgetAll();
		const before = times;
		// One that is tried meanwhile is not waited for either.
		await expect.poll(way.connections, { timeout: 10_000 }).toBeGreaterThan(2);
		expect(times).toBe(before);
		way.open();
		await expect.poll(() => times, { timeout: 10_000 }).toBeGreaterThan(before);
		await hearMore();
		stop();
		await live.close();
		way.stop();
		await database.close();
		await ground.remove();
	});

	test('[S9] a connection that the network forgot is waited for once, and not used again', async () => {
		const ground = await makeGround();
		const way = await startWay(url(ground.name));
		const db = new Kysely<Tables>({ dialect: postgresAt(way.url, 200) });
		const ask = () => db.transaction().execute((transaction) => sql`select 1`.execute(transaction));
		await ask();
		way.forgetAll();
		expect(isAway(await ask().catch((error: unknown) => error))).toBe(true);
		way.open();
		await ask();
		await db.destroy();
		way.stop();
		await ground.remove();
	});

	test('[S9] what is cut off in the middle of a transaction is a database that is away', async () => {
		const ground = await makeGround();
		const way = await startWay(url(ground.name));
		const db = new Kysely<Tables>({ dialect: postgresAt(way.url, 200) });
		const failed = await db
			.transaction()
			.execute(async (transaction) => {
				await sql`select 1`.execute(transaction);
				way.forgetAll();
				await sql`select 1`.execute(transaction);
			})
			.catch((error: unknown) => error);
		expect(isAway(failed)).toBe(true);
		await db.destroy();
		way.stop();
		await ground.remove();
	});

	test('[S13] every key of a table that is spread over machines begins with the cohort', async () => {
		const ground = await makeGround();
		const { db, close } = await ground.open();
		const page = readFileSync('src/lib/server/README.md', 'utf8');
		const spread = [...page.matchAll(/create_distributed_table\('(\w+)', 'cohort_id'/g)].map(
			([, name]) => name
		);
		const alike = [...page.matchAll(/create_reference_table\('(\w+)'/g)].map(([, name]) => name);
		const { rows } = await sql<{ table: string; column: string }>`
			select c.relname as table, a.attname as column from pg_index i
			join pg_class c on c.oid = i.indrelid
			join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
			join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
			where i.indisunique`.execute(db);
		const withKeys = new Set(rows.map(({ table }) => table));
		expect(spread.filter((name) => !withKeys.has(name))).toEqual([]);
		expect(
			rows.filter(({ table, column }) => spread.includes(table) && column !== 'cohort_id')
		).toEqual([]);
		// What is not spread is named on the page too, so that a new table cannot be forgotten there.
		const tables = (await db.introspection.getTables()).map(({ name }) => name);
		expect(
			tables.filter(
				(name) => !spread.includes(name) && !alike.includes(name) && !page.includes(`\`${name}\``)
			)
		).toEqual([]);
		await close();
		await ground.remove();
	});

	test('[B1] a deployment moves from SQLite, is counted in both, and goes on', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'breakout-move-'));
		const { ground, storage: target, cohort: other } = await begin();
		const from: Storage = { ...target, database: await openDatabase({ folder }) };
		await publish(from, models);
		const { id: cohort } = await createCohort(from, newCohort);
		const code = await joinCodeOf(from, cohort);
		const members: Credential[] = [];
		for (const name of ['ada', 'ben', 'cleo']) {
			const joined = await enterCohort(from, { protocol: 1, code, name }, somewhere);
			if (joined.kind === 'refused') throw new Error('Joining was refused.');
			members.push(joined.credential);
			await push(from, joined.credential, batchOf(work(name, members.length)));
		}
		await expect(moveAll(from.database, target.database)).rejects.toThrow('not empty');
		expect(await readFigures(target, other)).toEqual({
			summaries: {},
			tallies: {},
			overall: {},
			troubles: {}
		});

		const empty = await makeGround();
		const to: Storage = { ...target, database: await empty.open() };
		await publish(to, models);
		const before = await checkOf(from);
		expect(await moveAll(from.database, to.database)).toEqual(before);
		expect(await checkOf(to)).toEqual(before);
		// The tallies were of one shard, and are taken from in another.
		await push(to, members[0], batchOf(work('later', 7)));
		await eraseMember(to, members[1]);
		expect(await readFigures(to, cohort)).toEqual(await recompute(to, cohort));
		expect(await checkOf(from)).toEqual(before);

		for (const { database } of [from, to, target]) await database.close();
		for (const one of [ground, empty]) await one.remove();
		rmSync(folder, { recursive: true });
	});

	test('[B4] an erasure that is under way when a restore begins is waited for, and not undone', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'breakout-erasing-'));
		const file = join(folder, 'all.gz');
		const { ground, storage, enter, cohort } = await begin();
		const [ada, ben] = [await enter('Ada'), await enter('Ben')];
		for (const member of [ada, ben]) await push(storage, member, batchOf(work('work')));
		await writeBackup(storage.database, file, new Date(0));
		const [eraser, other] = [await ground.open(), await ground.open()];
		let release = () => {};
		const gate = new Promise<void>((resolve) => (release = resolve));
		let holding: Promise<void> = Promise.resolve();
		// The tallies are held, so the erasure has left its tombstone and waits.
		await new Promise<void>((resolve) => {
			holding = other.db.transaction().execute(async (transaction) => {
				await sql`lock table tallies in exclusive mode`.execute(transaction);
				resolve();
				await gate;
			});
		});
		const erasing = eraseMember({ ...storage, database: eraser }, ada);
		await blocked(ground.name);
		const restoring = restoreBackup(storage, file);
		await expect.poll(async () => (await allBlocked(ground.name)).length).toBe(2);
		release();
		await Promise.all([holding, erasing, restoring]);
		expect(await pull(storage, ada, '0')).toMatchObject({ kind: 'refused', why: 'erased' });
		expect(await pull(storage, ben, '0')).toMatchObject({ kind: 'pulled' });
		expect(await readFigures(storage, cohort)).toEqual(await recompute(storage, cohort));
		for (const database of [eraser, other, storage.database]) await database.close();
		await ground.remove();
		rmSync(folder, { recursive: true });
	});

	test('[S9] a server that is gone is an answer, and so is one that was never there', async () => {
		const { url, stop } = await startPostgres();
		const database: Database = await openDatabase({ url: url() });
		const storage: Storage = { database, sources: makeSources(), folds: folds as Storage['folds'] };
		await stop();
		const nobody = { cohort: 'c', member: 'm', secret: 's' };
		const away = { kind: 'refused', why: 'slow_down', retryAfter: 5 };
		expect(await push(storage, nobody, batchOf([]))).toEqual(away);
		expect(await pull(storage, nobody, '0')).toEqual(away);
		expect(await enterCohort(storage, { protocol: 1, code: 'AAAA', name: '' }, somewhere)).toEqual(
			away
		);
		await database.close();
		await expect(openDatabase({ url: url() })).rejects.toThrow();
	});
});
