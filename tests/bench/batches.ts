import type { Course, ScenarioModel } from '../../src/lib/course/model';
import { isKeyed } from '../../src/lib/machines/mark';
import { oncePer } from '../../src/lib/machines/once';
import type { Draft, Entry } from '../../src/lib/record/entry';
import { quizDone, recordOf, scenarioPlayed } from '../e2e/record';
import { waysThrough } from '../e2e/course';

/** Looking for all ways takes longer than all else here. */
const wayThrough = oncePer((scenario: ScenarioModel) => waysThrough(scenario)[0]);

/** Batches as busy devices send them: each of so many entries that touch so many attempts, all different. */

/** Gives a member's batches, in the order in which the device wrote them. */
export function batchesOf(
	course: Course,
	{ batches, entries, attempts }: { batches: number; entries: number; attempts: number }
): Entry[][] {
	const all = Object.values(course.models).flatMap((lesson) => lesson.activities);
	const quizzes = all.filter((one) => one.kind === 'quiz' && one.items.some(isKeyed));
	const scenarios = all.filter(({ kind }) => kind === 'scenario');
	const turn = <T>(list: readonly T[]): (() => T) => {
		let at = Math.floor(Math.random() * list.length);
		return () => list[at++ % list.length];
	};
	const [nextQuiz, nextScenario] = [turn(quizzes), turn(scenarios)];
	const drafts: Draft[] = [];
	for (let batch = 0; batch < batches; batch++) {
		const parts = Array.from({ length: attempts }, (_, at) => {
			const activity = at % 2 ? nextScenario() : nextQuiz();
			return activity.kind === 'quiz'
				? quizDone(activity).drafts
				: scenarioPlayed(activity, wayThrough(activity)).drafts;
		});
		// What is still missing are further tries of the same items: entries that change nothing, and are replayed all the same.
		const done = parts.flat();
		const tries = done.filter(({ type }) => type === 'item.answered');
		while (done.length < entries) done.push({ ...tries[done.length % tries.length] });
		drafts.push(...done.slice(0, entries));
	}
	const record = recordOf({ drafts, views: [] });
	return Array.from({ length: batches }, (_, at) =>
		record.entries.slice(at * entries, (at + 1) * entries)
	);
}
