import type { LessonModel } from '../course/model';
import type { Entry } from '../record/entry';
import type { CoursePlan } from './course';
import { replayLessons, type LessonsStanding } from './replay-lessons';
import { isQuizFinished, replayQuiz, type ItemStanding } from './replay-quiz';
import { replayScenario, type ScenarioStanding } from './replay-scenario';
import { groupBy, understoodInOrder } from './understood';

/**
 * Replay: from entries to where a trainee stands, through the same machines that run the screens. Pure; the order of
 * the given entries does not matter. Entries of unknown types or of lessons not given are passed over, never lost.
 */

export interface Progress extends LessonsStanding {
	items: Record<string, Record<string, ItemStanding>>;
	scenarios: Record<string, ScenarioStanding>;
	/** Entries that were understood. */
	known: number;
}

/** Folds entries through the machines of the given lessons. */
export function replay(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	entries: readonly Entry[]
): Progress {
	const known = understoodInOrder(entries);
	const ofActivity = groupBy(known, ({ data }) => ('activity' in data ? data.activity : null));

	const items: Progress['items'] = {};
	const scenarios: Progress['scenarios'] = {};
	const finished = new Set<string>();
	for (const activity of Object.values(models).flatMap((lesson) => lesson.activities)) {
		const about = ofActivity.get(activity.id) ?? [];
		if (activity.kind === 'quiz') {
			items[activity.id] = replayQuiz(activity, about);
			if (isQuizFinished(activity, items[activity.id])) finished.add(activity.id);
		} else {
			scenarios[activity.id] = replayScenario(activity, about);
			if (scenarios[activity.id].finished) finished.add(activity.id);
		}
	}
	return { ...replayLessons(plan, models, known, finished), items, scenarios, known: known.length };
}
