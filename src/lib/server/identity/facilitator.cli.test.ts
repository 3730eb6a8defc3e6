import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../database';
import { realSources } from '../storage';
import { firstLink, listAccounts, openAccount } from './accounts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'breakout-facilitator-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command as npm does. */
function facilitator(words: string[], env: Record<string, string> = {}) {
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		['node_modules/tsx/dist/cli.mjs', 'src/lib/server/identity/facilitator.cli.ts', ...words],
		{ encoding: 'utf8', env: { ...process.env, DATABASE_URL: '', DATA_DIR: folder, ...env } }
	);
	return { status, said: stdout + stderr };
}

/** Does something in the database of the folder. */
async function inDatabase<T>(
	work: (accounts: Parameters<typeof firstLink>[0]) => Promise<T>
): Promise<T> {
	const database = await openDatabase({ folder });
	return work({ database, sources: realSources }).finally(() => database.close());
}

const password = 'a horse that nobody guesses';
const open = (name: string, token: string) =>
	inDatabase((accounts) => openAccount(accounts, { token, name, password }));

test('a wrong address of the server is told before anybody is shut out', async () => {
	await open('Ada', (await inDatabase(firstLink)) ?? '');
	const before = await inDatabase(({ database }) =>
		database.db.selectFrom('passwords').selectAll().execute()
	);
	const { status, said } = facilitator(['reset', 'Ada'], { ORIGIN: 'course.example.org' });
	expect(said).toContain('ORIGIN must be');
	expect(status).toBe(1);
	expect(
		await inDatabase(({ database }) => database.db.selectFrom('passwords').selectAll().execute())
	).toEqual(before);
	expect(facilitator(['reset', 'Ada'], { ORIGIN: '' }).said).toContain(
		'http://localhost:4173/teach'
	);
});

test('a wrong address of the database is told, and is not taken for a wrong command', () => {
	const { status, said } = facilitator(['list'], { DATABASE_URL: 'postgres://ada:a#b@host/data' });
	expect(said).toContain('Check DATA_DIR or DATABASE_URL');
	expect(status).toBe(1);
	expect(facilitator(['list', '--all']).status).toBe(2);
});

test('where there is no database none is made, and nobody gets a link that the server does not know', () => {
	const data = join(folder, 'mistyped');
	expect(facilitator(['--help'], { DATA_DIR: data }).status).toBe(2);
	for (const words of [['list'], ['invite'], ['reset', 'Ada']]) {
		const { status, said } = facilitator(words, { DATA_DIR: data });
		expect(said).toContain(`There is no database in ${data}`);
		expect(said).not.toContain('token=');
		expect(status).toBe(1);
	}
	expect(existsSync(data)).toBe(false);
});

test('while nobody has an account, an invitation makes the first, who owns the installation', async () => {
	// As the server has left it.
	await (await openDatabase({ folder })).close();
	const { said } = facilitator(['invite']);
	expect(said).toContain('No facilitator has an account yet');
	const [, token] = /token=(\S+)/.exec(said) ?? [];
	expect(await open('Ada', token)).toBeNull();
	expect(await inDatabase(listAccounts)).toMatchObject([{ name: 'Ada', isOwner: true }]);
	expect(facilitator(['invite']).said).toContain('invites one facilitator');
});
