import { expect } from '@playwright/test';
import type { Entry } from '../../src/lib/record/entry';
import { planOf } from '../../src/lib/machines/plan';
import { createCohort, joinCodeOf } from '../../src/lib/server/cohorts';
import { openDatabase, type Place } from '../../src/lib/server/database';
import { readFigures, recompute } from '../../src/lib/server/figures';
import { reportFolds } from '../../src/lib/server/folds';
import { join as joinCohort } from '../../src/lib/server/joining';
import { realSources, type Storage } from '../../src/lib/server/storage';
import { bearer, PROTOCOL, type Credential, type Pushed } from '../../src/lib/sync/protocol';
import { readCourse } from '../e2e/course';
import { courseDone, recordOf } from '../e2e/record';
import type { Chance } from './chance';

/** Members' devices that push to a server in which something goes wrong, and whether all they were told is true. */

/** A member's device: what it has to send, and what it was told is stored. */
export interface Phone {
	credential: Credential;
	entries: Entry[];
	acknowledged: Set<string>;
	answers: number;
}

/** Pushes until the server is gone: what is not acknowledged yet, and at times what is, as a device does whose answer was lost. */
export async function pushUntilGone(url: string, phone: Phone, chance: Chance): Promise<void> {
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
export async function isRight(
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

/** Makes a cohort of four in a database, each with a whole course to send; gives what the course's figures are made by, too. */
export async function makePhones(
	place: Place
): Promise<{ phones: Phone[]; folds: Storage['folds'] }> {
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
		phones.push({ credential: joined.credential, entries, acknowledged: new Set(), answers: 0 });
	}
	await database.close();
	return { phones, folds };
}

/** Sends everything of every device once more: what was lost on the way arrives, and then all of it is there. */
export async function sendAll(url: string, phones: readonly Phone[]): Promise<void> {
	for (const { credential, entries, acknowledged } of phones) {
		const response = await fetch(`${url}/api/v1/entries`, {
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
}
