import type { ActivityModel } from '../course/model';
import { findMember } from './identify';
import { keepModels } from './models';
import { restate } from './standing';
import type { Storage } from './storage';

/**
 * Keeps the models of the published course, and marks the attempts that waited for a version that is here now. Done at
 * every start: what a start that was cut off left waiting is found by the next one.
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
		await database.db.transaction().execute(async (transaction) => {
			const found = await findMember(transaction, { cohort, member }, { lock: true });
			if (found.kind === 'present')
				await restate(storage, transaction, { cohort, member }, [activity]);
		});
}
