/**
 * How fast the server takes in entries through HTTP (validated, replayed, tallied), against the raw multi-row insert of
 * the same bytes into the same engine, with a transaction for each batch in both.
 */
import { Agent, request } from 'node:http';
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

const members = 240;
/** The batches of a member are those of a whole course, about 400 entries. */
const shape = { batches: 8, entries: 50, attempts: 5 };
/** How many members send before the plain insert has its turn. */
const turn = 48;
/** Devices that send at the same time; each waits for its answer before it sends again. */
const atOnce = 24;
/** That of the first process; of a second, the one after it. */
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
 * Measures one engine: `place` and `env` are the database of the server, `rawPlace` one of its own for the plain insert;
 * `count` processes serve, and each gets as many batches. Prints a line.
 */
export async function ingest(
	engine: string,
	place: Place,
	rawPlace: Place,
	env: Record<string, string>,
	count = 1
): Promise<void> {
	const everything = Array.from({ length: members }, () => batchesOf(course, shape));
	const servers = Array.from({ length: count }, (_, at) => new CourseServer(port + at, env));
	for (const server of servers) {
		process.once('exit', () => void server.kill());
		await server.serve('.');
	}
	const database = await openDatabase(place);
	const credentials = await makeCohort({ database, sources: realSources, folds }, members);
	await database.close();
	const bodies = everything.map((batches) =>
		batches.map((entries) => Buffer.from(JSON.stringify({ protocol: PROTOCOL, entries })))
	);
	const plain = await openRaw(rawPlace, everything);
	const everybody = [...credentials.keys()];
	const through = (batch: number, some: readonly number[]) =>
		inParallel(some, atOnce, async (at) => {
			const stored = await send(servers[at % count], credentials[at], bodies[at][batch]);
			if (stored !== shape.entries) throw new Error(`Only ${stored} entries were stored.`);
		});
	// The first batches warm both up: machines are built, statements prepared.
	await through(0, everybody);
	await plain.insert(0, everybody);
	let [took, reference] = [0, 0];
	// In turn and in short turns, so that whatever else the machine does falls on both.
	for (let batch = 1; batch < shape.batches; batch++)
		for (let from = 0; from < members; from += turn) {
			const some = everybody.slice(from, from + turn);
			took += await seconds(() => through(batch, some));
			reference += await seconds(() => plain.insert(batch, some));
		}
	const entries = members * (shape.batches - 1) * shape.entries;
	const memory = servers.map(({ pid }) => `${memoryOf(pid)} MB`).join(' and ');
	for (const server of servers) await server.stop();
	await plain.close();
	console.log(
		`${engine}: ${(entries / took).toFixed(0)} entries/s through HTTP, ${(entries / reference).toFixed(0)} raw; ratio ${(reference / took).toFixed(3)}; resident memory ${memory}`
	);
}
