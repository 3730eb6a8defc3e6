import { m } from '$lib/ui/language/paraglide/messages';

/** How many decisions are to come: a number where every way has as many, otherwise from the least to the most. */
export function countLabel({ least, most }: { least: number; most: number | null }): string {
	if (most === least) return String(least);
	return most === null
		? m.count_from({ least: String(least) })
		: m.count_between({ least: String(least), most: String(most) });
}
