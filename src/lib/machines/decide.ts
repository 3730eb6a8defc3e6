import type { LessonModel, QuizModel, ScenarioModel } from '../course/model';
import { draft, type Draft, type Entry, type ViewContent, type ViewDraft } from '../record/entry';
import { isKeyed, type Answer, type Certainty } from './mark';
import type { Progress } from './replay';
import type { Attempt, ScenarioStanding } from './replay-scenario';
import type { Move } from './scenario';

/**
 * What a trainee's act writes into the record, decided on where the trainee stands. Pure: ids and seeds are given, and
 * null means that the act no longer applies (another tab did it, or went on).
 */
export type Decision = { drafts: Draft[]; views?: ViewDraft[] } | null;

/** What an item hands over when it is answered: the answer, and what only items without a key ask for. */
export interface Given extends Answer {
	certainty?: Certainty;
	/** contested: the reason chosen. */
	reasons?: string[];
	/** reflection. */
	text?: string;
}

/** Arriving at a step: the lesson is opened with its first, and tomorrow starts at the last. */
export function reachStep(progress: Progress, lesson: string, step: string): Decision {
	const { latest } = progress;
	if (latest?.lesson === lesson && latest.step === step) return null;
	// Put here because a course edit removed the step the trainee was on: it stays said until they move on by themselves.
	if (progress.lessons[lesson].lostStep !== null && progress.lessons[lesson].at === step)
		return null;
	const drafts =
		progress.lessons[lesson].state === 'open' ? [draft('lesson.opened', { lesson }, null)] : [];
	return { drafts: [...drafts, draft('step.reached', { lesson, step }, null)] };
}

/**
 * Whatever is done at a step, done where a course edit put the trainee: with it they are there by themselves, and the lost
 * step is one no more.
 */
export function doneAt(
	progress: Progress,
	lesson: string,
	step: string,
	decision: Decision
): Decision {
	if (!decision || progress.lessons[lesson].lostStep === null) return decision;
	const reached = draft('step.reached', { lesson, step }, null);
	return { ...decision, drafts: [reached, ...decision.drafts] };
}

/** Reading on from a step; a step with activities is finished by them instead. */
export function finishStep(progress: Progress, model: LessonModel, step: string): Decision {
	const activities = model.steps.find(({ id }) => id === step)?.activities ?? [];
	if (activities.length || progress.lessons[model.id].finished.includes(step)) return null;
	return { drafts: [draft('step.finished', { lesson: model.id, step }, null)] };
}

/** The attempt of a quiz, begun with the first thing done in it. */
function quizAttempt(
	entries: readonly Entry[],
	quiz: QuizModel,
	seed: number,
	newId: () => string
): { attempt: string; drafts: Draft[] } {
	const begun = entries.find(
		({ type, data }) =>
			type === 'attempt.started' && data.activity === quiz.id && data.practice === false
	);
	if (begun?.attempt) return { attempt: begun.attempt, drafts: [] };
	const attempt = newId();
	const { id: activity, version } = quiz;
	return {
		attempt,
		drafts: [
			draft(
				'attempt.started',
				{ activity, version, seed, dials: {}, practice: false, fork: null },
				attempt
			)
		]
	};
}

/** Answering an item. What has no key is a view: its content goes apart from the entry. */
export function answerItem(
	entries: readonly Entry[],
	quiz: QuizModel,
	item: string,
	given: Given,
	seed: number,
	newId: () => string
): Decision {
	const model = quiz.items.find(({ id }) => id === item);
	if (!model) return null;
	const { attempt, drafts } = quizAttempt(entries, quiz, seed, newId);
	const about = { activity: quiz.id, item };
	const certainty = given.certainty ? { certainty: given.certainty } : {};
	if (isKeyed(model)) {
		const answer =
			model.kind === 'match' || model.kind === 'stance'
				? { pairs: given.pairs }
				: { options: given.options };
		return {
			drafts: [...drafts, draft('item.answered', { ...about, answer, ...certainty }, attempt)]
		};
	}
	const content: ViewContent =
		model.kind === 'reflection'
			? { text: given.text }
			: {
					options: given.options,
					...(model.kind === 'contested' ? { reasons: given.reasons } : {}),
					...certainty
				};
	return {
		drafts: [...drafts, draft('view.given', about, attempt)],
		views: [{ ...about, attempt, content }]
	};
}

/** Asking for the hint of an item. */
export function askHint(
	entries: readonly Entry[],
	quiz: QuizModel,
	item: string,
	seed: number,
	newId: () => string
): Decision {
	const { attempt, drafts } = quizAttempt(entries, quiz, seed, newId);
	return { drafts: [...drafts, draft('hint.shown', { activity: quiz.id, item }, attempt)] };
}

/** Opening a case file: the first time counts, so it begins once only; practice as often as one likes. */
export function beginScenario(
	standing: ScenarioStanding,
	model: ScenarioModel,
	dials: Record<string, string>,
	practice: boolean,
	seed: number,
	attempt: string
): Decision {
	if (!practice && standing.first) return null;
	const { id: activity, version } = model;
	return {
		drafts: [
			draft('attempt.started', { activity, version, seed, dials, practice, fork: null }, attempt)
		]
	};
}

/** Making a choice; nothing when the story has moved on meanwhile. */
export function makeChoice(
	standing: ScenarioStanding,
	model: ScenarioModel,
	seen: Attempt,
	move: Move
): Decision {
	const now = standing.attempts.find(({ id }) => id === seen.id);
	if (!now || now.scene !== move.scene || now.context.path.length !== seen.context.path.length)
		return null;
	return { drafts: [draft('choice.made', { activity: model.id, ...move }, seen.id)] };
}

/** Going the same way up to a decision, as practice, to try another from there. */
export function forkAttempt(
	model: ScenarioModel,
	from: Attempt,
	choices: number,
	attempt: string
): Decision {
	const { id: activity, version } = model;
	const { dials, seed } = from;
	return {
		drafts: [
			draft(
				'attempt.started',
				{ activity, version, seed, dials, practice: true, fork: { attempt: from.id, choices } },
				attempt
			),
			...from.context.path
				.slice(0, choices)
				.map((move) => draft('choice.made', { activity, ...move }, attempt))
		]
	};
}
