import { tallyIn } from './activity';
import { debates, viewDebates, type Debate, type ViewDebate } from './debrief';
import { misconceptions, type Misconception } from './misconceptions';
import type { ReportFilter } from './report-filter';
import {
	choicesIn,
	reportedModels,
	type Choices,
	type CohortCourse,
	type FiguresSource
} from './source';
import { forScreen, viewReports, withWords } from './view-report';

/** What a room talks about after a lesson. */
export interface DebriefReport {
	/** When it was read, an ISO time. */
	at: string;
	/** The two or three choices with most confident disagreement, the hottest first. */
	debates: Debate[];
	/**
	 * The same of places without a key: views of the whole cohort, of which a filter chooses only whose lesson they are of.
	 * Null where no views come.
	 */
	views: ViewDebate[] | null;
	/** Every misconception that was shown, in the order of the ranking. */
	misconceptions: Misconception[];
	choices: Choices;
}

/** The debrief of a cohort, of all its lessons or of one. */
export async function debriefReport(
	source: FiguresSource,
	course: CohortCourse,
	filter: ReportFilter,
	now: number
): Promise<DebriefReport> {
	const models = reportedModels(course, filter.lesson);
	const tally = await tallyIn(source, models, filter);
	return {
		at: new Date(now).toISOString(),
		debates: debates(models, course.texts, tally),
		views: await viewsToDebate(source, course, filter),
		misconceptions: misconceptions(models, tally),
		choices: await choicesIn(source, course)
	};
}

async function viewsToDebate(
	{ views }: FiguresSource,
	course: CohortCourse,
	{ lesson }: ReportFilter
): Promise<ViewDebate[] | null> {
	if (!views) return null;
	const hottest = viewDebates(await viewReports(views, course, { lesson }), course.texts);
	const reports = forScreen(
		await withWords(
			views,
			hottest.map(({ view }) => view)
		)
	);
	return hottest.map((debate, at) => ({ ...debate, view: reports[at] }));
}
