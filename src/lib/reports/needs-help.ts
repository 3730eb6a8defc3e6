import type { LessonModel } from '../course/model';
import { isKeyed } from '../machines/mark';
import { oncePer } from '../machines/once';
import type { MemberRow, Trouble } from './members';
import { byId } from './share';

/** Why a member may need help, with the figures it rests on. */
export type HelpReason =
	| { code: 'stuck'; activity: string; item: string; tries: number }
	| { code: 'confident-and-wrong'; activity: string; item: string; reveals: string[] }
	| { code: 'idle'; lessons: string[]; hours: number; since: string };

export interface NeedsHelp {
	member: string;
	reasons: HelpReason[];
}

/** When a signal is given. A change of them is a change of `reportVersion` (server/folds.ts), for they are counted ahead. */
export interface HelpLimits {
	tries: number;
	hours: number;
}

export const helpLimits: HelpLimits = {
	/** Twice wrong may be haste; who is wrong a third time has read what was said about the first two. */
	tries: 3,
	/** Two nights and the day between: a trainee who does a lesson a day has then missed one. */
	hours: 48
};

/** A member with the items that are wrong. */
export type TroubledMember = MemberRow & { troubles: readonly Trouble[] };

/**
 * Members who may need help, those with most reasons first, then by id; of each, the gravest reason first: idle in the whole
 * course, then stuck, by tries, then confident and wrong. Stuck: so many tries at an item, and still wrong.
 * Confident and wrong: certain of a wrong first answer and not right since. Idle: a lesson under way and nothing done for so
 * many hours, as far as is received, nor joined; a phone without a network looks the same, which is why the time is said.
 */
export function needsHelp(
	members: readonly TroubledMember[],
	now: number,
	limits: HelpLimits = helpLimits
): NeedsHelp[] {
	return members
		.map((row) => ({
			member: row.member,
			reasons: [
				...idleReason(row, now, limits),
				...itemReasons(row.troubles, limits).sort((a, b) => triesOf(b) - triesOf(a))
			]
		}))
		.filter(({ reasons }) => reasons.length)
		.sort((a, b) => b.reasons.length - a.reasons.length || byId(a.member, b.member));
}

/** How many reasons `needsHelp` gives for a member, without the items that are wrong. */
export function reasonCount(
	row: Pick<MemberRow, 'joined' | 'signals' | 'received' | 'progress'>,
	now: number
): number {
	const ofItems = Object.values(row.signals).reduce((sum, count) => sum + count, 0);
	return ofItems + idleReason(row, now, helpLimits).length;
}

/** How many reasons the items of each lesson give; an item that no lesson asks counts nowhere. */
export function signalsIn(
	models: Record<string, LessonModel>,
	troubles: readonly Trouble[]
): Record<string, number> {
	const reasons = itemReasons(troubles, helpLimits);
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

function itemReasons(troubles: readonly Trouble[], limits: HelpLimits): ItemReason[] {
	return troubles.flatMap(({ activity, item, tries, certain, reveals }) => {
		const reasons: ItemReason[] = [];
		if (tries >= limits.tries) reasons.push({ code: 'stuck', activity, item, tries });
		if (certain) reasons.push({ code: 'confident-and-wrong', activity, item, reveals });
		return reasons;
	});
}

function idleReason(
	{
		joined,
		received: { lastSeen, lastReceived },
		progress
	}: Pick<MemberRow, 'joined' | 'received' | 'progress'>,
	now: number,
	limits: HelpLimits
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
	return hours >= limits.hours ? [{ code: 'idle', lessons, hours, since }] : [];
}
