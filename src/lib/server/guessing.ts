/**
 * Wrong codes are counted, by the kind of thing that is guessed and by address. The counts are rows, so a restart forgets
 * nothing. Whoever guesses right is not counted: thirty trainees behind one address may join in one minute.
 */
import type { Transaction } from 'kysely';
import type { Database } from './database';
import type { Tables } from './tables';

/** So many wrong ones from one address within the window, and nothing is looked up for it until the window has passed. */
export const guessLimit = { failures: 30, seconds: 15 * 60 };

/**
 * Whether the address may try; if not, in how many seconds. Holds the address's row until the transaction ends, so that
 * guesses sent all at once are counted one after the other.
 */
export async function mayGuess(
	transaction: Transaction<Tables>,
	space: string,
	address: string,
	now: Date
): Promise<{ ok: true } | { ok: false; retryAfter: number }> {
	// In one statement: between two of them the row may be forgotten, whose window has passed.
	const { since, failures } = await transaction
		.insertInto('limits')
		.values({ space, address, since: now.toISOString(), failures: 0 })
		.onConflict((conflict) => conflict.columns(['space', 'address']).doUpdateSet({ space }))
		.returning(['since', 'failures'])
		.executeTakeFirstOrThrow();
	const window = guessLimit.seconds * 1000;
	const left = Date.parse(since) + window - now.getTime();
	// A clock that ran ahead and was set right would lock an address for as long as it had been ahead, be it a year; of two
	// servers one may be a little ahead.
	const isOver = left <= 0 || left > 2 * window;
	if (!isOver && failures >= guessLimit.failures)
		return { ok: false, retryAfter: Math.ceil(left / 1000) };
	if (isOver)
		await transaction
			.updateTable('limits')
			.set({ since: now.toISOString(), failures: 0 })
			.where('space', '=', space)
			.where('address', '=', address)
			.execute();
	return { ok: true };
}

/** Counts a wrong guess. */
export async function guessedWrong(
	transaction: Transaction<Tables>,
	space: string,
	address: string
): Promise<void> {
	await transaction
		.updateTable('limits')
		.set((row) => ({ failures: row('failures', '+', 1) }))
		.where('space', '=', space)
		.where('address', '=', address)
		.execute();
}

/**
 * Removes counts whose window has passed: an address is not kept longer than it is needed. And those of a clock that ran
 * ahead, which would be kept until that time comes.
 */
export async function forgetGuesses({ db }: Database, now: Date): Promise<void> {
	const window = guessLimit.seconds * 1000;
	const [before, after] = [-window, window].map((away) =>
		new Date(now.getTime() + away).toISOString()
	);
	await db
		.deleteFrom('limits')
		.where(({ eb, or }) => or([eb('since', '<=', before), eb('since', '>', after)]))
		.execute();
}
