import type { StepModel } from '../course/model';
import type { LessonStanding } from './replay-lessons';

/**
 * The step at which a trainee goes on with a lesson: where they were last, as long as anything is left from there on. Else
 * the first that is left before it, as after an edit that asks for something more; whoever has done all looks at it again.
 */
export function stepToGoOn<Step extends Pick<StepModel, 'id' | 'extra'>>(
	steps: readonly Step[],
	{ at, finished }: Pick<LessonStanding, 'at' | 'finished'>
): Step {
	const from = Math.max(
		0,
		steps.findIndex(({ id }) => id === at)
	);
	const isLeft = ({ id, extra }: Step): boolean => !extra && !finished.includes(id);
	const last = steps[from];
	return steps.slice(from).some(isLeft) ? last : (steps.find(isLeft) ?? last);
}
