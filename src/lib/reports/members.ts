/**
 * What is known of one member: everything a report about people is made of. Names are not here; members are ids, and a
 * screen puts the names beside them.
 */
import * as v from 'valibot';
import type { LessonModel } from '../course/model';
import type { CoursePlan } from '../machines/course';
import { oncePer } from '../machines/once';
import { replayLessons, type LessonStanding } from '../machines/replay-lessons';
import { understoodInOrder } from '../machines/understood';
import type { Entry } from '../record/entry';
import { signalsIn } from './needs-help';
import { byId } from './share';
import type { ActivitySummary } from './summary';

/** How far a member is in a lesson. */
export const LessonProgress = v.strictObject({
	state: v.picklist(['locked', 'open', 'underWay', 'done']),
	/** The step to come back to. */
	at: v.nullable(v.string()),
	/** Finished steps, and all there are; extra steps do not count. */
	finished: v.number(),
	steps: v.number(),
	/** Finished activities; those of extra steps do not count. */
	activities: v.number()
});
export type LessonProgress = v.InferOutput<typeof LessonProgress>;

/** How far a member is in the course: small and stored, like a summary. */
export const MemberProgress = v.strictObject({
	lessons: v.record(v.string(), LessonProgress),
	/** Whether every lesson is done. */
	earned: v.boolean()
});
export type MemberProgress = v.InferOutput<typeof MemberProgress>;

/** How a member's entries have come in. Times are ISO texts. */
export interface Reception {
	entries: number;
	/** The newest entry by the clock of its device, which is never trusted. */
	lastSeen: string | null;
	/** When the newest entries came in, by the clock of the server, or of the facilitator's device. */
	lastReceived: string | null;
	/** How many entries the device that sent last said it still holds; null when none has said it. */
	notYetReceived: number | null;
}

/** An item that a member has answered, and never rightly. */
export const Trouble = v.strictObject({
	activity: v.string(),
	item: v.string(),
	tries: v.number(),
	/** Certain of a first answer that was wrong. */
	certain: v.boolean(),
	/** Misconceptions that the first answer shows. */
	reveals: v.array(v.string())
});
export type Trouble = v.InferOutput<typeof Trouble>;

/**
 * How a member stands in the whole course: what the roster, the heat map and the order of who needs help take, in one small
 * value that is kept beside the member, so that no report on everybody reads summaries, or what is wrong item by item.
 */
export const Overall = v.strictObject({
	progress: MemberProgress,
	/** Activities begun and not finished, by id. */
	inside: v.array(v.string()),
	/** How many signals (needs-help.ts) the items of each lesson give: every lesson of the course is there. */
	signals: v.record(v.string(), v.number())
});
export type Overall = v.InferOutput<typeof Overall>;

/** A member as reports on people see one. */
export interface MemberRow extends Overall {
	member: string;
	joined: string;
	language: string;
	received: Reception;
}

/** What a member did, activity by activity. */
export interface MemberSummaries {
	member: string;
	summaries: readonly ActivitySummary[];
}

/** How a member stands, from entries that belong to no attempt (others may be among them) and all the summaries. */
export function overallOf(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	entries: readonly Entry[],
	summaries: readonly ActivitySummary[]
): Overall {
	const finished = summaries.flatMap(({ activity, finished }) => (finished ? activity : []));
	const begun = summaries.map(({ activity }) => activity);
	return {
		progress: progressOf(plan, models, entries, new Set(finished), new Set(begun)),
		inside: summaries.flatMap(({ activity, finished }) => (finished ? [] : activity)).sort(byId),
		signals: signalsIn(models, troublesOf(summaries))
	};
}

/** Every item that a member has answered and never rightly, by activity and item. */
export function troublesOf(summaries: readonly ActivitySummary[]): Trouble[] {
	return [...summaries].sort((a, b) => byId(a.activity, b.activity)).flatMap(troublesIn);
}

/** Once for each summary: how a member stands, and what is wrong item by item, both ask. */
const troublesIn = oncePer((summary: ActivitySummary): Trouble[] => {
	if (summary.kind !== 'quiz') return [];
	return Object.entries(summary.items)
		.sort(([one], [other]) => byId(one, other))
		.flatMap(([item, { tries, first, lastRight }]) =>
			// Not verified, there is no right and wrong.
			first?.right === false && lastRight === false
				? {
						activity: summary.activity,
						item,
						tries,
						certain: first.certainty === 3,
						reveals: first.reveals
					}
				: []
		);
});

/** A member seen only in some lessons: what a cohort takes, or what a filter asks for. */
export function within<T extends MemberRow>(
	row: T,
	lessons: readonly string[],
	activities: ReadonlySet<string>
): T {
	const own = lessons.flatMap((id): [string, LessonProgress][] => {
		const progress = row.progress.lessons[id];
		return progress ? [[id, progress]] : [];
	});
	return {
		...row,
		progress: {
			lessons: Object.fromEntries(own),
			earned: own.length > 0 && own.every(([, { state }]) => state === 'done')
		},
		inside: row.inside.filter((id) => activities.has(id)),
		signals: Object.fromEntries(lessons.map((id) => [id, row.signals[id] ?? 0]))
	};
}

/**
 * How far a member is, from the entries that belong to no attempt (others may be among them) and the ids of the activities
 * that the member's summaries call finished, and of all that they are of.
 */
export function progressOf(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	entries: readonly Entry[],
	finished: ReadonlySet<string>,
	begun: ReadonlySet<string> = finished
): MemberProgress {
	const own = understoodInOrder(entries.filter(({ attempt }) => attempt === null));
	const { lessons, earned } = replayLessons(plan, models, own, finished);
	return {
		earned,
		lessons: Object.fromEntries(
			Object.entries(lessons).map(([id, standing]) => {
				const steps = (models[id]?.steps ?? []).filter(({ extra }) => !extra);
				const activities = steps.flatMap((step) => step.activities);
				const isBegun = models[id]?.activities.some((activity) => begun.has(activity.id)) ?? false;
				return [
					id,
					{
						state: stateOf(standing, isBegun),
						at: standing.at,
						finished: steps.filter((step) => standing.finished.includes(step.id)).length,
						steps: steps.length,
						activities: activities.filter((activity) => finished.has(activity)).length
					}
				];
			})
		)
	};
}

/**
 * How far a member is in a lesson. Who is in the middle of an activity has begun its lesson, also where nothing else was sent
 * of it: lessons that the cohort did not take then, and what was done before joining, may be missing.
 */
function stateOf({ state }: LessonStanding, isBegun: boolean): LessonProgress['state'] {
	return isBegun && (state === 'locked' || state === 'open') ? 'underWay' : state;
}

/** Which members a report is about; what is not said does not matter. Figures on views know no filter. */
export interface Filter {
	/** An ISO time. */
	joinedSince?: string;
	language?: string;
}

/** The members that a filter lets through. A tally of them is made of their summaries. */
export function chosen<T extends Pick<MemberRow, 'joined' | 'language'>>(
	members: readonly T[],
	filter: Filter
): T[] {
	return members.filter(
		({ joined, language }) =>
			(filter.joinedSince === undefined || joined >= filter.joinedSince) &&
			(filter.language === undefined || language === filter.language)
	);
}

/** The models that a report is about: those of one lesson, or all. */
export function modelsOf(
	models: Record<string, LessonModel>,
	lesson?: string
): Record<string, LessonModel> {
	if (lesson === undefined) return models;
	return Object.fromEntries(Object.entries(models).filter(([id]) => id === lesson));
}
