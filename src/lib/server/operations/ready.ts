import { sql } from 'kysely';
import { openStorage } from '../open';

/** Milliseconds within which a database that is well answers. */
const patience = 2_000;

let isGoingDown = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const)
	process.once(signal, () => (isGoingDown = true));

/** Whether this process can do its work now. Never throws. */
export async function isReady(): Promise<boolean> {
	if (isGoingDown) return false;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tooLate = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, patience, false)));
	const answers = openStorage()
		.then(({ database }) => sql`select 1`.execute(database.db))
		.then(
			() => true,
			() => false
		);
	return Promise.race([answers, tooLate]).finally(() => clearTimeout(timer));
}
