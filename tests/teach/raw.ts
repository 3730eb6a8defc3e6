import { planOf } from '../../src/lib/machines/plan';
import type { Entry } from '../../src/lib/record/entry';
import { csvFile } from '../../src/lib/reports/csv';
import { exportTable, type TableName } from '../../src/lib/reports/export';
import { currentOnly, recompute } from '../../src/lib/reports/recompute';
import { sourceOf } from '../../src/lib/reports/source';
import { openDatabase, type Place } from '../../src/lib/server/database';
import { readCourse } from '../e2e/course';

/** A cohort as its raw rows: what the server holds, and nothing that it has concluded. */
export interface Raw {
	members: { id: string; name: string; entries: Entry[] }[];
	/** A table of the reports, made of the entries alone. */
	table(name: TableName): Promise<string>;
}

/** Reads the raw rows of a cohort from its database. */
export async function readRaw(place: Place, cohort: string): Promise<Raw> {
	const database = await openDatabase(place);
	const members = await database.db
		.selectFrom('members')
		.selectAll()
		.where('cohort_id', '=', cohort)
		.execute();
	const entries = await database.db
		.selectFrom('entries')
		.select(['member_id', 'body'])
		.where('cohort_id', '=', cohort)
		.execute();
	await database.close();
	const { index, models, texts } = await readCourse();
	const records = members.map((row) => ({
		member: row.member_id,
		joined: row.joined_at,
		language: row.language,
		lastReceived: row.received_at,
		notYetReceived: row.waiting,
		entries: entries
			.filter(({ member_id }) => member_id === row.member_id)
			.map(({ body }) => JSON.parse(body) as Entry)
	}));
	const names = new Map(members.map((row) => [row.member_id, row.shown_as]));
	const course = { plan: planOf(index), models, modelOf: currentOnly(models) };
	const source = sourceOf(recompute(course, records).members, (id) => names.get(id) ?? '');
	const lessons = index.lessons.map(({ id }) => id);
	return {
		members: records.map(({ member: id, entries }) => ({ id, name: names.get(id) ?? '', entries })),
		async table(name) {
			const scope = { filter: {}, now: Date.now() };
			const table = await exportTable(source, { lessons, models, texts }, name, scope);
			if (!table) throw new Error(`There is no table ${name}.`);
			return csvFile(table);
		}
	};
}
