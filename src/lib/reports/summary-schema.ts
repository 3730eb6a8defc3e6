/** The shape of a summary as it is stored and sent; what is in it and what is not, and why, is told in summary.ts. */
import * as v from 'valibot';
import { outcomes, qualities } from '../course/model';
import { Certainty } from '../record/entry';

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
	/**
	 * Whether it was right at last, be it at first: who was right once may try what else there is, and is not wrong by that.
	 * Null when there is no answer or it is not verified.
	 */
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
