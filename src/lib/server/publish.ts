import { setImmediate, setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ActivityModel } from '../course/model';
import type { Database } from './database';
import { findMembers } from './identify';
import { keepModels } from './models';
import { restate, type Who } from './standing';
import type { Storage } from './storage';

/** The course with which everybody in a database has been looked at. */
const caughtUp = new WeakMap<Database, string>();

/** Members that are looked at in one transaction: a tenth of a second in which this process does nothing else. */
const atOnce = 10;

/**
 * Keeps the models of the published course; done at every start. Members' standing follows the course, and their attempts may
 * have waited for a version that is here now: `catchUp` looks at them anew.
 */
export async function publish(storage: Storage, models: readonly ActivityModel[]): Promise<void> {
	caughtUp.delete(storage.database);
	await keepModels(storage.database, models, storage.sources.now());
}

/**
 * Looks anew at the members, of one cohort or of all, whose standing was seen with another course, and marks the attempts that
 * waited for a version that is here now. That takes seconds for a thousand of them, and everybody else goes on meanwhile:
 * whoever sends something is looked at anew by that (intake.ts). What is cut off is found by the next call.
 */
export async function catchUp(storage: Storage, cohort?: string): Promise<void> {
	const { database, folds } = storage;
	if (caughtUp.get(database) === folds.course) return;
	let last: Who = { cohort: cohort ?? '', member: '' };
	for (;;) {
		const behind = await membersBehind(storage, last, cohort);
		if (!behind.length) break;
		const began = performance.now();
		await lookAnew(storage, behind);
		last = behind[behind.length - 1];
		// Who waits for one cohort wants it soon; with all of them there is no hurry, and half of the time is for others.
		if (cohort === undefined) await setTimeout(performance.now() - began);
		else await setImmediate();
	}
	if (cohort === undefined) caughtUp.set(database, folds.course);
}

/** Somebody who is to be looked at anew, and the course with which they were seen: this one where only an attempt waits. */
type Behind = Who & { seenWith: string | null };

/** The next members after one, in the order of their rows, who are to be looked at anew. */
async function membersBehind(
	{ database, folds }: Storage,
	last: Who,
	cohort?: string
): Promise<Behind[]> {
	return database.db
		.selectFrom('members')
		.select(['cohort_id as cohort', 'member_id as member', 'overall_of as seenWith'])
		.where('last_seq_no', '>', 0)
		.where(sql<boolean>`(cohort_id, member_id) > (${last.cohort}, ${last.member})`)
		.$if(cohort !== undefined, (query) => query.where('cohort_id', '=', cohort ?? ''))
		.where(({ or, eb, exists, selectFrom }) =>
			or([
				eb('overall_of', 'is', null),
				eb('overall_of', '!=', folds.course),
				exists(
					selectFrom('summaries')
						.innerJoin('models', (join) =>
							join
								.onRef('models.activity_id', '=', 'summaries.activity_id')
								.onRef('models.version', '=', 'summaries.version')
						)
						.select('summaries.member_id')
						.whereRef('summaries.cohort_id', '=', 'members.cohort_id')
						.whereRef('summaries.member_id', '=', 'members.member_id')
						.where('summaries.verified', '=', 0)
				)
			])
		)
		.orderBy('cohort_id')
		.orderBy('member_id')
		.limit(atOnce)
		.execute();
}

/**
 * Looks anew at members who are still there, in a transaction that holds their rows; who was so meanwhile, for another report,
 * by another process or by what they sent, is passed over.
 */
async function lookAnew(storage: Storage, members: readonly Behind[]): Promise<void> {
	const { course } = storage.folds;
	await storage.database.db.transaction().execute(async (transaction) => {
		const found = await findMembers(transaction, members, { lock: true });
		const there = members.filter(({ seenWith }, at) => {
			const one = found[at];
			return one.kind === 'present' && (seenWith === course || one.row.overall_of !== course);
		});
		const overall = await restate(
			storage,
			transaction,
			there.map((who) => ({ ...who, activities: [], isBehind: true }))
		);
		for (const [at, { cohort, member }] of there.entries())
			await transaction
				.updateTable('members')
				.set(overall[at])
				.where('cohort_id', '=', cohort)
				.where('member_id', '=', member)
				.execute();
	});
}
