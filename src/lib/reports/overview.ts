/** The overview of a cohort: who is where, and who may need help. */
import type { LessonModel } from '../course/model';
import { heatmap, type HeatCell } from './heatmap';
import { within, type LessonProgress } from './members';
import { asks, needsHelp, reasonCount, type HelpReason } from './needs-help';
import { ofMembers, type ReportFilter } from './report-filter';
import { roster, type RosterRow } from './roster';
import { byId, byName } from './share';
import {
	activitiesIn,
	choicesIn,
	reportedModels,
	type Choices,
	type CohortCourse,
	type FiguresSource,
	type NamedMember
} from './source';

/** A member in the overview. */
export interface OverviewRow extends RosterRow {
	name: string;
	/** When the member left, or null. */
	left: string | null;
	cells: HeatCell[];
	reasons: HelpReason[];
}

/** A member on a page of it: of their reasons only the gravest, since who has dozens would push everybody else off the screen. */
export interface PageRow extends OverviewRow {
	/** How many reasons there are beside those. */
	moreReasons: number;
}

/** How many members stand how in a lesson. */
export type LessonFigures = { lesson: string } & Record<LessonProgress['state'], number>;

export interface Overview {
	/** When it was read, an ISO time. */
	at: string;
	/** Lessons that the heat map shows, in the cohort's order. */
	lessons: LessonFigures[];
	choices: Choices;
	/** Members that the filter lets through; of them, who has left, begun any of these lessons, finished all, and may need help. */
	members: number;
	left: number;
	begun: number;
	done: number;
	needHelp: number;
	/** The page shown, from 1, and how many there are. */
	page: number;
	pages: number;
	rows: PageRow[];
}

/** Members on a page: a screen to scroll, and quick to draw on an old laptop. */
export const rowsOfPage = 50;

/** Reasons that a row of a page says: more than most members have, and no more than half a screen of a phone. */
export const reasonsOfRow = 5;

/** Members in their order, before it is looked up why each may need help. */
interface Ranking {
	rows: (Omit<OverviewRow, 'reasons'> & { reasonCount: number })[];
	members: ReadonlyMap<string, NamedMember>;
	/** The lessons that they are seen in. */
	models: Record<string, LessonModel>;
	now: number;
}

/** Every member, who needs help most first, then by name, and at the end who has left: nobody can help them here. */
async function rank(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	now: number
): Promise<Ranking> {
	const models = reportedModels(course, filter.lesson);
	const lessons = Object.keys(models);
	const activities = new Set(activitiesIn(models));
	const named = await source.members(ofMembers(filter));
	const seen = named.map((row) => within(row, lessons, activities));
	const members = new Map(seen.map((row) => [row.member, row]));
	const cells = new Map(heatmap(lessons, models, seen).map((one) => [one.member, one.cells]));
	const rows = roster(seen)
		.map((row) => {
			const own = members.get(row.member);
			return {
				...row,
				name: own?.name ?? '',
				left: own?.left ?? null,
				cells: cells.get(row.member) ?? [],
				reasonCount: own && own.left === null ? reasonCount(own, now) : 0
			};
		})
		.sort(
			(a, b) =>
				Number(a.left !== null) - Number(b.left !== null) ||
				b.reasonCount - a.reasonCount ||
				byName(a.name, b.name) ||
				byId(a.member, b.member)
		);
	return { rows, members, models, now };
}

/** Some rows with why each may need help: what is wrong item by item, which is read for nobody else. */
async function withReasons(
	source: FiguresSource,
	{ members, models, now }: Ranking,
	rows: Ranking['rows']
): Promise<OverviewRow[]> {
	const troubles = await source.troubles(
		rows.flatMap(({ member, reasonCount }) => (reasonCount ? member : []))
	);
	const isAsked = asks(Object.values(models));
	const troubled = rows.flatMap(({ member, reasonCount }) => {
		const row = reasonCount ? members.get(member) : undefined;
		return row ? { ...row, troubles: (troubles.get(member) ?? []).filter(isAsked) } : [];
	});
	const reasons = new Map(needsHelp(troubled, now).map((one) => [one.member, one.reasons]));
	return rows.map(({ reasonCount: _, ...row }) => ({
		...row,
		reasons: reasons.get(row.member) ?? []
	}));
}

/** Every member, who needs help most first, then by name: the rows of the tables. */
export async function overviewRows(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	now: number
): Promise<OverviewRow[]> {
	const ranking = await rank(source, course, filter, now);
	return withReasons(source, ranking, ranking.rows);
}

/** Whether a member has begun one of the lessons that they are seen in: what they did in one that left the plan is in no cell. */
function isBegun({ cells }: Pick<OverviewRow, 'cells'>): boolean {
	return cells.some(({ state }) => state === 'underWay' || state === 'done');
}

/** The overview with one page of its rows; a page that is not there is the nearest that is. */
export async function overview(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	{ now, page = 1 }: { now: number; page?: number }
): Promise<Overview> {
	const ranking = await rank(source, course, filter, now);
	const { rows } = ranking;
	const pages = Math.max(1, Math.ceil(rows.length / rowsOfPage));
	const shown = Math.min(pages, Math.max(1, Math.trunc(page) || 1));
	const lessons = Object.keys(reportedModels(course, filter.lesson));
	const count = (fits: (row: Ranking['rows'][number]) => boolean) => rows.filter(fits).length;
	const ofPage = rows.slice((shown - 1) * rowsOfPage, shown * rowsOfPage);
	return {
		at: new Date(now).toISOString(),
		lessons: lessons.map((lesson, at) => {
			const counts = { lesson, locked: 0, open: 0, underWay: 0, done: 0 };
			for (const { cells } of rows) counts[cells[at].state]++;
			return counts;
		}),
		choices: await choicesIn(source, course),
		members: rows.length,
		left: count(({ left }) => left !== null),
		begun: count(isBegun),
		done: count(({ earned }) => earned),
		needHelp: count(({ reasonCount }) => reasonCount > 0),
		page: shown,
		pages,
		rows: (await withReasons(source, ranking, ofPage)).map(({ reasons, ...row }) => ({
			...row,
			reasons: reasons.slice(0, reasonsOfRow),
			moreReasons: Math.max(0, reasons.length - reasonsOfRow)
		}))
	};
}
