import type { Note } from '$lib/course/author';
import type { Reading } from '$lib/course/reading';

/** How many problems, or pieces of advice, there are. */
export function countOf(notes: readonly Note[], kind: Note['kind']): number {
	return notes.filter((note) => note.kind === kind).length;
}

/** "2 problems, advice: 1"; empty where there is nothing to say. */
export function tally(notes: readonly Note[]): string {
	const [problems, advice] = [countOf(notes, 'problem'), countOf(notes, 'advice')];
	return [
		...(problems ? [problems === 1 ? '1 problem' : `${problems} problems`] : []),
		...(advice ? [`advice: ${advice}`] : [])
	].join(', ');
}

/** "grade 4.6", or a dash where there is too little to read. */
export function gradeOf({ grade }: Reading): string {
	return grade === null ? '–' : `grade ${grade.toFixed(1)}`;
}
