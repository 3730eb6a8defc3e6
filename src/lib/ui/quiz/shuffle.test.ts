import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seedOf, shuffle, shuffledOrder } from './shuffle';

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const list = fc.uniqueArray(fc.string(), { maxLength: 12 });
const inOrder = (count: number) => Array.from({ length: count }, (_, at) => at);

describe('a shuffled list', () => {
	test('has everything the list has, once', () => {
		fc.assert(
			fc.property(list, seed, (list, seed) => {
				expect([...shuffle(list, seed)].sort()).toEqual([...list].sort());
				expect([...shuffledOrder(list.length, seed)].sort((a, b) => a - b)).toEqual(
					inOrder(list.length)
				);
			})
		);
	});

	test('has the same order for the same seed, and leaves the list as it is', () => {
		fc.assert(
			fc.property(list, seed, (list, seed) => {
				const before = [...list];
				expect(shuffle(list, seed)).toEqual(shuffle(list, seed));
				expect(list).toEqual(before);
			})
		);
	});

	test('is never in its own order when it has three or more', () => {
		for (const count of [3, 4, 5])
			for (let seed = 0; seed < 2000; seed++)
				expect(shuffle(inOrder(count), seed)).not.toEqual(inOrder(count));
	});

	test('would now and then be in its own order, were that left to chance', () => {
		const own = inOrder(2000).filter((seed) => shuffledOrder(3, seed).join() === '0,1,2');
		expect(own.length).toBeGreaterThan(200);
		for (const seed of own) expect(shuffle(['a', 'b', 'c'], seed)).toEqual(['b', 'c', 'a']);
	});

	test('may be in its own order when it has fewer', () => {
		expect(shuffle([], 1)).toEqual([]);
		expect(shuffle(['a'], 1)).toEqual(['a']);
		const orders = new Set(inOrder(50).map((seed) => shuffle(['a', 'b'], seed).join('')));
		expect(orders).toEqual(new Set(['ab', 'ba']));
	});

	test('puts each of its things first about equally often, as a draw needs', () => {
		const draws = 6000;
		for (const count of [2, 3, 4]) {
			const first = inOrder(draws).map((at) => shuffledOrder(count, seedOf(7, `draw ${at}`))[0]);
			for (const one of inOrder(count)) {
				const share = first.filter((drawn) => drawn === one).length / draws;
				expect(share * count).toBeGreaterThan(0.9);
				expect(share * count).toBeLessThan(1.1);
			}
		}
	});

	test('is in the order it has always been in, so that a draw and a reload agree for ever', () => {
		expect(shuffledOrder(6, 42)).toEqual([1, 0, 4, 5, 2, 3]);
		expect(seedOf(42, 'which-road')).toBe(1697239908);
	});
});

describe('a seed', () => {
	test('is a whole number that an entry can hold', () => {
		fc.assert(
			fc.property(seed, fc.string(), (seed, id) => {
				const own = seedOf(seed, id);
				expect(Number.isInteger(own)).toBe(true);
				expect(own).toBeGreaterThanOrEqual(0);
				expect(own).toBeLessThan(2 ** 32);
			})
		);
	});

	test('is another for each item, and for each attempt', () => {
		const ids = inOrder(500).map((at) => `item-${at}`);
		expect(new Set(ids.map((id) => seedOf(1, id))).size).toBe(ids.length);
		expect(new Set(inOrder(500).map((seed) => seedOf(seed, 'item'))).size).toBe(500);
	});
});
