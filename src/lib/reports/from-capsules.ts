/** What capsules tell of a member, as reports take it in. */
import type { KeptBundle } from '../sync/bundle-box';
import type { Sender } from '../sync/capsule';
import type { MemberRecord } from './recompute';

/** Stands for the language of one whose capsules do not say it (ISO 639: undetermined). */
const unsaid = 'und';

/** The id by which reports tell senders apart. */
export function memberOf(from: Sender): string {
	return from.kind === 'member' ? from.member : from.profile;
}

/**
 * Gives the record that a sender's capsules make. One who never joined, or whose capsules are from before they said when,
 * counts from the first entry on.
 */
export function recordFrom(bundle: KeptBundle): MemberRecord {
	const { from, entries, receivedAt, language, joinedAt } = bundle;
	const first = entries.reduce<string | null>(
		(least, { at }) => (least === null || at < least ? at : least),
		null
	);
	return {
		member: memberOf(from),
		joined: joinedAt ?? first ?? receivedAt,
		language: language ?? unsaid,
		lastReceived: receivedAt,
		notYetReceived: null,
		entries
	};
}
