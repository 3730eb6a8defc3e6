import { expect, test } from 'vitest';
import type { Refusal } from './protocol';
import { isEnd, refusals } from './refusal';

/** What a trainee can do about each, and whether sending ends with it for good. */
const expected: Record<Refusal, [remedy: string, ends: boolean]> = {
	client_too_old: ['update', false],
	signed_out: ['join_again', true],
	not_a_member: ['join_again', true],
	erased: ['none', true],
	cohort_closed: ['none', true],
	malformed: ['update', false],
	too_large: ['none', false],
	slow_down: ['wait', false]
};

test.each(Object.entries(expected))('what %s asks for, and whether it ends', (why, known) => {
	const refusal = why as Refusal;
	expect([refusals[refusal].remedy, isEnd(refusal)]).toEqual(known);
});

test('each refusal has a sentence of its own for the person', () => {
	const sentences = Object.values(refusals).map(({ sentence }) => sentence);
	expect(new Set(sentences).size).toBe(Object.keys(expected).length);
	for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
});
