import { describe, expect, it } from 'vitest';
import { explainJoin } from './refused';

describe('why nobody joined', () => {
	it.each([
		[31, 'Try again in 1 minute;'],
		[60, 'Try again in 1 minute;'],
		[61, 'Try again in 2 minutes;'],
		[1800, 'Try again in 30 minutes;']
	])('tells whoever is locked out for %i seconds: %s', (retryAfter, words) => {
		expect(explainJoin({ kind: 'refused', why: 'slow_down', retryAfter }, true)).toContain(words);
	});
});
