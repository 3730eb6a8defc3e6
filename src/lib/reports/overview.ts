/** The overview of a cohort: who is where, and who may need help. */
import type { LessonModel } from '../course/model';
import { heatCells, stateIn, type HeatCell } from './heatmap';
import { within, type LessonProgress } from './members';
import { asks, reasonCount, reasonsOf, type HelpReason } from './needs-help';
import { ofMembers, type ReportFilter } from './report-filter';
import { rosterRow, type RosterRow } from './roster';
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
	ranked: { member: NamedMember; reasonCount: number }[];
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
	const ranked = named
		.map((row) => {
			const member = within(row, lessons, activities);
			return { member, reasonCount: member.left === null ? reasonCount(member, now) : 0 };
		})
		.sort(
			({ member: a, reasonCount: ofA }, { member: b, reasonCount: ofB }) =>
				Number(a.left !== null) - Number(b.left !== null) ||
				ofB - ofA ||
				byName(a.name, b.name) ||
				byId(a.member, b.member)
		);
	return { ranked, models, now };
}

/** The rows of some members, with why each may need help: what is wrong item by item, which is read for nobody else. */
async function rowsOf(
	source: FiguresSource,
	{ models, now }: Ranking,
	ranked: Ranking['ranked']
): Promise<OverviewRow[]> {
	const troubles = await source.troubles(
		ranked.flatMap(({ member, reasonCount }) => (reasonCount ? member.member : []))
	);
	const isAsked = asks(Object.values(models));
	return ranked.map(({ member, reasonCount }) => ({
		...rosterRow(member),
		name: member.name,
		left: member.left,
		cells: heatCells(models, member),
		reasons: reasonCount
			? reasonsOf(member, (troubles.get(member.member) ?? []).filter(isAsked), now)
			: []
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
	return rowsOf(source, ranking, ranking.ranked);
}

/** The overview with one page of its rows; a page that is not there is the nearest that is. */
export async function overview(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	{ now, page = 1 }: { now: number; page?: number }
): Promise<Overview> {
	const ranking = await rank(source, course, filter, now);
	const { ranked, models } = ranking;
	const pages = Math.max(1, Math.ceil(ranked.length / rowsOfPage));
	const shown = Math.min(pages, Math.max(1, Math.trunc(page) || 1));
	const lessons = Object.keys(models);
	const count = (fits: (member: NamedMember) => boolean) =>
		ranked.filter(({ member }) => fits(member)).length;
	const rows = await rowsOf(
		source,
		ranking,
		ranked.slice((shown - 1) * rowsOfPage, shown * rowsOfPage)
	);
	return {
		at: new Date(now).toISOString(),
		lessons: lessons.map((lesson) => {
			const counts = { lesson, locked: 0, open: 0, underWay: 0, done: 0 };
			for (const { member } of ranked) counts[stateIn(member, lesson)]++;
			return counts;
		}),
		choices: await choicesIn(source, course),
		members: ranked.length,
		left: count(({ left }) => left !== null),
		// Of the lessons that they are seen in: what somebody did in one that left the plan is in no cell.
		begun: count((member) =>
			lessons.some((lesson) => ['underWay', 'done'].includes(stateIn(member, lesson)))
		),
		done: count(({ progress }) => progress.earned),
		needHelp: ranked.filter(({ reasonCount }) => reasonCount > 0).length,
		page: shown,
		pages,
		rows: rows.map(({ reasons, ...row }) => ({
			...row,
			reasons: reasons.slice(0, reasonsOfRow),
			moreReasons: Math.max(0, reasons.length - reasonsOfRow)
		}))
	};
}
