import { Migrator, type Kysely } from 'kysely';
import * as beginning from './0001-beginning';
import * as facilitators from './0002-facilitators';
import * as overall from './0003-overall';
import * as views from './0004-views';
import * as copies from './0005-copies';
import * as generations from './0006-generations';
import * as troubles from './0007-troubles';
import * as names from './0008-names';

/** Every migration by its name, in the order of the names. They are code, so a built server brings them along. */
export const migrations = {
	'0001-beginning': beginning,
	'0002-facilitators': facilitators,
	'0003-overall': overall,
	'0004-views': views,
	'0005-copies': copies,
	'0006-generations': generations,
	'0007-troubles': troubles,
	'0008-names': names
};

export type MigrationName = keyof typeof migrations;

/**
 * Brings the tables up to date. Several processes may do it at once: the first one works behind the engine's lock
 * (dialect.ts), the others wait and find it done. All of it happens or none. `upTo` stops after that one, for data of an
 * older release.
 */
export async function migrate(db: Kysely<never>, upTo?: MigrationName): Promise<void> {
	const migrator = new Migrator({
		db,
		provider: { getMigrations: () => Promise.resolve(migrations) }
	});
	const { error } = await (upTo ? migrator.migrateTo(upTo) : migrator.migrateToLatest());
	// Kysely says then that the migrations are corrupted, and nothing is.
	if (error instanceof Error && /previously executed migration .* is missing/.test(error.message))
		throw new Error('The data are of a newer release of Breakout, which alone can open them.');
	if (error) throw error;
}
