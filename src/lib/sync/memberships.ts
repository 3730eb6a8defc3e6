/**
 * The memberships of every profile on this device, each with how far it is with its server.
 *
 * They stand beside the log, in a database of their own: whoever never joins has neither the database nor this code; a
 * fault here cannot touch the record; and the record's database needs no new version, which would shut out pages of an
 * older course. The price is that the two are not written together. That is safe in one direction, and only that one is
 * used: an entry is in the record before it is sent, and acknowledged here after it was stored there, so that a loss in
 * between makes it be sent again.
 *
 * It promises, whatever it is built on (`memberships.contract.ts` tests each promise under its number):
 *
 * [M1]  Durable. What has resolved is read by every store opened later on the same place.
 * [M2]  Apart. A profile sees its own memberships only, in the order of joining.
 * [M3]  Joined again. The same member of the same cohort is one membership: the credential, the card and the name are
 *       replaced, an ending is lifted, and what was acknowledged, set aside and agreed to stays. With another key, as a link
 *       from another device of the member brings it, all is fetched again: what that device sealed can now be read. Whoever
 *       had left was told that nothing more is sent: what they agreed to before is void, and what the server lacks of what
 *       was done by now goes there only if they say so again.
 * [M4]  Together. A change is worked out on what is stored at that moment, so two tabs at once lose nothing.
 * [M5]  Erased. Erasing a profile, or leaving a cohort, removes all of it, secret included, and a late change cannot bring it back.
 * [M6]  Announced. After a change is stored, never before, every subscriber in this tab and in others is told.
 * [M7]  Copied. What is given and what is got can be changed by its owner without changing the store.
 * [M8]  Closed. After `close` every call is refused with `record_closed`.
 * [M9]  Explained. Every failure is a `RecordError` with a code, for which the screens have a sentence.
 */
import type { RecordError } from '../record/record-error';
import type { Membership, SyncState } from './membership';
import { nothingSent } from './membership';

/** A membership with how far it is. */
export interface Standing {
	membership: Membership;
	state: SyncState;
}

/** What names a membership on this device. */
export interface MembershipKey {
	profile: string;
	cohort: string;
	member: string;
}

export interface Memberships {
	readonly kind: 'indexeddb' | 'memory';
	/** Why memberships are not saved on this device, or `null` when they are. */
	readonly warning: RecordError | null;
	/** Gives the memberships of a profile, oldest first. */
	of(profile: string): Promise<Standing[]>;
	/** Stores a membership; gives what is stored now. */
	join(membership: Membership): Promise<Standing>;
	/** Changes what is stored, in one step; gives null when the membership is not there. */
	change(key: MembershipKey, edit: (standing: Standing) => Standing): Promise<Standing | null>;
	/** Forgets one membership. */
	leave(key: MembershipKey): Promise<void>;
	/** Forgets every membership of a profile. */
	eraseProfile(profile: string): Promise<void>;
	/** Gives the ids of all profiles that have memberships. */
	profiles(): Promise<string[]>;
	/** Calls `listener` with the id of each profile whose memberships changed; gives the way to stop. */
	subscribe(listener: (profile: string) => void): () => void;
	close(): void;
}

/** Gives the key of a membership. */
export function keyOf({ profile, credential: { cohort, member } }: Membership): MembershipKey {
	return { profile, cohort, member };
}

/** Gives a key as one text, to look it up by. */
export function nameOf({ profile, cohort, member }: MembershipKey): string {
	return JSON.stringify([profile, cohort, member]);
}

/** Gives what is stored once a membership is put beside what may be there already [M3]. */
export function joinedTo(known: Standing | undefined, membership: Membership): Standing {
	if (!known) return { membership, state: nothingSent };
	const { credential, cohort, shownAs, devices, key } = membership;
	const { after } = key === known.membership.key ? known.state : nothingSent;
	const state = { ...known.state, after, ended: null };
	if (known.state.ended === 'not_a_member') return { membership, state };
	return {
		membership: {
			...known.membership,
			credential,
			key,
			cohort,
			shownAs,
			earlier: known.membership.earlier || membership.earlier,
			devices: [...new Set([...known.membership.devices, ...devices])]
		},
		state
	};
}

/** Orders by the time of joining, then by cohort and member. */
export function byJoining(a: Standing, b: Standing): number {
	const [left, right] = [a, b].map(({ membership: { joinedAt, credential } }) =>
		[joinedAt, credential.cohort, credential.member].join(' ')
	);
	return left < right ? -1 : 1;
}
