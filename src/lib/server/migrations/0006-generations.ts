import type { Kysely } from 'kysely';

/** The generation of the data (generation.ts): one row, or none where no backup was ever restored. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('generations')
		.addColumn('id', 'text', (column) => column.primaryKey())
		.execute();
}
