import type { Note } from '$lib/course/author';
import type { Reading } from '$lib/course/reading';

/** "2 problems, advice: 1", or nothing where there is nothing to say. */
export function tally(notes: readonly Note[]): string {
	const problems = notes.filter(({ kind }) => kind === 'problem').length;
	const advice = notes.length - problems;
	return [
		...(problems ? [problems === 1 ? '1 problem' : `${problems} problems`] : []),
		...(advice ? [`advice: ${advice}`] : [])
	].join(', ');
}

/** "grade 4.6", or a dash where there is too little to read. */
export function gradeOf({ grade }: Reading): string {
	return grade === null ? '–' : `grade ${grade.toFixed(1)}`;
}
