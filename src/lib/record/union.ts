/**
 * The merge of two records is their union. Pure: every log takes its decision from here.
 *
 * Commutative, associative and idempotent for records that agree, that is, in which no id and no
 * (device, seq) has two bodies. Where they disagree nobody can say which is right, so what is here
 * stays and the other is reported. What was sealed on its way gives way to the same entry open.
 */
import { canonicalJson } from './canonical-json';
import type { Entry, View } from './entry';

export interface Union {
	/** Both records in the order of `compareEntries`. */
	entries: Entry[];
	/** What `entries` has that was not here before, in the same order. */
	added: Entry[];
	/** What was here sealed and has come open: it takes the place of what was here. */
	opened: Entry[];
	/** How many of the incoming entries were here already. */
	known: number;
	/** Incoming entries kept out, because their id or (device, seq) is here with another body. */
	clashes: Entry[];
}

/**
 * Orders entries by (at, device, seq), each compared by code units, so that every device and server
 * agrees.
 */
export function compareEntries(a: Entry, b: Entry): number {
	return compare(a.at, b.at) || compare(a.device, b.device) || a.seq - b.seq;
}

/** Orders views by (at, id). */
export function compareViews(a: View, b: View): number {
	return compare(a.at, b.at) || compare(a.id, b.id);
}

/** Gives the union of the entries that are here and those that come in. */
export function union(here: readonly Entry[], incoming: readonly Entry[]): Union {
	const ids = new Map(here.map((entry) => [entry.id, entry]));
	const places = new Map(here.map((entry) => [placeOf(entry), entry]));
	const added = new Set<string>();
	const opened = new Set<string>();
	const clashes: Entry[] = [];
	let known = 0;
	for (const entry of [...incoming].sort(compareEntries)) {
		const same = ids.get(entry.id) ?? places.get(placeOf(entry));
		const opens = same && isSealedOf(same, entry) && !isSealedOf(entry, same);
		if (same && !isSame(same, entry)) {
			clashes.push(entry);
			continue;
		}
		if (same) known += 1;
		else added.add(entry.id);
		if (opens && !added.has(entry.id)) opened.add(entry.id);
		if (same && !opens) continue;
		ids.set(entry.id, entry);
		places.set(placeOf(entry), entry);
	}
	const entries = [...ids.values()].sort(compareEntries);
	return {
		entries,
		added: entries.filter(({ id }) => added.has(id)),
		opened: entries.filter(({ id }) => opened.has(id)),
		known,
		clashes
	};
}

/**
 * Gives the incoming views whose id is not here; a view never changes, so one that is here stays as
 * it is.
 */
export function newViews(here: readonly View[], incoming: readonly View[]): View[] {
	const added = new Map(incoming.map((view) => [view.id, view]));
	for (const view of here) added.delete(view.id);
	return [...added.values()].sort(compareViews);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether two entries are one: the same body, or one that was sealed on its way and the same one open or sealed anew, with
 * another key or with less of the course at hand (architecture §7). A seal never covers the envelope.
 */
export function isSame(a: Entry, b: Entry): boolean {
	// Nearly always the properties stand in the same order, and then the browser's own text is enough
	// and quicker.
	if (JSON.stringify(a) === JSON.stringify(b)) return true;
	const [one, other] =
		isSealedOf(a, b) || isSealedOf(b, a) ? [envelopeOf(a), envelopeOf(b)] : [a, b];
	return canonicalJson(one) === canonicalJson(other);
}

function isSealedOf({ type }: Entry, other: Entry): boolean {
	const [kind, state] = type.split('.');
	return state === 'sealed' && other.type.split('.')[0] === kind;
}

function envelopeOf({ id, device, seq, at, attempt, data: { activity } }: Entry): unknown {
	return [id, device, seq, at, attempt, activity];
}

function placeOf({ device, seq }: Entry): string {
	return `${seq}:${device}`;
}
