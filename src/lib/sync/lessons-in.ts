import type { CourseIndex } from '../course/model';
import type { LessonOf } from './membership';

/** Gives the lesson of an entry as the course's index tells it: by the lesson it names, or by its activity. */
export function lessonsIn({ lessons }: Pick<CourseIndex, 'lessons'>): LessonOf {
	const byActivity = new Map(
		lessons.flatMap(({ id, activities }) =>
			Object.keys(activities).map((activity) => [activity, id])
		)
	);
	return ({ data: { lesson, activity } }) => {
		if (typeof lesson === 'string') return lesson;
		return typeof activity === 'string' ? (byActivity.get(activity) ?? null) : null;
	};
}
