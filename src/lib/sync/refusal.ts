import type { End } from './membership';
import type { Refusal } from './protocol';

/** What a trainee can do about a refusal. `none`: only export or hand in a capsule; `wait`: it goes on by itself. */
export type Remedy = 'update' | 'join_again' | 'wait' | 'none';

/** What each refusal means for the person, and what they can do. The words are for code without translations. */
export const refusals: Record<Refusal, { remedy: Remedy; sentence: string }> = {
	client_too_old: {
		remedy: 'update',
		sentence:
			'The course on this device is older than the facilitator’s server. Update the course: what you did stays here and is sent afterwards.'
	},
	signed_out: {
		remedy: 'join_again',
		sentence:
			'The facilitator’s server does not know this device any more. Ask the facilitator for a code and join again: what you did stays here and is sent then.'
	},
	not_a_member: {
		remedy: 'join_again',
		sentence:
			'This device is in no such cohort. Check the code, or ask the facilitator for another: what you did stays here.'
	},
	erased: {
		remedy: 'none',
		sentence:
			'Your data were erased from this cohort, and nothing more is sent to it. What you did stays on this device until you erase it here too.'
	},
	cohort_closed: {
		remedy: 'none',
		sentence:
			'The facilitator has closed this cohort, and nothing more is sent to it. What you did stays on this device; you can still hand it over as a file.'
	},
	malformed: {
		remedy: 'update',
		sentence:
			'The facilitator’s server could not read what this device sent. Update the course and try again, or hand over a file: what you did stays here.'
	},
	too_large: {
		remedy: 'none',
		sentence:
			'The facilitator’s server does not take so much at once. Hand over a file instead: what you did stays here.'
	},
	slow_down: {
		remedy: 'wait',
		sentence: 'The facilitator’s server is busy. This device tries again by itself.'
	}
};

/** Whether a refusal ends the sending for good, until the trainee joins again. */
export function isEnd(why: Refusal): why is End {
	return ['signed_out', 'not_a_member', 'erased', 'cohort_closed'].includes(why);
}
