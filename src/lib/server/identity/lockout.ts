import { createHmac } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Database } from '../database';
import { networkOf } from '../network';
import type { LockoutRow, Tables } from '../tables';
import { nameKey } from './name';

/** Who or what is counted: the name that is tried, whether or not anybody has it, and the address it comes from. */
export type Subject = { kind: 'name'; value: string } | { kind: 'address'; value: string };

/** Failures that cost nothing. Many people may come from one address, so it gets more. */
const free = { name: 5, address: 30 } as const;
const second = 1_000;
const longest = 3_600 * second;
const day = 86_400 * second;

/** How long nothing more may be tried after so many failures, in milliseconds: 15 s, then twice as long each time, at most an hour. */
export function delayAfter(failures: number, kind: Subject['kind']): number {
	const over = failures - free[kind];
	return over < 0 ? 0 : Math.min(15 * second * 2 ** over, longest);
}

/** When the next try may be made; null when at once. */
export function lockedUntil(
	row: Pick<LockoutRow, 'failures' | 'last_at'> | undefined,
	kind: Subject['kind'],
	now: Date
): Date | null {
	if (!row) return null;
	const until = new Date(Date.parse(row.last_at) + delayAfter(row.failures, kind));
	const left = until.getTime() - now.getTime();
	// A clock that ran ahead and was set right would lock somebody for as long as it had been ahead, be it a year; of two
	// servers one may be a little ahead.
	return left > 0 && left <= 2 * longest ? until : null;
}

/**
 * Begins a try: counts it as a failure before it is made, so that many at once do not all get in under the limit. Gives the
 * time until which a subject is locked, and counts nothing, when one is.
 */
export async function beginTry(
	{ db }: Database,
	secret: string,
	subjects: readonly Subject[],
	now: Date
): Promise<Date | null> {
	await forgetFailures({ db }, now);
	return db.transaction().execute(async (transaction) => {
		const rows: (LockoutRow & { kind: Subject['kind'] })[] = [];
		for (const one of subjects)
			rows.push({ ...(await lockRow(transaction, hashed(secret, one), now)), kind: one.kind });
		const locks = rows.flatMap((row) => lockedUntil(row, row.kind, now) ?? []);
		if (locks.length) return new Date(Math.max(...locks.map(Number)));
		for (const { subject, failures } of rows)
			await transaction
				.updateTable('lockouts')
				.set({ failures: failures + 1, last_at: now.toISOString() })
				.where('subject', '=', subject)
				.execute();
		return null;
	});
}

/**
 * The row of a subject, made when it is not there, and held until the transaction ends. In one statement: between two of them
 * whoever has just got in removes it.
 */
async function lockRow(
	transaction: Kysely<Tables>,
	subject: string,
	now: Date
): Promise<LockoutRow> {
	return transaction
		.insertInto('lockouts')
		.values({ subject, failures: 0, last_at: now.toISOString() })
		.onConflict((conflict) => conflict.column('subject').doUpdateSet({ subject }))
		.returningAll()
		.executeTakeFirstOrThrow();
}

/**
 * A try that succeeded was no failure: the name is free again, and the address has its count back. Of an address that has
 * failed at nothing, nothing is kept.
 */
export async function endTry(
	{ db }: Database,
	secret: string,
	subjects: readonly Subject[]
): Promise<void> {
	for (const one of subjects) {
		const subject = hashed(secret, one);
		if (one.kind === 'address')
			await db
				.updateTable('lockouts')
				.set((row) => ({ failures: row('failures', '-', 1) }))
				.where('subject', '=', subject)
				.where('failures', '>', 0)
				.execute();
		await db
			.deleteFrom('lockouts')
			.where('subject', '=', subject)
			.$if(one.kind === 'address', (query) => query.where('failures', '=', 0))
			.execute();
	}
}

/** Every failure is forgotten a day after the last one, and one by a clock that ran ahead is not kept until that time comes. */
export async function forgetFailures({ db }: Pick<Database, 'db'>, now: Date): Promise<void> {
	const [before, after] = [-day, day].map((away) => new Date(now.getTime() + away).toISOString());
	await db
		.deleteFrom('lockouts')
		.where(({ eb, or }) => or([eb('last_at', '<', before), eb('last_at', '>', after)]))
		.execute();
}

/** Neither names nor addresses stand in the table; people have typed passwords in the place of names before. */
function hashed(secret: string, { kind, value }: Subject): string {
	return createHmac('sha256', secret)
		.update(`${kind}:${kind === 'name' ? nameKey(value) : networkOf(value)}`)
		.digest('hex');
}
