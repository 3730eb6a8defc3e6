/** Entries as this code understands them, in the order in which they happened. */
import { readEntry, type Entry, type KnownEntry } from '../record/entry';
import { compareEntries } from '../record/union';
import { oncePer } from './once';

/** `readEntry`, once for each entry: it never changes, and the same ones are replayed after every new one. */
export const understood = oncePer(readEntry);

/** The entries this code understands, each once, in the order in which they happened. */
export function understoodInOrder(entries: readonly Entry[]): KnownEntry[] {
	const each = new Map(entries.map((entry) => [entry.id, entry]));
	return [...each.values()].sort(compareEntries).flatMap((entry) => understood(entry) ?? []);
}

/** Things by a key of theirs, in their order; those of which it is null are left out. */
export function groupBy<T>(list: readonly T[], keyOf: (one: T) => string | null): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const one of list) {
		const key = keyOf(one);
		if (key === null) continue;
		const group = groups.get(key);
		if (group) group.push(one);
		else groups.set(key, [one]);
	}
	return groups;
}
