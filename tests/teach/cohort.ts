import { expect } from '@playwright/test';
import type { ActivityModel, QuizModel, ScenarioModel } from '../../src/lib/course/model';
import { Device, rightAnswer } from '../../src/lib/machines/sample';
import type { Entry } from '../../src/lib/record/entry';
import { createCohort, joinCodeOf } from '../../src/lib/server/cohorts';
import { openDatabase } from '../../src/lib/server/database';
import { giveRole } from '../../src/lib/server/identity/roles';
import { realSources, type Storage } from '../../src/lib/server/storage';
import {
	bearer,
	PROTOCOL,
	type Credential,
	type Joined,
	type SentView
} from '../../src/lib/sync/protocol';
import { readCourse } from '../e2e/course';

/** What a cohort does at a server: made through its functions, joined and filled through its addresses. */
export class CohortAt {
	private constructor(
		readonly url: string,
		readonly storage: Storage,
		readonly id: string,
		readonly code: string
	) {}

	/** Makes a cohort of every lesson in the data of the server, and gives a facilitator a part in it if one is named. */
	static async make(url: string, folder: string, facilitator?: string): Promise<CohortAt> {
		const database = await openDatabase({ folder });
		const storage: Storage = { database, sources: realSources, folds: {} as Storage['folds'] };
		const { index } = await readCourse();
		const { id } = await createCohort(storage, {
			title: 'Keepers, spring',
			language: 'en',
			lessons: index.lessons.map((lesson) => lesson.id),
			names: true,
			startsOn: null,
			endsOn: null
		});
		if (facilitator !== undefined) {
			const { id: who } = await database.db
				.selectFrom('facilitators')
				.select('id')
				.where('name', '=', facilitator)
				.executeTakeFirstOrThrow();
			await giveRole(database, who, id, 'facilitator');
		}
		return new CohortAt(url, storage, id, await joinCodeOf(storage, id));
	}

	async join(name: string): Promise<Credential> {
		const answer = await this.#post('/api/v1/members', {
			protocol: PROTOCOL,
			code: this.code,
			name
		});
		return ((await answer.json()) as Joined).credential;
	}

	async push(credential: Credential, entries: Entry[], told: object = {}): Promise<void> {
		const answer = await this.#post(
			'/api/v1/entries',
			{ protocol: PROTOCOL, entries, ...told },
			{ authorization: `Bearer ${bearer(credential)}` }
		);
		expect(await answer.json()).toMatchObject({ kind: 'pushed', setAside: [] });
	}

	/** Gives a view as a member's device does, which is not the place of any waiting. */
	async give(credential: Credential, view: SentView): Promise<void> {
		const answer = await this.#post(
			'/api/v1/views',
			{ protocol: PROTOCOL, view },
			{ authorization: `Bearer ${bearer(credential)}` }
		);
		expect(await answer.json()).toEqual({ kind: 'view', kept: true });
	}

	/** Takes every role in the cohort away. */
	async revoke(): Promise<void> {
		await this.storage.database.db.deleteFrom('roles').where('cohort_id', '=', this.id).execute();
	}

	close(): Promise<void> {
		return this.storage.database.close();
	}

	#post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
		return fetch(this.url + path, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify(body)
		});
	}
}

/** The first quiz of the course with a keyed choice that asks for certainty, and the first scenario. */
export async function activities(): Promise<{ quiz: QuizModel; scenario: ScenarioModel }> {
	const all = Object.values((await readCourse()).models).flatMap((lesson) => lesson.activities);
	const quiz = all.find(
		(one): one is QuizModel =>
			one.kind === 'quiz' && one.items.some((item) => item.kind === 'choice' && item.certainty)
	);
	const scenario = all.find((one): one is ScenarioModel => one.kind === 'scenario');
	if (!quiz || !scenario) throw new Error('The course has no such activities.');
	return { quiz, scenario };
}

/** The lesson of an activity. */
export async function lessonOf({ id }: ActivityModel) {
	const lesson = Object.values((await readCourse()).models).find(({ activities }) =>
		activities.some((one) => one.id === id)
	);
	if (!lesson) throw new Error(`No lesson has ${id}.`);
	return lesson;
}

/** The item of a quiz that tests ask about. */
export function itemOf(quiz: QuizModel) {
	const item = quiz.items.find(({ kind, certainty }) => kind === 'choice' && certainty);
	if (!item) throw new Error(`${quiz.id} has no such item.`);
	return item;
}

/** What a trainee does: opens the lesson, answers the item so often, certain of it, and the quiz rightly if wanted. */
export async function answering(
	name: string,
	{ right, tries = 1, whole = false }: { right: boolean; tries?: number; whole?: boolean }
): Promise<Entry[]> {
	const { quiz } = await activities();
	const item = itemOf(quiz);
	const wrong = item.options.find((option) => !option.right)!.id;
	const lesson = await lessonOf(quiz);
	const device = new Device(name)
		.open(lesson.id)
		.start(quiz.id, `${name}-quiz`, { version: quiz.version });
	for (let at = 0; at < tries; at++)
		device.answer(
			quiz.id,
			`${name}-quiz`,
			item.id,
			right ? rightAnswer(item) : { options: [wrong] },
			3
		);
	if (whole)
		for (const one of quiz.items.filter(({ id }) => id !== item.id))
			device.answer(quiz.id, `${name}-quiz`, one.id, rightAnswer(one), 2);
	return device.entries.map((entry) => ({ ...entry, at: recent(entry.seq) }));
}

/** What a trainee chooses in a scenario: always the option at this place, until it ends. */
export async function choosing(name: string, place: number): Promise<Entry[]> {
	const { scenario } = await activities();
	const { choose, offered, sceneOf, scenarioMachine, startScenario } =
		await import('../../src/lib/machines/scenario');
	const dials = Object.fromEntries(
		Object.entries(scenario.dials).map(([id, { from }]) => [id, from])
	);
	const machine = scenarioMachine(scenario);
	let run = startScenario(machine, dials);
	const device = new Device(name).start(scenario.id, `${name}-run`, {
		version: scenario.version,
		dials
	});
	for (let step = 0; step < 30; step++) {
		const options = offered(sceneOf(scenario, run), run.context);
		if (!options.length) break;
		const { id } = options[Math.min(place, options.length - 1)];
		device.choose(scenario.id, `${name}-run`, `${String(run.value)}/${id}`);
		run = choose(machine, run, id) ?? run;
	}
	return device.entries.map((entry) => ({ ...entry, at: recent(entry.seq) }));
}

/** A time of the last minutes, in the order of the entries. */
const recent = (seq: number) => new Date(Date.now() - 600_000 + seq * 1000).toISOString();
