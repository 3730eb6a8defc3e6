/**
 * `npm run backup [-- FILE]`, `npm run restore -- FILE` and `npm run move -- postgres://…`: everything in the database that
 * DATABASE_URL or DATA_DIR names. A backup may be made while the server runs; stop the server for the others.
 */
import { existsSync, statSync } from 'node:fs';
import { openDatabase } from '../database';
import { cureFor } from '../dialect';
import { reportFolds } from '../folds';
import { realSources, type Storage } from '../storage';
import { filledPlaceIn, placeIn } from '../place';
import { readHead, writeBackup } from './backup-file';
import type { Check } from './copy';
import { moveAll, restoreBackup } from './restore';

const usage = `npm run backup                      into a file of this folder, named by the time
npm run backup -- FILE
npm run restore -- FILE             in the place of what is in the database now
npm run move -- postgres://…        into another database, which must be empty`;

/** How many rows there are, for a person to compare. */
function counted(check: Check): string {
	const named = ['cohorts', 'members', 'entries', 'facilitators'].map(
		(name) => `${check[name]?.rows ?? 0} ${name}`
	);
	const all = Object.values(check).reduce((sum, { rows }) => sum + rows, 0);
	return `${named.join(', ')}; ${all} rows in all`;
}

async function backup(file: string): Promise<string> {
	if (existsSync(file)) throw new Error(`${file} is there already. Name another file.`);
	const database = await openDatabase(filledPlaceIn(process.env));
	try {
		const check = await writeBackup(database, file, new Date());
		return `${file} holds ${counted(check)} (${Math.ceil(statSync(file).size / 1024)} kB).\nIt holds names and what people did: keep it as you keep the data.`;
	} finally {
		await database.close();
	}
}

async function restore(file: string): Promise<string> {
	if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
	const place = placeIn(process.env);
	// A file that is no backup leaves no new and empty database behind.
	await readHead(file);
	const database = await openDatabase(place);
	try {
		// Erasing takes out of tallies what is in the rows; it needs no course.
		const folds = reportFolds({ id: '', lessons: [], sessions: [], after: {} }, {});
		const storage = { database, sources: realSources, folds: folds as Storage['folds'] };
		const check = await restoreBackup(storage, file);
		// A new machine has no database yet, so a folder that is not the server's own cannot be refused; but it can be seen.
		return `Restored into ${'folder' in place ? place.folder : 'the database of DATABASE_URL'}: ${counted(check)}.`;
	} finally {
		await database.close();
	}
}

async function move(url: string): Promise<string> {
	const from = await openDatabase(filledPlaceIn(process.env));
	try {
		const to = await openDatabase(placeIn({ DATABASE_URL: url }));
		try {
			const check = await moveAll(from, to);
			return `Moved, and counted in both: ${counted(check)}.\nStart the server with DATABASE_URL set to the new address. The old data are still where they were.`;
		} finally {
			await to.close();
		}
	} finally {
		await from.close();
	}
}

const [command, ...given] = process.argv.slice(2);
const [what] = given;
// Whoever asks for --help is not to get a backup of that name.
const isOption = given.some((word) => word.startsWith('-'));
const inTime = `breakout-${new Date().toISOString().replace(/[:.]/g, '-')}.backup.gz`;
const work = isOption
	? null
	: command === 'backup' && given.length < 2
		? backup(what ?? inTime)
		: given.length === 1 && command === 'restore'
			? restore(what)
			: given.length === 1 && command === 'move'
				? move(what)
				: null;
try {
	console.log(work ? await work : usage);
	process.exitCode = work ? 0 : 2;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	const cure = cureFor(error);
	if (cure) console.error(cure);
	process.exitCode = 1;
}
