/**
 * Memberships that are kept a second time, in the browser's cache storage, for the day on which the browser loses its
 * database: `../record/second-copy.ts` says when that is. Without them whoever lost it would need a rejoin code.
 *
 * Beside the promises of `memberships.ts`, it promises:
 *
 * [C1] Copied. A membership, and which reflections are shared, is soon in the copy too. What cannot be copied fails nobody,
 *      and is copied with the next change or the next opening.
 * [C2] Brought back. What the database has lost is put there from the copy, when it is opened or found to be empty. How far
 *      each is with its server is not copied: everything is sent again, which is harmless, as repeating always is.
 * [C3] Forgotten twice. What is left or erased is removed from the copy first, and never comes back.
 */
import * as v from 'valibot';
import { openCache, unlessShut } from '../record/second-copy';
import type { Membership } from './membership';
import { keyOf, nameOf, type MembershipKey, type Memberships, type Standing } from './memberships';
import { CohortCard, Credential } from './protocol';
import { noViews } from './views-outbox';

const place = '/memberships/';

const folderOf = (profile: string) => `${place}${encodeURIComponent(profile)}/`;

/** Ids of cohorts and members need no escaping; none of these addresses is the beginning of another. */
const addressOf = ({ profile, cohort, member }: MembershipKey) =>
	`${folderOf(profile)}${cohort}/${member}/`;

/** What is copied of a standing. */
const Copied = v.object({
	membership: v.object({
		profile: v.string(),
		credential: Credential,
		key: v.string(),
		cohort: CohortCard,
		shownAs: v.string(),
		joinedAt: v.string(),
		earlier: v.boolean(),
		before: v.record(v.string(), v.number()),
		devices: v.array(v.string())
	}),
	shared: v.array(v.string())
});

/** Opens the store over `store`, with its copy in `caches` under a name that is made from that of the log. */
export async function openCopiedMemberships(
	store: Memberships,
	caches: CacheStorage,
	name: string
): Promise<Memberships> {
	let queue: Promise<unknown> = Promise.resolve();
	/** What the copy says of each, as far as this tab has written it. */
	const written = new Map<string, string>();
	const open = () => openCache(caches, `${name}-memberships-copy`);

	/** Copies what was just stored; one after another, and a failure is not that of what was stored. */
	function note({ membership, state }: Standing): void {
		const key = keyOf(membership);
		const text = JSON.stringify({ membership, shared: state.views?.shared ?? [] });
		queue = queue.then(() => keep(key, text)).catch(() => undefined);
	}

	/** What the copy lacks may have been stored by an earlier page. */
	async function noteAll(): Promise<void> {
		for (const profile of await store.profiles()) (await store.of(profile)).forEach(note);
	}

	async function keep(key: MembershipKey, text: string): Promise<void> {
		if (written.get(nameOf(key)) === text) return;
		const cache = await open();
		await cache.put(addressOf(key), new Response(text));
		written.set(nameOf(key), text);
		// Left meanwhile, perhaps in another tab: that one looks at the copy once more when the database has forgotten it.
		if (!(await isThere(key))) await forget(addressOf(key));
	}

	const isThere = async (key: MembershipKey) =>
		(await store.of(key.profile)).some(
			({ membership }) => nameOf(keyOf(membership)) === nameOf(key)
		);

	/** Removes from the copy what lies at addresses that begin so. */
	async function forget(beginning: string): Promise<void> {
		const cache = await open();
		for (const request of await cache.keys())
			if (new URL(request.url).pathname.startsWith(beginning)) await cache.delete(request);
		written.clear();
	}

	/** Removes from the copy, from the store, and from the copy what another tab wrote in between. */
	async function remove(beginning: string, fromStore: () => Promise<void>): Promise<void> {
		const forgotten = queue.then(() => forget(beginning));
		queue = forgotten.catch(() => undefined);
		await forgotten.catch(unlessShut);
		await fromStore();
		await forget(beginning).catch(() => undefined);
	}

	/** Gives the store what it lacks of the copy. */
	async function bringBack(): Promise<void> {
		const cache = await open();
		for (const request of await cache.keys()) {
			const response = await cache.match(request);
			const { success, output } = v.safeParse(Copied, await response?.json().catch(() => null));
			if (!success) continue;
			const membership: Membership = output.membership;
			if (await isThere(keyOf(membership))) continue;
			await store.join(membership);
			await store.change(keyOf(membership), (standing) => ({
				...standing,
				state: { ...standing.state, views: { ...noViews, shared: output.shared } }
			}));
		}
	}

	/** A copy that cannot be read is as none. */
	const lookInCopy = () => bringBack().catch(() => undefined);

	async function profiles(): Promise<string[]> {
		const known = await store.profiles();
		if (known.length) return known;
		await lookInCopy();
		return store.profiles();
	}

	// Not only where the database is empty: an earlier page may have been cut off while it brought them back.
	await lookInCopy();
	noteAll().catch(() => undefined);

	return {
		...store,
		profiles,

		async join(membership) {
			const standing = await store.join(membership);
			note(standing);
			return standing;
		},

		async change(key, edit) {
			const standing = await store.change(key, edit);
			if (standing) note(standing);
			return standing;
		},

		leave: (key) => remove(addressOf(key), () => store.leave(key)),
		eraseProfile: (profile) => remove(folderOf(profile), () => store.eraseProfile(profile))
	};
}
