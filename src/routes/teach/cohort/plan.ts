import type { CohortPlan } from '$lib/server/cohorts';
import { m } from '$lib/ui/language/paraglide/messages';

/** A lesson that a cohort may take. */
export interface LessonChoice {
	id: string;
	title: string;
	minutes: number;
}

/** What a cohort may be made of: the course as it is now. */
export interface CourseChoices {
	lessons: LessonChoice[];
	languages: string[];
}

/** What stands in the form; a day that is left open is empty. */
export type PlanValues = { [Key in keyof CohortPlan]: Exclude<CohortPlan[Key], null> };

/** A plan as it stands in the form. */
export function planned({ title, language, lessons, startsOn, endsOn }: CohortPlan): PlanValues {
	return { title, language, lessons, startsOn: startsOn ?? '', endsOn: endsOn ?? '' };
}

/** What is wrong with a field. */
export type PlanProblem =
	| 'title_missing'
	| 'title_long'
	| 'day_malformed'
	| 'days_reversed'
	| 'lessons_none'
	| 'language_unknown';
export type PlanProblems = Partial<Record<keyof CohortPlan, PlanProblem>>;

/** A problem as a sentence that says what to do. */
export function planProblemWords(problem: PlanProblem | undefined): string | undefined {
	return (
		problem &&
		{
			title_missing: m.teach_plan_title_missing,
			title_long: m.teach_plan_title_long,
			day_malformed: m.teach_plan_day_malformed,
			days_reversed: m.teach_plan_days_reversed,
			lessons_none: m.teach_plan_lessons_none,
			language_unknown: m.teach_plan_language_unknown
		}[problem]()
	);
}
