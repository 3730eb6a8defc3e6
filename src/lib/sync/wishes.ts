/**
 * What a trainee may wish of a cohort, beyond being in it: to look before joining, to join, to take another device along, to
 * go, to be erased, to carry the entries there. Each does what was wished, at the server and then here, and says what the
 * server said.
 */
import { onlyThese } from '../machines/sealed';
import { RecordError } from '../record/record-error';
import { copiesOf } from './copy';
import { belonging, membershipOf, type End } from './membership';
import { keyOf, nameOf, type MembershipKey, type Standing } from './memberships';
import { nextBatch, pendingOf, pushOf, type Policy } from './outbox';
import {
	PROTOCOL,
	type Credential,
	type Erased,
	type Found,
	type Joined,
	type Left,
	type Push,
	type Transfer
} from './protocol';
import { isEnd } from './refusal';
import type { RoundOptions } from './rounds';
import { makeKey, seal, type Leaving } from './seal';
import type { Answer } from './transport';

export interface Wishes {
	/** Asks what a code leads to. */
	look(code: string): Promise<Answer<Found>>;
	/**
	 * Joins a cohort; `earlier` is the consent to send what was done before, `cohort` the one that the code leads to, where
	 * that is known. `key` is that of the member's other devices, from the link that brought the code; without one the key of
	 * an earlier membership is kept, or a new one made.
	 */
	join(
		code: string,
		name: string,
		options: { earlier: boolean; cohort?: string; key?: string | null }
	): Promise<Answer<Joined>>;
	/** Asks for a code with which another device joins as the same member. */
	transfer(key: MembershipKey): Promise<Answer<Transfer>>;
	/**
	 * Lets the trainee go. The membership stays here, ended: by its credential alone the trainee can still be erased, until it
	 * is forgotten.
	 */
	leave(key: MembershipKey): Promise<Answer<Left>>;
	/** Has the server erase the member; the membership stays here, ended, and says so. */
	erase(key: MembershipKey): Promise<Answer<Erased>>;
	/** Tries again now; a cohort that was closed may be open again. */
	retry(key: MembershipKey): Promise<void>;
	/** Forgets a membership on this device; what the server has stays there, and only the facilitator can erase it. */
	forget(key: MembershipKey): Promise<void>;
	/** Consents to sending what was done before joining. */
	sendEarlier(key: MembershipKey): Promise<void>;
	/** Gives everything in the record that is for the cohort, sealed, for a capsule: no views, and no copies of any (copy.ts). */
	entriesFor(key: MembershipKey): Promise<Leaving[]>;
	/** Gives what would be sent next, within this policy, as a request for whoever outlives the page. */
	nextPushes(policy: Policy): Promise<{ credential: Credential; push: Push }[]>;
}

/** A standing that a closed cohort does not keep from asking: only closing is taken back by a facilitator. */
export function reopened({ membership, state }: Standing): Standing {
	return { membership, state: state.ended === 'cohort_closed' ? { ...state, ended: null } : state };
}

/**
 * Makes the wishes of a profile. `changed` is called, and waited for, after something was stored; with the key of a
 * membership that has something to ask its server at once.
 */
export function makeWishes(
	{
		profile,
		log,
		memberships,
		transport,
		lessonOf,
		loadModels,
		language,
		now
	}: RoundOptions & { profile: string },
	changed: (key?: MembershipKey) => Promise<void>
): Wishes {
	async function find(key: MembershipKey): Promise<Standing | null> {
		const standings = await memberships.of(profile);
		return standings.find(({ membership }) => nameOf(keyOf(membership)) === nameOf(key)) ?? null;
	}

	/** Asks in the name of a membership; one that is gone here is signed out. */
	async function asMember<T>(
		key: MembershipKey,
		ask: (credential: Credential) => Promise<Answer<T>>
	): Promise<Answer<T>> {
		const found = await find(key);
		return found ? ask(found.membership.credential) : { kind: 'refused', why: 'signed_out' };
	}

	async function end(key: MembershipKey, why: End): Promise<void> {
		await memberships.change(key, ({ membership, state }) => ({
			membership,
			state: { ...state, ended: why }
		}));
		// The machine ends once it looks.
		await changed(key);
	}

	return {
		look: (code) => transport.look({ protocol: PROTOCOL, code }),

		async join(code, name, { earlier, cohort, key }) {
			const known = (await memberships.of(profile)).filter(
				({ membership }) => membership.cohort.id === cohort
			);
			const held = known.at(-1)?.membership.credential ?? null;
			const answer = await transport.join({ protocol: PROTOCOL, code, name }, held);
			if (answer.kind !== 'joined') return answer;
			const { entries } = await log.read(profile);
			const device = (await log.profiles()).find(({ id }) => id === profile)?.device;
			if (device === undefined) throw new RecordError('record_no_profile');
			// Of the same member only: with another's key their boxes would not open.
			const own = known.find(
				({ membership: { credential } }) => credential.member === answer.credential.member
			);
			const at = { earlier, now: now(), key: key ?? own?.membership.key ?? makeKey() };
			const membership = membershipOf(answer, { id: profile, device }, entries, at);
			await memberships.join(membership);
			// With another key there is more to be read than before.
			await changed(keyOf(membership));
			return answer;
		},

		transfer: (key) => asMember(key, transport.transfer),

		async leave(key) {
			const answer = await asMember(key, transport.leave);
			if (answer.kind === 'left') await end(key, 'not_a_member');
			else if (answer.kind === 'refused' && isEnd(answer.why)) await end(key, answer.why);
			return answer;
		},

		async erase(key) {
			const answer = await asMember(key, transport.erase);
			if (answer.kind === 'erased') await end(key, 'erased');
			return answer;
		},

		async retry(key) {
			await memberships.change(key, reopened);
			await changed(key);
		},

		async forget(key) {
			await memberships.leave(key);
			await changed();
		},

		async sendEarlier(key) {
			await memberships.change(key, ({ membership, state }) => ({
				membership: { ...membership, earlier: true },
				state
			}));
			await changed(key);
		},

		async entriesFor(key) {
			const found = await find(key);
			if (!found) return [];
			const { entries } = await log.read(profile);
			const theirs = belonging(found, entries, lessonOf);
			return seal(theirs, onlyThese(await loadModels()), found.membership.key, entries);
		},

		async nextPushes(policy) {
			const standings = await memberships.of(profile);
			const { entries, views } = await log.read(profile);
			const pushes: { credential: Credential; push: Push }[] = [];
			for (const { membership, state } of standings) {
				const pending = state.ended ? [] : pendingOf(entries, membership, state, lessonOf);
				if (!pending.length) continue;
				const models = onlyThese(await loadModels());
				const leaving = await seal(pending, models, membership.key, entries);
				const copies = await copiesOf(pending, views, membership.key);
				const batch = nextBatch(leaving, policy, copies).entries;
				if (batch.length === 0) continue;
				const waiting = pending.length - batch.length;
				const push = pushOf(batch, { waiting, language: language?.() }, copies);
				pushes.push({ credential: membership.credential, push });
			}
			return pushes;
		}
	};
}
