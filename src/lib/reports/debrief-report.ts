import { tallyIn } from './activity';
import { debates, type Debate } from './debrief';
import { misconceptions, type Misconception } from './misconceptions';
import type { ReportFilter } from './report-filter';
import {
	choicesIn,
	reportedModels,
	type Choices,
	type CohortCourse,
	type FiguresSource
} from './source';

/** What a room talks about after a lesson. */
export interface DebriefReport {
	/** When it was read, an ISO time. */
	at: string;
	/** The two or three choices with most confident disagreement, the hottest first. */
	debates: Debate[];
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
		misconceptions: misconceptions(models, tally),
		choices: await choicesIn(source, course)
	};
}
