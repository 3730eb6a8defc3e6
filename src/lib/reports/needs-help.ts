import type { LessonModel } from '../course/model';
import { isKeyed } from '../machines/mark';
import { oncePer } from '../machines/once';
import type { MemberRow, Trouble } from './members';

/** Why a member may need help, with the figures it rests on. */
export type HelpReason =
	| { code: 'stuck'; activity: string; item: string; tries: number }
	| { code: 'confident-and-wrong'; activity: string; item: string; reveals: string[] }
	| { code: 'idle'; lessons: string[]; hours: number; since: string };

/** When a signal is given. A change of them is a change of `reportVersion` (server/folds.ts), for they are counted ahead. */
export const helpLimits = {
	/** Twice wrong may be haste; who is wrong a third time has read what was said about the first two. */
	tries: 3,
	/** Two nights and the day between: a trainee who does a lesson a day has then missed one. */
	hours: 48
};

type Standing = Pick<MemberRow, 'joined' | 'received' | 'progress'>;

/**
 * Why a member may need help, with what is wrong item by item; the gravest reason first. Idle: a lesson under way and nothing
 * done for so many hours, as far as is received, nor joined; a phone without a network looks the same, which is why the time is
 * said. Then stuck: so many tries at an item, and still wrong, most tries first. Then confident and wrong: certain of a wrong
 * first answer and not right since.
 */
export function reasonsOf(
	member: Standing,
	troubles: readonly Trouble[],
	now: number
): HelpReason[] {
	return [
		...idleReason(member, now),
		...itemReasons(troubles).sort((a, b) => triesOf(b) - triesOf(a))
	];
}

/** How many reasons `reasonsOf` gives for a member, without the items that are wrong. */
export function reasonCount(member: Standing & Pick<MemberRow, 'signals'>, now: number): number {
	const ofItems = Object.values(member.signals).reduce((sum, count) => sum + count, 0);
	return ofItems + idleReason(member, now).length;
}

/** How many reasons the items of each lesson give; an item that no lesson asks counts nowhere. */
export function signalsIn(
	models: Record<string, LessonModel>,
	troubles: readonly Trouble[]
): Record<string, number> {
	const reasons = itemReasons(troubles);
	return Object.fromEntries(
		Object.entries(models).map(([id, lesson]) => [id, reasons.filter(asks([lesson])).length])
	);
}

/** What tells whether one of these lessons asks an item now: with one that an edit took away nobody can be helped, nor get it right any more. */
export function asks(
	lessons: readonly LessonModel[]
): (place: Pick<Trouble, 'activity' | 'item'>) => boolean {
	const asked = lessons.map(askedIn);
	return ({ activity, item }) => {
		const place = `${activity}/${item}`;
		return asked.some((places) => places.has(place));
	};
}

const askedIn = oncePer(
	({ activities }: LessonModel): ReadonlySet<string> =>
		new Set(
			activities.flatMap((activity) =>
				activity.kind === 'quiz'
					? activity.items.filter(isKeyed).map(({ id }) => `${activity.id}/${id}`)
					: []
			)
		)
);

type ItemReason = Exclude<HelpReason, { code: 'idle' }>;

const triesOf = (reason: ItemReason): number => (reason.code === 'stuck' ? reason.tries : 0);

function itemReasons(troubles: readonly Trouble[]): ItemReason[] {
	return troubles.flatMap(({ activity, item, tries, certain, reveals }) => {
		const reasons: ItemReason[] = [];
		if (tries >= helpLimits.tries) reasons.push({ code: 'stuck', activity, item, tries });
		if (certain) reasons.push({ code: 'confident-and-wrong', activity, item, reveals });
		return reasons;
	});
}

function idleReason(
	{ joined, received: { lastSeen, lastReceived }, progress }: Standing,
	now: number
): HelpReason[] {
	const lessons = Object.entries(progress.lessons).flatMap(([id, { state }]) =>
		state === 'underWay' ? id : []
	);
	if (!lessons.length || lastSeen === null) return [];
	// A device's clock may be ahead, but what came in was done before.
	const last = lastReceived !== null && lastReceived < lastSeen ? lastReceived : lastSeen;
	// Who brings along what they did alone last month, or has a clock that is behind, was here when they joined.
	const since = last < joined ? joined : last;
	const hours = Math.floor((now - Date.parse(since)) / 3_600_000);
	return hours >= helpLimits.hours ? [{ code: 'idle', lessons, hours, since }] : [];
}
