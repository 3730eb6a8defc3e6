import { sql, type Kysely } from 'kysely';

/** What reports on people read: one row a member, whatever the member has done. */
export async function up(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	// One column at a time: SQLite adds no more at once.
	await schema
		.alterTable('members')
		.addColumn('language', 'text', (column) => column.notNull().defaultTo(''))
		.execute();
	await schema.alterTable('members').addColumn('seen_at', 'text').execute();
	await schema.alterTable('members').addColumn('waiting', 'bigint').execute();
	await schema.alterTable('members').addColumn('overall', 'text').execute();
	await schema.alterTable('members').addColumn('overall_of', 'text').execute();
	await sql`update members set language =
		(select language from cohorts where cohorts.cohort_id = members.cohort_id)`.execute(db);
}
