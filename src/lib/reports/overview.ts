/** The overview of a cohort: who is where, and who may need help. */
import { heatmap, type HeatCell } from './heatmap';
import { within, type LessonProgress } from './members';
import { needsHelp, type HelpReason } from './needs-help';
import { ofMembers, type ReportFilter } from './report-filter';
import { roster, type RosterRow } from './roster';
import { byId } from './share';
import {
	choicesIn,
	reportedModels,
	type Choices,
	type CohortCourse,
	type FiguresSource
} from './source';

/** A member in the overview. */
export interface OverviewRow extends RosterRow {
	name: string;
	cells: HeatCell[];
	reasons: HelpReason[];
}

/** How many members stand how in a lesson. */
export type LessonFigures = { lesson: string } & Record<LessonProgress['state'], number>;

export interface Overview {
	/** When it was read, an ISO time. */
	at: string;
	/** Lessons that the heat map shows, in the cohort's order. */
	lessons: LessonFigures[];
	choices: Choices;
	/** Members that the filter lets through; of them, who has sent anything, who has finished, and who may need help. */
	members: number;
	begun: number;
	done: number;
	needHelp: number;
	/** The page shown, from 1, and how many there are. */
	page: number;
	pages: number;
	rows: OverviewRow[];
}

/** Members on a page: a screen to scroll, and quick to draw on an old laptop. */
export const rowsOfPage = 50;

/** Every member, who needs help most first, then by name: the rows of the overview and of its tables. */
export async function overviewRows(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	now: number
): Promise<OverviewRow[]> {
	const models = reportedModels(course, filter.lesson);
	const lessons = Object.keys(models);
	const named = await source.members(ofMembers(filter));
	const members = named.map((row) => within(row, lessons, models));
	const names = new Map(named.map(({ member, name }) => [member, name]));
	const reasons = new Map(needsHelp(members, now).map((one) => [one.member, one.reasons]));
	const cells = new Map(heatmap(lessons, models, members).map((one) => [one.member, one.cells]));
	return roster(members)
		.map((row): OverviewRow => ({
			...row,
			name: names.get(row.member) ?? '',
			cells: cells.get(row.member) ?? [],
			reasons: reasons.get(row.member) ?? []
		}))
		.sort(
			(a, b) =>
				b.reasons.length - a.reasons.length || byId(a.name, b.name) || byId(a.member, b.member)
		);
}

/** The overview with one page of its rows; a page that is not there is the nearest that is. */
export async function overview(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	{ now, page = 1 }: { now: number; page?: number }
): Promise<Overview> {
	const rows = await overviewRows(source, course, filter, now);
	const pages = Math.max(1, Math.ceil(rows.length / rowsOfPage));
	const shown = Math.min(pages, Math.max(1, Math.trunc(page) || 1));
	const lessons = Object.keys(reportedModels(course, filter.lesson));
	const count = (fits: (row: OverviewRow) => boolean) => rows.filter(fits).length;
	return {
		at: new Date(now).toISOString(),
		lessons: lessons.map((lesson, at) => {
			const counts = { lesson, locked: 0, open: 0, underWay: 0, done: 0 };
			for (const { cells } of rows) counts[cells[at].state]++;
			return counts;
		}),
		choices: await choicesIn(source, course),
		members: rows.length,
		begun: count(({ entries }) => entries > 0),
		done: count(({ earned }) => earned),
		needHelp: count(({ reasons }) => reasons.length > 0),
		page: shown,
		pages,
		rows: rows.slice((shown - 1) * rowsOfPage, shown * rowsOfPage)
	};
}
