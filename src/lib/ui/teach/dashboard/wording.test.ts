import { expect, test } from 'vitest';
import { percent } from './wording';

test('a percentage says none and all of nothing else, be it of five thousand', () => {
	expect([null, 0, 1 / 3, 2 / 3, 1].map(percent)).toEqual(['–', '0%', '33%', '67%', '100%']);
	expect([1 / 5000, 49 / 5000, 50 / 5000].map(percent)).toEqual(['<1%', '<1%', '1%']);
	expect([4950 / 5000, 4951 / 5000, 4999 / 5000].map(percent)).toEqual(['99%', '>99%', '>99%']);
});
