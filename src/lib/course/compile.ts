import { toString } from 'mdast-util-to-string';
import type * as v from 'valibot';
import { checkKeys } from './check-keys';
import { checkOrder, checkPlaces, places } from './check-order';
import { checkClosings, checkLayers, checkPictures, checkReferences } from './check-references';
import { checkScenario } from './check-scenario';
import { checkBrackets, collectCitations, type Citations } from './citations';
import { lineOf, readDocument, type Document } from './document';
import { CourseFrontmatter } from './frontmatter';
import { readGlossary, readLedger, type Glossary, type Ledger } from './ledger';
import { readLesson, type ReadLesson } from './lesson';
import { itemKinds, type Course } from './model';
import { checkNearClaims } from './near-claims';
import { Problems, type Problem } from './problem';
import { cardOf, modelOf, termText, textOf } from './publish';
import { readQuiz, type ReadQuiz } from './quiz';
import { Readings } from './readings';
import { readScenario, type ReadScenario } from './scenario';
import { compareGraphs, languagesOf, translation, translationOf } from './translation';
import { markUntranslated, type Published } from './untranslated';
import { parseWith } from './yaml';

/**
 * Every file below `lessons/`: path below the project's root, and its text. The pictures that lessons may show are named, too,
 * without what they hold.
 */
export type Files = Record<string, string>;

/** A lesson with everything read from its folder. */
export interface ReadFolder {
	folder: string;
	lesson: ReadLesson;
	quizzes: ReadQuiz[];
	scenarios: ReadScenario[];
	/** False when an activity could not be read at all, or is misnamed, so that what names it is no problem of its own. */
	whole: boolean;
	citations: Citations;
}

export interface Compilation {
	/** The course in every language that has files, by language; empty when something fundamental is missing. */
	courses: Record<string, Course>;
	problems: Problem[];
	ledger: Ledger;
	folders: ReadFolder[];
}

export const sourceLanguage = 'en';

/** Characters of a file at most, about 40,000 words: the time to parse Markdown grows with the square of its lists. */
const mostCharacters = 250_000;

/**
 * Compiles `lessons/` into the course, or says what is wrong with it. Pure: the same files give the same course.
 * A course with problems is still returned as far as it can be, so that `npm run dev` can show the rest. `readings` of an
 * earlier time spare what has not changed since.
 */
export async function compile(written: Files, readings = new Readings()): Promise<Compilation> {
	const problems = new Problems();
	const files = emptyUnreadable(written, problems);
	const unreadable = new Set(problems.all.map(({ file }) => file));
	const told = [...problems.all];
	refuseLong(files, problems);
	if (problems.all.some(({ code }) => code === 'file_too_long'))
		return { courses: {}, problems: problems.all, ledger: unreadLedger, folders: [] };
	const misnamed = checkPlaces(files, sourceLanguage, problems);
	const source = await compileLanguage(files, sourceLanguage, misnamed, problems, readings);
	const courses: Record<string, Course> = {};
	if (source.course) courses[sourceLanguage] = source.course;
	for (const language of languagesOf(files, sourceLanguage)) {
		const found = new Problems();
		const translated = await compileLanguage(files, language, misnamed, found, readings);
		if (translated.course && source.course) {
			compareGraphs(source, translated, language, found);
			courses[language] = translated.course;
		}
		// Its files are the same as the source's but for their words, so what is then found in one of the source follows from them.
		problems.all.push(...found.all.filter(({ file }) => translation.test(file)));
	}
	readings.forget();
	return {
		courses,
		problems: sortProblems([...told, ...problems.all.filter(({ file }) => !unreadable.has(file))]),
		ledger: source.ledger,
		folders: source.folders
	};
}

/** The course in one language, with what it was read from. */
export interface OneLanguage {
	/** What course.md says; without it there is no course. */
	head: v.InferOutput<typeof CourseFrontmatter> | null;
	course: Course | null;
	ledger: Ledger;
	glossary: Glossary;
	folders: ReadFolder[];
}

/** Reads a file by its path in the source language, or takes what it was read to before. */
type Once = <Read>(
	path: string,
	readFile: (file: string, text: string, problems: Problems) => Read | Promise<Read>
) => Promise<Read>;

async function compileLanguage(
	files: Files,
	language: string,
	misnamed: string[],
	found: Problems,
	readings: Readings
): Promise<OneLanguage> {
	const localised = (path: string): string => {
		const other = translationOf(path, language);
		return language !== sourceLanguage && other in files ? other : path;
	};
	const read = (path: string): string => files[localised(path)] ?? '';
	const once: Once = (path, readFile) =>
		readings.of(localised(path), read(path), found, (own) =>
			readFile(localised(path), read(path), own)
		);
	const ledger = await once('lessons/ledger.yaml', readLedger);
	const glossary = readGlossary(
		localised('lessons/glossary.yaml'),
		read('lessons/glossary.yaml'),
		ledger,
		found
	);
	const document = readDocument(localised('lessons/course.md'), read('lessons/course.md'), found);
	const head = document && parseWith(CourseFrontmatter, document.frontmatter, document, found);
	if (document) checkCourseWords(document, found);
	const bases = Object.keys(files)
		.filter((file) => places.test(file))
		.sort();

	const folders: ReadFolder[] = [];
	let whole = !misnamed.some((path) => path.endsWith('/lesson.md'));
	for (const folder of new Set(
		bases.flatMap((file) => /^lessons\/(\d+-[a-z0-9-]+)\//.exec(file)?.[1] ?? [])
	)) {
		const inside = bases.filter((file) => file.startsWith(`lessons/${folder}/`));
		const readFolder = await readLessonFolder(folder, inside, misnamed, once, found);
		if (readFolder) folders.push(readFolder);
		else whole = false;
	}
	for (const folder of folders) {
		checkReferences(folder, ledger, glossary, found);
		checkPictures(folder.citations.pictures, files, found);
		checkNearClaims(folder.citations.passages, ledger, found);
		checkKeys(folder, ledger, language, found);
	}
	checkClosings(folders, found);
	checkLayers(folders, ledger, found);
	// A translation has the order of its source, or compareGraphs reports it.
	if (language === sourceLanguage) checkOrder(head, folders, whole, document, found);
	if (!head) return { head, course: null, ledger, glossary, folders };

	const ordered = head.lessons.flatMap(
		(id) => folders.find((folder) => folder.lesson.head.id === id) ?? []
	);
	const own: Published = {
		index: {
			title: head.title,
			event: head.event,
			lede: document.root.children.map((node) => toString(node)).join('\n'),
			file: document.file
		},
		folders: ordered,
		ledger,
		glossary: { ...glossary, file: localised('lessons/glossary.yaml') }
	};
	const isSource = language === sourceLanguage;
	const published = isSource ? own : markUntranslated(own, language, sourceLanguage);
	const { title, event, lede } = published.index;
	return {
		head,
		ledger,
		glossary,
		folders,
		course: {
			index: {
				id: head.id,
				title,
				event,
				lede,
				sessions: head.sessions,
				after: head.after,
				lessons: published.folders.map(cardOf)
			},
			models: Object.fromEntries(ordered.map((folder) => [folder.lesson.head.id, modelOf(folder)])),
			texts: Object.fromEntries(
				published.folders.map((folder) => [
					folder.lesson.head.id,
					textOf(folder, published.ledger, published.glossary)
				])
			),
			glossary: [...published.glossary.terms.values()]
				.map(termText)
				.sort((a, b) => a.term.localeCompare(b.term, language))
		}
	};
}

/** The agenda shows the words of course.md as they stand. */
function checkCourseWords({ file, root }: Document, problems: Problems): void {
	for (const node of root.children) {
		const isPlain =
			node.type === 'paragraph' &&
			node.children.every(({ type }) => type === 'text') &&
			!/[{}]|\[[^\]]*\]/.test(toString(node));
		if (!isPlain)
			problems.add(
				'course_words',
				file,
				lineOf(node),
				'The words of the course are plain paragraphs: of a heading, a list, a link, a claim or stressed words the signs would be seen, or lost. Write plain words.'
			);
	}
}

async function readLessonFolder(
	folder: string,
	paths: string[],
	misnamed: string[],
	once: Once,
	problems: Problems
): Promise<ReadFolder | null> {
	const main = `lessons/${folder}/lesson.md`;
	if (!paths.includes(main)) {
		if (!misnamed.includes(main))
			problems.add(
				'lesson_missing',
				`lessons/${folder}`,
				1,
				'This folder has no lesson.md. Add one, or remove the folder.'
			);
		return null;
	}
	const quizzes = paths.filter((path) => path.endsWith('.quiz.md'));
	const scenarios = paths.filter((path) => path !== main && !quizzes.includes(path));
	const read = {
		quizzes: await Promise.all(quizzes.map((path) => once(path, readQuizFile))),
		scenarios: await Promise.all(scenarios.map((path) => once(path, readScenarioFile))),
		lesson: await once(main, readLessonFile)
	};
	if (!read.lesson.content) return null;
	const files = [...read.quizzes, ...read.scenarios, read.lesson];
	return {
		folder,
		lesson: read.lesson.content,
		quizzes: read.quizzes.flatMap(({ content }) => content ?? []),
		scenarios: read.scenarios.flatMap(({ content }) => content ?? []),
		whole:
			files.every(({ content }) => content) &&
			!misnamed.some((path) => path.startsWith(`lessons/${folder}/`)),
		citations: {
			claims: files.flatMap(({ citations }) => citations.claims),
			terms: files.flatMap(({ citations }) => citations.terms),
			passages: files.flatMap(({ citations }) => citations.passages),
			pictures: files.flatMap(({ citations }) => citations.pictures)
		}
	};
}

/** What a file holds, `null` when it cannot be read; and what it cites all the same. */
interface Cited<Content> {
	content: Content | null;
	citations: Citations;
}

/** Makes a reader of files of one that reads documents. */
function cited<Content>(
	readContent: (document: Document, problems: Problems) => Promise<Content | null> | Content | null
) {
	return async (file: string, text: string, problems: Problems): Promise<Cited<Content>> => {
		const document = readDocument(file, text, problems);
		if (!document) return { content: null, citations: noCitations };
		// Cited before the attributes are taken, so that lines are those of the file.
		const citations = collectCitations(document, problems);
		return { content: await readContent(document, problems), citations };
	};
}

const readLessonFile = cited(readLesson);

const readQuizFile = cited((document, problems) => {
	const quiz = readQuiz(document, problems);
	checkBrackets(document, problems);
	return quiz;
});

const readScenarioFile = cited((document, problems) => {
	const scenario = readScenario(document, problems);
	checkBrackets(document, problems);
	if (scenario) checkScenario(scenario, problems);
	return scenario;
});

const noCitations: Citations = { claims: [], terms: [], passages: [], pictures: [] };

const unreadLedger: Ledger = {
	claims: new Map(),
	background: new Map(),
	lines: new Map(),
	file: 'lessons/ledger.yaml',
	readable: false
};

/**
 * Reports files of which some words are lost or stand twice, and gives them empty: what else is found in them would only follow
 * from that.
 */
function emptyUnreadable(files: Files, problems: Problems): Files {
	return Object.fromEntries(
		Object.entries(files).map(([file, text]) => {
			const before = problems.all.length;
			refuseEncoding(file, text, problems);
			refuseConflicts(file, text, problems);
			refuseOtherKind(file, text, problems);
			return [file, problems.all.length > before ? '' : text];
		})
	);
}

const namedAs = /\.(quiz|scenario)(?=(?:\.[^./]+)?\.md$)/;
const headingOfItem = new RegExp(`^## .*\\{[^}]*\\.(?:${itemKinds.join('|')})[\\s}]`, 'm');

/** Read as a scenario, nearly every line of a quiz is wrong, and the other way round; only the name is. */
function refuseOtherKind(file: string, text: string, problems: Problems): void {
	const named = namedAs.exec(file)?.[1];
	const [isScenario, isQuiz] = [/^stages:/m.test(text), headingOfItem.test(text)];
	if (!named || isScenario === isQuiz) return;
	const written = isScenario ? 'scenario' : 'quiz';
	if (written !== named)
		problems.add(
			'file_kind',
			file,
			1,
			`This is written as a ${written} and named as a ${named}. Rename it to ${file.replace(namedAs, `.${written}`)}.`
		);
}

/** In another encoding than UTF-8 some letters could not be read and were replaced; in UTF-16 every second byte of an English text is no letter. */
function refuseEncoding(file: string, text: string, problems: Problems): void {
	const at = text.search(/[\uFFFD\0]/);
	if (at >= 0)
		problems.add(
			'file_encoding',
			file,
			text.slice(0, at).split('\n').length,
			'This file is not saved as UTF-8, so some letters are lost. Save it again with the encoding UTF-8.'
		);
}

/** What git writes around the two versions of lines that two people have changed. In Markdown it would be a quotation and a heading. */
function refuseConflicts(file: string, text: string, problems: Problems): void {
	const marks = [...text.matchAll(/^(?:<{7}|>{7})(?:[^\S\n].*)?$/gm)];
	const first = marks.filter(([mark], at) => mark.startsWith('<') || !at);
	for (const { index } of first)
		problems.add(
			'file_conflict',
			file,
			text.slice(0, index).split('\n').length,
			'Git has left two versions of the same lines here. Keep one of them, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.'
		);
}

/** A file that would keep its author waiting for minutes is not read, and neither is the rest of a course that leans on it. */
function refuseLong(files: Files, problems: Problems): void {
	for (const [file, { length }] of Object.entries(files))
		if (length > mostCharacters)
			problems.add(
				'file_too_long',
				file,
				1,
				`The file has ${length} characters; at most ${mostCharacters} can be read, and nothing else was checked. Make several files of it.`
			);
}

/** By file and line, each once. */
function sortProblems(problems: Problem[]): Problem[] {
	const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
	return [...once.values()].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
