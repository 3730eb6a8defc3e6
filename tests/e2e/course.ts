import { readFileSync } from 'node:fs';
import { compile } from '../../src/lib/course/compile';
import { explore, type Move } from '../../src/lib/course/explore';
import type {
	Course,
	ItemKind,
	ItemModel,
	ItemText,
	LessonCard,
	LessonModel,
	LessonText,
	ScenarioModel,
	ScenarioText
} from '../../src/lib/course/model';
import { readLessonFiles } from '../../src/lib/course/read-files';
import {
	choose,
	sceneOf,
	scenarioMachine,
	startScenario,
	type ScenarioSnapshot
} from '../../src/lib/machines/scenario';

/** The real course, compiled as the build compiles it: what the tests know of the screens they will meet. */
let compiled: Promise<Course> | undefined;

export function readCourse(): Promise<Course> {
	compiled ??= compile(readLessonFiles('.')).then(({ courses }) => courses.en);
	return compiled;
}

type Messages = Record<string, string>;
const messages = JSON.parse(
	readFileSync('src/lib/ui/language/messages/en.json', 'utf8')
) as Messages;

/** An interface text in English with its parameters filled in. */
export function say(key: string, parameters: Record<string, string | number> = {}): string {
	const text = messages[key];
	if (text === undefined) throw new Error(`There is no message ${key}.`);
	return text.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]));
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The words of compiled HTML, as a reader sees them. */
export function wordsOf(html: string): string {
	return html
		.replace(/<\/(?:p|li|h\d|t[dhr]|blockquote)>/g, ' ')
		.replace(/<[^>]+>/g, '')
		.replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
		.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
		.replace(/\s+/g, ' ')
		.trim();
}

/** Where an item of some kind stands in the course. */
export interface PlacedItem {
	lesson: LessonCard;
	step: string;
	activity: string;
	item: ItemModel;
	text: ItemText;
}

/** The address of the step where an item stands. */
export const addressOf = ({ lesson, step }: Pick<PlacedItem, 'lesson' | 'step'>): string =>
	`/lesson/${lesson.id}/${step}`;

/** Every item of the course, in the order a trainee meets them. */
export function itemsOf({ index, models, texts }: Course): PlacedItem[] {
	return index.lessons.flatMap((lesson) =>
		models[lesson.id].steps.flatMap((step) =>
			step.activities.flatMap((id) => {
				const activity = models[lesson.id].activities.find((one) => one.id === id);
				return activity?.kind === 'quiz'
					? activity.items.map((item) => ({
							lesson,
							step: step.id,
							activity: id,
							item,
							text: texts[lesson.id].quizzes[id].items[item.id]
						}))
					: [];
			})
		)
	);
}

/** The first item of a kind. */
export function itemOfKind(course: Course, kind: ItemKind): PlacedItem {
	const found = itemsOf(course).find(({ item }) => item.kind === kind);
	if (!found) throw new Error(`The course has no item of the kind ${kind}.`);
	return found;
}

/** A scenario of the course with its words and its step. */
export interface PlacedScenario {
	lesson: string;
	step: string;
	model: ScenarioModel;
	text: ScenarioText;
}

export function scenarioOf(
	lesson: LessonModel,
	text: LessonText,
	id: string
): PlacedScenario | undefined {
	const model = lesson.activities.find((one) => one.id === id);
	const step = lesson.steps.find(({ activities }) => activities.includes(id));
	if (model?.kind !== 'scenario' || !step) return undefined;
	return { lesson: lesson.id, step: step.id, model, text: text.scenarios[id] };
}

/** The flagship scenario of the safeguards room. */
export function flagshipOf({ models, texts }: Course): PlacedScenario {
	const found = scenarioOf(models.safeguards, texts.safeguards, 'seven-days-of-logs');
	if (!found) throw new Error('The flagship scenario is gone.');
	return found;
}

/** A way through a scenario: the dials to set, and the choices to make. */
export interface Way {
	ending: string;
	dials: Record<string, string>;
	moves: Move[];
}

/** A shortest way to every ending, found by the explorer. */
export function waysThrough(model: ScenarioModel): Way[] {
	const { scenes } = explore(model);
	return model.scenes
		.filter(({ outcome }) => outcome)
		.map(({ id }) => {
			const moves = scenes.get(id) ?? [];
			const dials = dialings(model).find((one) => sceneAfter(model, one, moves) === id);
			if (!dials) throw new Error(`No way leads to ${id} of ${model.id}.`);
			return { ending: id, dials, moves };
		});
}

function dialings({ dials }: ScenarioModel): Record<string, string>[] {
	return Object.entries(dials).reduce<Record<string, string>[]>(
		(all, [id, { from, values }]) =>
			all.flatMap((one) =>
				[from, ...values.filter((value) => value !== from)].map((value) => ({
					...one,
					[id]: value
				}))
			),
		[{}]
	);
}

function sceneAfter(
	model: ScenarioModel,
	dials: Record<string, string>,
	moves: readonly Move[]
): string | undefined {
	const machine = scenarioMachine(model);
	const end = moves.reduce<ScenarioSnapshot | null>(
		(story, { option }) => story && choose(machine, story, option),
		startScenario(machine, dials)
	);
	return end ? sceneOf(model, end).id : undefined;
}
