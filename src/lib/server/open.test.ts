import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openDatabase } from './database';
import { guessLimit } from './guessing';
import { openStorage } from './open';

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
