import type { Kysely } from 'kysely';

/** Sealed copies of views, each in the row of the entry that it came with, so that it goes wherever the row goes. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('entries').addColumn('copy', 'text').execute();
}
