/**
 * How fast the server takes in entries, how a dashboard's time grows, what a change of the course costs, and what a view costs
 * where thousands were given: `npm run bench`. Ratios against a reference in the same run, because a machine's own speed says nothing.
 *
 *   npm run bench                          everything, on both engines
 *   npm run bench -- ingest sqlite         or one part, `ingest`, `dashboard`, `renewal` or `views`, and one engine, `sqlite` or `postgres`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from '../../src/command/postgres.js';
import { build } from '../../src/command/prepare.js';
import { dashboard } from './dashboard';
import { ingest } from './ingest';
import { renewal } from './renewal';
import { views } from './views';

// What is measured is what stands here, and not what was built before it.
build();

const [part = 'all', engine = 'both'] = process.argv.slice(2);
const wants = (one: string, other: string): boolean =>
	['all', one].includes(part) && ['both', other].includes(engine);
const folder = mkdtempSync(join(tmpdir(), 'breakout-bench-'));

/** Runs some work on a new PostgreSQL that writes through to the disk, as a real one does. */
async function onPostgres(work: (url: string) => Promise<void>): Promise<void> {
	const postgres = await startPostgres({ fsync: true });
	try {
		await work(postgres.url());
	} finally {
		await postgres.stop();
	}
}

try {
	if (wants('ingest', 'sqlite')) {
		const [place, raw] = [{ folder: join(folder, 'a') }, { folder: join(folder, 'b') }];
		await ingest('SQLite', place, raw, { DATA_DIR: place.folder, DATABASE_URL: '' });
	}
	if (wants('dashboard', 'sqlite')) await dashboard('SQLite', { folder: join(folder, 'c') });
	if (wants('renewal', 'sqlite')) await renewal('SQLite', { folder: join(folder, 'e') });
	if (wants('views', 'sqlite')) await views('SQLite', { folder: join(folder, 'f') });
	if (!findPostgres()) console.log('PostgreSQL is not installed: not measured.');
	else {
		for (const [name, settings] of [
			['PostgreSQL', {}],
			['PostgreSQL, one process', { PROCESSES: '1' }]
		] as const)
			if (wants('ingest', 'postgres'))
				await onPostgres((url) =>
					onPostgres((raw) => {
						const env = { DATA_DIR: join(folder, 'd'), DATABASE_URL: url, ...settings };
						return ingest(name, { url }, { url: raw }, env);
					})
				);
		if (wants('renewal', 'postgres')) await onPostgres((url) => renewal('PostgreSQL', { url }));
		if (wants('views', 'postgres')) await onPostgres((url) => views('PostgreSQL', { url }));
		if (wants('dashboard', 'postgres')) await onPostgres((url) => dashboard('PostgreSQL', { url }));
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
