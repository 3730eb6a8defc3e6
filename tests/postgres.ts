/** A real PostgreSQL for tests, with a database of its own for whoever asks. Imported by tests only. */
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe } from 'vitest';
import { startPostgres } from '../src/command/postgres.js';
import { openDatabase, type Database } from '../src/lib/server/database';
import { postgresAt } from '../src/lib/server/dialect';
import { hasPostgres } from './has-postgres';

/** An empty database. */
export interface PostgresGround {
	name: string;
	/** Opens it, as another process would. */
	open(): Promise<Database>;
	isShared: true;
	remove(): Promise<void>;
}

export interface PostgresWorld {
	/** The address of a database of the server. */
	url(name?: string): string;
	/** A connection of whoever owns the server. */
	owner(): Kysely<never>;
	makeGround(): Promise<PostgresGround>;
}

/** Describes tests of this on PostgreSQL, which runs while they do; where it is not installed they are left out. */
export function describePostgres(what: string, tests: (world: PostgresWorld) => void): void {
	describe.runIf(hasPostgres(what))('on PostgreSQL', () => {
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

		tests({
			url: (name) => server.url(name),
			owner: () => owner,
			async makeGround() {
				const name = `data_${(count += 1)}`;
				await sql`create database ${sql.id(name)}`.execute(owner);
				return {
					name,
					open: () => openDatabase({ url: server.url(name) }),
					isShared: true,
					remove: async () => void (await sql`drop database ${sql.id(name)}`.execute(owner))
				};
			}
		});
	});
}
