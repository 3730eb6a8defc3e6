import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPostgres } from '../../src/command/postgres.js';
import { createCohort, joinCodeOf } from '../../src/lib/server/cohorts';
import { openDatabase, type Place } from '../../src/lib/server/database';
import { readFigures, recompute } from '../../src/lib/server/figures';
import { hasPostgres } from '../has-postgres';
import { reportFolds } from '../../src/lib/server/folds';
import { join as joinCohort } from '../../src/lib/server/joining';
import { realSources, type Storage } from '../../src/lib/server/storage';
import { planOf } from '../../src/lib/machines/plan';
import type { Entry } from '../../src/lib/record/entry';
import { bearer, PROTOCOL, type Credential, type Pushed } from '../../src/lib/sync/protocol';
import { CourseServer } from '../course-copy';
import { readCourse } from '../e2e/course';
import { courseDone, recordOf } from '../e2e/record';
import { Chance } from './chance';

/** How often the server is killed on each engine while members push. */
const kills = Number(process.env.KILLS ?? 50);
const port = Number(process.env.TEST_PORT ?? 4271) + 30;
const seed = Number(process.env.KILL_SEEDS ?? Date.now() % 100_000);

/** A member's device: what it has to send, and what it was told is stored. */
interface Phone {
	credential: Credential;
	entries: Entry[];
	acknowledged: Set<string>;
	answers: number;
}

/** Pushes until the server is gone: what is not acknowledged yet, and at times what is, as a device does whose answer was lost. */
async function pushUntilGone(url: string, phone: Phone, chance: Chance): Promise<void> {
	for (;;) {
		const waiting = phone.entries.filter(({ id }) => !phone.acknowledged.has(id));
		const from = waiting.length && chance.below(4) ? waiting : phone.entries;
		const start = from === waiting ? 0 : chance.below(from.length);
		const entries = from.slice(start, start + 1 + chance.below(20));
		let answer: Pushed;
		try {
			const response = await fetch(`${url}/api/v1/entries`, {
				method: 'POST',
				headers: {
					authorization: `Bearer ${bearer(phone.credential)}`,
					'content-type': 'application/json'
				},
				body: JSON.stringify({ protocol: PROTOCOL, entries })
			});
			answer = (await response.json()) as Pushed;
		} catch {
			return;
		}
		expect(answer).toMatchObject({ kind: 'pushed', setAside: [] });
		for (const id of answer.stored) phone.acknowledged.add(id);
		phone.answers++;
	}
}

/** What the database holds of each member, and whether its figures are those of its entries. */
async function isRight(
	place: Place,
	folds: Storage['folds'],
	phones: readonly Phone[],
	after: string
): Promise<void> {
	const database = await openDatabase(place);
	try {
		const storage: Storage = { database, sources: realSources, folds };
		const [{ credential }] = phones;
		for (const { credential, acknowledged } of phones) {
			const rows = await database.db
				.selectFrom('entries')
				.select('id')
				.where('cohort_id', '=', credential.cohort)
				.where('member_id', '=', credential.member)
				.execute();
			const stored = new Set(rows.map(({ id }) => id));
			expect(rows.length, `${after}: nothing twice`).toBe(stored.size);
			expect(
				[...acknowledged].filter((id) => !stored.has(id)),
				`${after}: acknowledged and lost`
			).toEqual([]);
		}
		expect(await readFigures(storage, credential.cohort), after).toEqual(
			await recompute(storage, credential.cohort)
		);
	} finally {
		await database.close();
	}
}

for (const engine of hasPostgres('killing the server')
	? (['SQLite', 'PostgreSQL'] as const)
	: (['SQLite'] as const))
	test(`Killing the server at random moments loses and doubles nothing that it acknowledged, on ${engine}`, async () => {
		test.setTimeout(600_000);
		console.log(`${engine}: KILL_SEEDS=${seed}`);
		const chance = new Chance(seed);
		const folder = mkdtempSync(join(tmpdir(), 'breakout-server-kill-'));
		const postgres = engine === 'PostgreSQL' ? await startPostgres({ fsync: true }) : null;
		const place: Place = postgres ? { url: postgres.url() } : { folder };
		const server = new CourseServer(port + (postgres ? 1 : 0), {
			DATA_DIR: folder,
			DATABASE_URL: postgres?.url() ?? ''
		});
		try {
			await server.serve('.');
			const database = await openDatabase(place);
			const course = await readCourse();
			const folds = reportFolds(planOf(course.index), course.models) as Storage['folds'];
			const storage: Storage = { database, sources: realSources, folds };
			const { id } = await createCohort(storage, {
				title: 'Under fire',
				language: 'en',
				lessons: course.index.lessons.map((lesson) => lesson.id),
				names: true,
				startsOn: null,
				endsOn: null
			});
			const code = await joinCodeOf(storage, id);
			const phones: Phone[] = [];
			for (const name of ['Ada', 'Ben', 'Cleo', 'Dov']) {
				const joined = await joinCohort(
					storage,
					{ protocol: PROTOCOL, code, name },
					{ address: 'here' }
				);
				if (joined.kind === 'refused') throw new Error(`Joining was refused: ${joined.why}`);
				const { entries } = recordOf(courseDone(course));
				phones.push({
					credential: joined.credential,
					entries,
					acknowledged: new Set(),
					answers: 0
				});
			}
			await database.close();
			let pushes = 0;
			for (let kill = 1; kill <= kills; kill++) {
				const answered = () => phones.reduce((sum, { answers }) => sum + answers, 0);
				const before = answered();
				const pushing = phones.map((phone) => pushUntilGone(server.url, phone, chance));
				// At any moment of any push, however slow the machine: after some answers, and a while.
				const wanted = before + chance.below(6);
				await expect
					.poll(answered, { intervals: [1], timeout: 30_000 })
					.toBeGreaterThanOrEqual(wanted);
				await new Promise((resolve) => setTimeout(resolve, chance.below(60)));
				await server.kill();
				await Promise.all(pushing);
				pushes += answered() - before;
				await isRight(place, folds, phones, `seed ${seed}, after kill ${kill}`);
				await server.serve('.');
			}
			// Nothing was lost on the way: the rest arrives, and then all of it is there, once.
			for (const { credential, entries, acknowledged } of phones) {
				const response = await fetch(`${server.url}/api/v1/entries`, {
					method: 'POST',
					headers: {
						authorization: `Bearer ${bearer(credential)}`,
						'content-type': 'application/json'
					},
					body: JSON.stringify({ protocol: PROTOCOL, entries: entries.slice(0, 500) })
				});
				for (const id of ((await response.json()) as Pushed).stored) acknowledged.add(id);
				expect(acknowledged.size).toBe(entries.length);
			}
			await isRight(place, folds, phones, 'at the end');
			console.log(`${engine}: ${kills} kills, ${pushes} batches acknowledged between them`);
			expect(pushes).toBeGreaterThan(kills);
		} finally {
			await server.stop();
			await postgres?.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});
