/**
 * The promises of `storage.ts`, as one suite for both engines; a test's title carries the number of its promise. The tests
 * themselves are in `inbox.contract.ts`, `members.contract.ts` and `capsules.contract.ts`.
 */
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Entry } from '../record/entry';
import { PROTOCOL, type Credential, type Joined, type Refused } from '../sync/protocol';
import { createCohort, joinCodeOf, type Cohort, type NewCohort } from './cohorts';
import type { Database } from './database';
import { push } from './inbox';
import { join } from './joining';
import { publish } from './publish';
import { describePublishing } from './publish.contract';
import { folds, makeSources, models, type TestSources } from './storage.sample';
import type { Storage } from './storage';
import type { Tables } from './tables';
import { describeBackup } from './backup/backup.contract';
import { describeCapsules } from './capsules.contract';
import { describeCohorts } from './cohorts.contract';
import { describeInbox } from './inbox.contract';
import { describeMembers } from './members.contract';
import { describeViews } from './views.contract';

/** An empty place for data. */
export interface Ground {
	/** Opens it, as another process would. */
	open(): Promise<Database>;
	/** Whether a transaction leaves room for others at the same time. */
	isShared: boolean;
	remove(): Promise<void>;
}

/** A cohort with the sample course on a fresh database, for one test. */
export interface World {
	ground: Ground;
	sources: TestSources;
	storage: Storage;
	cohort: Cohort;
	open(): Promise<Storage>;
	makeCohort(change?: Partial<NewCohort>): Promise<Cohort>;
	/** Joins with the cohort's code and says that it went well. */
	enter(name?: string, cohort?: Cohort): Promise<Joined>;
	/** A new member's credential. */
	member(name?: string, cohort?: Cohort): Promise<Credential>;
	/** Pushes entries and says that all of them are stored. */
	send(credential: Credential, entries: readonly Entry[], storage?: Storage): Promise<void>;
	/** How many rows of a table there are. */
	count(table: keyof Tables): Promise<number>;
}

export const newCohort: NewCohort = {
	title: 'Keepers, spring',
	language: 'en',
	lessons: ['lesson'],
	names: true,
	startsOn: '2026-03-01',
	endsOn: null
};

/** Says that an answer is a refusal of this kind. */
export function expectRefused(answer: unknown, why: Refused['why']): void {
	expect(answer).toMatchObject({ kind: 'refused', why });
}

/** A batch as a client sends it. */
export const batchOf = (entries: readonly unknown[]) => ({ protocol: PROTOCOL, entries });

/** Where a request comes from, when it does not matter. */
export const somewhere = { address: 'somewhere' };

/** Runs the suite against one engine; `makeGround` gives a new, empty place. */
export function describeStorage(name: string, makeGround: () => Promise<Ground>): void {
	// Much of it waits for a disk, which others may be using.
	describe(name, () => {
		const world = {} as World;
		let opened: Database[];

		beforeEach(async () => {
			opened = [];
			const ground = await makeGround();
			const sources = makeSources();
			const open = async (): Promise<Storage> => {
				const database = await ground.open();
				opened.push(database);
				return { database, sources, folds: folds as Storage['folds'] };
			};
			const storage = await open();
			await publish(storage, models);
			const makeCohort = (change: Partial<NewCohort> = {}) =>
				createCohort(storage, { ...newCohort, ...change });
			const enter = async (name = 'Ada', cohort = world.cohort): Promise<Joined> => {
				const code = await joinCodeOf(storage, cohort.id);
				const joined = await join(storage, { protocol: PROTOCOL, code, name }, somewhere);
				if (joined.kind === 'refused') throw new Error(`Joining was refused: ${joined.why}`);
				return joined;
			};
			Object.assign(world, {
				ground,
				sources,
				storage,
				cohort: await makeCohort(),
				open,
				makeCohort,
				enter,
				member: async (name, cohort) => (await enter(name, cohort)).credential,
				async send(credential, entries, by = storage) {
					const pushed = await push(by, credential, batchOf(entries));
					expect(pushed).toMatchObject({ kind: 'pushed', setAside: [] });
					expect(pushed.kind === 'pushed' && pushed.stored).toEqual(entries.map(({ id }) => id));
				},
				async count(table) {
					const { count } = await storage.database.db
						.selectFrom(table)
						.select(({ fn }) => fn.countAll<number>().as('count'))
						.executeTakeFirstOrThrow();
					return count;
				}
			} satisfies World);
		});
		afterEach(async () => {
			for (const database of opened) await database.close();
			await world.ground.remove();
		});

		describeInbox(world);
		describePublishing(world);
		describeCohorts(world);
		describeMembers(world);
		describeCapsules(world);
		describeBackup(world);
		describeViews(world);
	});
}
