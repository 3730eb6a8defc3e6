import { pick } from './condition';
import type { Exploration } from './explore';
import type { Quality } from './model';
import type { Problems } from './problem';
import type { ReadScenario } from './scenario';

/**
 * The side taken at an open decision is a view, and is told to nobody. Where the sides lead apart nothing of the path is
 * told any more, but for how many decisions were made: each is an entry. So every side must have the same numbers of
 * decisions to come, draws among them; otherwise their number would tell the side.
 */
export function checkSides(
	{ model, lines, document }: ReadScenario,
	walk: Exploration,
	problems: Problems
): void {
	const menuOf = menusIn(model.scenes, walk);
	const numbersOf = numbersToCome(walk);
	const met = new Set<string>();
	const reported = new Set<string>();
	// All ways things may stand, for all that may be told of the path; each with the side that led there.
	const queue: Ways[] = [...walk.reached]
		.filter(([, { from }]) => !from)
		.map(([key]) => ({ asked: null, sides: new Map([[key, '']]) }));
	const add = ({ asked, sides }: Ways): void => {
		const name = [...sides.keys()].sort().join(' ');
		if (!met.has(name)) queue.push({ asked, sides });
		met.add(name);
	};
	const compare = ({ asked, sides }: Ways): void => {
		const [[key, side], ...others] = [...sides];
		const numbers = numbersOf(key);
		const other = others.find(([one]) => inWords(numbersOf(one)) !== inWords(numbers));
		if (!other || !asked || reported.has(asked)) return;
		reported.add(asked);
		problems.add(
			'sides_unequal',
			document.file,
			lines.scenes[asked],
			`In "${asked}" the number of decisions that follow tells which side was taken: ${inWords(numbers)} after "${side}", ${inWords(numbersOf(other[0]))} after "${other[1]}". Let as many follow every side.`
		);
	};
	for (let ways = queue.shift(); ways; ways = queue.shift()) {
		const { asked, sides } = ways;
		const keys = [...sides.keys()];
		const menus = keys.map(menuOf);
		const isOpen = menus.every((menu) => menu.some(({ quality }) => quality === 'open'));
		const isAlike = menus.every((menu) => JSON.stringify(menu) === JSON.stringify(menus[0]));
		if (!isOpen && !isAlike) {
			compare(ways);
			continue;
		}
		const here = walk.reached.get(keys[0])?.scene ?? null;
		const onward = (option: string | null): Ways => ({
			asked: isOpen ? here : asked,
			sides: new Map(
				keys.flatMap((key) =>
					(walk.nexts.get(key) ?? [])
						.filter((next) => option === null || next.option === option)
						.map((next) => [next.to, isOpen ? next.option : (sides.get(key) ?? '')])
				)
			)
		});
		for (const next of isOpen ? [onward(null)] : menus[0].map(({ option }) => onward(option))) {
			const scenes = new Set([...next.sides.keys()].map((key) => walk.reached.get(key)?.scene));
			if (scenes.size > 1) compare(next);
			else add(next);
		}
	}
}

/** States with the side that led to each, and the scene in which sides were taken last. */
interface Ways {
	asked: string | null;
	sides: Map<string, string>;
}

type Menu = { option: string; quality?: Quality }[];

/** What is on offer in a state, with what each choice is worth there. */
function menusIn(
	scenes: ReadScenario['model']['scenes'],
	{ reached, nexts }: Exploration
): (key: string) => Menu {
	const options = new Map(scenes.flatMap((scene) => scene.options).map((one) => [one.id, one]));
	return (key) => {
		const state = reached.get(key);
		return (nexts.get(key) ?? []).map(({ option }) => {
			const quality = options.get(option)?.quality;
			return { option, ...(quality && state ? { quality: pick(quality, state) } : {}) };
		});
	};
}

/** Every number of moves from a state to an ending, in order. The story ends, so it is no endless walk. */
function numbersToCome({ nexts }: Exploration): (key: string) => number[] {
	const known = new Map<string, number[]>();
	const numbersOf = (key: string): number[] => {
		const found = known.get(key);
		if (found) return found;
		const onward = nexts.get(key) ?? [];
		const numbers = onward.flatMap(({ to }) => numbersOf(to).map((number) => number + 1));
		const all = onward.length ? [...new Set(numbers)].sort((a, b) => a - b) : [0];
		known.set(key, all);
		return all;
	};
	return numbersOf;
}

function inWords(numbers: readonly number[]): string {
	return numbers.map((number) => number || 'none').join(' or ');
}
