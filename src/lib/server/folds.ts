import { createHash } from 'node:crypto';
import type { LessonModel } from '../course/model';
import type { CoursePlan } from '../machines/course';
import { canonicalJson } from '../record/canonical-json';
import { overallOf, troublesOf } from '../reports/members';
import { summarise, type ActivitySummary } from '../reports/summary';
import { emptyTally, merge, recount, type Tally } from '../reports/tally';
import type { Folds } from './storage';

/**
 * Changes with what `summarise`, `overall` and `troubles` say of the same entries: then every member is looked at anew. What a
 * tally counts of a summary may not change so, for what was counted in before is taken out again.
 */
const reportVersion = 11;

/** The folds of the reports on a course: what a facilitator sees is made of these, here and in a browser. */
export function reportFolds(
	plan: CoursePlan,
	models: Record<string, LessonModel>
): Folds<ActivitySummary, Tally> {
	const newest = new Map(
		Object.values(models).flatMap(({ activities }) => activities.map((model) => [model.id, model]))
	);
	return {
		summarise: (model, entries, verified, all) =>
			summarise(model, entries, verified, { model: newest.get(model.id) ?? model, entries: all }),
		emptyTally,
		recount,
		merge,
		overall: (entries, summaries) => overallOf(plan, models, entries, summaries),
		troubles: troublesOf,
		course: createHash('sha256')
			.update(canonicalJson([reportVersion, plan, models]))
			.digest('hex')
			.slice(0, 16)
	};
}
