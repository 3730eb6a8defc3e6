import type { CourseIndex } from '../course/model';
import type { CoursePlan } from './course';

/** The order of the lessons, as the machines need it. */
export function planOf({ id, lessons, sessions, after }: CourseIndex): CoursePlan {
	return { id, lessons: lessons.map((lesson) => lesson.id), sessions, after };
}
