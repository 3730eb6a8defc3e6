/**
 * What the trainee always sees of a cohort: what is saved on this device, what the facilitator has received, and what is
 * on the way. A pure fold of the record and the state of sync.
 *
 * [T1] Every entry that is for the cohort is counted once: saved = received + on the way + set aside.
 * [T2] Received is said of what the server named, at the server's own time, and of nothing else.
 * [T3] Saved is said only while the device's storage takes what is written.
 */
import type { Entry } from '../record/entry';
import { isAcknowledged } from './acknowledged';
import type { LessonOf } from './membership';
import type { Standing } from './memberships';
import { pendingOf } from './outbox';
import type { SetAside } from './protocol';

export interface ThreeTruths {
	/** Device time of the newest; null when nothing is there, or nothing is saved now. */
	saved: { count: number; at: string | null };
	/** Server time of the last arrival. */
	received: { count: number; at: string | null };
	onTheWay: number;
	/** Kept and exportable, but not sent again. */
	setAside: { entry: Entry; why: SetAside }[];
}

/** Gives what the screen shows of a cohort; `isSaved` says whether the log has no warning. */
export function truthsOf(
	entries: readonly Entry[],
	{ membership, state }: Standing,
	lessonOf: LessonOf,
	isSaved: boolean
): ThreeTruths {
	const onTheWay = pendingOf(entries, membership, state, lessonOf);
	const received = entries.filter((entry) => isAcknowledged(state.acknowledged, entry));
	const why = new Map(state.setAside.map((aside) => [aside.id, aside.why]));
	const setAside = entries.flatMap((entry) => {
		const reason = why.get(entry.id);
		return reason ? [{ entry, why: reason }] : [];
	});
	const all = [...onTheWay, ...received, ...setAside.map(({ entry }) => entry)];
	return {
		saved: { count: all.length, at: isSaved ? latestTime(all) : null },
		received: { count: received.length, at: state.receivedAt },
		onTheWay: onTheWay.length,
		setAside
	};
}

/** The time of the latest entry, by the clock of its device; null where there is none. */
const latestTime = (entries: readonly Entry[]): string | null =>
	entries.reduce<string | null>((latest, { at }) => (latest && latest > at ? latest : at), null);
