import { idFrom } from './attribute-slips';
import type { Files, ReadFolder } from './compile';
import type { Document } from './document';
import type { Problems } from './problem';
import { translation } from './translation';

/** Where a file of the course may stand. */
export const places =
	/^lessons\/(?:course\.md|(?:ledger|glossary)\.yaml|\d+-[a-z0-9-]+\/(?:lesson|[a-z0-9-]+\.(?:quiz|scenario))\.md)$/;

/**
 * Reports files that nothing reads: in the wrong place, misnamed, or a translation of nothing. Gives the paths that were meant,
 * so that what is missing there is no problem of its own.
 */
export function checkPlaces(files: Files, sourceLanguage: string, problems: Problems): string[] {
	const misnamed: string[] = [];
	for (const file of Object.keys(files).filter((path) => path.startsWith('lessons/'))) {
		const language = translation.exec(file)?.[1];
		const source = sourceOf(file);
		const meant = meantBy(file);
		if (places.test(source)) {
			if (language && (language === sourceLanguage || !(source in files)))
				problems.add(
					'translation_orphan',
					file,
					1,
					`This is no translation of a file: ${language === sourceLanguage ? `"${language}" is the language of the source` : `there is no ${source}`}. Rename it, or remove it.`
				);
		} else if (places.test(sourceOf(meant)) && !(meant in files)) {
			misnamed.push(meant);
			const [folder, other] = [folderOf(file), folderOf(meant)];
			problems.add(
				'file_unknown',
				folder === other ? file : folder,
				1,
				`Nothing reads what is named so: a name is lower-case words joined by hyphens, and ends in .md, or in .yaml. Rename it to ${folder === other ? meant : other}.`
			);
		} else
			problems.add(
				'file_unknown',
				file,
				1,
				'Nothing reads this file here. A lesson has lesson.md, name.quiz.md and name.scenario.md in a folder like 3-safeguards; a translation has its language before the ending, as in lesson.fr.md or lesson.pt-BR.md. Rename or move it.'
			);
	}
	return misnamed;
}

/** The file that a translation translates; any other is its own. */
function sourceOf(file: string): string {
	return file.replace(translation, file.endsWith('.md') ? '.md' : '.yaml');
}

function folderOf(file: string): string {
	return file.slice(0, file.lastIndexOf('/'));
}

/** The path that a file should have, by the words of the one it has. */
function meantBy(file: string): string {
	return file
		.replace(/(?<=\.(?:md|markdown|ya?ml))\.txt$/i, '')
		.replace(/\.(?:md|markdown|txt)$/i, '.md')
		.replace(/\.ya?ml$/i, '.yaml')
		.split('/')
		.map((name) => name.split('.').map(idFrom).join('.'))
		.join('/');
}

/** The order in `course.md` must name the lessons there are, once each, and never go round. */
export function checkOrder(
	head: { lessons: string[]; sessions: string[]; after: Record<string, string[]> } | null,
	folders: ReadFolder[],
	whole: boolean,
	document: Document | null,
	problems: Problems
): void {
	const seen = new Map<string, string>();
	for (const { lesson, quizzes, scenarios } of folders)
		for (const { id, document } of [
			{ id: lesson.head.id, document: lesson.document },
			...[...quizzes, ...scenarios].map(({ model, document }) => ({ id: model.id, document }))
		]) {
			const other = seen.get(id);
			if (other)
				problems.add(
					'id_repeated',
					document.file,
					document.lineOf(['id']),
					`The id "${id}" is also used in ${other}. Give one of them another: lessons and activities need ids of their own.`
				);
			else seen.set(id, document.file);
		}
	if (!head || !document) return;
	const { file, lineOf } = document;

	const ids = new Set(folders.map((folder) => folder.lesson.head.id));
	const named: { id: string; path: (string | number)[] }[] = [
		...head.lessons.map((id, index) => ({ id, path: ['lessons', index] })),
		...head.sessions.map((id, index) => ({ id, path: ['sessions', index] })),
		...Object.entries(head.after).flatMap(([id, before]) => [
			{ id, path: ['after', id] },
			...before.map((one, index) => ({ id: one, path: ['after', id, index] }))
		])
	];
	head.lessons.forEach((id, index) => {
		if (head.lessons.indexOf(id) < index)
			problems.add(
				'id_repeated',
				file,
				lineOf(['lessons', index]),
				`The lesson "${id}" is listed twice. Keep it once.`
			);
	});
	const told = new Set<string>();
	for (const { id, path } of named) {
		// A lesson that could not be read is reported in its own file.
		if (!whole || ids.has(id) || told.has(id)) continue;
		told.add(id);
		problems.add(
			'lesson_unknown',
			file,
			lineOf(path),
			`There is no lesson "${id}". Correct the id, or add a folder whose lesson.md has it.`
		);
	}
	for (const { lesson } of folders) {
		const { id, session } = lesson.head;
		const at = lesson.document.lineOf([session === undefined ? 'id' : 'session']);
		if (!head.lessons.includes(id))
			problems.add(
				'lesson_not_listed',
				lesson.document.file,
				lesson.document.lineOf(['id']),
				`The lesson "${id}" is not listed in course.md. Add it under lessons.`
			);
		else if (head.sessions.includes(id) !== (session !== undefined))
			problems.add(
				'lesson_session',
				lesson.document.file,
				at,
				session === undefined
					? `"${id}" is a session of course.md, so it needs its number. Add session:.`
					: `"${id}" is not among the sessions of course.md, so it has no number. Remove session:, or add it there.`
			);
	}
	for (const id of Object.keys(head.after))
		if (waitsForItself(id, head.after))
			problems.add(
				'lesson_order',
				file,
				lineOf(['after', id]),
				`"${id}" must come after itself, so nobody could ever open it. Remove one of the lessons it waits for.`
			);
}

function waitsForItself(id: string, after: Record<string, string[]>): boolean {
	const queue = [...(after[id] ?? [])];
	for (const one of queue) {
		if (one === id) return true;
		queue.push(...(after[one] ?? []).filter((next) => !queue.includes(next)));
	}
	return false;
}
