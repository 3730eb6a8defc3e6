/** Every report as a table for a spreadsheet, by the very functions that make the screens. */
import type { QuizModel, ScenarioModel } from '../course/model';
import {
	activityReport,
	gainsIn,
	placeOfActivity,
	positionsIn,
	tallyIn,
	viewsIn
} from './activity';
import type { Table } from './csv';
import { debriefReport } from './debrief-report';
import type { Gain } from './gain';
import { itemFigures } from './items';
import { heatmapTable, needsHelpTable, rosterTable } from './member-tables';
import { overviewRows } from './overview';
import { pathFigures } from './paths';
import type { ReportFilter } from './report-filter';
import { reportedModels, type CohortCourse, type FiguresSource } from './source';
import {
	answersTable,
	debatesTable,
	gainsTable,
	itemsTable,
	misconceptionsTable,
	pathsTable,
	positionsTable,
	scenariosTable
} from './tables';
import { isViewTable, viewTable, viewTableNames } from './view-tables';

/** Tables of what members did, which capsules make as well. */
export const workTableNames = [
	'roster',
	'heatmap',
	'needs-help',
	'items',
	'answers',
	'scenarios',
	'paths',
	'misconceptions',
	'debates',
	'gains',
	'positions'
] as const;

export const tableNames = [...workTableNames, ...viewTableNames] as const;
export type TableName = (typeof tableNames)[number];

export const isTableName = (name: string): name is TableName =>
	(tableNames as readonly string[]).includes(name);

/** What a table is of: one activity, or everything that the filter lets through. */
export interface TableScope {
	filter: ReportFilter;
	activity?: string;
	now: number;
}

/** A report as a table; null when the cohort's lessons have no such activity, or no views come here. */
export async function exportTable(
	source: FiguresSource,
	course: CohortCourse,
	name: TableName,
	{ filter, activity, now }: TableScope
): Promise<Table | null> {
	if (isViewTable(name)) {
		if (activity !== undefined && !placeOfActivity(course, activity)) return null;
		const { lesson } = filter;
		const views = await viewsIn(source, course, activity === undefined ? { lesson } : { activity });
		return views && viewTable(name, views);
	}
	if (activity !== undefined) {
		const report = await activityReport(source, course, activity, filter, now);
		if (!report) return null;
		const { items, path, misconceptions, gains, positions } = report;
		if (name === 'items') return itemsTable(items);
		if (name === 'answers') return answersTable(items);
		if (name === 'scenarios') return scenariosTable(path ? [path] : []);
		if (name === 'paths') return pathsTable(path ? [path] : []);
		if (name === 'misconceptions') return misconceptionsTable(misconceptions);
		if (name === 'gains') return gainsTable(gains);
		if (name === 'positions') return positionsTable(positions);
	}
	const models = reportedModels(course, filter.lesson);
	const all = Object.values(models).flatMap(({ activities }) => activities);
	const quizzes = all.filter((one): one is QuizModel => one.kind === 'quiz');
	const scenarios = all.filter((one): one is ScenarioModel => one.kind === 'scenario');
	// Asked in one lesson and again in another, it is of both.
	const asking = new Set(all.map(({ id }) => id));
	const isAsked = ({ opening, closing }: Pick<Gain, 'opening' | 'closing'>) =>
		asking.has(opening.activity) || asking.has(closing.activity);
	const whole = reportedModels(course);
	const rows = () => overviewRows(source, course, filter, now);
	const tally = () => tallyIn(source, models, filter);
	switch (name) {
		case 'roster':
			return rows().then((all) => rosterTable(all, namesIn(all)));
		case 'heatmap':
			return rows().then((all) => heatmapTable(all, namesIn(all)));
		case 'needs-help':
			return rows().then((all) => needsHelpTable(all, namesIn(all)));
		case 'items':
			return tally().then((sums) => itemsTable(quizzes.flatMap((quiz) => itemFigures(quiz, sums))));
		case 'answers':
			return tally().then((sums) =>
				answersTable(quizzes.flatMap((quiz) => itemFigures(quiz, sums)))
			);
		case 'scenarios':
			return tally().then((sums) =>
				scenariosTable(scenarios.map((model) => pathFigures(model, sums)))
			);
		case 'paths':
			return tally().then((sums) => pathsTable(scenarios.map((model) => pathFigures(model, sums))));
		case 'misconceptions':
			return debriefReport(source, course, filter, now).then((report) =>
				misconceptionsTable(report.misconceptions)
			);
		case 'debates':
			return debriefReport(source, course, filter, now).then((report) =>
				debatesTable(report.debates)
			);
		case 'gains':
			return gainsTable((await gainsIn(source, whole, filter)).filter(isAsked));
		case 'positions':
			return positionsTable((await positionsIn(source, whole)).filter(isAsked));
	}
}

/** The name of a table's file. It says what was filtered, or of two files with one name nobody would know which has all. */
export function fileNameOf(
	course: CohortCourse,
	name: TableName,
	{ filter: { lesson = '', language, since }, activity }: Pick<TableScope, 'filter' | 'activity'>
): string {
	const place = activity ?? (Object.hasOwn(reportedModels(course, lesson), lesson) ? lesson : '');
	// Whatever the filter of members, what they think is of the whole cohort.
	const members = isViewTable(name) || name === 'positions' ? [] : [language, since];
	const parts = [name, place, ...members].flatMap((part) => part?.replace(/[^\w-]/g, '') || []);
	return `${parts.join('_')}.csv`;
}

function namesIn(rows: readonly { member: string; name: string }[]): (member: string) => string {
	const names = new Map(rows.map(({ member, name }) => [member, name]));
	return (member) => names.get(member) ?? '';
}
