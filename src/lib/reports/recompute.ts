/**
 * Everything from the raw entries at once: what a browser makes of capsules, and what shows that figures kept by adding
 * and subtracting are right.
 */
import type { LessonModel } from '../course/model';
import type { CoursePlan } from '../machines/course';
import { onlyThese, type ModelOf } from '../machines/sealed';
import type { Entry } from '../record/entry';
import { overallOf, type MemberRow, type MemberSummaries } from './members';
import { pinned } from './pinned';
import { summarise, type ActivitySummary } from './summary';
import { tallyOf, type Tally } from './tally';

export type { ModelOf };

/** What a course needs to be reported on. */
export interface ReportedCourse {
	plan: CoursePlan;
	models: Record<string, LessonModel>;
	modelOf: ModelOf;
}

/** A member's raw record. */
export interface MemberRecord {
	member: string;
	joined: string;
	language: string;
	/** By the receiver's clock. */
	lastReceived: string | null;
	notYetReceived: number | null;
	entries: readonly Entry[];
}

/** Knows the course of this build and no other version: what a browser without a server can know. */
export function currentOnly(models: Record<string, LessonModel>): ModelOf {
	return onlyThese(Object.values(models).flatMap(({ activities }) => activities));
}

/** A member with everything that is known. */
export type WholeMember = MemberRow & MemberSummaries;

/** The members and the tally of a cohort, from raw entries. */
export function recompute(
	course: ReportedCourse,
	records: readonly MemberRecord[]
): { members: WholeMember[]; tally: Tally } {
	const members = records.map((record) => memberRow(course, record));
	return { members, tally: tallyOf(members.flatMap(({ summaries }) => summaries)) };
}

/** One member, from raw entries in any order. */
export function memberRow(course: ReportedCourse, record: MemberRecord): WholeMember {
	const { member, joined, language, lastReceived, notYetReceived, entries } = record;
	const summaries = summariesOf(course, entries);
	return {
		member,
		joined,
		language,
		received: {
			entries: new Set(entries.map(({ id }) => id)).size,
			lastSeen: entries.reduce<string | null>(
				(last, { at }) => (last === null || at > last ? at : last),
				null
			),
			lastReceived,
			notYetReceived
		},
		...overallOf(course.plan, course.models, entries, summaries),
		summaries
	};
}

/** A member's summaries in the order of the course. */
export function summariesOf(
	{ models, modelOf }: Pick<ReportedCourse, 'models' | 'modelOf'>,
	entries: readonly Entry[]
): ActivitySummary[] {
	const about = new Map<unknown, Entry[]>();
	for (const entry of entries) {
		const own = about.get(entry.data.activity);
		if (own) own.push(entry);
		else about.set(entry.data.activity, [entry]);
	}
	return Object.values(models)
		.flatMap(({ activities }) => activities)
		.flatMap((current) => {
			// As the inbox does it: what another version's key would mark is left out.
			const all = about.get(current.id) ?? [];
			const { version, entries: judged } = pinned(all);
			const model = judged.length ? modelOf(current.id, version) : null;
			const today = { model: current, entries: all };
			return summarise(model ?? current, judged, model !== null, today) ?? [];
		});
}
