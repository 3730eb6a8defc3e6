import { Migrator, type Kysely } from 'kysely';
import * as beginning from './0001-beginning';
import * as facilitators from './0002-facilitators';
import * as views from './0003-views';

/** Every migration by its name, in the order of the names. They are code, so a built server brings them along. */
export const migrations = {
	'0001-beginning': beginning,
	'0002-facilitators': facilitators,
	'0003-views': views
};

/**
 * Brings the tables up to date. Several processes may do it at once: the first one works behind the engine's lock
 * (dialect.ts), the others wait and find it done. All of it happens or none.
 */
export async function migrate(db: Kysely<never>): Promise<void> {
	const migrator = new Migrator({
		db,
		provider: { getMigrations: () => Promise.resolve(migrations) }
	});
	const { error } = await migrator.migrateToLatest();
	if (error) throw error;
}
