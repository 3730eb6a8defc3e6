import { sql, type Kysely } from 'kysely';

/**
 * What a member has wrong, beside how the member stands: reports on everybody read the latter alone. Both are made anew at the
 * next start (publish.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await db.schema.alterTable('members').addColumn('troubles', 'text').execute();
	await sql`update members set overall = null, overall_of = null`.execute(db);
}
