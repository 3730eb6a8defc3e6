import type { Files, OneLanguage, ReadFolder } from './compile';
import type { Document } from './document';
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

/** Reports that a translation is more than one of the words. */
type Add = (file: string, line: number, message: string) => void;

/** A translation must have the same ids and the same graph, or a trainee's record would not fit it. */
export function compareGraphs(
	source: OneLanguage,
	translated: OneLanguage,
	language: string,
	problems: Problems
): void {
	const add: Add = (file, line, message) =>
		problems.add('translation_graph', file, line, `The ${language} translation ${message}`);
	/** Brackets that are not those of the source are what else is wrong with their line, and what to copy says more. */
	const addBrackets: Add = (file, line, message) => {
		problems.forget(file, line);
		add(file, line, message);
	};
	// As it is written: which lessons could be read is another matter, and reported by itself.
	const orderOf = ({ head }: OneLanguage) =>
		JSON.stringify(head && [head.id, head.sessions, head.after, head.lessons]);
	if (orderOf(source) !== orderOf(translated))
		add(
			translationOf('lessons/course.md', language),
			1,
			'has another id, or other lessons, than lessons/course.md. Copy id, lessons, sessions and after from there.'
		);
	for (const rowsOf of [ledgerRows, glossaryRows])
		compareRows(rowsOf(source), rowsOf(translated), language, add);
	for (const folder of source.folders) {
		const match = translated.folders.find(({ folder: name }) => name === folder.folder);
		// A translation that could not be read is reported as such, and so is that of an activity.
		if (!match) continue;
		const [ours, theirs] = [folder.lesson.document, match.lesson.document];
		if (JSON.stringify(frameOf(folder)) !== JSON.stringify(frameOf(match))) {
			const { line, place } = firstDifference(ours, theirs);
			addBrackets(
				theirs.file,
				line,
				`has other ids, steps or activities than ${ours.file}${place}. Copy the ids, the headings' brackets and the placements from there.`
			);
		}
		for (const { model, document } of [...folder.quizzes, ...folder.scenarios]) {
			const { file } = document;
			const twin = [...match.quizzes, ...match.scenarios].find(
				(one) => one.document.file === translationOf(file, language)
			);
			if (!twin || (twin.model.id === model.id && twin.model.version === model.version)) continue;
			const { line, place } = firstDifference(document, twin.document);
			addBrackets(
				twin.document.file,
				line,
				`of "${model.id}" has other ids, keys or targets than ${file}${place}. Translate words only; copy everything in curly brackets.`
			);
		}
	}
}

/** A list that is the same in every language but for the words of its rows. Those that are wrong have a line, and no row. */
interface Rows {
	file: string;
	lines: Map<string, number>;
	rows: Map<string, object>;
	readable: boolean;
}

function ledgerRows({ ledger }: OneLanguage): Rows {
	const { claims, background } = ledger;
	return {
		...ledger,
		file: 'lessons/ledger.yaml',
		rows: new Map<string, object>([...claims, ...background])
	};
}

function glossaryRows({ glossary }: OneLanguage): Rows {
	return { ...glossary, file: 'lessons/glossary.yaml', rows: glossary.terms };
}

/** What of a row is words. */
const words = new Set(['text', 'modal', 'source', 'term']);

function compareRows(source: Rows, translated: Rows, language: string, add: Add): void {
	if (!source.readable || !translated.readable) return;
	const file = translationOf(source.file, language);
	const meaning = (row: object | undefined) =>
		row && JSON.stringify(Object.entries(row).filter(([key]) => !words.has(key)));
	const lacking = [...source.lines.keys()].filter((id) => !translated.lines.has(id));
	if (lacking.length)
		add(
			file,
			1,
			`lacks rows of ${source.file}: ${lacking.join(', ')}. Copy them from there, and translate their words.`
		);
	for (const [id, line] of translated.lines) {
		const [ours, theirs] = [meaning(source.rows.get(id)), meaning(translated.rows.get(id))];
		if (!source.lines.has(id))
			add(file, line, `has a row ${id}, which ${source.file} has not. Copy the id from there.`);
		else if (ours && theirs && ours !== theirs)
			add(
				file,
				line,
				`changes more of ${id} than its words. Copy all but ${[...words].join(', ')} from ${source.file}.`
			);
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

/** Where a translation first has other brackets, or another placement, than its source, and what stands there. */
function firstDifference(source: Document, translated: Document): { line: number; place: string } {
	const [ours, theirs] = [marksIn(source), marksIn(translated)];
	const at = ours.findIndex(({ text }, index) => text !== theirs[index]?.text);
	if (at >= 0)
		return {
			line: (theirs[at] ?? theirs.at(-1))?.line ?? 1,
			place: `, where ${ours[at].text} stands ${theirs[at] ? 'in place of this' : 'behind this'}`
		};
	const more = theirs[ours.length];
	return more
		? { line: more.line, place: `, which has no ${more.text}` }
		: { line: 1, place: ', in its frontmatter' };
}

function marksIn({ source }: Document): { text: string; line: number }[] {
	return [...source.matchAll(/\{[^{}]*\}|<Activity [^>\n]*>/g)].map(({ 0: text, index }) => ({
		text,
		line: source.slice(0, index).split('\n').length
	}));
}
