import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe } from 'vitest';
import { findPostgres, startPostgres } from '../../../command/postgres.js';
import { openDatabase } from '../database';
import { postgresAt } from '../dialect';
import { describeIdentity } from './identity.contract';

const isInstalled = findPostgres() !== null;
if (!isInstalled && process.env.CI) throw new Error('PostgreSQL is not installed.');
if (!isInstalled)
	console.warn('PostgreSQL is not installed: its half of the account tests DID NOT RUN.');

describe.runIf(isInstalled)('on PostgreSQL', () => {
	let server: Awaited<ReturnType<typeof startPostgres>>;
	let owner: Kysely<never>;
	let count = 0;

	beforeAll(async () => {
		server = await startPostgres();
		owner = new Kysely({ dialect: postgresAt(server.url()) });
	});
	afterAll(async () => {
		await owner?.destroy();
		await server?.stop();
	});

	describeIdentity('PostgreSQL', async () => {
		const name = `accounts_${(count += 1)}`;
		await sql`create database ${sql.id(name)}`.execute(owner);
		return {
			open: () => openDatabase({ url: server.url(name) }),
			remove: async () => void (await sql`drop database ${sql.id(name)}`.execute(owner))
		};
	});
});
