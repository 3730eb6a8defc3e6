/**
 * The generation of the data: a name that changes whenever a backup takes the place of what was there. Every answer to a
 * device tells it, and a device that hears another one sends again what the backup may lack (sync/outbox.ts, [O8]). It is
 * data like any other, so it moves with them to another database; only restoring changes it.
 */
import type { Kysely, Transaction } from 'kysely';
import { firstGeneration } from '../sync/protocol';
import type { Tables } from './tables';

/** Gives the generation of the data. */
export async function generationOf(db: Kysely<Tables> | Transaction<Tables>): Promise<string> {
	const row = await db.selectFrom('generations').select('id').executeTakeFirst();
	return row?.id ?? firstGeneration;
}

/** Begins another generation under a name that no other ever had. */
export async function beginGeneration(transaction: Transaction<Tables>, id: string): Promise<void> {
	await transaction.deleteFrom('generations').execute();
	await transaction.insertInto('generations').values({ id }).execute();
}
