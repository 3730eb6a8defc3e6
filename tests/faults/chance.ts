/** Numbers that look like chance and come again with the same seed (mulberry32), so that a failure can be repeated. */
export class Chance {
	constructor(private state: number) {}

	/** A whole number from 0 up to, not including, `below`. */
	below(below: number): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
	}

	/** One of a list that is not empty. */
	of<T>(list: readonly T[]): T {
		return list[this.below(list.length)];
	}
}
