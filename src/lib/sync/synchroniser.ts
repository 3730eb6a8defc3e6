/**
 * Ties the record, the memberships, the transport and the machine together, for one profile. Thin: it passes on what
 * happens and what was decided, and has no opinion of its own.
 */
import { createActor, type ActorOptions, type ActorRefFrom } from 'xstate';
import { fromPromise } from 'xstate/actors';
import { RecordError } from '../record/record-error';
import { keyOf, nameOf, type MembershipKey, type Standing } from './memberships';
import { lastBatch, type Policy } from './outbox';
import { makeRounds, type RoundOptions, type Rounds } from './rounds';
import { syncMachine, type Outcome, type SyncEvent, type SyncPhase } from './sync';
import { truthsOf, type ThreeTruths } from './three-truths';
import { makeWishes, reopened, type Wishes } from './wishes';

export interface SynchroniserOptions extends RoundOptions {
	/** The profile at the desk. */
	profile: string;
	/** From 0 to 1, new at each call. */
	chance: () => number;
	/** Where timers come from; the browser's own unless a test says otherwise. */
	clock?: ActorOptions<typeof syncMachine>['clock'];
}

/** One cohort of the trainee, as a screen shows it. */
export interface CohortSync extends Standing {
	truths: ThreeTruths;
	phase: SyncPhase;
	/** What the last round came to. */
	outcome: Outcome;
	/** Milliseconds of the wait, in the phase `waiting`. */
	delay: number;
}

export interface Synchroniser extends Wishes {
	/** The trainee's cohorts, oldest first; empty until `start` has resolved. */
	readonly cohorts: readonly CohortSync[];
	/** Reads the memberships, follows the record, and asks the server once. */
	start(): Promise<void>;
	/** Passes on what happened in the page to every cohort. */
	tell(type: Exclude<SyncEvent['type'], 'member.joined' | 'entry.written'>): void;
	/** Sends what is left while the page goes away. */
	flush(): Promise<void>;
	/** Calls `listener` after `cohorts` has changed; gives the way to stop. */
	subscribe(listener: () => void): () => void;
	stop(): void;
}

interface Running {
	key: MembershipKey;
	rounds: Rounds;
	actor: ActorRefFrom<typeof syncMachine>;
}

/** Makes the synchroniser of a profile. */
export function makeSynchroniser(options: SynchroniserOptions): Synchroniser {
	const { profile, log, memberships, lessonOf, chance, clock } = options;
	const running = new Map<string, Running>();
	const listeners = new Set<() => void>();
	const stops: (() => void)[] = [];
	let cohorts: readonly CohortSync[] = [];
	let isStopped = false;
	let turn: Promise<void> = Promise.resolve();
	let next: Promise<void> | null = null;

	function run({ membership, state }: Standing): Running {
		const key = keyOf(membership);
		const rounds = makeRounds(key, options);
		const machine = syncMachine.provide({
			actors: {
				push: fromPromise(({ signal }) => rounds.push(signal)),
				pull: fromPromise(({ signal }) => rounds.pull(signal))
			}
		});
		const actor = createActor(machine, {
			...(clock ? { clock } : {}),
			input: { chance, ended: state.ended }
		});
		actor.subscribe(() => refresh());
		actor.start();
		return { key, rounds, actor };
	}

	/** Brings the machines and `cohorts` up to what is stored, one after another; many calls at once are one. */
	function refresh(): Promise<void> {
		return (next ??= turn =
			turn.then(async () => {
				next = null;
				await look().catch(forgetErased);
			}));
	}

	async function look(): Promise<void> {
		if (isStopped) return;
		const standings = await memberships.of(profile);
		const record = await log.read(profile);
		if (isStopped) return;
		follow(standings);
		cohorts = standings.flatMap((standing) => {
			const actor = running.get(nameOf(keyOf(standing.membership)))?.actor;
			if (!actor) return [];
			const { value, context } = actor.getSnapshot();
			const truths = truthsOf(record.entries, standing, lessonOf, log.warning === null);
			const { outcome, delay } = context;
			return [{ ...standing, truths, phase: value as SyncPhase, outcome, delay }];
		});
		for (const listener of [...listeners]) listener();
		await Promise.all(
			standings.map((standing) =>
				running
					.get(nameOf(keyOf(standing.membership)))
					?.rounds.prepare(standing, record, lastOf(running.size))
			)
		);
	}

	/** Starts the machines of new memberships, ends those of memberships that are gone, wakes those that joined again. */
	function follow(standings: readonly Standing[]): void {
		const names = new Set(standings.map(({ membership }) => nameOf(keyOf(membership))));
		for (const [name, { actor }] of running)
			if (!names.has(name)) {
				running.delete(name);
				actor.stop();
			}
		for (const standing of standings) {
			const name = nameOf(keyOf(standing.membership));
			const known = running.get(name);
			if (!known) {
				const started = run(standing);
				running.set(name, started);
				started.actor.send({ type: 'sync.ask' });
			} else if (!standing.state.ended && known.actor.getSnapshot().matches('ended'))
				known.actor.send({ type: 'member.joined' });
		}
	}

	/** A profile that was erased takes its memberships with it. Any other fault leaves the screen as it was. */
	async function forgetErased(error: unknown): Promise<void> {
		if (!(error instanceof RecordError && error.code === 'record_no_profile')) return;
		synchroniser.stop();
		await memberships.eraseProfile(profile).catch(() => undefined);
	}

	/** Memberships of profiles that were erased while nobody listened. */
	async function sweep(): Promise<void> {
		const known = new Set((await log.profiles()).map(({ id }) => id));
		// A log that fails may know fewer profiles than the device holds.
		if (log.warning) return;
		for (const id of await memberships.profiles())
			if (!known.has(id) && (await isErased(id))) await memberships.eraseProfile(id);
	}

	/** Whether a profile is gone. One that was lost by the browser is not listed before somebody has asked for it. */
	async function isErased(id: string): Promise<boolean> {
		return log.read(id).then(
			() => false,
			(error: unknown) => error instanceof RecordError && error.code === 'record_no_profile'
		);
	}

	/**
	 * A cohort that was closed is asked once whenever the course is opened, or shown again, as a phone does with what it has not
	 * ended for days: it may be open again.
	 */
	async function askClosed(): Promise<void> {
		for (const { membership, state } of await memberships.of(profile))
			if (state.ended === 'cohort_closed') await memberships.change(keyOf(membership), reopened);
	}

	function send(event: SyncEvent): void {
		for (const { actor } of running.values()) actor.send(event);
	}

	const wishes = makeWishes(options, async (key) => {
		if (key) running.get(nameOf(key))?.actor.send({ type: 'sync.retry' });
		await refresh();
	});

	const synchroniser: Synchroniser = {
		...wishes,

		get cohorts() {
			return cohorts;
		},

		async start() {
			stops.push(
				log.subscribe((id) => {
					if (id !== profile) return;
					send({ type: 'entry.written' });
					void refresh();
				}),
				memberships.subscribe((id) => {
					if (id === profile) void refresh();
				})
			);
			await sweep().catch(() => undefined);
			await askClosed().catch(() => undefined);
			await refresh();
		},

		tell(type) {
			send({ type });
			if (type === 'sync.ask') void askClosed().catch(() => undefined);
		},

		async flush() {
			const open = [...running.values()].filter(({ actor }) => mayFlush(actor));
			await Promise.allSettled(open.map(({ rounds }) => rounds.flush(lastOf(open.length))));
		},

		subscribe(listener) {
			const own = () => listener();
			listeners.add(own);
			return () => void listeners.delete(own);
		},

		stop() {
			isStopped = true;
			for (const stop of stops.splice(0)) stop();
			for (const { actor } of running.values()) actor.stop();
			running.clear();
			listeners.clear();
		}
	};
	return synchroniser;
}

/** The policy for last words to so many cohorts: the browser's limit is for all requests of the page together. */
function lastOf(count: number): Policy {
	return { ...lastBatch, bytes: Math.floor(lastBatch.bytes / Math.max(1, count)) };
}

/** Whether the last words may be sent: not to a server that refused, or asked to be left alone. */
function mayFlush(actor: Running['actor']): boolean {
	const { value, context } = actor.getSnapshot();
	return (
		!['refused', 'ended', 'offline'].includes(String(value)) && !('retryAfter' in context.outcome)
	);
}
