import { planOf } from '../../src/lib/machines/plan';
import { createCohort, joinCodeOf } from '../../src/lib/server/cohorts';
import { reportFolds } from '../../src/lib/server/folds';
import { join as joinCohort } from '../../src/lib/server/joining';
import type { Storage } from '../../src/lib/server/storage';
import { PROTOCOL, type Credential } from '../../src/lib/sync/protocol';
import { readCourse } from '../e2e/course';

export const course = await readCourse();
export const activities = Object.values(course.models).flatMap((lesson) => lesson.activities);
export const plan = planOf(course.index);
export const folds = reportFolds(plan, course.models) as Storage['folds'];

/** Makes a cohort with so many members, straight in the database. */
export async function makeCohort(storage: Storage, count: number): Promise<Credential[]> {
	const { id } = await createCohort(storage, {
		title: 'Measured',
		language: 'en',
		lessons: course.index.lessons.map((lesson) => lesson.id),
		names: true,
		startsOn: null,
		endsOn: null
	});
	return joinMembers(storage, id, count);
}

/** Has so many members join a cohort, straight in the database. */
export async function joinMembers(
	storage: Storage,
	cohort: string,
	count: number
): Promise<Credential[]> {
	const code = await joinCodeOf(storage, cohort);
	const credentials: Credential[] = [];
	for (let at = 0; at < count; at++) {
		const join = { protocol: PROTOCOL, code, name: `Member ${at}` };
		const joined = await joinCohort(storage, join, { address: 'here' });
		if (joined.kind === 'refused') throw new Error(`Joining was refused: ${joined.why}`);
		credentials.push(joined.credential);
	}
	return credentials;
}

/** Works on a list, so many at a time. */
export async function inParallel<T>(
	list: readonly T[],
	count: number,
	work: (one: T) => Promise<void>
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < list.length) await work(list[next++]);
	};
	await Promise.all(Array.from({ length: count }, worker));
}
