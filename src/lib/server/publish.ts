import type { ActivityModel } from '../course/model';
import { findMember } from './identify';
import { keepModels } from './models';
import { restate } from './standing';
import type { Storage } from './storage';

/**
 * Keeps the models of the published course, and marks the attempts that had waited for one of these versions. Gives how
 * many models are new.
 */
export async function publish(storage: Storage, models: readonly ActivityModel[]): Promise<number> {
	const { database, sources } = storage;
	const kept = await keepModels(database, models, sources.now());
	for (const { id, version } of kept) {
		const waiting = await database.db
			.selectFrom('summaries')
			.select(['cohort_id', 'member_id'])
			.where('activity_id', '=', id)
			.where('version', '=', version)
			.where('verified', '=', 0)
			.execute();
		for (const { cohort_id: cohort, member_id: member } of waiting)
			await database.db.transaction().execute(async (transaction) => {
				const found = await findMember(transaction, { cohort, member }, { lock: true });
				if (found.kind === 'present') await restate(storage, transaction, { cohort, member }, [id]);
			});
	}
	return kept.length;
}
