import { availableParallelism } from 'node:os';
import { problemIn } from '../lib/server/address.js';

/**
 * Serves the built course and the facilitators' side: with the embedded database by this process, with a PostgreSQL by one
 * process for each processor, since one computes on one only.
 */

/**
 * The most processes by default: each holds up to a dozen connections, and a PostgreSQL lets in a hundred by itself.
 */
const most = 4;

/**
 * How many processes the environment asks for; throws when it asks for none that can be.
 * @param {NodeJS.ProcessEnv} env
 */
function countOf({ DATABASE_URL, PROCESSES }) {
	if (PROCESSES && !/^[1-9]\d{0,2}$/.test(PROCESSES))
		throw new Error(`PROCESSES must be a number from 1 to 999, and is “${PROCESSES}”.`);
	if (!DATABASE_URL && Number(PROCESSES) > 1)
		throw new Error(
			'The embedded database is used by one process only. For several, name a PostgreSQL: DATABASE_URL=postgres://…'
		);
	if (!DATABASE_URL) return 1;
	return PROCESSES ? Number(PROCESSES) : Math.min(most, availableParallelism());
}

const problem = problemIn(process.env);
if (problem) {
	console.error(problem);
	process.exit(1);
}
let count = 0;
try {
	count = countOf(process.env);
} catch (error) {
	console.error(/** @type {Error} */ (error).message);
	process.exit(1);
}
if (count === 1) await import('./listen.js');
else (await import('./processes.js')).serveByMany(count);
