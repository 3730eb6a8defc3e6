import type { Transaction } from 'kysely';
import type { ActivityModel } from '../course/model';
import type { Database } from './database';
import type { Tables } from './tables';

/** The models that a batch of attempts needs: by content version, and the newest of each activity. */
export interface Models {
	of(activity: string, version: string | null): ActivityModel | null;
	newest(activity: string): ActivityModel | null;
	/** Every version of an activity. */
	all(activity: string): ActivityModel[];
}

/**
 * Keeps every model of the published course, for ever. A content version is a hash of its model, so one that is here
 * already is the same.
 */
export async function keepModels(
	{ db }: Database,
	models: readonly ActivityModel[],
	now: Date
): Promise<void> {
	if (!models.length) return;
	await db
		.insertInto('models')
		.values(
			models.map((model) => ({
				activity_id: model.id,
				version: model.version,
				body: JSON.stringify(model),
				published_at: now.toISOString()
			}))
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
}

/** Models by activity and version, for each database: a model never changes, and machines are made once for each. */
const parsed = new WeakMap<Database, Map<string, ActivityModel>>();

/** Reads the models of the given activities, within a transaction. */
export async function readModels(
	database: Database,
	transaction: Transaction<Tables>,
	activities: readonly string[]
): Promise<Models> {
	const known = parsed.get(database) ?? new Map<string, ActivityModel>();
	parsed.set(database, known);
	const rows = activities.length
		? await transaction
				.selectFrom('models')
				.select(['activity_id', 'version'])
				.where('activity_id', 'in', activities)
				.orderBy('published_at')
				.execute()
		: [];
	for (const { activity_id, version } of rows) {
		const name = nameOf(activity_id, version);
		if (known.has(name)) continue;
		const { body } = await transaction
			.selectFrom('models')
			.select('body')
			.where('activity_id', '=', activity_id)
			.where('version', '=', version)
			.executeTakeFirstOrThrow();
		known.set(name, JSON.parse(body) as ActivityModel);
	}
	const newest = new Map(rows.map((row) => [row.activity_id, row.version]));
	return {
		of: (activity, version) => known.get(nameOf(activity, version)) ?? null,
		all: (activity) =>
			rows.flatMap(({ activity_id, version }) =>
				activity_id === activity ? (known.get(nameOf(activity, version)) ?? []) : []
			),
		newest: (activity) => known.get(nameOf(activity, newest.get(activity) ?? null)) ?? null
	};
}

function nameOf(activity: string, version: string | null): string {
	return `${activity} ${version}`;
}
