import { assign, setup } from 'xstate';
import { fromPromise } from 'xstate/actors';
import { backoff } from './backoff';
import type { End } from './membership';
import type { Refused } from './protocol';
import { isEnd } from './refusal';
import type { Unreachable } from './transport';

/** What a push of one batch, or a pull of one page, came to. */
export type Outcome =
	/** It went well; `more` is left of the same. A pull may find that there is something to send. */
	| { kind: 'done'; more: boolean; toSend?: boolean }
	/** The server answered and took nothing, or a fault of this device stopped it. */
	| { kind: 'stuck' }
	/** Another tab is at it. */
	| { kind: 'busy' }
	| Unreachable
	| Refused;

export type SyncEvent =
	/** An entry was written: send it soon. */
	| { type: 'entry.written' }
	/** The page was opened or shown: see what there is to send and to fetch. */
	| { type: 'sync.ask' }
	/** The trainee wants it tried now. */
	| { type: 'sync.retry' }
	| { type: 'network.lost' }
	| { type: 'network.found' }
	/** The trainee has joined again, with a new credential. */
	| { type: 'member.joined' };

export interface SyncContext {
	/** From 0 to 1. */
	chance: () => number;
	/** How many rounds failed one after another. */
	failures: number;
	/** Milliseconds of the wait that is under way or was last. */
	delay: number;
	/** There may be something to send. */
	isDirty: boolean;
	/** There may be something to fetch. */
	wantsPull: boolean;
	/** What the last round came to. */
	outcome: Outcome;
}

/** How long to wait for more entries before sending the first, in milliseconds: an answer often brings several. */
export const gatherFor = 1500;

const unprovided = fromPromise<Outcome>(() =>
	Promise.reject(new Error('The sync machine needs its actors `push` and `pull`.'))
);

/** The seconds that a server asked to be left alone; null when it did not. */
function retryAfterOf(outcome: Outcome): number | null {
	return 'retryAfter' in outcome ? (outcome.retryAfter ?? null) : null;
}

/**
 * The sync of one membership. It only decides: its actors `push` and `pull` send, fetch and store, and come by `provide`.
 *
 *     idle ─► gathering ─► pushing ─► judging ─► pulling ─► judging ─► idle
 *                             ▲          ├─► waiting ─► pushing     by itself, later and later
 *                             │          ├─► refused                until the trainee tries again
 *                             └──────────┴─► ended                  until the trainee joins again
 */
export const syncMachine = setup({
	types: {
		context: {} as SyncContext,
		events: {} as SyncEvent,
		/** `ended` says that the server has ended this membership before. */
		input: {} as { chance: () => number; ended: End | null }
	},
	actors: { push: unprovided, pull: unprovided },
	delays: { gather: gatherFor, backoff: ({ context }) => context.delay },
	guards: {
		hasEnded: ({ context: { outcome } }) => outcome.kind === 'refused' && isEnd(outcome.why),
		isRefused: ({ context: { outcome } }) =>
			outcome.kind === 'refused' && outcome.why !== 'slow_down',
		hasFailed: ({ context: { outcome } }) => outcome.kind !== 'done',
		isDirty: ({ context }) => context.isDirty,
		wantsPull: ({ context }) => context.wantsPull,
		// Whoever was asked to stay away does not come back because somebody looks at the page.
		mayHurry: ({ context }) => retryAfterOf(context.outcome) === null
	},
	actions: {
		'want all': assign({ isDirty: true, wantsPull: true }),
		'want push': assign({ isDirty: true }),
		'plan wait': assign(({ context: { failures, chance, outcome } }) => ({
			failures: failures + 1,
			delay: backoff(failures + 1, chance(), retryAfterOf(outcome))
		})),
		'forget failures': assign({ failures: 0 })
	}
}).createMachine({
	id: 'sync',
	context: ({ input: { chance, ended } }) => ({
		chance,
		failures: 0,
		delay: 0,
		isDirty: false,
		wantsPull: false,
		outcome: ended ? { kind: 'refused', why: ended } : { kind: 'done', more: false }
	}),
	initial: 'starting',
	on: {
		'entry.written': { actions: 'want push' },
		'sync.ask': { actions: 'want all' },
		'sync.retry': { actions: 'want all' },
		'network.lost': '.offline'
	},
	states: {
		starting: {
			always: [{ guard: 'hasEnded', target: 'ended' }, { target: 'idle' }]
		},
		idle: {
			on: {
				'entry.written': 'gathering',
				'sync.ask': { actions: 'want all', target: 'pushing' },
				'sync.retry': { actions: 'want all', target: 'pushing' }
			}
		},
		gathering: {
			after: { gather: 'pushing' },
			on: {
				'sync.ask': { actions: 'want all', target: 'pushing' },
				'sync.retry': { actions: 'want all', target: 'pushing' }
			}
		},
		pushing: {
			entry: assign({ isDirty: false }),
			invoke: {
				src: 'push',
				onDone: {
					target: 'judging',
					actions: assign(({ context, event: { output } }) => ({
						outcome: output,
						isDirty: context.isDirty || (output.kind === 'done' && output.more)
					}))
				},
				onError: { target: 'judging', actions: assign({ outcome: { kind: 'stuck' } }) }
			}
		},
		pulling: {
			invoke: {
				src: 'pull',
				onDone: {
					target: 'judging',
					actions: assign(({ context, event: { output } }) => ({
						outcome: output,
						isDirty: context.isDirty || (output.kind === 'done' && output.toSend === true),
						wantsPull: output.kind === 'done' ? output.more : context.wantsPull
					}))
				},
				onError: { target: 'judging', actions: assign({ outcome: { kind: 'stuck' } }) }
			}
		},
		judging: {
			always: [
				{ guard: 'hasEnded', target: 'ended' },
				{ guard: 'isRefused', target: 'refused' },
				{ guard: 'hasFailed', target: 'waiting', actions: 'plan wait' },
				{ guard: 'isDirty', target: 'pushing', actions: 'forget failures' },
				{ guard: 'wantsPull', target: 'pulling', actions: 'forget failures' },
				{ target: 'idle', actions: 'forget failures' }
			]
		},
		waiting: {
			after: { backoff: 'pushing' },
			on: {
				'sync.ask': [
					{ guard: 'mayHurry', actions: 'want all', target: 'pushing' },
					{ actions: 'want all' }
				],
				'sync.retry': [
					{ guard: 'mayHurry', actions: 'want all', target: 'pushing' },
					{ actions: 'want all' }
				],
				'network.found': { guard: 'mayHurry', actions: 'want all', target: 'pushing' },
				// The wait that was asked for goes on; a try without a network costs nothing.
				'network.lost': [{ guard: 'mayHurry', target: 'offline' }, {}]
			}
		},
		offline: {
			on: {
				'network.found': { actions: 'want all', target: 'pushing' },
				// Browsers are wrong about the network at times; the trainee may know better.
				'sync.retry': { actions: 'want all', target: 'pushing' },
				'network.lost': {}
			}
		},
		refused: {
			on: {
				'sync.retry': { actions: 'want all', target: 'pushing' },
				'network.lost': {}
			}
		},
		ended: {
			on: {
				'member.joined': { actions: 'want all', target: 'pushing' },
				'network.lost': {}
			}
		}
	}
});

export type SyncPhase =
	'idle' | 'gathering' | 'pushing' | 'pulling' | 'waiting' | 'offline' | 'refused' | 'ended';
