import type { Files, OneLanguage, ReadFolder } from './compile';
import type { Problems } from './problem';

/** The language in a translation's file name: `lesson.fr.md`. */
export const translation = /\.([a-z]{2}(?:-[A-Za-z]+)?)\.(?:md|yaml)$/;

/** Languages other than the source that have at least one file, by the ending `.fr.md`. */
export function languagesOf(files: Files, sourceLanguage: string): string[] {
	const all = Object.keys(files).flatMap((file) => translation.exec(file)?.[1] ?? []);
	return [...new Set(all)].filter((language) => language !== sourceLanguage).sort();
}

/** The file in which the translation of a file stands. */
export function translationOf(path: string, language: string): string {
	return path.replace(/\.(md|yaml)$/, `.${language}.$1`);
}

/** A translation must have the same ids and the same graph, or a trainee's record would not fit it. */
export function compareGraphs(
	source: OneLanguage,
	translated: OneLanguage,
	language: string,
	problems: Problems
): void {
	const { index } = source.course ?? {};
	const other = translated.course?.index;
	const orderOf = (course: typeof index) =>
		JSON.stringify(
			course && [course.id, course.sessions, course.after, course.lessons.map(({ id }) => id)]
		);
	if (orderOf(index) !== orderOf(other))
		problems.add(
			'translation_graph',
			translationOf('lessons/course.md', language),
			1,
			`The ${language} translation has another id, or other lessons, than lessons/course.md. Copy id, lessons, sessions and after from there.`
		);
	for (const folder of source.folders) {
		const match = translated.folders.find(({ folder: name }) => name === folder.folder);
		if (!match) continue;
		const ours = folder.lesson.document.file;
		if (JSON.stringify(frameOf(folder)) !== JSON.stringify(frameOf(match)))
			problems.add(
				'translation_graph',
				match.lesson.document.file,
				1,
				`The ${language} translation has other ids, steps or activities than ${ours}. Copy the ids, the headings' brackets and the placements from there.`
			);
		for (const activity of [...folder.quizzes, ...folder.scenarios]) {
			const { file } = activity.document;
			const twin = [...match.quizzes, ...match.scenarios].find(
				({ document }) => document.file === file || document.file === translationOf(file, language)
			);
			// A translation that could not be read is reported as such.
			if (
				!twin ||
				(twin.model.id === activity.model.id && twin.model.version === activity.model.version)
			)
				continue;
			problems.add(
				'translation_graph',
				twin.document.file,
				1,
				`The ${language} translation of "${activity.model.id}" has other ids, keys or targets than ${file}. Translate words only; copy everything in curly brackets.`
			);
		}
	}
}

/** What a lesson and its translation share, apart from the activities. */
function frameOf({ lesson }: ReadFolder): unknown {
	const { id, session, objectives, misconceptions } = lesson.head;
	return [
		id,
		session,
		Object.keys(objectives),
		Object.keys(misconceptions),
		lesson.steps.map(({ model }) => model)
	];
}
