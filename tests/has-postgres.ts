import { findPostgres } from '../src/command/postgres.js';

/**
 * Whether tests of this can run on PostgreSQL; `npm test` installs it where it can. Without it that is said, and in CI it
 * fails: a run that is to prove something must not pass by leaving half of it out.
 */
export function hasPostgres(what: string): boolean {
	if (findPostgres() !== null) return true;
	if (process.env.CI) throw new Error('PostgreSQL is not installed.');
	console.warn(`PostgreSQL is not installed: its half of the tests of ${what} DID NOT RUN.`);
	return false;
}
