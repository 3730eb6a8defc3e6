import { expect, test, vi } from 'vitest';
import { remembering } from './once';

test('what was made of a thing and an argument is not made again, until so much was made that all is forgotten', () => {
	const make = vi.fn((thing: { by: number }, argument: { plus: number }) =>
		argument.plus ? thing.by + argument.plus : null
	);
	const remembered = remembering(make, 3);
	const [one, other] = [{ by: 1 }, { by: 1 }];
	const ask = () => [
		remembered(one, { plus: 2 }),
		remembered(one, { plus: 2 }),
		remembered(one, { plus: 0 }),
		remembered(one, { plus: 0 }),
		remembered(other, { plus: 4 })
	];
	expect(ask()).toEqual([3, 3, null, null, 5]);
	expect(make).toHaveBeenCalledTimes(3);
	expect(ask()).toEqual([3, 3, null, null, 5]);
	expect(make).toHaveBeenCalledTimes(3);
	expect(remembered(other, { plus: 5 })).toBe(6);
	expect(ask()).toEqual([3, 3, null, null, 5]);
	expect(make).toHaveBeenCalledTimes(7);
});
