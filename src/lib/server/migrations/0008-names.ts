import type { Kysely } from 'kysely';

/** Whoever joins under a pseudonym is told apart from those who are there, without reading them all. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createIndex('members_by_name')
		.on('members')
		.columns(['cohort_id', 'shown_as'])
		.execute();
}
