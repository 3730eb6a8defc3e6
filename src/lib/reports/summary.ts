/**
 * What one member did in one activity: small, plain and stored, so that a dashboard need not replay.
 *
 * It is made by replaying that member's entries through the machines; a mark that a device claims does not enter. Where
 * the model of the attempt's content version is not known, `verified` is false and nothing is marked (architecture §5).
 *
 * Views stay out (architecture §7). Of positions, contested items, reflections and reasons it is only said that they were
 * given. The side taken at an open decision is a view too: a path has `option: null` there, and it is sealed where
 * anything later would tell the side (told.ts). Of a sealed run nothing more is told than whether it has ended, which the
 * progress of the lesson shows anyway: no scene, no outcome, no decision quality, since a mark that only one side leads to
 * tells that side. How a room split at an open decision is a figure on views, kept and released apart from members.
 */
import * as v from 'valibot';
import {
	outcomes,
	qualities,
	type ActivityModel,
	type ItemModel,
	type QuizModel,
	type ScenarioModel
} from '../course/model';
import { isComplete, isKeyed } from '../machines/mark';
import {
	isQuizFinished,
	replayQuiz,
	replayScenario,
	understoodInOrder,
	withoutPractice,
	type Attempt,
	type ItemStanding,
	type ScenarioStanding
} from '../machines/replay';
import { Certainty, type Answer, type Entry, type KnownEntry } from '../record/entry';
import { tellPath } from './told';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** The first answer to an item, which counts for ever. */
export const FirstAnswer = v.strictObject({
	/** Ids of the options chosen. */
	options: v.optional(v.array(v.string())),
	/** Ids of the options in the order given. */
	order: v.optional(v.array(v.string())),
	/** Option id to answer id or stance. */
	pairs: v.optional(v.record(v.string(), v.string())),
	certainty: v.optional(Certainty),
	/** Null when not verified. */
	right: v.nullable(v.boolean()),
	/** 0 to 1, part marks included; null when not verified. */
	points: v.nullable(Share),
	/** Misconceptions it shows. */
	reveals: v.array(v.string())
});
export type FirstAnswer = v.InferOutput<typeof FirstAnswer>;

/** What was done with one keyed item. */
export const ItemSummary = v.strictObject({
	/** Complete answers given, the first included. */
	tries: Count,
	/** The hint was asked for before an answer. */
	hinted: v.boolean(),
	first: v.nullable(FirstAnswer),
	/** Whether the newest answer is right; null when there is none or it is not verified. */
	lastRight: v.nullable(v.boolean())
});
export type ItemSummary = v.InferOutput<typeof ItemSummary>;

/** A decision of the attempt that counts, without the side where a side was taken. */
export const StepSummary = v.strictObject({
	scene: v.string(),
	option: v.nullable(v.string()),
	quality: v.optional(v.picklist(qualities)),
	reveals: v.optional(v.string())
});
export type StepSummary = v.InferOutput<typeof StepSummary>;

/** The first attempt of a scenario that is not practice. */
export const RunSummary = v.strictObject({
	dials: v.record(v.string(), v.string()),
	path: v.array(StepSummary),
	/** Where the path ends; null where that would tell a side. */
	scene: v.nullable(v.string()),
	/** The path went on, but what followed would tell a side. */
	sealed: v.boolean(),
	ended: v.boolean(),
	/** Null before the end, when sealed, and when not verified. */
	outcome: v.nullable(v.picklist(outcomes)),
	/** Decision quality 0–100; null before the end, when sealed, when nothing is keyed, and when not verified. */
	quality: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100)))
});
export type RunSummary = v.InferOutput<typeof RunSummary>;

const common = {
	activity: v.string(),
	/** Content version of the attempt that counts; null when none was started. */
	version: v.nullable(v.string()),
	/** Whether the model of that version was known, so that there are marks. */
	verified: v.boolean(),
	/** Device times of the first and the newest entry. */
	since: v.string(),
	latest: v.string(),
	finished: v.boolean(),
	/** Items or scenes at which a view was given; never which. */
	views: v.array(v.string())
};

export const QuizSummary = v.strictObject({
	kind: v.literal('quiz'),
	...common,
	/** The keyed items that something was done with, by their ids. */
	items: v.record(v.string(), ItemSummary)
});
export type QuizSummary = v.InferOutput<typeof QuizSummary>;

export const ScenarioSummary = v.strictObject({
	kind: v.literal('scenario'),
	...common,
	attempts: Count,
	/** How many of the attempts are practice. */
	practice: Count,
	/** Null when there is only practice. */
	run: v.nullable(RunSummary)
});
export type ScenarioSummary = v.InferOutput<typeof ScenarioSummary>;

export const ActivitySummary = v.variant('kind', [QuizSummary, ScenarioSummary]);
export type ActivitySummary = v.InferOutput<typeof ActivitySummary>;

/**
 * Summarises what one member did in one activity, from that member's entries in any order; entries about other
 * activities are passed over. Null when the member did nothing in it. `verified` says that `model` is the one of the
 * attempt's content version (`versionOf`).
 */
export function summarise(
	model: ActivityModel,
	entries: readonly Entry[],
	verified: boolean
): ActivitySummary | null {
	const about = entriesAbout(model.id, entries);
	if (!about.length) return null;
	const [{ at: since }, { at: latest }] = [about[0], about[about.length - 1]];
	const base = {
		activity: model.id,
		version: versionIn(about),
		verified,
		since,
		latest,
		views: viewsIn(model, about)
	};
	return model.kind === 'quiz'
		? { kind: 'quiz', ...base, ...quizParts(model, about, verified) }
		: { kind: 'scenario', ...base, ...scenarioParts(model, about, verified) };
}

/** The content version of a member's attempt that counts; null when there is none. */
export function versionOf(activity: string, entries: readonly Entry[]): string | null {
	return versionIn(entriesAbout(activity, entries));
}

function entriesAbout(activity: string, entries: readonly Entry[]): KnownEntry[] {
	return understoodInOrder(entries.filter(({ data }) => data.activity === activity));
}

function versionIn(about: readonly KnownEntry[]): string | null {
	for (const entry of about)
		if (entry.type === 'attempt.started' && !entry.data.practice) return entry.data.version;
	return null;
}

/** Where views were given, among the places that the activity has. */
function viewsIn(model: ActivityModel, about: readonly KnownEntry[]): string[] {
	const given = new Set(
		about.flatMap(({ type, data }) => (type === 'view.given' ? data.item : []))
	);
	const places =
		model.kind === 'quiz' ? model.items.filter((item) => !isKeyed(item)) : model.scenes;
	return places.flatMap(({ id }) => (given.has(id) ? id : []));
}

function quizParts(
	quiz: QuizModel,
	about: readonly KnownEntry[],
	verified: boolean
): Pick<QuizSummary, 'finished' | 'items'> {
	const standing = replayQuiz(quiz, about);
	const answers = withoutPractice(about).flatMap((entry) =>
		entry.type === 'item.answered' ? entry.data : []
	);
	return {
		finished: isQuizFinished(quiz, standing),
		items: Object.fromEntries(
			quiz.items.filter(isKeyed).flatMap((item) => {
				const own = answers.filter((one) => one.item === item.id && isComplete(item, one.answer));
				const done = itemParts(item, standing[item.id], own.length, verified);
				return done.tries || done.hinted ? [[item.id, done]] : [];
			})
		)
	};
}

function itemParts(
	item: ItemModel,
	{ first, last, hinted }: ItemStanding,
	tries: number,
	verified: boolean
): ItemSummary {
	return {
		tries,
		hinted,
		first: first && {
			...answerParts(item, first.answer),
			...(first.certainty ? { certainty: first.certainty } : {}),
			right: verified && first.mark.state === 'marked' ? first.mark.right : null,
			points: verified && first.mark.state === 'marked' ? first.mark.points : null,
			reveals: verified ? revealedBy(item, first.answer) : []
		},
		lastRight: verified && last?.mark.state === 'marked' ? last.mark.right : null
	};
}

/** An answer with nothing in it but what the item has. */
function answerParts(
	item: ItemModel,
	{ options = [], pairs = {} }: Answer
): Pick<FirstAnswer, 'options' | 'order' | 'pairs'> {
	if (item.kind === 'match' || item.kind === 'stance')
		return { pairs: Object.fromEntries(item.options.map(({ id }) => [id, pairs[id]])) };
	if (item.kind === 'sequence') return { order: options };
	return { options: [...new Set(options)] };
}

function revealedBy(item: ItemModel, { options }: Answer): string[] {
	const shown = item.options.flatMap(({ id, reveals }) =>
		reveals && options?.includes(id) ? [reveals] : []
	);
	return [...new Set(shown)];
}

function scenarioParts(
	model: ScenarioModel,
	about: readonly KnownEntry[],
	verified: boolean
): Pick<ScenarioSummary, 'finished' | 'attempts' | 'practice' | 'run'> {
	const { attempts, first, quality, finished }: ScenarioStanding = replayScenario(model, about);
	return {
		finished,
		attempts: attempts.length,
		practice: attempts.filter(({ practice }) => practice).length,
		run: first && runParts(model, first, verified, quality)
	};
}

function runParts(
	model: ScenarioModel,
	first: Attempt,
	verified: boolean,
	quality: number | null
): RunSummary {
	const { dials } = first.context;
	const ended = Boolean(first.outcome);
	// Another version may have had other open decisions, so nothing of the path is told.
	if (!verified)
		return { dials, path: [], scene: null, sealed: false, ended, outcome: null, quality: null };
	const { steps, scene, sealed } = tellPath(model, first);
	const reveals = new Map(
		model.scenes.flatMap(({ id, options }) =>
			options.map((option) => [`${id}/${option.id}`, option.reveals])
		)
	);
	return {
		dials,
		path: steps.map((step) => {
			const shown = step.option === null ? undefined : reveals.get(`${step.scene}/${step.option}`);
			return { ...step, ...(shown ? { reveals: shown } : {}) };
		}),
		scene,
		sealed,
		ended,
		outcome: sealed ? null : first.outcome,
		quality: sealed ? null : quality
	};
}
