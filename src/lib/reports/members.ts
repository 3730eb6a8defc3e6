/**
 * What is known of one member: everything a report about people is made of. Names are not here; members are ids, and a
 * screen puts the names beside them.
 */
import * as v from 'valibot';
import type { LessonModel } from '../course/model';
import type { CoursePlan } from '../machines/course';
import { replayLessons, understoodInOrder } from '../machines/replay';
import type { Entry } from '../record/entry';
import { ActivitySummary } from './summary';

/** How far a member is in a lesson. */
export const LessonProgress = v.strictObject({
	state: v.picklist(['locked', 'open', 'underWay', 'done']),
	/** The step to come back to. */
	at: v.nullable(v.string()),
	/** Finished steps, and all there are; extra steps do not count. */
	finished: v.number(),
	steps: v.number()
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
	/** How many entries the member's devices said they still hold; null when none has said it. */
	notYetReceived: number | null;
}

/** A member as reports see one. */
export interface MemberRow {
	member: string;
	joined: string;
	language: string;
	received: Reception;
	progress: MemberProgress;
	summaries: ActivitySummary[];
}

/**
 * How far a member is, from the entries that belong to no attempt (others may be among them) and the ids of the activities
 * that the member's summaries call finished.
 */
export function progressOf(
	plan: CoursePlan,
	models: Record<string, LessonModel>,
	entries: readonly Entry[],
	finished: ReadonlySet<string>
): MemberProgress {
	const own = understoodInOrder(entries.filter(({ attempt }) => attempt === null));
	const { lessons, earned } = replayLessons(plan, models, own, finished);
	return {
		earned,
		lessons: Object.fromEntries(
			Object.entries(lessons).map(([id, standing]) => {
				const steps = (models[id]?.steps ?? []).filter(({ extra }) => !extra);
				return [
					id,
					{
						state: standing.state,
						at: standing.at,
						finished: steps.filter((step) => standing.finished.includes(step.id)).length,
						steps: steps.length
					}
				];
			})
		)
	};
}

/** Which members a report is about; what is not said does not matter. Figures on views know no filter. */
export interface Filter {
	/** An ISO time. */
	joinedSince?: string;
	language?: string;
}

/** The members that a filter lets through. A tally of them is made of their summaries. */
export function chosen(members: readonly MemberRow[], filter: Filter): MemberRow[] {
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
