import type { ActivityModel, LessonModel, LessonText } from '../course/model';
import { wentOn } from './paths';
import { byId, share, withOlder } from './share';
import { countOf, countsUnder, type Tally } from './tally';
import type { ViewReport } from './view-report';

/** How many took one choice, by how sure they were; `unasked` where certainty was not asked for. */
export interface Split {
	option: string;
	members: number;
	certain: number;
	fairly: number;
	guessing: number;
	unasked: number;
}

/** Whether anybody was asked how sure they were; where nobody was, nobody can be said not to have been certain. */
export function asksSureness(split: readonly Split[]): boolean {
	return split.some(({ unasked, members }) => unasked < members);
}

/** Something to talk about: a choice on which a cohort is divided. */
export interface Debate {
	lesson: string;
	activity: string;
	/** The item of a quiz, or the scene of a scenario. */
	at: string;
	/** Who made it. Where a story comes back to it, somebody may have made several choices. */
	members: number;
	/** 0 to 1, see `heatOf`. */
	heat: number;
	split: Split[];
	/** Ids of the claims that stand behind its answers. */
	claims: string[];
}

/** A debate on a place without a key: its split is of views, each of another member, and of the whole cohort. */
export interface ViewDebate extends Debate {
	view: ViewReport;
}

/** Fewer have no split worth a room's time, and a single one would stand out on the wall. */
export const fewestToDebate = 5;

/**
 * The choices with most confident disagreement, hottest first: single-choice items and keyed decisions, in first answers
 * and first attempts. Where there is no key there are views instead, see `viewDebates`.
 */
export function debates(
	models: Record<string, LessonModel>,
	texts: Record<string, LessonText>,
	tally: Tally,
	most = 3
): Debate[] {
	const all = Object.values(models).flatMap((lesson) =>
		lesson.activities.flatMap((activity) =>
			splitsOf(activity, tally).map(({ at, members, split }): Debate => ({
				lesson: lesson.id,
				activity: activity.id,
				at,
				members,
				heat: heatOf(split),
				split,
				claims: claimsBehind(texts[lesson.id], activity.id, at)
			}))
		)
	);
	return hottest(all, most);
}

/** The places without a key with most confident disagreement, hottest first; by what was said at first. */
export function viewDebates(
	reports: readonly ViewReport[],
	texts: Record<string, LessonText>,
	most = 3
): ViewDebate[] {
	const all = reports.flatMap((view): ViewDebate[] => {
		const { lesson, activity, item: at, figures } = view;
		if (!figures) return [];
		const { split } = figures;
		// Where there is no key, it is the question that quotes what its answers are about.
		const claims = Object.values(texts).flatMap((text) => [
			...claimsBehind(text, activity, at),
			...(text.quizzes[activity]?.items[at]?.stem ?? []).flatMap((prose) => prose.claims)
		]);
		return [
			{
				lesson,
				activity,
				at,
				members: membersIn(split),
				heat: heatOf(split),
				split,
				claims: [...new Set(claims)].sort(byId),
				view
			}
		];
	});
	return hottest(all, most);
}

function hottest<T extends Debate>(all: readonly T[], most: number): T[] {
	return all
		.filter(({ heat, members }) => heat > 0 && members >= fewestToDebate)
		.sort((a, b) => b.heat - a.heat || byId(a.activity, b.activity) || byId(a.at, b.at))
		.slice(0, most);
}

const membersIn = (split: readonly Split[]): number =>
	split.reduce((sum, { members }) => sum + members, 0);

/**
 * Confident disagreement, 0 to 1: how sure the answers were, times how evenly the sure ones are split.
 *
 * An answer weighs 2 when certain, 1 when fairly sure or not asked, 0 when guessed. The first factor is the mean weight over
 * 2; the second is Shannon's entropy of the weights by choice, over its greatest value for that many choices. So it is 0
 * when all agree or all guess, and 1 when all are certain and every choice has as many.
 * Source of the entropy: C. E. Shannon, A Mathematical Theory of Communication (1948), §6,
 * https://doi.org/10.1002/j.1538-7305.1948.tb01338.x
 */
export function heatOf(split: readonly Split[]): number {
	const members = membersIn(split);
	const weights = split.map(({ certain, fairly, unasked }) => 2 * certain + fairly + unasked);
	const weight = weights.reduce((sum, one) => sum + one, 0);
	if (!weight || split.length < 2) return 0;
	const entropy = weights
		.filter(Boolean)
		.reduce((sum, one) => sum - (one / weight) * Math.log2(one / weight), 0);
	return ((share(weight, 2 * members) ?? 0) * entropy) / Math.log2(split.length);
}

function splitsOf(
	activity: ActivityModel,
	tally: Tally
): Pick<Debate, 'at' | 'members' | 'split'>[] {
	if (activity.kind === 'quiz')
		return activity.items
			.filter(({ kind }) => kind === 'choice')
			.map((item) => {
				const at = `item/${item.id}/option`;
				const chosen = countsUnder(tally, activity.id, at).map(({ parts }) => parts[0]);
				const split = withOlder(idsOf(item), chosen).map((option) => {
					const [unasked, guessing, fairly, certain] = [0, 1, 2, 3].map((certainty) =>
						countOf(tally, activity.id, `${at}/${option}/${certainty}`)
					);
					const members = unasked + guessing + fairly + certain;
					return { option, members, certain, fairly, guessing, unasked };
				});
				return { at: item.id, members: membersIn(split), split };
			});
	const edges = countsUnder(tally, activity.id, 'edge');
	return activity.scenes
		.filter(
			({ chance, options }) =>
				!chance && options.some(({ quality }) => quality?.some(({ value }) => value !== 'open'))
		)
		.map((scene) => {
			const { id: at } = scene;
			// A side is a view, and no choice of this kind.
			const taken = edges.filter(({ parts: [from, option] }) => from === at && option !== '*');
			const chosen = taken.map(({ parts: [, option] }) => option);
			const split = withOlder(idsOf(scene), chosen).map((option) => {
				const members = taken
					.filter(({ parts }) => parts[1] === option)
					.reduce((sum, { count }) => sum + count, 0);
				return { option, members, certain: 0, fairly: 0, guessing: 0, unasked: members };
			});
			const ways = split.map(({ members }) => members);
			return { at, members: wentOn(activity.id, tally, at, ways), split };
		});
}

const idsOf = ({ options }: { options: readonly { id: string }[] }): string[] =>
	options.map(({ id }) => id);

function claimsBehind(text: LessonText | undefined, activity: string, at: string): string[] {
	const item = text?.quizzes[activity]?.items[at];
	const options = item?.options ?? text?.scenarios[activity]?.scenes[at]?.options ?? {};
	const prose = [
		...Object.values(options).map(({ feedback }) => feedback),
		...(item ? Object.values(item.answers).map(({ feedback }) => feedback) : []),
		...(item?.explanation ?? [])
	];
	return [...new Set(prose.flatMap((one) => one?.claims ?? []))].sort(byId);
}
