import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Database } from './database';
import { openAccounts } from './identity/open';
import { openStorage } from './open';

const rows = ['one', 'two', 'three'];

/** Writes rows in one transaction, and lets others work between them. */
const write = ({ db }: Database, space: string) =>
	db.transaction().execute(async (transaction) => {
		for (const address of rows)
			await transaction
				.insertInto('limits')
				.values({ space, address, since: new Date().toISOString(), failures: 0 })
				.execute();
	});

test('somebody signs in while entries are taken in: neither waits for the other for ever', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-process-'));
	vi.stubEnv('DATA_DIR', folder);
	vi.stubEnv('DATABASE_URL', '');
	const [accounts, storage] = await Promise.all([openAccounts(), openStorage()]);
	await Promise.all([write(accounts.database, 'accounts'), write(storage.database, 'entries')]);
	const stored = await storage.database.db.selectFrom('limits').select('space').execute();
	expect(stored).toHaveLength(2 * rows.length);
	process.emit('sveltekit:shutdown' as never);
	await expect(openAccounts()).resolves.toBeTruthy();
	await (await openAccounts()).database.close();
	rmSync(folder, { recursive: true });
	vi.unstubAllEnvs();
});
