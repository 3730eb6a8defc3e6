/**
 * The generation of the data: a name that changes whenever a backup takes the place of what was there. Every answer to a
 * device tells it, and a device that hears another one sends again what the backup may lack (sync/outbox.ts, [O8]). It is
 * data like any other, so it moves with them to another database; only restoring changes it.
 */
import { sql, type Transaction } from 'kysely';
import { firstGeneration } from '../sync/protocol';
import type { Tables } from './tables';

/** The generation of the data, to be selected along with something else. */
export const generation = sql<string>`coalesce((select id from generations), ${firstGeneration})`;

/** Begins another generation under a name that no other ever had. */
export async function beginGeneration(transaction: Transaction<Tables>, id: string): Promise<void> {
	await transaction.deleteFrom('generations').execute();
	await transaction.insertInto('generations').values({ id }).execute();
}
