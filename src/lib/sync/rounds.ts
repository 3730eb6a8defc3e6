/**
 * One push and one pull of a membership: reads, asks the server, stores what it said. What to send and what an answer
 * changes is decided in `outbox`; when to do it, in `sync`.
 */
import type { ActivityModel } from '../course/model';
import { onlyThese } from '../machines/sealed';
import type { Entry } from '../record/entry';
import type { Log, ProfileRecord } from '../record/log';
import { copiesOf, viewsIn } from './copy';
import { writingAs, type LessonOf, type Membership, type SyncState } from './membership';
import { type MembershipKey, type Memberships, type Standing } from './memberships';
import {
	afterPulled,
	afterPushed,
	fullBatch,
	isRestored,
	narrower,
	nextBatch,
	pendingOf,
	pushOf,
	setAside,
	type Batch,
	type Policy
} from './outbox';
import type { Push, Refused } from './protocol';
import { isEnd } from './refusal';
import { seal, unseal, type Leaving } from './seal';
import type { Outcome } from './sync';
import type { Transport } from './transport';

export interface RoundOptions {
	log: Log;
	memberships: Memberships;
	transport: Transport;
	lessonOf: LessonOf;
	/** The language in which the course is shown now. */
	language?: () => string;
	/**
	 * Gives every activity of the course, by whose models entries are sealed. Rejects when they cannot be had now: then
	 * nothing is sent, since what was sealed for want of a model stays sealed.
	 */
	loadModels: () => Promise<readonly ActivityModel[]>;
	now: () => Date;
	/** The browser's Web Locks; null where it has none. */
	locks: Pick<LockManager, 'request'> | null;
}

export interface Rounds {
	push(signal: AbortSignal): Promise<Outcome>;
	pull(signal: AbortSignal): Promise<Outcome>;
	/**
	 * Makes ready what would be sent now, from what is known of the membership and the record. A page that goes away has no
	 * time left to read and to seal.
	 */
	prepare(standing: Standing, record: ProfileRecord, policy: Policy): Promise<void>;
	/** Sends what was made ready, at once and in a request that outlives the page; then what else is within the policy. */
	flush(policy: Policy): Promise<void>;
}

/** How a request goes; `keepalive` lets it outlive the page. */
interface Sending {
	signal?: AbortSignal;
	keepalive?: boolean;
}

/** A batch with whose it is, and the request that carries it. */
interface Gathered {
	membership: Membership;
	batch: Batch<Leaving>;
	push: Push;
}

const nothing: Outcome = { kind: 'done', more: false };

/** Makes the rounds of one membership. */
export function makeRounds(
	key: MembershipKey,
	{ log, memberships, transport, lessonOf, loadModels, language, now, locks }: RoundOptions
): Rounds {
	/** Narrower for this page's life once a server, or a proxy before it, has called a body too large. */
	let policy = fullBatch;
	let prepared: Gathered | null = null;

	/** The membership as it stands, with the id under which this device writes now; null when it is gone. */
	async function standing(): Promise<Standing | null> {
		const device = (await log.profiles()).find(({ id }) => id === key.profile)?.device;
		const known = (await memberships.of(key.profile)).find(
			({ membership: { credential } }) =>
				credential.cohort === key.cohort && credential.member === key.member
		);
		if (!known || !device || known.membership.devices.includes(device)) return known ?? null;
		return memberships.change(key, ({ membership, state }) => ({
			membership: writingAs(membership, device),
			state
		}));
	}

	function edit(change: (state: SyncState) => SyncState): Promise<Standing | null> {
		return memberships.change(key, ({ membership, state }) => ({
			membership,
			state: change(state)
		}));
	}

	/** Makes the next batch of a membership, sealed. Rejects when the models cannot be had. */
	async function gather(
		{ membership, state }: Standing,
		{ entries, views }: ProfileRecord,
		limits: Policy
	): Promise<Gathered> {
		const pending = pendingOf(entries, membership, state, lessonOf);
		const models = pending.length ? await loadModels() : [];
		const leaving = await seal(pending, onlyThese(models), membership.key, entries);
		const copies = await copiesOf(pending, views, membership.key);
		const batch = nextBatch(leaving, limits, copies);
		const waiting = pending.length - batch.entries.length;
		const push = pushOf(batch.entries, { waiting, language: language?.() }, copies);
		return { membership, batch, push };
	}

	async function send(limits: Policy, options: Sending): Promise<Outcome> {
		const found = await standing();
		if (!found) return nothing;
		if (found.state.ended) return { kind: 'refused', why: found.state.ended };
		const record = await log.read(key.profile);
		const gathered = await gather(found, record, limits).catch(() => null);
		if (!gathered) return { kind: 'unreachable' };
		const { tooLarge } = gathered.batch;
		if (tooLarge.length > 0) await edit((now) => setAside(now, tooLarge, 'too_large'));
		if (gathered.batch.entries.length === 0) return nothing;
		await edit((state) => ({ ...state, triedAt: now().toISOString() }));
		return deliver(gathered, options);
	}

	/** Sends a batch, with nothing between the call and the request, and stores what the server said. */
	async function deliver(
		{ membership, batch, push }: Gathered,
		options: Sending
	): Promise<Outcome> {
		const answer = await transport.push(membership.credential, push, options);
		if (answer.kind === 'unreachable') return answer;
		if (answer.kind === 'refused') return afterRefusal(answer, membership, batch.entries);
		const changed = await edit((state) => afterPushed(state, batch.entries, answer, now()));
		if (!changed) return nothing;
		const { entries } = await log.read(key.profile);
		const left = pendingOf(entries, changed.membership, changed.state, lessonOf);
		const isStuck = batch.entries.every(({ id }) => left.some((entry) => entry.id === id));
		return isStuck ? { kind: 'stuck' } : { kind: 'done', more: left.length > 0 };
	}

	async function afterRefusal(
		refused: Refused,
		{ credential }: Membership,
		batch: readonly Entry[]
	): Promise<Outcome> {
		const { why } = refused;
		if (why === 'too_large' && batch.length > 0) {
			const narrow = narrower(batch, policy);
			if (narrow) policy = narrow;
			else await edit((state) => setAside(state, batch, 'too_large'));
			return { kind: 'done', more: true };
		}
		if (!isEnd(why)) return refused;
		const changed = await memberships.change(key, ({ membership, state }) => {
			// The trainee may have joined again meanwhile: what was said to the old credential is void.
			const isOld = membership.credential.secret !== credential.secret;
			return { membership, state: isOld ? state : { ...state, ended: why } };
		});
		return changed?.state.ended ? refused : { kind: 'done', more: changed !== null };
	}

	async function fetchPage(signal: AbortSignal): Promise<Outcome> {
		const found = await standing();
		if (!found) return nothing;
		const { membership, state } = found;
		if (state.ended) return { kind: 'refused', why: state.ended };
		const answer = await transport.pull(membership.credential, state.after, signal);
		if (answer.kind === 'unreachable') return answer;
		if (answer.kind === 'refused') return afterRefusal(answer, membership, []);
		const pulled = await unseal(answer.entries, membership.key);
		const views = await viewsIn(answer.copies ?? {}, pulled, membership.key);
		const merged = await log.merge(key.profile, { entries: pulled, views });
		// Only in memory: they are asked for again once the device saves.
		if (log.warning) return nothing;
		// What was kept out is not the entry that is here: to call that one acknowledged would hide it.
		const clashes = new Set(merged.clashes.map(({ id }) => id));
		const known = answer.entries.filter(({ id }) => !clashes.has(id));
		const asked = state.after;
		const { cohort = membership.cohort } = answer;
		await memberships.change(key, ({ membership, state }) => ({
			membership: { ...membership, cohort },
			state: afterPulled(state, known, answer, { asked, now: now() })
		}));
		if (isRestored(state, answer, asked)) return { kind: 'done', more: true, toSend: true };
		const stands = answer.more && answer.after === state.after;
		if (stands) return { kind: 'stuck' };
		const isWider = cohort.lessons.some((lesson) => !membership.cohort.lessons.includes(lesson));
		return { kind: 'done', more: answer.more, ...(isWider ? { toSend: true } : {}) };
	}

	/** Runs a round while no other tab does; does not wait for one, which may be frozen. */
	async function alone(work: () => Promise<Outcome>): Promise<Outcome> {
		if (!locks) return work();
		const name = `breakout:sync:${key.profile}:${key.cohort}:${key.member}`;
		return locks.request(name, { ifAvailable: true }, async (lock): Promise<Outcome> =>
			lock ? work() : { kind: 'busy' }
		);
	}

	return {
		push: (signal) => alone(() => send(policy, { signal })),
		pull: (signal) => alone(() => fetchPage(signal)),
		async prepare(standing, record, limits) {
			prepared = standing.state.ended
				? null
				: await gather(standing, record, limits).catch(() => null);
		},
		async flush(limits) {
			const options = { keepalive: true };
			const said = prepared?.batch.entries.length ? await deliver(prepared, options) : null;
			// What was written since, should there be time for it.
			if (!said || (said.kind === 'done' && said.more)) await send(limits, options);
		}
	};
}
