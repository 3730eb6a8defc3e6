import { initialTransition, transition } from 'xstate';
import type { ItemModel, LessonModel, Outcome, QuizModel, ScenarioModel } from '../course/model';
import { readEntry, type Entry, type KnownEntry } from '../record/entry';
import { compareEntries } from '../record/union';
import { courseMachine, type CourseEvent, type CoursePlan } from './course';
import { itemMachine, type ItemContext, type ItemEvent } from './item';
import { lessonMachine, type LessonContext, type LessonEvent } from './lesson';
import { isKeyed } from './mark';
import { oncePer, remembering } from './once';
import { decisionQuality, judgePath, type Judged } from './quality';
import { choose, sceneOf, scenarioMachine, startScenario, type ScenarioContext } from './scenario';

/**
 * Replay: from entries to where a trainee stands, through the same machines that run the screens. Pure; the order of
 * the given entries does not matter. Entries of unknown types or of lessons not given are passed over, never lost.
 */

export interface ItemStanding extends ItemContext {
	answered: boolean;
}

/** One run of a scenario. */
export interface Attempt {
	id: string;
	activity: string;
	version: string;
	seed: number;
	dials: Record<string, string>;
	practice: boolean;
	fork: { attempt: string; choices: number } | null;
	startedAt: string;
	scene: string;
	context: ScenarioContext;
	outcome: Outcome | null;
	/** When each choice was made. */
	times: string[];
	/** Choices that no longer fit the scenario, because it was edited since: the attempt stands where it still fits. */
	dropped: number;
}

export interface ScenarioStanding {
	attempts: Attempt[];
	/** The first attempt that is not practice: the one that counts. */
	first: Attempt | null;
	/** The attempt to go on with: the newest unfinished one. */
	open: Attempt | null;
	/** Decision quality of the first attempt once it has ended, 0–100. */
	quality: number | null;
	finished: boolean;
}

export interface LessonStanding {
	state: 'locked' | 'open' | 'underWay' | 'done';
	/** The step to come back to. */
	at: string | null;
	finished: string[];
	/** Steps that a course edit removed while the trainee was on them. */
	lostStep: string | null;
}

export interface Progress {
	lessons: Record<string, LessonStanding>;
	items: Record<string, Record<string, ItemStanding>>;
	scenarios: Record<string, ScenarioStanding>;
	earned: boolean;
	/** The lesson step the trainee was on last. */
	latest: { lesson: string; step: string } | null;
	/** Entries that were understood. */
	known: number;
}

/** `readEntry`, once for each entry: it never changes, and the same ones are replayed after every new one. */
export const understood = oncePer(readEntry);
const itemBeginning = oncePer((item: ItemModel) => initialTransition(itemMachine(item))[0]);
const lessonBeginning = oncePer(
	(lesson: LessonModel) => initialTransition(lessonMachine(lesson))[0]
);
const courseBeginning = oncePer((plan: CoursePlan) => initialTransition(courseMachine(plan))[0]);

/** Where a machine stands and what it knows: all that its next step depends on. */
const told = ({ value, context }: { value: unknown; context: unknown }): string =>
	JSON.stringify([value, context]);

// Most trainees take the same steps, and after every new entry the same trainee takes them again.
const itemSteps = oncePer((item: ItemModel) =>
	remembering(
		(snapshot: ReturnType<typeof itemBeginning>, event: ItemEvent) =>
			transition(itemMachine(item), snapshot, event)[0],
		300,
		told
	)
);
const lessonSteps = oncePer((lesson: LessonModel) =>
	remembering(
		(snapshot: ReturnType<typeof lessonBeginning>, event: LessonEvent) =>
			transition(lessonMachine(lesson), snapshot, event)[0],
		500,
		told
	)
);
const courseSteps = oncePer((plan: CoursePlan) =>
	remembering(
		(snapshot: ReturnType<typeof courseBeginning>, event: CourseEvent) =>
			transition(courseMachine(plan), snapshot, event)[0],
		500,
		told
	)
);

/** Folds entries through the machines of the given lessons. */
export function replay(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	entries: readonly Entry[]
): Progress {
	const known = understoodInOrder(entries);
	const ofActivity = groupBy(known, ({ data }) => ('activity' in data ? data.activity : null));

	const items: Progress['items'] = {};
	const scenarios: Progress['scenarios'] = {};
	const finished = new Set<string>();
	for (const activity of Object.values(models).flatMap((lesson) => lesson.activities)) {
		const about = ofActivity.get(activity.id) ?? [];
		if (activity.kind === 'quiz') {
			items[activity.id] = replayQuiz(activity, about);
			if (isQuizFinished(activity, items[activity.id])) finished.add(activity.id);
		} else {
			scenarios[activity.id] = replayScenario(activity, about);
			if (scenarios[activity.id].finished) finished.add(activity.id);
		}
	}
	return { ...replayLessons(plan, models, known, finished), items, scenarios, known: known.length };
}

/** The entries this code understands, each once, in the order in which they happened. */
export function understoodInOrder(entries: readonly Entry[]): KnownEntry[] {
	const each = new Map(entries.map((entry) => [entry.id, entry]));
	return [...each.values()].sort(compareEntries).flatMap((entry) => understood(entry) ?? []);
}

/** Folds entries in their order through the lessons and the course, given which activities are finished. */
export function replayLessons(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	known: readonly KnownEntry[],
	finished: ReadonlySet<string>
): Pick<Progress, 'lessons' | 'earned' | 'latest'> {
	const ofLesson = groupBy(known, ({ data }) => ('lesson' in data ? data.lesson : null));
	const lessons = Object.fromEntries(
		Object.values(models).map((model) => [
			model.id,
			replayLesson(model, ofLesson.get(model.id) ?? [], finished)
		])
	);
	const course = replayCourse(plan, lessons);
	const last = known.findLast(
		(entry) => entry.type === 'step.reached' || entry.type === 'step.moved'
	);
	return {
		lessons: Object.fromEntries(
			plan.lessons.map((id) => {
				const { at, finished, lostStep } = lessons[id] ?? {
					at: null,
					finished: [],
					lostStep: null
				};
				return [id, { state: course.states[id], at, finished, lostStep }];
			})
		),
		earned: course.earned,
		latest: last
			? { lesson: last.data.lesson, step: lessons[last.data.lesson]?.at ?? stepOf(last) }
			: null
	};
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string | null): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of list) {
		const key = keyOf(one);
		if (key === null) continue;
		const group = groups.get(key);
		if (group) group.push(one);
		else groups.set(key, [one]);
	}
	return groups;
}

/** A quiz is finished when every item is answered; how well does not matter. */
export function isQuizFinished(quiz: QuizModel, standing: Record<string, ItemStanding>): boolean {
	return quiz.items.every((item) => standing[item.id]?.answered);
}

/** Folds the entries about a quiz, in their order, through its items; practice changes nothing. */
export function replayQuiz(
	quiz: QuizModel,
	entries: readonly KnownEntry[]
): Record<string, ItemStanding> {
	const ofItem = groupBy(withoutPractice(entries), ({ data }) =>
		'item' in data ? data.item : null
	);
	return Object.fromEntries(
		quiz.items.map((item) => [item.id, replayItem(item, ofItem.get(item.id) ?? [])])
	);
}

/** Entries but those of practice attempts. */
export function withoutPractice(entries: readonly KnownEntry[]): KnownEntry[] {
	const practice = new Set(
		entries.flatMap((entry) =>
			entry.type === 'attempt.started' && entry.data.practice ? [entry.attempt] : []
		)
	);
	return entries.filter(({ attempt }) => attempt === null || !practice.has(attempt));
}

function replayItem(item: ItemModel, entries: readonly KnownEntry[]): ItemStanding {
	const step = itemSteps(item);
	let snapshot = itemBeginning(item);
	let viewed = false;
	for (const entry of entries) {
		if (entry.type === 'hint.shown') snapshot = step(snapshot, { type: 'hint.ask' });
		else if (entry.type === 'view.given') viewed = true;
		else if (entry.type === 'item.answered')
			snapshot = step(snapshot, {
				type: 'answer.submit',
				answer: entry.data.answer,
				...(entry.data.certainty ? { certainty: entry.data.certainty } : {})
			});
	}
	return {
		...snapshot.context,
		answered: isKeyed(item) ? snapshot.context.first !== null : viewed
	};
}

/** Folds the entries about a scenario, in their order, through its chart, each attempt for itself. */
export function replayScenario(
	model: ScenarioModel,
	entries: readonly KnownEntry[]
): ScenarioStanding {
	const machine = scenarioMachine(model);
	const attempts = new Map<
		string,
		{ attempt: Attempt; snapshot: ReturnType<typeof startScenario> }
	>();
	for (const entry of entries) {
		if (!entry.attempt) continue;
		if (entry.type === 'attempt.started' && !attempts.has(entry.attempt)) {
			const { version, seed, dials, practice, fork } = entry.data;
			const snapshot = startScenario(machine, dials);
			attempts.set(entry.attempt, {
				snapshot,
				attempt: {
					id: entry.attempt,
					activity: model.id,
					version,
					seed,
					dials,
					practice,
					fork,
					startedAt: entry.at,
					scene: model.start,
					context: snapshot.context,
					outcome: null,
					times: [],
					dropped: 0
				}
			});
		} else if (entry.type === 'choice.made') {
			const run = attempts.get(entry.attempt);
			if (!run) continue;
			const next =
				String(run.snapshot.value) === entry.data.scene
					? choose(machine, run.snapshot, entry.data.option)
					: null;
			if (!next) {
				run.attempt.dropped++;
				continue;
			}
			run.snapshot = next;
			const scene = sceneOf(model, next);
			run.attempt = {
				...run.attempt,
				scene: scene.id,
				context: next.context,
				outcome: scene.outcome ?? null,
				times: [...run.attempt.times, entry.at]
			};
		}
	}
	const all = [...attempts.values()].map(({ attempt }) => attempt);
	const first = all.find((attempt) => !attempt.practice) ?? null;
	return {
		attempts: all,
		first,
		open: [...all].reverse().find((attempt) => !attempt.outcome) ?? null,
		quality: first?.outcome ? qualityOf(model, first) : null,
		finished: Boolean(first?.outcome)
	};
}

/** The decisions of an attempt, each judged where it was taken. */
export function judgeAttempt(
	model: ScenarioModel,
	attempt: Pick<Attempt, 'dials' | 'context'>
): Judged[] {
	return judgePath(model, attempt.dials, attempt.context.path);
}

/** Decision quality of an attempt that has ended, 0–100; null when the scenario has no key. */
export function qualityOf(model: ScenarioModel, attempt: Attempt): number | null {
	return decisionQuality(model, judgeAttempt(model, attempt));
}

interface ReplayedLesson extends Omit<LessonStanding, 'state'> {
	touched: boolean;
	done: boolean;
}

function replayLesson(
	model: LessonModel,
	entries: readonly KnownEntry[],
	finished: ReadonlySet<string>
): ReplayedLesson {
	const step = lessonSteps(model);
	let snapshot = lessonBeginning(model);
	let lostStep: string | null = null;
	const send = (event: LessonEvent): void => {
		snapshot = step(snapshot, event);
	};
	for (const { id } of model.activities)
		if (finished.has(id)) send({ type: 'activity.finish', activity: id });
	for (const entry of entries) {
		if (entry.type === 'lesson.opened') send({ type: 'lesson.open' });
		else if (entry.type === 'step.finished') send({ type: 'step.finish', step: entry.data.step });
		else if (entry.type === 'step.reached' || entry.type === 'step.moved') {
			const step = stepOf(entry);
			lostStep = model.steps.some(({ id }) => id === step) ? null : step;
			if (lostStep === null) send({ type: 'step.open', step });
		}
	}
	if (lostStep !== null) send({ type: 'step.open', step: nearestStep(model, snapshot.context) });
	return {
		at: snapshot.context.at,
		finished: snapshot.context.finished,
		lostStep,
		touched: !snapshot.matches('untouched'),
		done: snapshot.matches('done')
	};
}

/** The step an entry says the trainee came to. */
function stepOf(entry: Extract<KnownEntry, { type: 'step.reached' | 'step.moved' }>): string {
	return entry.type === 'step.moved' ? entry.data.to : entry.data.step;
}

/**
 * Where to land instead of a step that is gone: the step the trainee came from, or the one after it when that is
 * finished, for the lost one followed it; the first step when the trainee came from none.
 */
function nearestStep({ steps }: LessonModel, { at, finished }: LessonContext): string {
	const from = steps.findIndex(({ id }) => id === at);
	const isLeft = from < 0 || finished.includes(steps[from].id);
	return steps[Math.min(isLeft ? from + 1 : from, steps.length - 1)].id;
}

function replayCourse(
	plan: CoursePlan,
	lessons: Record<string, ReplayedLesson>
): { states: Record<string, LessonStanding['state']>; earned: boolean } {
	const step = courseSteps(plan);
	let snapshot = courseBeginning(plan);
	// What a locked lesson already holds (an imported record) counts once what comes first is done, wherever the plan lists it.
	for (let before = -1; before < snapshot.context.done.length;) {
		before = snapshot.context.done.length;
		for (const id of plan.lessons) {
			if (lessons[id]?.touched) snapshot = step(snapshot, { type: 'lesson.start', lesson: id });
			if (lessons[id]?.done) snapshot = step(snapshot, { type: 'lesson.finish', lesson: id });
		}
	}
	const value = snapshot.value as Record<string, string | Record<string, string>>;
	const sessions = value.sessions as Record<string, string>;
	return {
		states: Object.fromEntries(
			plan.lessons.map((id) => [id, (sessions[id] ?? value[id]) as LessonStanding['state']])
		),
		earned: value.certificate === 'earned'
	};
}
