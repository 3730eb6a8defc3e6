/** A share of a whole, 0 to 1; null of nothing, because no share is not a share of zero. */
export function share(part: number, whole: number): number | null {
	return whole ? part / whole : null;
}

/** Orders ids by code units, the same on every machine. */
export function byId(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}

/** What may be chosen now, in the order of the course, and after it what else was chosen, which only an older version offered. */
export function withOlder(offered: readonly string[], chosen: readonly string[]): string[] {
	return [...offered, ...[...new Set(chosen)].filter((one) => !offered.includes(one)).sort(byId)];
}

/** Orders names as readers look for them, in every script and by numbers in them, the same on every machine. */
export const byName: (one: string, other: string) => number = new Intl.Collator('en', {
	numeric: true
}).compare;

/** A number for a text, always the same, that says nothing of it: what is drawn by it is left to chance (FNV-1a). */
export function lotOf(text: string): number {
	let lot = 0x811c9dc5;
	for (let at = 0; at < text.length; at++)
		lot = Math.imul(lot ^ text.charCodeAt(at), 0x01000193) >>> 0;
	return lot;
}
