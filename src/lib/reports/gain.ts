import type { ItemModel, LessonModel } from '../course/model';
import { isKeyed } from '../machines/mark';
import type { MemberSummaries } from './members';
import { share } from './share';
import { countOf, type Tally } from './tally';

/** A keyed item and the one that asks it again, over members who answered both. */
export interface Gain {
	opening: Place;
	closing: Place;
	members: number;
	/** Share of right first answers before and after. */
	before: number | null;
	after: number | null;
	gain: number | null;
}

/** How many gave an opening and a closing position; what they hold is a view, and not here. */
export interface PositionsGiven {
	opening: Place;
	closing: Place;
	given: number;
	givenAgain: number;
}

export interface Place {
	activity: string;
	item: string;
}

/** Every keyed item that is asked again, in the order of the course. */
export function gains(
	models: Record<string, LessonModel>,
	members: readonly MemberSummaries[]
): Gain[] {
	return pairs(models, isKeyed).map(({ opening, closing }) => {
		const both = members.flatMap((row) => {
			const [before, after] = [rightIn(row, opening), rightIn(row, closing)];
			return before === null || after === null ? [] : [{ before, after }];
		});
		const before = share(both.filter((one) => one.before).length, both.length);
		const after = share(both.filter((one) => one.after).length, both.length);
		return {
			opening,
			closing,
			members: both.length,
			before,
			after,
			gain: normalised(before, after)
		};
	});
}

/** Every position that is asked again, in the order of the course; give the tally of the whole cohort, views know no filter. */
export function positionsGiven(
	models: Record<string, LessonModel>,
	tally: Tally
): PositionsGiven[] {
	const given = ({ activity, item }: Place) => countOf(tally, activity, `view/${item}`);
	return pairs(models, ({ kind }) => kind === 'position').map(({ opening, closing }) => ({
		opening,
		closing,
		given: given(opening),
		givenAgain: given(closing)
	}));
}

/**
 * The share of what could be gained that was gained: (after − before) / (1 − before). Null where nothing could be gained;
 * below 0 where a cohort did worse than before.
 * Source: R. R. Hake, Interactive-engagement versus traditional methods, American Journal of Physics 66 (1998) 64,
 * https://doi.org/10.1119/1.18809
 */
function normalised(before: number | null, after: number | null): number | null {
	if (before === null || after === null || before === 1) return null;
	return (after - before) / (1 - before);
}

function pairs(
	models: Record<string, LessonModel>,
	fits: (item: ItemModel) => boolean
): { opening: Place; closing: Place }[] {
	const all = Object.values(models).flatMap(({ activities }) =>
		activities.flatMap((activity) =>
			activity.kind === 'quiz'
				? activity.items.map((item) => ({ activity: activity.id, item }))
				: []
		)
	);
	const placeOf = (one: (typeof all)[number]): Place => ({
		activity: one.activity,
		item: one.item.id
	});
	return all.flatMap((closing) => {
		const opening = all.find(({ item }) => item.id === closing.item.closes);
		return opening && fits(closing.item)
			? [{ opening: placeOf(opening), closing: placeOf(closing) }]
			: [];
	});
}

function rightIn({ summaries }: MemberSummaries, { activity, item }: Place): boolean | null {
	const summary = summaries.find((one) => one.activity === activity);
	return summary?.kind === 'quiz' ? (summary.items[item]?.first?.right ?? null) : null;
}
