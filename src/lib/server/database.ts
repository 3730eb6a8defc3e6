import { Kysely } from 'kysely';
import { postgresAt, sqliteIn, type Engine } from './dialect';
import { liveAt, liveIn, type Live } from './live';
import { migrate, type MigrationName } from './migrations/migrate';
import type { Tables } from './tables';

/** An open database with its tables up to date. */
export interface Database {
	db: Kysely<Tables>;
	engine: Engine;
	/** Says and hears that something new has come in. */
	live: Live;
	close(): Promise<void>;
}

/** Where the data are: a folder for the embedded SQLite, or the address of a PostgreSQL. */
export type Place = { folder: string } | { url: string };

/**
 * Opens the database and brings its tables up to date, or to what they were after `upTo`; several processes may do so at
 * once.
 */
export async function openDatabase(place: Place, upTo?: MigrationName): Promise<Database> {
	const isRemote = 'url' in place;
	const db = new Kysely<Tables>({
		dialect: isRemote ? postgresAt(place.url) : sqliteIn(place.folder)
	});
	const live = isRemote ? liveAt(place.url, db) : liveIn(place.folder);
	const close = async () => {
		await live.close();
		await db.destroy();
	};
	try {
		await migrate(db as unknown as Kysely<never>, upTo);
	} catch (error) {
		await close();
		throw error;
	}
	return { db, engine: isRemote ? 'postgres' : 'sqlite', live, close };
}
