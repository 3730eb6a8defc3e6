/** The order of `count` things for a seed: the same seed always gives the same order (mulberry32, Fisher–Yates). */
export function shuffledOrder(count: number, seed: number): number[] {
	const order = Array.from({ length: count }, (_, at) => at);
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	for (let at = count - 1; at > 0; at--) {
		const other = Math.floor(next() * (at + 1));
		[order[at], order[other]] = [order[other], order[at]];
	}
	return order;
}

/** A seed of its own for each item of an attempt, so that two items are not shuffled alike. */
export function seedOf(seed: number, id: string): number {
	let mixed = seed >>> 0;
	for (const letter of id) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
	return mixed;
}

/** Shuffles a list by a seed; never leaves a list of three or more in its own order. */
export function shuffle<T>(list: readonly T[], seed: number): T[] {
	const order = shuffledOrder(list.length, seed);
	const same = list.length > 2 && order.every((from, at) => from === at);
	const shuffled = order.map((at) => list[at]);
	return same ? [...shuffled.slice(1), shuffled[0]] : shuffled;
}
