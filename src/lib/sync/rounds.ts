/**
 * One push and one pull of a membership: reads, asks the server, stores what it said. What to send and what an answer
 * changes is decided in `outbox`; when to do it, in `sync`.
 */
import type { ActivityModel } from '../course/model';
import { onlyThese } from '../machines/sealed';
import type { Entry } from '../record/entry';
import type { Log } from '../record/log';
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
	type Policy
} from './outbox';
import type { Refused } from './protocol';
import { isEnd } from './refusal';
import { seal, unseal } from './seal';
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
	/** Sends once more, within this policy, in a request that outlives the page. */
	flush(policy: Policy): Promise<Outcome>;
}

const nothing: Outcome = { kind: 'done', more: false };

/** Makes the rounds of one membership. */
export function makeRounds(
	key: MembershipKey,
	{ log, memberships, transport, lessonOf, loadModels, language, now, locks }: RoundOptions
): Rounds {
	/** Narrower for this page's life once a server, or a proxy before it, has called a body too large. */
	let policy = fullBatch;

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

	async function send(
		limits: Policy,
		options: { signal?: AbortSignal; keepalive?: boolean }
	): Promise<Outcome> {
		const found = await standing();
		if (!found) return nothing;
		const { membership, state } = found;
		if (state.ended) return { kind: 'refused', why: state.ended };
		const { entries } = await log.read(key.profile);
		const pending = pendingOf(entries, membership, state, lessonOf);
		const models = pending.length ? await loadModels().catch(() => null) : [];
		if (!models) return { kind: 'unreachable' };
		const leaving = await seal(pending, onlyThese(models), membership.key, entries);
		const batch = nextBatch(leaving, limits);
		if (batch.tooLarge.length > 0) await edit((now) => setAside(now, batch.tooLarge, 'too_large'));
		if (batch.entries.length === 0) return nothing;
		// While the page goes away nothing may stand between reading and sending.
		if (!options.keepalive) await edit((state) => ({ ...state, triedAt: now().toISOString() }));
		const push = pushOf(batch.entries, {
			waiting: pending.length - batch.entries.length,
			language: language?.()
		});
		const answer = await transport.push(membership.credential, push, options);
		if (answer.kind === 'unreachable') return answer;
		if (answer.kind === 'refused') return afterRefusal(answer, membership, batch.entries);
		const changed = await edit((state) => afterPushed(state, batch.entries, answer, now()));
		if (!changed) return nothing;
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
		const merged = await log.merge(key.profile, { entries: pulled, views: [] });
		// Only in memory: they are asked for again once the device saves.
		if (log.warning) return nothing;
		// What was kept out is not the entry that is here: to call that one acknowledged would hide it.
		const clashes = new Set(merged.clashes.map(({ id }) => id));
		const known = answer.entries.filter(({ id }) => !clashes.has(id));
		const asked = state.after;
		await edit((state) => afterPulled(state, known, answer, { asked, now: now() }));
		if (isRestored(state, answer, asked)) return { kind: 'done', more: true, toSend: true };
		const stands = answer.more && answer.after === state.after;
		return stands ? { kind: 'stuck' } : { kind: 'done', more: answer.more };
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
		flush: (limits) => send(limits, { keepalive: true })
	};
}
