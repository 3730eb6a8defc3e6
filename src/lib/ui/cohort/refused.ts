import type { Refusal, Refused } from '$lib/sync/protocol';
import type { Unreachable } from '$lib/sync/transport';
import { durationWords } from '../language/duration';
import { m } from '../language/paraglide/messages';
import { explainStop } from './stopped';

/** What came of asking, when it was not what was asked for. */
export type Failure = Refused | Unreachable;

/** Whoever guesses codes is locked out for minutes; a server that is busy asks for seconds. */
const lockedOut = 30;

const whys: Record<Exclude<Refusal, 'slow_down'>, () => string> = {
	client_too_old: m.join_refused_old,
	signed_out: m.join_refused_code,
	not_a_member: m.join_refused_code,
	erased: m.join_refused_erased,
	cohort_closed: m.join_refused_closed,
	malformed: m.join_refused_malformed,
	too_large: m.join_refused_malformed
};

/** Why nobody joined, and what to do: one sentence or two, in the language of the screen. */
export function explainJoin(failure: Failure, isOnline: boolean): string {
	if (failure.kind === 'unreachable') return isOnline ? m.join_server_away() : m.join_no_network();
	const { why, retryAfter = 0 } = failure;
	if (why !== 'slow_down') return whys[why]();
	return retryAfter > lockedOut
		? m.join_guessed({ wait: durationWords(Math.ceil(retryAfter / 60), 'minute') })
		: m.join_server_busy();
}

/** Why something that a member asked for was not done, and what to do. */
export function explainAsk(failure: Failure, isOnline: boolean): string {
	if (failure.kind === 'unreachable')
		return isOnline ? m.cohort_server_away() : m.cohort_no_network();
	return explainStop(failure.why);
}
