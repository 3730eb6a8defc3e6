/** Replay of lessons and of the course: from entries, and which activities are finished, to where a trainee is. */
import type { LessonModel } from '../course/model';
import type { KnownEntry } from '../record/entry';
import { courseMachine, type CoursePlan } from './course';
import { lessonMachine, type LessonContext, type LessonEvent } from './lesson';
import { oncePer } from './once';
import { stepsOf } from './steps';
import { groupBy } from './understood';

export interface LessonStanding {
	state: 'locked' | 'open' | 'underWay' | 'done';
	/** The step to come back to. */
	at: string | null;
	finished: string[];
	/** Steps that a course edit removed while the trainee was on them. */
	lostStep: string | null;
}

/** Where a trainee stands in the lessons and the course. */
export interface LessonsStanding {
	lessons: Record<string, LessonStanding>;
	earned: boolean;
	/** The lesson step the trainee was on last. */
	latest: { lesson: string; step: string } | null;
}

const stepsOfLesson = oncePer((lesson: LessonModel) => stepsOf(lessonMachine(lesson), 500));
const stepsOfCourse = oncePer((plan: CoursePlan) => stepsOf(courseMachine(plan), 500));

/** Folds entries in their order through the lessons and the course, given which activities are finished. */
export function replayLessons(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	known: readonly KnownEntry[],
	finished: ReadonlySet<string>
): LessonsStanding {
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

interface ReplayedLesson extends Omit<LessonStanding, 'state'> {
	touched: boolean;
	done: boolean;
}

function replayLesson(
	model: LessonModel,
	entries: readonly KnownEntry[],
	finished: ReadonlySet<string>
): ReplayedLesson {
	const { beginning, step } = stepsOfLesson(model);
	let snapshot = beginning;
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
	const { beginning, step } = stepsOfCourse(plan);
	let snapshot = beginning;
	for (const id of plan.lessons) {
		if (lessons[id]?.touched) snapshot = step(snapshot, { type: 'lesson.start', lesson: id });
		if (lessons[id]?.done) snapshot = step(snapshot, { type: 'lesson.finish', lesson: id });
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
