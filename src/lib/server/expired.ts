import { sql } from 'kysely';
import type { Database } from './database';

/** Tables whose rows say until when they are good; a code that leads into a cohort says nothing of the kind. */
const passing = ['sessions', 'challenges', 'links', 'codes'] as const;

/**
 * Removes what opens nothing any more, though nobody came to use it: sessions that were not signed out of, with what the browser
 * called itself; what a passkey was asked and did not answer; links, and codes for one member.
 */
export async function forgetExpired({ db }: Pick<Database, 'db'>, now: Date): Promise<void> {
	for (const table of passing)
		await sql`delete from ${sql.table(table)} where expires_at <= ${now.toISOString()}`.execute(db);
}
