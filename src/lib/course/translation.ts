import type { Files, OneLanguage, ReadFolder } from './compile';
import { reference } from './citations';
import { type Document } from './document';
import type { Problems } from './problem';

/** The language in a translation's file name: `lesson.fr.md`, `lesson.es-419.md`. */
export const translation = /\.([a-z]{2}(?:-[A-Za-z0-9]+)*)\.(?:md|yaml)$/;

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
		compareFiles(
			folder.lesson.document,
			match.lesson.document,
			JSON.stringify(frameOf(folder)) === JSON.stringify(frameOf(match)),
			(than) =>
				`has other ids, steps or activities than ${than}. Copy the ids, the headings' brackets and the placements from there.`
		);
		for (const { model, document } of [...folder.quizzes, ...folder.scenarios]) {
			const twin = [...match.quizzes, ...match.scenarios].find(
				(one) => one.document.file === translationOf(document.file, language)
			);
			if (!twin) continue;
			compareFiles(
				document,
				twin.document,
				twin.model.id === model.id && twin.model.version === model.version,
				(than) =>
					`of "${model.id}" has other ids, keys or targets than ${than}. Translate words only; copy everything in curly brackets.`
			);
		}
	}

	/** Tells where a file and its translation first differ in more than words; `isSame` says whether their models are the same. */
	function compareFiles(
		source: Document,
		translated: Document,
		isSame: boolean,
		wordsOf: (than: string) => string
	): void {
		const { file } = translated;
		const isMisspelt = problems.all.some(
			(one) => one.file === file && misspeltCitations.includes(one.code)
		);
		const difference = firstDifference(source, translated, isMisspelt);
		if (difference && 'cites' in difference)
			addBrackets(
				file,
				difference.line,
				`${difference.cites}. Copy the claims and the addresses of terms from there.`
			);
		else if (difference)
			addBrackets(file, difference.line, wordsOf(`${source.file}${difference.place}`));
		else if (!isSame) addBrackets(file, 1, wordsOf(`${source.file}, in its frontmatter`));
	}
}

/** A claim or a term that cannot be read is told as that, and would only be missed once more. */
const misspeltCitations = ['claim_malformed', 'link_address'];

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

/** Something that stands in a file, and where. */
interface Written {
	text: string;
	line: number;
}

/** What a translation copies and leaves in its place, and the claims and terms from there to the next of its kind. */
interface Mark extends Written {
	/** How an author finds it: a smaller heading is known by its words. */
	shown: string;
	cited: Written[];
}

/** What differs first: a mark, by the place of the source's; or what is cited behind the same mark. */
type Difference = { line: number; place: string } | { line: number; cites: string };

/** Where a translation first has other marks than its source, or cites something else behind one of them. */
function firstDifference(
	source: Document,
	translated: Document,
	isMisspelt: boolean
): Difference | null {
	const [ours, theirs] = [marksIn(source), marksIn(translated)];
	for (const [at, mark] of ours.entries()) {
		const other = theirs.at(at);
		if (other?.text !== mark.text) {
			const isLacking = other && other.text === ours.at(at + 1)?.text;
			const where = isLacking ? 'before this' : other ? 'in place of this' : 'behind this';
			return {
				line: (other ?? theirs[theirs.length - 1]).line,
				place: `, where ${mark.shown} stands ${where}`
			};
		}
		const difference = isMisspelt ? null : citedDifference(mark, other, source.file);
		if (difference) return difference;
	}
	const more = theirs.at(ours.length);
	return more ? { line: more.line, place: `, which has no ${more.shown}` } : null;
}

/** Sentences may change their order, so only what is cited behind a mark is compared, and how often. */
function citedDifference(ours: Mark, theirs: Mark, file: string): Difference | null {
	const [lacking] = without(ours.cited, theirs.cited);
	const [more] = without(theirs.cited, ours.cited);
	if (more)
		return {
			line: more.line,
			cites: lacking
				? `cites ${more.text}, where ${file} cites ${lacking.text}`
				: `cites ${more.text}, and ${file} does not cite it here`
		};
	if (!lacking) return null;
	const before = theirs.cited.at(ours.cited.indexOf(lacking) - 1);
	return {
		line: (ours.cited[0] === lacking ? theirs : (before ?? theirs)).line,
		cites: `lacks ${lacking.text}, which ${file} cites on this line or below it`
	};
}

/** What is in one list and not in another, where each can stand several times. */
function without(all: Written[], others: Written[]): Written[] {
	const left = others.map(({ text }) => text);
	return all.filter(({ text }) => {
		const at = left.indexOf(text);
		if (at >= 0) left.splice(at, 1);
		return at < 0;
	});
}

/** Brackets, placements, headings below the second level that have no id, claims and the addresses of terms. */
const copied = new RegExp(
	`\\{[^{}]*\\}|<Activity [^>\\n]*>|^ *#{3,6}(?= (?!.*\\{[^{}]*#))|${reference.source}|(?<=\\]\\()term:[^)\\s]*`,
	'gm'
);

/** The marks below the frontmatter, after an empty one that holds what is cited before the first. */
function marksIn({ source, root }: Document): Mark[] {
	const from = root.children[0]?.position?.start.offset ?? source.length;
	const lines = source.split('\n');
	const marks: Mark[] = [{ text: '', shown: '', line: 1, cited: [] }];
	let [line, passed] = [1, 0];
	for (const { 0: found, index } of source.slice(from).matchAll(copied)) {
		const text = found.replace(/\s+/g, ' ').replace(/^ |(?<=\{) | (?=\}$)/g, '');
		line += source.slice(passed, from + index).split('\n').length - 1;
		passed = from + index;
		if (/^(?:\[|term:)/.test(text)) marks[marks.length - 1].cited.push({ text, line });
		else {
			const shown = text.startsWith('#') ? lines[line - 1].trim() : text;
			marks.push({ text, shown, line, cited: [] });
		}
	}
	return marks;
}
