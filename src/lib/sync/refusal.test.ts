import { expect, test } from 'vitest';
import { Refusal } from './protocol';
import { isEnd } from './refusal';

test('sending ends for good where the membership has', () => {
	expect(Refusal.options.filter(isEnd)).toEqual([
		'signed_out',
		'not_a_member',
		'erased',
		'cohort_closed'
	]);
});
