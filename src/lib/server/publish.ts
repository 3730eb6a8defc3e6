import type { ActivityModel } from '../course/model';
import { findMember } from './identify';
import { keepModels } from './models';
import { restateOne, type Touched } from './standing';
import type { Storage } from './storage';

/**
 * Keeps the models of the published course, marks the attempts that waited for a version that is here now, and looks anew
 * at members whose standing was seen with another course. Done at every start: what a start that was cut off left waiting
 * is found by the next one.
 */
export async function publish(storage: Storage, models: readonly ActivityModel[]): Promise<void> {
	const { database, sources } = storage;
	await keepModels(database, models, sources.now());
	const waiting = await database.db
		.selectFrom('summaries')
		.innerJoin('models', (join) =>
			join
				.onRef('models.activity_id', '=', 'summaries.activity_id')
				.onRef('models.version', '=', 'summaries.version')
		)
		.select(['summaries.cohort_id', 'summaries.member_id', 'summaries.activity_id'])
		.where('summaries.verified', '=', 0)
		.execute();
	for (const { cohort_id: cohort, member_id: member, activity_id: activity } of waiting)
		await anew(storage, { cohort, member, activities: [activity] });
	const older = await database.db
		.selectFrom('members')
		.select(['cohort_id', 'member_id'])
		.where('last_seq_no', '>', 0)
		.where(({ or, eb }) =>
			or([eb('overall_of', 'is', null), eb('overall_of', '!=', storage.folds.course)])
		)
		.execute();
	// Whether a quiz is finished follows the course; of a scenario, the device says it.
	const quizzes = models.flatMap(({ id, kind }) => (kind === 'quiz' ? id : []));
	for (const { cohort_id: cohort, member_id: member } of older)
		await anew(storage, { cohort, member, activities: quizzes });
}

/** Looks anew at a member who is still there, in a transaction that holds the member's row. */
async function anew(storage: Storage, touched: Touched): Promise<void> {
	await storage.database.db.transaction().execute(async (transaction) => {
		const found = await findMember(transaction, touched, { lock: true });
		if (found.kind === 'present') await restateOne(storage, transaction, touched);
	});
}
