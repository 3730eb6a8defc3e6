import type { LessonModel } from '../course/model';
import { byId } from './share';
import { countsUnder, type Tally } from './tally';

/** Where a misconception was shown, and by how many members. */
export interface MisconceptionPlace {
	activity: string;
	/** The item of a quiz, or the scene of a scenario. */
	at: string;
	members: number;
	/** Of those, the ones who were certain; decisions of a scenario do not ask. */
	certain: number;
}

/** A misconception of a lesson, in first answers and in the decisions of first attempts. */
export interface Misconception {
	lesson: string;
	misconception: string;
	/** Sum over places; a member who showed it in two places is in it twice. */
	shown: number;
	certain: number;
	/** The most shown first. */
	places: MisconceptionPlace[];
}

/**
 * The misconceptions that were shown: those held with certainty first, for they are not given up by themselves, then
 * the most frequent.
 */
export function misconceptions(models: Record<string, LessonModel>, tally: Tally): Misconception[] {
	return Object.values(models)
		.flatMap((lesson) => {
			const places = new Map<string, Map<string, MisconceptionPlace>>();
			for (const { id: activity } of lesson.activities)
				for (const { misconception, at, members, certain } of shownIn(tally, activity)) {
					const own = places.get(misconception) ?? new Map<string, MisconceptionPlace>();
					places.set(misconception, own);
					const place = own.get(`${activity}/${at}`) ?? { activity, at, members: 0, certain: 0 };
					place.members += members;
					place.certain += certain;
					own.set(`${activity}/${at}`, place);
				}
			return [...places].map(([misconception, own]): Misconception => {
				const all = [...own.values()].sort(
					(a, b) => b.members - a.members || byId(a.activity, b.activity) || byId(a.at, b.at)
				);
				return {
					lesson: lesson.id,
					misconception,
					shown: all.reduce((sum, { members }) => sum + members, 0),
					certain: all.reduce((sum, { certain }) => sum + certain, 0),
					places: all
				};
			});
		})
		.sort(
			(a, b) =>
				b.certain - a.certain ||
				b.shown - a.shown ||
				byId(a.lesson, b.lesson) ||
				byId(a.misconception, b.misconception)
		);
}

function shownIn(tally: Tally, activity: string) {
	const inItems = countsUnder(tally, activity, 'item').flatMap(({ parts, count }) => {
		const [at, what, misconception, certainty] = parts;
		return what === 'reveals'
			? [{ misconception, at, members: count, certain: certainty === '3' ? count : 0 }]
			: [];
	});
	const inScenes = countsUnder(tally, activity, 'reveals').map(({ parts, count }) => {
		const [at, , misconception] = parts;
		return { misconception, at, members: count, certain: 0 };
	});
	return [...inItems, ...inScenes];
}
