import type { MemberRow } from './members';

/** One member in the roster. */
export interface RosterRow {
	member: string;
	joined: string;
	language: string;
	/** By the device's own clock. */
	lastSeen: string | null;
	/** By the receiver's clock. */
	lastReceived: string | null;
	entries: number;
	/** Null when no device has told. */
	notYetReceived: number | null;
	/** Seconds by which the device's clock is ahead of the receiver's, at least; null when no such thing shows. */
	clockAhead: number | null;
	done: number;
	lessons: number;
	/** Lessons begun and not done. */
	underWay: string[];
	/** Activities begun and not finished. */
	inside: string[];
	earned: boolean;
}

/** Seconds that clocks may differ without being flagged: phones that set themselves stay well below. */
export const clockTolerance = 120;

/** A member's row. */
export function rosterRow({
	member,
	joined,
	language,
	received: { entries, lastSeen, lastReceived, notYetReceived },
	progress,
	inside
}: MemberRow): RosterRow {
	const lessons = Object.entries(progress.lessons);
	return {
		member,
		joined,
		language,
		lastSeen,
		lastReceived,
		entries,
		notYetReceived,
		clockAhead: clockAhead(lastSeen, lastReceived),
		done: lessons.filter(([, { state }]) => state === 'done').length,
		lessons: lessons.length,
		underWay: lessons.filter(([, { state }]) => state === 'underWay').map(([id]) => id),
		inside,
		earned: progress.earned
	};
}

/**
 * What came in cannot have been done later; so a newest entry from after the receipt shows a clock that is ahead. One that
 * is behind looks like a phone that was offline, and is not guessed at.
 */
function clockAhead(lastSeen: string | null, lastReceived: string | null): number | null {
	if (lastSeen === null || lastReceived === null) return null;
	const seconds = Math.round((Date.parse(lastSeen) - Date.parse(lastReceived)) / 1000);
	return seconds > clockTolerance ? seconds : null;
}
