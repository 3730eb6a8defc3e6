/** Everything that follows from the stored entries, made anew: what the summaries and tallies must agree with. */
import type { Entry } from '../record/entry';
import { readModels } from './models';
import { overallIn, standingIn } from './standing';
import type { Storage } from './storage';

/** Summaries by member and activity, tallies by activity, and how every member who sent something stands. */
export interface Figures {
	summaries: Record<string, Record<string, unknown>>;
	tallies: Record<string, unknown>;
	overall: Record<string, unknown>;
	troubles: Record<string, unknown>;
}

/** Gives a cohort's summaries and tallies as a recomputation from its entries; reads all of them and changes nothing. */
export async function recompute(storage: Storage, cohort: string): Promise<Figures> {
	const { database, folds } = storage;
	return database.db.transaction().execute(async (transaction) => {
		const rows = await transaction
			.selectFrom('entries')
			.select(['member_id', 'activity_id', 'body'])
			.where('cohort_id', '=', cohort)
			.execute();
		const models = await readModels(database, transaction, [
			...new Set(rows.flatMap(({ activity_id }) => activity_id ?? []))
		]);
		const groups = new Map<string, { member: string; activity: string | null; entries: Entry[] }>();
		for (const { member_id: member, activity_id: activity, body } of rows) {
			const key = `${member} ${activity}`;
			const group = groups.get(key) ?? { member, activity, entries: [] };
			groups.set(key, group);
			group.entries.push(JSON.parse(body) as Entry);
		}
		const figures: Figures = { summaries: {}, tallies: {}, overall: {}, troubles: {} };
		for (const { member, activity, entries } of groups.values()) {
			if (activity === null) continue;
			const body = standingIn(storage, models, activity, entries)?.body;
			if (!body) continue;
			const summary: unknown = JSON.parse(body);
			(figures.summaries[member] ??= {})[activity] = summary;
			figures.tallies[activity] = folds.recount(
				figures.tallies[activity] ?? folds.emptyTally(),
				[],
				[summary]
			);
		}
		for (const member of new Set(rows.map(({ member_id }) => member_id))) {
			const { overall, troubles } = overallIn(
				folds,
				groups.get(`${member} null`)?.entries ?? [],
				Object.values(figures.summaries[member] ?? {})
			);
			figures.overall[member] = JSON.parse(overall ?? 'null');
			figures.troubles[member] = JSON.parse(troubles ?? 'null');
		}
		return figures;
	});
}

/** Gives a cohort's summaries and tallies as they are kept; the cost does not grow with the number of entries. */
export async function readFigures({ database, folds }: Storage, cohort: string): Promise<Figures> {
	const figures: Figures = { summaries: {}, tallies: {}, overall: {}, troubles: {} };
	const summaries = await database.db
		.selectFrom('summaries')
		.select(['member_id', 'activity_id', 'body'])
		.where('cohort_id', '=', cohort)
		.execute();
	for (const { member_id, activity_id, body } of summaries)
		if (body) (figures.summaries[member_id] ??= {})[activity_id] = JSON.parse(body);
	const tallies = await database.db
		.selectFrom('tallies')
		.select(['activity_id', 'body'])
		.where('cohort_id', '=', cohort)
		.execute();
	for (const { activity_id, body } of tallies)
		figures.tallies[activity_id] = folds.merge(
			figures.tallies[activity_id] ?? folds.emptyTally(),
			JSON.parse(body)
		);
	const members = await database.db
		.selectFrom('members')
		.select(['member_id', 'overall', 'troubles'])
		.where('cohort_id', '=', cohort)
		.execute();
	for (const { member_id, overall, troubles } of members) {
		if (overall) figures.overall[member_id] = JSON.parse(overall);
		if (troubles) figures.troubles[member_id] = JSON.parse(troubles);
	}
	return figures;
}
