/**
 * How fast the server takes in entries through HTTP (validated, replayed, tallied), against the raw multi-row insert of
 * the same bytes into the same engine, with a transaction for each batch in both.
 */
import { Agent, request } from 'node:http';
import { sql } from 'kysely';
import { canonicalJson } from '../../src/lib/record/canonical-json';
import type { Entry } from '../../src/lib/record/entry';
import { openDatabase, type Place } from '../../src/lib/server/database';
import { realSources } from '../../src/lib/server/storage';
import { bearer, PROTOCOL, type Credential } from '../../src/lib/sync/protocol';
import { CourseServer } from '../course-copy';
import { batchesOf } from './batches';
import { course, folds, inParallel, makeCohort } from './cohort';
import { memoryOf } from './process';
import { seconds } from './seconds';

/**
 * Members whose whole course comes in, a part after the other. The first warm the server up: machines are built, and the code that is
 * used is compiled, which takes a new process its first seconds. Then the plain insert and the server are measured in turn, in
 * a cohort that has just begun, and once more in one of a thousand members, for which tables and their indexes are as large.
 */
const parts = [
	{ members: 240, measured: false },
	{ members: 240, measured: true },
	{ members: 480, measured: false },
	{ members: 240, measured: true }
];
/** The batches of a member are those of a whole course, about 400 entries. */
const shape = { batches: 8, entries: 50, attempts: 5 };
/** Devices that send at the same time; each waits for its answer before it sends again. */
const atOnce = 24;
const port = Number(process.env.TEST_PORT ?? 4271) + 40;

const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

/** Sends one batch to a server; gives how many entries were stored. */
function send(server: CourseServer, credential: Credential, body: Buffer): Promise<number> {
	return new Promise((resolve, reject) => {
		const headers = {
			authorization: `Bearer ${bearer(credential)}`,
			'content-type': 'application/json',
			'content-length': body.length
		};
		const url = `${server.url}/api/v1/entries`;
		request(url, { method: 'POST', headers, agent }, (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (part: string) => (text += part));
			response.on('end', () => {
				const answer = JSON.parse(text) as { kind: string; stored?: string[] };
				if (answer.kind !== 'pushed') reject(new Error(`Refused: ${text}`));
				else resolve(answer.stored?.length ?? 0);
			});
		})
			.on('error', reject)
			.end(body);
	});
}

/** The rows of a batch as the inbox stores them. */
const rowsOf = (cohort: string, member: string, entries: readonly Entry[], from: number) =>
	entries.map((entry, at) => ({
		cohort_id: cohort,
		member_id: member,
		id: entry.id,
		seq_no: from + at + 1,
		device: entry.device,
		seq: entry.seq,
		activity_id: String((entry.data as { activity?: string }).activity ?? ''),
		body: canonicalJson(entry),
		received_at: entry.at
	}));

/** The plain insert: no HTTP, no check, no replay; the database's own way of being asked at once. */
async function openRaw(place: Place, everything: readonly Entry[][][]) {
	const database = await openDatabase(place);
	const credentials = await makeCohort(
		{ database, sources: realSources, folds },
		everything.length
	);
	return {
		/** Inserts one batch of each of these members. */
		insert: (batch: number, some: readonly number[]) =>
			inParallel(some, 'url' in place ? atOnce : 1, async (at) => {
				const { cohort, member } = credentials[at];
				const rows = rowsOf(cohort, member, everything[at][batch], batch * shape.entries);
				await database.db.insertInto('entries').values(rows).execute();
			}),
		close: () => database.close()
	};
}

/**
 * Has a PostgreSQL take its statistics, as it does by itself within its first minute: until then it may look for the member of
 * every entry (a foreign key) among all members of the cohort.
 */
async function lookAtTables(place: Place): Promise<void> {
	if (!('url' in place)) return;
	const database = await openDatabase(place);
	await sql`analyze`.execute(database.db);
	await database.close();
}

/**
 * Measures one engine: `place` and `env` are the database of the server and how it is started, `rawPlace` a database of its
 * own for the plain insert. Prints a line for each measured part.
 */
export async function ingest(
	engine: string,
	place: Place,
	rawPlace: Place,
	env: Record<string, string>
): Promise<void> {
	const length = parts.reduce((sum, { members }) => sum + members, 0);
	const everything = Array.from({ length }, () => batchesOf(course, shape));
	const server = new CourseServer(port, env);
	process.once('exit', () => void server.kill());
	await server.serve('.');
	const database = await openDatabase(place);
	const credentials = await makeCohort(
		{ database, sources: realSources, folds },
		everything.length
	);
	await database.close();
	const bodies = everything.map((batches) =>
		batches.map((entries) => Buffer.from(canonicalJson({ protocol: PROTOCOL, entries })))
	);
	const plain = await openRaw(rawPlace, everything);
	const through = (batch: number, some: readonly number[]) =>
		inParallel(some, atOnce, async (at) => {
			const stored = await send(server, credentials[at], bodies[at][batch]);
			if (stored !== shape.entries) throw new Error(`Only ${stored} entries were stored.`);
		});
	let before = 0;
	for (const { members, measured } of parts) {
		const some = Array.from({ length: members }, (_, at) => before + at);
		let [took, reference] = [0, 0];
		// In turn, so that whatever else the machine does falls on both.
		for (let batch = 0; batch < shape.batches; batch++) {
			took += await seconds(() => through(batch, some));
			reference += await seconds(() => plain.insert(batch, some));
		}
		if (measured) {
			const entries = members * shape.batches * shape.entries;
			const memory = server.pids.map((pid) => `${memoryOf(pid)} MB`).join(' and ');
			console.log(
				`${engine}, after ${before} members: ${(entries / took).toFixed(0)} entries/s through HTTP, ${(entries / reference).toFixed(0)} raw; ratio ${(reference / took).toFixed(3)}; resident memory ${memory}`
			);
		} else for (const one of [place, rawPlace]) await lookAtTables(one);
		before += members;
	}
	await server.stop();
	await plain.close();
}
