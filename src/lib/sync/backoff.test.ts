import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff } from './backoff';

const minute = 60 * 1000;

test.each([
	[1, 1000],
	[2, 2000],
	[3, 4000],
	[9, 256_000],
	[10, 5 * minute],
	[1000, 5 * minute]
])('after %d failures the next try is within %d ms', (failures, most) => {
	expect(backoff(failures, 1, null)).toBe(most);
	expect(backoff(failures, 0.5, null)).toBe(most / 2);
	expect(backoff(failures, 0, null)).toBe(0);
});

test('a server that names a time is not asked sooner, and the chance comes on top', () => {
	expect(backoff(1, 0, 30)).toBe(30_000);
	expect(backoff(3, 1, 30)).toBe(34_000);
});

test('a server that names more than a day is asked after a day', () => {
	const day = 24 * 60 * minute;
	expect(backoff(1, 0, 86_401)).toBe(day);
	expect(backoff(1, 1, 1e12)).toBe(day + 1000);
});

test('the wait is whole milliseconds, and never longer for less chance', () => {
	const chance = fc.double({ min: 0, max: 1, noNaN: true });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 40 }), chance, chance, (failures, one, other) => {
			const [less, more] = [one, other]
				.sort((a, b) => a - b)
				.map((each) => backoff(failures, each, null));
			expect(Number.isInteger(less)).toBe(true);
			expect(less).toBeLessThanOrEqual(more);
		})
	);
});
