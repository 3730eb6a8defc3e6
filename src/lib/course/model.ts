/**
 * The compiled course: what `compile` makes of `lessons/`, what the machines run on and the screens show.
 *
 * Two halves, never mixed. A *model* is language-neutral: ids, graph and keys, the same in every language, and the
 * only thing a machine, a mark or a server needs. A *text* is one language's words, found by the model's ids.
 * Nothing here imports a parser, so a trainee never downloads one.
 */

/** Ids of stances as an item may ask for them, see lessons/README.md. */
export const stances = ['agreed', 'recognised', 'some', 'disagreed', 'document'] as const;
export type Stance = (typeof stances)[number];

export const stepKinds = [
	'opening',
	'reading',
	'scenario',
	'checks',
	'debrief',
	'since-then',
	'closing'
] as const;
export type StepKind = (typeof stepKinds)[number];

export const itemKinds = [
	'choice',
	'choices',
	'sequence',
	'match',
	'spot',
	'stance',
	'contested',
	'position',
	'reflection'
] as const;
export type ItemKind = (typeof itemKinds)[number];

export const askKinds = ['room', 'text', 'law', 'judgement'] as const;
export type Asks = (typeof askKinds)[number];

export const qualities = ['sound', 'defensible', 'weak', 'unsound', 'open'] as const;
export type Quality = (typeof qualities)[number];

/** Marks of a keyed choice before scaling to the best on offer (architecture.md §4). */
export const worth: Record<Exclude<Quality, 'open'>, number> = {
	sound: 100,
	defensible: 75,
	weak: 35,
	unsound: 0
};

export const outcomes = ['sound', 'mixed', 'poor'] as const;
export type Outcome = (typeof outcomes)[number];

// ---------------------------------------------------------------- model

/** One comparison in a condition; `not` turns it round. */
export type Test =
	| {
			kind: 'track';
			track: string;
			op: '<' | '<=' | '=' | '>=' | '>';
			value: number;
			not?: boolean;
	  }
	| { kind: 'chose'; option: string; not?: boolean }
	| { kind: 'dial'; dial: string; value: string; not?: boolean };

/** A condition in disjunctive form: any of the rows, in which every test holds. */
export type Condition = Test[][];

/** Values that depend on the story so far: the first whose condition holds; the last has none. */
export type Cases<T> = { value: T; when?: Condition }[];

/** A change of a track: `add` moves it, `set` puts it, `cap` lowers its upper bound for the rest of the story. */
export interface Effect {
	track: string;
	kind: 'add' | 'set' | 'cap';
	value: number;
}

export interface OptionModel {
	id: string;
	to: Cases<string>;
	/** Absent on chance outcomes only. */
	quality?: Cases<Quality>;
	when?: Condition;
	effects: Effect[];
	reveals?: string;
}

export interface SceneModel {
	id: string;
	stage?: string;
	/** Objectives that its decision exercises; of a scenario with one objective, that one. None at endings and draws. */
	objectives: string[];
	/** An ending has an outcome and no options. */
	outcome?: Outcome;
	/** The outcomes are drawn openly instead of chosen. */
	chance?: true;
	options: OptionModel[];
}

/** A bounded quantity of a scenario; `better` says which direction is good news. */
export interface TrackModel {
	from: number;
	min: number;
	max: number;
	better: 'up' | 'down';
}

/** A fact set before the start. */
export interface DialModel {
	from: string;
	values: string[];
}

export interface ScenarioModel {
	kind: 'scenario';
	id: string;
	/** Hash of graph and keys, not of prose: an attempt is pinned to it. */
	version: string;
	objectives: string[];
	stages: string[];
	tracks: Record<string, TrackModel>;
	dials: Record<string, DialModel>;
	start: string;
	scenes: SceneModel[];
}

export interface ItemOption {
	id: string;
	right?: true;
	reveals?: string;
	/** match: the id of the answer it belongs to. */
	to?: string;
	/** stance: how the room stood. */
	is?: Stance;
}

/** The second list of an item: answers of a match, reasons of a contested item. */
export interface ItemAnswer {
	id: string;
	for?: string;
	best?: true;
}

export interface ItemModel {
	id: string;
	kind: ItemKind;
	asks: Asks;
	objectives: string[];
	certainty?: true;
	options: ItemOption[];
	answers: ItemAnswer[];
	/** position: the opening item that this one asks again. */
	closes?: string;
}

export interface QuizModel {
	kind: 'quiz';
	id: string;
	version: string;
	items: ItemModel[];
}

export type ActivityModel = QuizModel | ScenarioModel;

export interface StepModel {
	id: string;
	kind: StepKind;
	/** Offered beyond what the lesson asks for: it is done without this step. */
	extra?: true;
	/** Activities placed in the step, in order. */
	activities: string[];
}

export interface LessonModel {
	id: string;
	session?: number;
	objectives: string[];
	steps: StepModel[];
	activities: ActivityModel[];
}

// ---------------------------------------------------------------- text

/** A claim as the margin shows it. */
export interface ClaimText {
	id: string;
	kind: string;
	/** Stance of `claims.json`; absent for background rows. */
	stance?: string;
	section?: string;
	part?: string;
	paragraph?: number;
	layer?: 1 | 2;
	source?: string;
	url?: string;
	asOf?: string;
	text: string;
}

export interface TermText {
	id: string;
	term: string;
	text: string;
}

/** A run of prose with the claims that stand behind it, or the place of an activity. */
export interface Prose {
	html: string;
	claims: string[];
	/** Shown only when this holds (scenario scenes). */
	when?: Condition;
	/** A document of the case file: its title, the rest is `html`. */
	document?: string;
}
export type Block = Prose | { activity: string };

/** A drawing of a scenario's graph in pixels, from the first scene down. */
export interface ScenarioMap {
	width: number;
	height: number;
	/** Middle of every scene. */
	scenes: Record<string, [x: number, y: number]>;
	/** One link for each pair of scenes that some choice joins, from border to border. */
	links: { from: string; to: string; points: [x: number, y: number][] }[];
}

/** A scenario's words, and the map on which the debrief shows them. */
export interface ScenarioText {
	title: string;
	role: string;
	intro: Prose[];
	stages: Record<string, string>;
	tracks: Record<string, string>;
	dials: Record<string, { label: string; values: Record<string, string> }>;
	scenes: Record<
		string,
		{ title: string; prose: Prose[]; options: Record<string, ScenarioOptionText> }
	>;
	debrief: Prose[];
	map: ScenarioMap;
}

export interface ScenarioOptionText {
	label: string;
	/** The date in the log; may be empty. */
	date: string;
	/** What happens next: shown at once. */
	story: string;
	/** Why: shown in the debrief. */
	feedback: Prose;
}

export interface QuizText {
	title: string;
	items: Record<string, ItemText>;
}

export interface ItemText {
	title: string;
	stem: Prose[];
	hint?: string;
	options: Record<string, { html: string; feedback?: Prose }>;
	/** The question over the second list. */
	question?: string;
	answers: Record<string, { html: string; feedback?: Prose }>;
	explanation: Prose[];
}

export interface LessonText {
	id: string;
	title: string;
	summary: string;
	steps: Record<string, { title: string; minutes: number; blocks: Block[] }>;
	objectives: Record<string, string>;
	misconceptions: Record<string, string>;
	quizzes: Record<string, QuizText>;
	scenarios: Record<string, ScenarioText>;
	claims: Record<string, ClaimText>;
	terms: Record<string, TermText>;
}

/** What the agenda needs: the whole course at a glance, in one language. */
export interface CourseIndex {
	id: string;
	title: string;
	event: string;
	lede: string;
	/** Lessons that run side by side. */
	sessions: string[];
	/** Lesson id to the lessons that must be finished first. */
	after: Record<string, string[]>;
	lessons: LessonCard[];
}

export interface LessonCard {
	id: string;
	title: string;
	summary: string;
	session?: number;
	/** Reading at 200 words a minute, and half a minute to weigh an item or a decision. Without extra steps. */
	minutes: number;
	objectives: Record<string, string>;
	steps: { id: string; kind: StepKind; extra?: true; title: string; minutes: number }[];
	activities: Record<string, string>;
}

/** Everything `compile` gives for one language. */
export interface Course {
	index: CourseIndex;
	models: Record<string, LessonModel>;
	texts: Record<string, LessonText>;
	glossary: TermText[];
}
