import { adviceOn } from './advice';
import { certify, type Certificate } from './certificate';
import { sourceLanguage, type Compilation, type ReadFolder } from './compile';
import { figuresOf, type SceneFigures } from './figures';
import { layoutOf } from './layout';
import type { ClaimText, ScenarioMap, ScenarioModel, ScenarioText, TermText } from './model';
import type { Problem } from './problem';
import { readingOf, type Reading } from './reading';
import type { ReadScenario } from './scenario';

/** What `/author` shows: every scenario as a graph, with its figures and with what is to be said of it, in place. */

/** A problem or a piece of advice, and the scene it stands in. */
export interface Note extends Problem {
	kind: 'problem' | 'advice';
	scene?: string;
}

export interface AuthorScenario {
	id: string;
	title: string;
	file: string;
	notes: Note[];
	/** Absent where the file could not be read whole: only its problems can be shown. */
	graph?: {
		model: ScenarioModel;
		text: ScenarioText;
		/** The graph with room for the scenes' titles, and the size of a scene's box in it. */
		map: ScenarioMap;
		box: { width: number; height: number };
		scenes: SceneFigures[];
		reading: Reading;
		/** Absent while there is a problem in the file: such a story cannot be walked, or played. */
		certificate?: Certificate;
	};
}

export interface AuthorLesson {
	id: string;
	title: string;
	folder: string;
	/** What stands in the lesson and its quizzes. */
	notes: Note[];
	scenarios: AuthorScenario[];
	claims: Record<string, ClaimText>;
	terms: Record<string, TermText>;
	misconceptions: Record<string, string>;
}

export interface AuthorCourse {
	title: string;
	lessons: AuthorLesson[];
	/** What stands in no lesson's folder. */
	notes: Note[];
}

/** Room for a scene: two lines of title, two of figures. */
const box = { width: 168, height: 84, beside: 20, below: 44 };

/** The author's view of a compiled course, in the source language, whatever problems it has. */
export function authorView({ courses, folders, problems }: Compilation): AuthorCourse {
	const notes: Note[] = [
		...problems.map((problem) => ({ ...problem, kind: 'problem' as const })),
		...adviceOn(folders).map((advice) => ({ ...advice, kind: 'advice' as const }))
	];
	const course = courses[sourceLanguage];
	const isIn = (folder: string, file: string) => file.startsWith(`lessons/${folder}/`);
	return {
		title: course?.index.title ?? '',
		lessons: folders.map((read) => {
			const { folder, lesson, scenarios } = read;
			const files = new Set(scenarios.map(({ document }) => document.file));
			const text = course?.texts[lesson.head.id];
			return {
				id: lesson.head.id,
				title: lesson.head.title,
				folder: `lessons/${folder}`,
				notes: notes.filter(({ file }) => isIn(folder, file) && !files.has(file)),
				scenarios: scenarios.map((scenario) => viewOf(scenario, notes)),
				claims: text?.claims ?? {},
				terms: text?.terms ?? {},
				misconceptions: lesson.head.misconceptions
			};
		}),
		notes: notes.filter(({ file }) => !folders.some(({ folder }: ReadFolder) => isIn(folder, file)))
	};
}

function viewOf(scenario: ReadScenario, all: Note[]): AuthorScenario {
	const { model, text, document, walkable } = scenario;
	const notes = all
		.filter(({ file }) => file === document.file)
		.map((note) => ({ ...note, ...sceneAt(scenario, note.line) }));
	const isSound = !notes.some(({ kind }) => kind === 'problem');
	return {
		id: model.id,
		title: text.title,
		file: document.file,
		notes,
		...(walkable
			? {
					graph: {
						model,
						text,
						map: layoutOf(model, box),
						box,
						scenes: figuresOf(scenario),
						reading: readingOf(everythingIn(text)),
						...(isSound ? { certificate: certify(model, text, sourceLanguage) } : {})
					}
				}
			: {})
	};
}

/** The scene in which a line stands: the last that begins before it. */
function sceneAt({ lines, model }: ReadScenario, line: number): { scene?: string } {
	const scene = model.scenes.findLast(({ id }) => lines.scenes[id] <= line)?.id;
	return scene ? { scene } : {};
}

function everythingIn({ intro, scenes, debrief }: ScenarioText): string {
	return [
		...intro.map(({ html }) => html),
		...Object.values(scenes).flatMap(({ prose, options }) => [
			...prose.map(({ html }) => html),
			...Object.values(options).map(({ label, story }) => `<p>${label}</p>${story}`)
		]),
		...debrief.map(({ html }) => html)
	].join('');
}
