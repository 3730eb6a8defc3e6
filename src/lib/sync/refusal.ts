import type { End } from './membership';
import type { Refusal } from './protocol';

/** Whether a refusal ends the sending for good, until the trainee joins again. */
export function isEnd(why: Refusal): why is End {
	return ['signed_out', 'not_a_member', 'erased', 'cohort_closed'].includes(why);
}
