import { expect, test } from 'vitest';
import { linksOf, middleOf } from './diagram';

test('the middle of a line is half way along it, bends included', () => {
	expect(
		middleOf([
			[0, 0],
			[10, 0]
		])
	).toEqual([5, 0]);
	expect(
		middleOf([
			[0, 0],
			[10, 0],
			[10, 30]
		])
	).toEqual([10, 10]);
	expect(
		middleOf([
			[3, 4],
			[3, 4]
		])
	).toEqual([3, 4]);
});

test('a link carries everybody who went it, by whatever choice, and nobody who went elsewhere', () => {
	const map = {
		width: 10,
		height: 10,
		scenes: { a: [0, 0] as [number, number], b: [0, 10] as [number, number] },
		links: [
			{
				from: 'a',
				to: 'b',
				points: [
					[0, 0],
					[0, 10]
				] as [number, number][]
			}
		]
	};
	const edge = { share: null };
	const [link] = linksOf(
		map,
		[
			{ ...edge, scene: 'a', option: 'left', to: 'b', members: 3 },
			{ ...edge, scene: 'a', option: 'right', to: 'b', members: 2 },
			{ ...edge, scene: 'a', option: 'right', to: null, members: 4 },
			{ ...edge, scene: 'b', option: 'left', to: 'a', members: 8 }
		],
		10,
		2
	);
	expect(link).toMatchObject({ members: 5, weight: 0.5, middle: [0, 10] });
	expect(linksOf(map, [], 0, 2)[0]).toMatchObject({ members: 0, weight: 0 });
});
