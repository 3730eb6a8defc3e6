/** What of a batch is taken in, decided entry by entry. Pure. */
import * as v from 'valibot';
import { canonicalText } from '../record/canonical-json';
import { Entry } from '../record/entry';
import { isSame } from '../record/union';
import { entryLimit, type Pushed, type SetAside } from '../sync/protocol';

/** An entry that is well formed, with its one text. */
export interface Candidate {
	/** Its place in the batch. */
	at: number;
	entry: Entry;
	body: string;
}

/** What is stored of a member under the ids and places of the candidates. */
export interface Known {
	id: string;
	device: string;
	seq: number;
	body: string;
}

export interface Sifted {
	fresh: Candidate[];
	stored: Pushed['stored'];
	setAside: Pushed['setAside'];
}

/** Devices are named by the course: with anything else an index could not hold it, nor PostgreSQL its text. */
const device = /^[\w.-]{1,64}$/;
/** What a course names its activities and their versions. */
export const nameable = /^[\w.-]{1,128}$/;

/** Reads a batch: what is an entry of a size that can be kept, and what is not. */
export function readBatch(batch: readonly unknown[]): {
	candidates: Candidate[];
	setAside: Pushed['setAside'];
} {
	const candidates: Candidate[] = [];
	const setAside: Pushed['setAside'] = [];
	batch.forEach((value, at) => {
		const read = readOne(value);
		if (typeof read === 'string') setAside.push({ at, id: idOf(value), why: read });
		else candidates.push({ at, ...read });
	});
	return { candidates, setAside };
}

function readOne(value: unknown): { entry: Entry; body: string } | SetAside {
	try {
		const body = canonicalText(value);
		if (Buffer.byteLength(body) > entryLimit) return 'too_large';
		const read = v.safeParse(Entry, value);
		return read.success && device.test(read.output.device)
			? { entry: read.output, body }
			: 'malformed';
	} catch {
		// Nested deeper than the stack.
		return 'malformed';
	}
}

/** The id that an entry gives itself, if it is one that can be sent back. */
function idOf(value: unknown): string | null {
	if (typeof value !== 'object' || value === null || !('id' in value)) return null;
	const { id } = value;
	return typeof id === 'string' && id.length <= 64 ? id : null;
}

/** Tells new entries from known ones and from clashes, with what is stored and within the batch itself. */
export function sift(candidates: readonly Candidate[], known: readonly Known[]): Sifted {
	const ids = new Map(known.map(({ id, body }) => [id, body]));
	const places = new Map(known.map((one) => [placeOf(one), one.body]));
	const sifted: Sifted = { fresh: [], stored: [], setAside: [] };
	for (const candidate of candidates) {
		const { at, body, entry } = candidate;
		const same = ids.get(entry.id) ?? places.get(placeOf(entry));
		if (same !== undefined && same !== body && !isSame(JSON.parse(same) as Entry, entry)) {
			sifted.setAside.push({ at, id: entry.id, why: 'clash' });
			continue;
		}
		if (same === undefined) {
			ids.set(entry.id, body);
			places.set(placeOf(entry), body);
			sifted.fresh.push(candidate);
		}
		sifted.stored.push(entry.id);
	}
	return sifted;
}

/** The activity that an entry is about, whether its type is known today or not; null when it is about none. */
export function activityOf({ data }: Entry): string | null {
	return typeof data.activity === 'string' && nameable.test(data.activity) ? data.activity : null;
}

function placeOf({ device, seq }: Pick<Known, 'device' | 'seq'>): string {
	return `${seq}:${device}`;
}
