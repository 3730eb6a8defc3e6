import type { Refusal } from '$lib/sync/protocol';
import { m } from '../language/paraglide/messages';

const words: Record<Refusal, () => string> = {
	client_too_old: m.cohort_stopped_old,
	signed_out: m.cohort_stopped_signed_out,
	not_a_member: m.cohort_stopped_left,
	erased: m.cohort_stopped_erased,
	cohort_closed: m.cohort_stopped_closed,
	malformed: m.cohort_stopped_malformed,
	too_large: m.cohort_stopped_too_large,
	slow_down: m.cohort_phase_waiting
};

/** Why nothing is sent any more, and what to do: in the language of the screen. */
export function explainStop(why: Refusal): string {
	return words[why]();
}
