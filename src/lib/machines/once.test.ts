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

test('with a way to tell results, those that tell the same are one, and going round is remembered', () => {
	const make = vi.fn(({ at }: { at: number }, by: number) => ({ at: (at + by) % 3 }));
	const turn = remembering(make, 100, ({ at }) => String(at));
	let wheel = { at: 0 };
	for (let round = 0; round < 30; round++) wheel = turn(wheel, 1);
	expect(wheel).toEqual({ at: 0 });
	// The one that was given, and the three that were made.
	expect(make).toHaveBeenCalledTimes(4);
});

test('results are forgotten with the rest', () => {
	const turn = remembering(
		({ at }: { at: number }, by: number) => ({ at: at + by }),
		2,
		({ at }) => String(at)
	);
	const start = { at: 0 };
	const one = turn(start, 1);
	expect(turn(start, 1)).toBe(one);
	turn(start, 2);
	turn(start, 3);
	expect(turn(start, 1)).not.toBe(one);
});
