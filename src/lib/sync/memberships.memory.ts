/** The memberships in this page's memory: what the course falls back to, and the plainest reading of the promises. */
import { makeAnnouncer } from '../record/announcer';
import { RecordError } from '../record/record-error';
import {
	byJoining,
	joinedTo,
	keyOf,
	type MembershipKey,
	type Memberships,
	type Standing
} from './memberships';

/** Opens an empty store; `warning` says why the device's storage is not used. */
export function openMemoryMemberships(warning: RecordError | null = null): Memberships {
	const shelf = new Map<string, Standing>();
	const { tell, ...announcer } = makeAnnouncer();
	let isClosed = false;

	function open(): Map<string, Standing> {
		if (isClosed) throw new RecordError('record_closed');
		return shelf;
	}

	function put(key: MembershipKey, standing: Standing): Standing {
		open().set(textOf(key), structuredClone(standing));
		tell(key.profile);
		return structuredClone(standing);
	}

	return {
		kind: 'memory',
		warning,

		async of(profile) {
			const own = [...open().values()].filter(({ membership }) => membership.profile === profile);
			return structuredClone(own).sort(byJoining);
		},

		async join(membership) {
			const key = keyOf(membership);
			return put(key, joinedTo(open().get(textOf(key)), membership));
		},

		async change(key, edit) {
			const known = open().get(textOf(key));
			return known ? put(key, edit(structuredClone(known))) : null;
		},

		async leave(key) {
			if (open().delete(textOf(key))) tell(key.profile);
		},

		async eraseProfile(profile) {
			const own = [...open()].filter(([, { membership }]) => membership.profile === profile);
			for (const [key] of own) shelf.delete(key);
			if (own.length > 0) tell(profile);
		},

		async profiles() {
			return [...new Set([...open().values()].map(({ membership }) => membership.profile))];
		},

		subscribe: announcer.subscribe,

		close() {
			isClosed = true;
			announcer.close();
			shelf.clear();
		}
	};
}

function textOf({ profile, cohort, member }: MembershipKey): string {
	return JSON.stringify([profile, cohort, member]);
}
