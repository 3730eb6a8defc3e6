/**
 * How many members a server carries: a workshop of two hours, compressed into minutes, with dashboards that look on. Batches
 * come at a rate that rises step by step, whether the server keeps up or not, until it does not.
 *
 *   npm run bench:load                       SQLite; PostgreSQL with one process and with two
 *   npm run bench:load -- sqlite             or one of them: `sqlite`, `postgres`, `two`
 *   RATES=20,40 STEP=60 MEMBERS=500 npm run bench:load -- sqlite
 *   SOAK=30 RATES=20 npm run bench:load -- sqlite          minutes at the first rate, with the memory each minute
 */
import autocannon from 'autocannon';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { findPostgres, startPostgres } from '../../src/command/postgres.js';
import { build } from '../../src/command/prepare.js';
import { canonicalJson } from '../../src/lib/record/canonical-json';
import { openDatabase, type Database, type Place } from '../../src/lib/server/database';
import { realSources } from '../../src/lib/server/storage';
import { bearer, PROTOCOL, type Credential } from '../../src/lib/sync/protocol';
import { CourseServer } from '../course-copy';
import { batchesOf } from './batches';
import { course, folds, joinMembers } from './cohort';
import { memoryOf, processorOf } from './process';
import { median } from './seconds';

// What is measured is what stands here, and not what was built before it.
build();

const members = Number(process.env.MEMBERS ?? 5_000);
const rates = (process.env.RATES ?? '25,50,100,150,200,300').split(',').map(Number);
/** Seconds of each step. */
const step = Number(process.env.STEP ?? 30);
const soak = Number(process.env.SOAK ?? 0);
const watchers = 20;
/** What a device sends after a minute of work. */
const shape = { batches: 12, entries: 8, attempts: 2 };
/** What members do is one of so many records, or making them would take longer than measuring. */
const kinds = 40;
const port = Number(process.env.TEST_PORT ?? 4271) + 48;

const records = Array.from({ length: kinds }, () =>
	batchesOf(course, shape).map((entries) => canonicalJson({ protocol: PROTOCOL, entries }))
);

/** The batches of all members, each member's one after another, and the members in turn. */
function* work(credentials: readonly Credential[]): Generator<{ bearer: string; body: string }> {
	for (let batch = 0; batch < shape.batches; batch++)
		for (const [at, credential] of credentials.entries())
			yield { bearer: bearer(credential), body: records[at % kinds][batch] };
}

/** Makes an account with the one-time link that a server prints; gives its cookie. */
async function facilitator(server: CourseServer): Promise<string> {
	const [link] = /\/teach\/start\?token=[\w-]+/.exec(server.printed) ?? [];
	if (!link) throw new Error('The server printed no link.');
	const answer = await fetch(server.url + link.replace('?', '?/open&'), {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: server.url, accept: 'text/html' },
		body: new URLSearchParams({ name: 'Ada Lovelace', password: 'nanoseconds of wire' })
	});
	return answer.headers
		.getSetCookie()
		.map((one) => one.split(';')[0])
		.join('; ');
}

/** Makes a cohort of the whole course; gives its id. */
async function cohortOf(server: CourseServer, cookie: string): Promise<string> {
	const plan = new URLSearchParams({ title: 'Measured', language: 'en', names: 'yes' });
	for (const { id } of course.index.lessons) plan.append('lessons', id);
	const made = await fetch(`${server.url}/teach/cohorts/new`, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: server.url, cookie, accept: 'text/html' },
		body: plan
	});
	const [, id] = /cohorts\/([^/]+)\/invite/.exec(made.headers.get('location') ?? '') ?? [];
	if (!id) throw new Error(`No cohort was made: ${made.status}`);
	return id;
}

/** A dashboard that somebody has open: it hears that something came in, and reads, at most once a second. */
class Watcher {
	/** Milliseconds that each reading took. */
	readings: number[] = [];
	#isWanted = false;
	#isReading = false;
	#isOpen = true;
	readonly #request;

	constructor(
		readonly url: string,
		readonly cohort: string,
		readonly cookie: string
	) {
		this.#request = get(
			`${url}/teach/cohorts/${cohort}/events`,
			{ headers: { cookie } },
			(answer) =>
				answer.on('data', (said: Buffer) => {
					if (said.includes('new')) this.#read().catch((error: unknown) => this.#fail(error));
				})
		);
		this.#request.on('error', () => undefined);
	}

	async #read(): Promise<void> {
		this.#isWanted = true;
		if (this.#isReading) return;
		this.#isReading = true;
		while (this.#isWanted && this.#isOpen) {
			this.#isWanted = false;
			const began = performance.now();
			const answer = await fetch(`${this.url}/teach/cohorts/${this.cohort}/figures/overview`, {
				headers: { cookie: this.cookie }
			});
			await answer.arrayBuffer();
			if (!answer.ok) throw new Error(`A dashboard was answered ${answer.status}.`);
			this.readings.push(performance.now() - began);
			await new Promise((resolve) => setTimeout(resolve, 1_000));
		}
		this.#isReading = false;
	}

	/** Whoever is closed no longer minds that the server is gone. */
	#fail(error: unknown): void {
		if (this.#isOpen) throw error;
	}

	stop(): void {
		this.#isOpen = false;
		this.#request.destroy();
	}
}

/** Bytes that the data of a server take. */
async function bytesOf(place: Place, { db }: Database): Promise<number> {
	if ('folder' in place)
		return readdirSync(place.folder).reduce(
			(sum, name) => sum + statSync(join(place.folder, name)).size,
			0
		);
	const { rows } = await sql<{
		size: string;
	}>`select pg_database_size(current_database()) as size`.execute(db);
	return Number(rows[0].size);
}

/** Sends batches to the server, at a rate for so many seconds. */
function send(
	{ url }: CourseServer,
	rate: number,
	seconds: number,
	batches: ReturnType<typeof work>
): Promise<autocannon.Result> {
	return Promise.resolve(
		autocannon({
			url,
			connections: 100,
			overallRate: rate,
			duration: seconds,
			timeout: 30,
			verifyBody: (body) => String(body).includes('"kind":"pushed"'),
			requests: [
				{
					method: 'POST',
					path: '/api/v1/entries',
					setupRequest(request) {
						const next = batches.next();
						if (next.done)
							throw new Error('There are no more batches: choose fewer or shorter steps.');
						const { bearer, body } = next.value;
						const headers = {
							authorization: `Bearer ${bearer}`,
							'content-type': 'application/json'
						};
						return { ...request, headers, body };
					}
				}
			]
		})
	);
}

async function load(name: string, place: Place, env: Record<string, string>): Promise<void> {
	const server = new CourseServer(port, env);
	process.once('exit', () => void server.kill());
	await server.serve('.');
	const cookie = await facilitator(server);
	const cohort = await cohortOf(server, cookie);
	const database = await openDatabase(place);
	const credentials = await joinMembers({ database, sources: realSources, folds }, cohort, members);
	const dashboards = Array.from(
		{ length: watchers },
		() => new Watcher(server.url, cohort, cookie)
	);
	const batches = work(credentials);
	const before = await bytesOf(place, database);
	console.log(
		`${name}: ${members} members, ${watchers} dashboards, batches of ${shape.entries} entries`
	);
	let taken = 0;
	const measure = async (rate: number, seconds: number): Promise<boolean> => {
		dashboards.forEach((one) => (one.readings = []));
		const spent = server.pids.map(processorOf);
		const result = await send(server, rate, seconds, batches);
		const { latency, non2xx, errors, mismatches, '2xx': answered } = result;
		const refused = non2xx + errors + mismatches;
		taken += answered;
		const busy = server.pids.map((pid, at) => (100 * (processorOf(pid) - spent[at])) / seconds);
		const readings = dashboards.flatMap((one) => one.readings);
		console.log(
			`  ${rate}/s asked, ${(answered / seconds).toFixed(0)}/s answered, ${refused} not; ` +
				`p50 ${latency.p50}, p97.5 ${latency.p97_5}, p99 ${latency.p99}, worst ${latency.max} ms; ` +
				`dashboards ${readings.length} times, ${median(readings)?.toFixed(0)} and at worst ${Math.max(...readings).toFixed(0)} ms; ` +
				`${server.pids.map(memoryOf).join(' + ')} MB, processor ${busy.map((one) => one.toFixed(0)).join(' + ')} %`
		);
		return refused === 0 && answered >= 0.95 * rate * seconds && latency.p99 < 1_000;
	};
	console.log('  ten seconds to warm up, not judged:');
	await measure(rates[0], 10);
	if (soak) for (let minute = 0; minute < soak; minute++) await measure(rates[0], 60);
	else for (const rate of rates) if (!(await measure(rate, step))) break;
	dashboards.forEach((one) => one.stop());

	const { count } = await database.db
		.selectFrom('entries')
		.select(({ fn }) => fn.countAll<string>().as('count'))
		.executeTakeFirstOrThrow();
	const grown = (await bytesOf(place, database)) - before;
	console.log(
		`  ${taken * shape.entries} entries acknowledged, ${count} held; ${(grown / Number(count)).toFixed(0)} bytes of data an entry`
	);
	await database.close();
	await server.stop();
}

const wanted = process.argv[2] ?? 'all';
const wants = (name: string): boolean => ['all', name].includes(wanted);
const folder = mkdtempSync(join(tmpdir(), 'breakout-load-'));
try {
	if (wants('sqlite')) {
		const place = { folder: join(folder, 'sqlite') };
		await load('SQLite', place, { DATA_DIR: place.folder, DATABASE_URL: '' });
	}
	for (const [name, PROCESSES, words] of [
		['postgres', '1', 'one process'],
		['two', '2', 'two processes']
	] as const) {
		if (!wants(name)) continue;
		if (!findPostgres()) {
			console.log('PostgreSQL is not installed: not measured.');
			break;
		}
		const postgres = await startPostgres({ fsync: true });
		try {
			const url = postgres.url();
			const env = { DATA_DIR: join(folder, name), DATABASE_URL: url, PROCESSES };
			await load(`PostgreSQL, ${words}`, { url }, env);
		} finally {
			await postgres.stop();
		}
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
