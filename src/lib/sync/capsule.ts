/**
 * A member's entries as a file for the facilitator, where there is no network.
 *
 * A gzip file of JSON. Its last eight bytes are the CRC-32 and the length of what it holds, and are checked: a file that was
 * cut short or garbled is noticed. They are no signature; whoever reads a capsule replays its answers and trusts no mark.
 * It has no place for views (architecture §7). Importing it twice changes nothing, for merging is a set union.
 */
import { FlateErrorCode, Gunzip, gzipSync, strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { canonicalJson } from '../record/canonical-json';
import { Entry } from '../record/entry';
import { checksum } from '../record/record-file';
import { union } from '../record/union';
import type { Membership } from './membership';
import type { Leaving } from './seal';
import { shownName } from './shown-name';

const FORMAT = 'breakout-capsule';
const VERSION = 2;

/** The most bytes that a capsule may unpack to: some fifty thousand entries. */
export const capsuleLimit = 16 * 1024 * 1024;

const Name = v.pipe(v.string(), v.regex(/^\S(.{0,78}\S)?$/s));

/** Whose entries these are: a member of a cohort, or one who never joined and goes by a name of their own. */
export const Sender = v.variant('kind', [
	v.strictObject({
		kind: v.literal('member'),
		cohort: v.string(),
		member: v.string(),
		name: v.pipe(v.string(), v.transform(shownName))
	}),
	// Two guests may choose the same name; the profile tells them apart.
	v.strictObject({
		kind: v.literal('guest'),
		profile: v.string(),
		name: v.pipe(Name, v.transform(shownName))
	})
]);
export type Sender = v.InferOutput<typeof Sender>;

const Time = v.pipe(v.string(), v.isoTimestamp());
const always = {
	format: v.literal(FORMAT),
	/** The id of the course. */
	course: v.string(),
	from: Sender,
	madeAt: Time,
	entries: v.array(Entry)
};
/** Every version that a capsule was ever written in, each read for ever (tests/records). */
const Written = v.variant('version', [
	v.strictObject({ ...always, version: v.literal(1) }),
	v.strictObject({
		...always,
		version: v.literal(VERSION),
		/** The language in which the sender's device shows the course. */
		language: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{2,35}$/)),
		/** When the sender joined the cohort, by the clock of the device; null for one who never did. */
		joinedAt: v.nullable(Time)
	})
]);

/** What a capsule says, whatever version it was written in; null where that does not say it. */
export interface Capsule {
	course: string;
	from: Sender;
	madeAt: string;
	language: string | null;
	joinedAt: string | null;
	entries: Entry[];
}
/** What every version of the file says of itself. */
const Head = v.looseObject({ format: v.literal(FORMAT), version: v.unknown() });

/** Why a capsule was refused; screens say it in the language of the person, and what to do. */
export type CapsuleProblem =
	| 'capsule_too_large'
	| 'capsule_foreign'
	| 'capsule_newer'
	| 'capsule_truncated'
	| 'capsule_damaged'
	| 'capsule_other_course'
	| 'capsule_malformed';

/** Gives what a capsule says of a member. */
export function senderOf({ credential: { cohort, member }, shownAs, joinedAt }: Membership): {
	from: Sender;
	joinedAt: string;
} {
	return { from: { kind: 'member', cohort, member, name: shownAs }, joinedAt };
}

/**
 * Gives the bytes of a capsule. Give it only what is for the facilitator: of a member, what `belongs` to the cohort; sealed,
 * since a capsule is read by whoever has it (seal.ts).
 */
export function makeCapsule(given: {
	course: string;
	from: Sender;
	language: string;
	joinedAt: string | null;
	entries: readonly Leaving[];
	now: () => Date;
}): Uint8Array {
	const { course, from, language, joinedAt, entries, now } = given;
	const madeAt = now().toISOString();
	const said = { course, from, madeAt, language, joinedAt, entries };
	const capsule = { format: FORMAT, version: VERSION, ...said };
	return gzipSync(strToU8(JSON.stringify(capsule)), { level: 9, mtime: 0 });
}

/** Reads the bytes of a capsule of this course; refuses it whole, with a reason, when anything in it is wrong. */
export function readCapsule(
	bytes: Uint8Array,
	course: string
): { ok: true; capsule: Capsule } | { ok: false; problem: CapsuleProblem } {
	if (bytes.length > capsuleLimit) return refusal('capsule_too_large');
	if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return refusal('capsule_foreign');
	const unpacked = unpack(bytes);
	if (typeof unpacked === 'string') return refusal(unpacked);
	let value: unknown;
	try {
		value = JSON.parse(strFromU8(unpacked));
	} catch {
		return refusal('capsule_foreign');
	}
	const head = v.safeParse(Head, value);
	if (!head.success) return refusal('capsule_foreign');
	const { version } = head.output;
	if (typeof version === 'number' && version > VERSION) return refusal('capsule_newer');
	const read = v.safeParse(Written, value);
	if (!read.success) return refusal('capsule_malformed');
	if (read.output.course !== course) return refusal('capsule_other_course');
	try {
		// As merging compares them: nested deeper than the stack, which no entry is, they could not be.
		canonicalJson(read.output.entries);
	} catch {
		return refusal('capsule_malformed');
	}
	const { format: _, version: __, ...said } = read.output;
	return { ok: true, capsule: { language: null, joinedAt: null, ...said } };
}

/** What the capsules of one sender have brought together. */
export interface Bundle {
	/** As the newest capsule says it. */
	from: Sender;
	madeAt: string;
	language: string | null;
	/** The first time of which a capsule says that the sender joined: further devices join later. */
	joinedAt: string | null;
	entries: Entry[];
}

/** The bundles after a capsule, and what it brought, as a merge into a log tells it. */
export interface CapsuleMerge {
	bundles: Bundle[];
	added: number;
	known: number;
	clashes: Entry[];
}

/** Adds a capsule to what is there. In whatever order and however often, the same capsules make the same bundles. */
export function addCapsule(bundles: readonly Bundle[], capsule: Capsule): CapsuleMerge {
	const { from, madeAt, language } = capsule;
	const here = bundles.find((bundle) => senderKey(bundle.from) === senderKey(from));
	const { entries, added, known, clashes } = union(here?.entries ?? [], capsule.entries);
	const isNewer = !here || madeAt > here.madeAt;
	const joinedAt = earlier(here?.joinedAt ?? null, capsule.joinedAt);
	const bundle = isNewer
		? { from, madeAt, language, joinedAt, entries }
		: { ...here, joinedAt, entries };
	const all = [...bundles.filter((one) => one !== here), bundle].sort((a, b) =>
		senderKey(a.from) < senderKey(b.from) ? -1 : 1
	);
	return { bundles: all, added: added.length, known, clashes };
}

/** The earlier of two times, where there are two. */
function earlier(one: string | null, other: string | null): string | null {
	if (one === null || other === null) return one ?? other;
	return one < other ? one : other;
}

/** Tells senders apart: one text for each. */
export function senderKey(from: Sender): string {
	return JSON.stringify(
		from.kind === 'member' ? ['member', from.cohort, from.member] : ['guest', from.profile]
	);
}

/** Gives what a gzip file holds, or why it cannot be had. Stops at the limit, whatever the file claims of its size. */
function unpack(bytes: Uint8Array): Uint8Array | CapsuleProblem {
	const parts: Uint8Array[] = [];
	let length = 0;
	const gunzip = new Gunzip((part) => {
		parts.push(part);
		length += part.length;
	});
	// A small piece at a time: deflate unpacks to a thousand times its size at most.
	const piece = 8 * 1024;
	try {
		for (let from = 0; from < bytes.length; from += piece) {
			gunzip.push(bytes.subarray(from, from + piece), from + piece >= bytes.length);
			if (length > capsuleLimit) return 'capsule_too_large';
		}
	} catch (error) {
		const isCut = (error as { code?: unknown }).code === FlateErrorCode.UnexpectedEOF;
		return isCut ? 'capsule_truncated' : 'capsule_damaged';
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	if (checksum(whole) === hex(bytes.subarray(-8))) return whole;
	// What is right as far as it goes, and stops before the end of the JSON, was cut short.
	return whole.at(-1) === '}'.charCodeAt(0) ? 'capsule_damaged' : 'capsule_truncated';
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function refusal(problem: CapsuleProblem): { ok: false; problem: CapsuleProblem } {
	return { ok: false, problem };
}
