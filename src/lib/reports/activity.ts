/** How one activity went in a cohort. */
import type { ActivityModel, LessonModel } from '../course/model';
import { gains, positionsGiven, type Gain, type PositionsGiven } from './gain';
import { itemFigures, type ItemFigures } from './items';
import { misconceptions, type Misconception } from './misconceptions';
import { pathFigures, type PathFigures } from './paths';
import { ofMembers, type ReportFilter } from './report-filter';
import {
	activitiesIn,
	choicesIn,
	reportedModels,
	type Choices,
	type CohortCourse,
	type FiguresSource
} from './source';
import { countOf, type Tally } from './tally';
import { forScreen, viewReports, withWords, type ViewReport } from './view-report';

export interface ActivityReport {
	/** When it was read, an ISO time. */
	at: string;
	lesson: string;
	activity: string;
	/** Members who did something in it; of them, who finished it, and whose attempt cannot be verified. */
	members: number;
	finished: number;
	unverified: number;
	/** Of a quiz, its keyed items; of a scenario, none. */
	items: ItemFigures[];
	/** Of a scenario. */
	path: PathFigures | null;
	misconceptions: Misconception[];
	/** Items asked again, with this activity at either end. */
	gains: Gain[];
	/** The same for positions; of the whole cohort, since figures about views know no filter (architecture §7). */
	positions: PositionsGiven[];
	/** Every place that asks for views, of the whole cohort too; null where no views come. */
	views: ViewReport[] | null;
	choices: Choices;
}

/** Where an activity is, among the lessons of a cohort; null when it is in none. */
export function placeOfActivity(
	course: CohortCourse,
	activity: string
): { lesson: LessonModel; model: ActivityModel } | null {
	for (const lesson of Object.values(reportedModels(course))) {
		const model = lesson.activities.find(({ id }) => id === activity);
		if (model) return { lesson, model };
	}
	return null;
}

/** The report on an activity; null when the cohort's lessons have none of that id. */
export async function activityReport(
	source: FiguresSource,
	course: CohortCourse,
	activity: string,
	filter: ReportFilter,
	now: number
): Promise<ActivityReport | null> {
	const place = placeOfActivity(course, activity);
	if (!place) return null;
	const { lesson, model } = place;
	const members = ofMembers(filter);
	const tally = await source.tally([activity], members);
	const isHere = ({ opening, closing }: Pick<Gain, 'opening' | 'closing'>) =>
		[opening.activity, closing.activity].includes(activity);
	const whole = reportedModels(course);
	const views = await viewsIn(source, course, { activity });
	return {
		at: new Date(now).toISOString(),
		lesson: lesson.id,
		activity,
		members: countOf(tally, activity, 'members'),
		finished: countOf(tally, activity, 'finished'),
		unverified: countOf(tally, activity, 'unverified'),
		items: model.kind === 'quiz' ? itemFigures(model, tally) : [],
		path: model.kind === 'scenario' ? pathFigures(model, tally) : null,
		misconceptions: misconceptions({ [lesson.id]: { ...lesson, activities: [model] } }, tally),
		gains: (await gainsIn(source, whole, filter)).filter(isHere),
		positions: (await positionsIn(source, whole)).filter(isHere),
		views: views && forScreen(views),
		choices: await choicesIn(source, course)
	};
}

/** Every item that is asked again, over the members that the filter lets through. */
export async function gainsIn(
	source: FiguresSource,
	models: Record<string, LessonModel>,
	filter: ReportFilter
): Promise<Gain[]> {
	const asked = gains(models, []).flatMap(({ opening, closing }) => [
		opening.activity,
		closing.activity
	]);
	if (!asked.length) return [];
	return gains(models, await source.summaries([...new Set(asked)], ofMembers(filter)));
}

/** Every position that is asked again, over the whole cohort. */
export async function positionsIn(
	source: FiguresSource,
	models: Record<string, LessonModel>
): Promise<PositionsGiven[]> {
	const asked = positionsGiven(models, {}).flatMap(({ opening, closing }) => [
		opening.activity,
		closing.activity
	]);
	return asked.length ? positionsGiven(models, await source.tally([...new Set(asked)], {})) : [];
}

/** What was released of the views at some places, words and all; null where no views come. */
export async function viewsIn(
	{ views }: FiguresSource,
	course: CohortCourse,
	of: { activity?: string; lesson?: string }
): Promise<ViewReport[] | null> {
	return views && withWords(views, await viewReports(views, course, of));
}

/** The tally of every activity of some lessons. */
export function tallyIn(
	source: FiguresSource,
	models: Record<string, LessonModel>,
	filter: ReportFilter
): Promise<Tally> {
	return source.tally(activitiesIn(models), ofMembers(filter));
}
