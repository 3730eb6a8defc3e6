/**
 * Where reports get what they are made of: a server's database, or capsules in a browser. What is made of it is made in
 * one place (overview.ts, activity.ts, debrief.ts, export.ts), so that a screen, its table and its CSV say the same with
 * a network and without one.
 */
import type { LessonModel, LessonText } from '../course/model';
import {
	chosen,
	troublesOf,
	type Filter,
	type MemberRow,
	type MemberSummaries,
	type Trouble
} from './members';
import type { WholeMember } from './recompute';
import type { Place } from './gain';
import { tallyOf, type Tally } from './tally';
import type { ViewFigures, ViewWords } from './view-figures';

/** A member with the name or pseudonym that the facilitator sees. */
export interface NamedMember extends MemberRow {
	name: string;
	/** When the member left; null for who is there, and where nobody can tell. */
	left: string | null;
}

/** What was released of a cohort's views. There is no filter: figures on views are of the whole cohort (architecture §7). */
export interface ViewsSource {
	/** The figures on every place of which a block was released. */
	figures(): Promise<ViewFigures[]>;
	/** The words of the views behind the figures on a place. */
	words(place: Place): Promise<ViewWords[]>;
}

export interface FiguresSource {
	/** Every member that the filter lets through. */
	members(filter: Filter): Promise<NamedMember[]>;
	/** What some members have wrong; who has nothing wrong may be missing. */
	troubles(members: readonly string[]): Promise<Map<string, readonly Trouble[]>>;
	/** Every language that a member has, whatever the filter. */
	languages(): Promise<string[]>;
	/** The tally of these activities; without a filter its cost does not grow with the cohort. */
	tally(activities: readonly string[], filter: Filter): Promise<Tally>;
	/** What members did in these activities. */
	summaries(activities: readonly string[], filter: Filter): Promise<MemberSummaries[]>;
	/** Null where no views come: capsules omit them. */
	views: ViewsSource | null;
}

/** The course as a cohort takes it. */
export interface CohortCourse {
	/** Ids of the cohort's lessons, in its order. */
	lessons: readonly string[];
	models: Record<string, LessonModel>;
	/** In the language of the reader; for the claims behind an answer. */
	texts: Record<string, LessonText>;
}

/**
 * The models of a cohort's lessons in its order; of one lesson, where the report is about one of them. An address that was
 * kept may name a lesson that has left the plan since: a report on that one would say that nobody has begun anything.
 */
export function reportedModels(
	{ lessons, models }: CohortCourse,
	lesson?: string
): Record<string, LessonModel> {
	const own = lessons.filter((id) => models[id]);
	const shown = own.filter((id) => id === lesson);
	return Object.fromEntries((shown.length ? shown : own).map((id) => [id, models[id]]));
}

/** What a filter may choose from. */
export interface Choices {
	/** The cohort's lessons, in its order. */
	lessons: string[];
	/** Every language that a member has. */
	languages: string[];
}

/** What a cohort's filters may choose from, whatever is chosen now. */
export async function choicesIn(source: FiguresSource, course: CohortCourse): Promise<Choices> {
	return { lessons: Object.keys(reportedModels(course)), languages: await source.languages() };
}

/** Ids of every activity of some lessons. */
export function activitiesIn(models: Record<string, LessonModel>): string[] {
	return Object.values(models).flatMap(({ activities }) => activities.map(({ id }) => id));
}

/** The source that members recomputed from raw entries are, without views; `nameOf` gives the name that the facilitator sees. */
export function sourceOf(
	members: readonly WholeMember[],
	nameOf: (member: string) => string
): FiguresSource {
	const summariesOf = (activities: readonly string[], filter: Filter): MemberSummaries[] => {
		const wanted = new Set(activities);
		return chosen(members, filter).map(({ member, summaries }) => ({
			member,
			summaries: summaries.filter(({ activity }) => wanted.has(activity))
		}));
	};
	return {
		members: (filter) =>
			Promise.resolve(
				chosen(members, filter).map(({ summaries: _, ...row }) => ({
					...row,
					name: nameOf(row.member),
					left: null
				}))
			),
		troubles: (wanted) => {
			const asked = new Set(wanted);
			return Promise.resolve(
				new Map(
					members.flatMap(({ member, summaries }) =>
						asked.has(member) ? [[member, troublesOf(summaries)]] : []
					)
				)
			);
		},
		languages: () => Promise.resolve([...new Set(members.map(({ language }) => language))].sort()),
		tally: (activities, filter) =>
			Promise.resolve(
				tallyOf(summariesOf(activities, filter).flatMap(({ summaries }) => summaries))
			),
		summaries: (activities, filter) => Promise.resolve(summariesOf(activities, filter)),
		views: null
	};
}
