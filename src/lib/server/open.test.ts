import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { Device } from '../machines/sample';
import { PROTOCOL } from '../sync/protocol';
import { createCohort, joinCodeOf } from './cohorts';
import { courseIn } from './course';
import { openDatabase } from './database';
import { guessLimit } from './guessing';
import { push } from './inbox';
import { join as joinCohort } from './joining';
import { openStorage } from './open';
import { isReady } from './operations/ready';
import { reportOn } from './report';
import { newCohort } from './storage.contract';

test('[S11] who tried codes and passwords, and whose time was over while the server was down, is forgotten when the storage is opened', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-open-'));
	vi.stubEnv('DATA_DIR', folder);
	vi.stubEnv('DATABASE_URL', '');
	const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
	const before = await openDatabase({ folder });
	await before.db
		.insertInto('limits')
		.values([
			{ space: 'join', address: 'old', since: ago(guessLimit.seconds + 1), failures: 1 },
			{ space: 'join', address: 'new', since: ago(0), failures: 1 }
		])
		.execute();
	const day = 86_400;
	await before.db
		.insertInto('lockouts')
		.values([
			{ subject: 'old', failures: 1, last_at: ago(day + 1) },
			{ subject: 'new', failures: 1, last_at: ago(day - 60) }
		])
		.execute();
	await before.close();
	const { database } = await openStorage();
	const left = await database.db.selectFrom('limits').select('address').execute();
	expect(left).toEqual([{ address: 'new' }]);
	const failed = await database.db.selectFrom('lockouts').select('subject').execute();
	expect(failed).toEqual([{ subject: 'new' }]);
	process.emit('sveltekit:shutdown' as never);
	rmSync(folder, { recursive: true });
	vi.unstubAllEnvs();
});

test('sessions, links and codes that are good no more are forgotten when the storage is opened, and no others', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-open-'));
	vi.stubEnv('DATA_DIR', folder);
	vi.stubEnv('DATABASE_URL', '');
	const before = await openDatabase({ folder });
	const { db } = before;
	const at = new Date().toISOString();
	const until = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
	const [over, on] = [until(-1), until(60)];
	await db
		.insertInto('facilitators')
		.values({
			id: 'ada',
			name: 'Ada',
			username: 'ada',
			email: 'ada@facilitator.invalid',
			email_verified: 0,
			is_owner: 1,
			created_at: at,
			updated_at: at
		})
		.execute();
	const session = { user_id: 'ada', user_agent: 'Firefox', created_at: at, updated_at: at };
	const link = { kind: 'invitation', facilitator_id: null, cohort_id: null, role: null } as const;
	const code = { cohort_id: 'cohort', member_id: 'member', shown: null, created_at: at };
	for (const [name, expires_at] of [
		['over', over],
		['on', on]
	]) {
		await db
			.insertInto('sessions')
			.values({ ...session, id: name, token: name, expires_at })
			.execute();
		await db
			.insertInto('links')
			.values({ ...link, hash: name, created_at: at, expires_at })
			.execute();
		await db
			.insertInto('codes')
			.values({ ...code, hash: name, kind: 'rejoin', expires_at })
			.execute();
		await sql`insert into challenges values (${name}, ${name}, '{}', ${expires_at}, ${at}, ${at})`.execute(
			db
		);
	}
	await db
		.insertInto('codes')
		.values({ ...code, hash: 'join', kind: 'join', member_id: null, expires_at: null })
		.execute();
	await before.close();
	const { database } = await openStorage();
	const left = async (table: string, column: string) => {
		const { rows } = await sql<{
			name: string;
		}>`select ${sql.ref(column)} as name from ${sql.table(table)} order by 1`.execute(database.db);
		return rows.map(({ name }) => name);
	};
	expect(await left('sessions', 'id')).toEqual(['on']);
	expect(await left('challenges', 'id')).toEqual(['on']);
	expect(await left('links', 'hash')).toEqual(['on']);
	expect(await left('codes', 'hash')).toEqual(['join', 'on']);
	process.emit('sveltekit:shutdown' as never);
	rmSync(folder, { recursive: true });
	vi.unstubAllEnvs();
});

test('[S6] a server whose course has changed is open at once, and reports wait until their cohort is seen with it', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-open-'));
	vi.stubEnv('DATA_DIR', folder);
	vi.stubEnv('DATABASE_URL', '');
	const storage = await openStorage();
	const { id: cohort } = await createCohort(storage, newCohort);
	const code = await joinCodeOf(storage, cohort);
	const [quiz] = Object.values(courseIn('en').models).flatMap(({ activities }) => activities);
	for (let at = 0; at < 15; at++) {
		const join = { protocol: PROTOCOL, code, name: `Member ${at}` };
		const joined = await joinCohort(storage, join, { address: 'somewhere' });
		if (joined.kind === 'refused') throw new Error('Joining was refused.');
		const { entries } = new Device(`d${at}`).start(quiz.id, 'one', { version: quiz.version });
		await push(storage, joined.credential, { protocol: PROTOCOL, entries });
	}
	const seen = async () => {
		const { db } = (await openStorage()).database;
		const rows = await db.selectFrom('members').select(['overall', 'overall_of']).execute();
		return new Set(rows.map(({ overall, overall_of }) => `${overall} ${overall_of}`));
	};
	const before = await seen();
	expect(before.size).toBe(1);
	await storage.database.db
		.updateTable('members')
		.set({ overall: '{}', overall_of: 'former' })
		.execute();
	process.emit('sveltekit:shutdown' as never);
	expect(await isReady()).toBe(true);
	expect(await seen()).toContain('{} former');
	const { source } = await reportOn(await openStorage(), cohort);
	const { inside } = (await source.members({}))[14];
	expect(inside).toEqual([quiz.id]);
	await vi.waitFor(async () => expect(await seen()).toEqual(before));
	process.emit('sveltekit:shutdown' as never);
	rmSync(folder, { recursive: true });
	vi.unstubAllEnvs();
});
