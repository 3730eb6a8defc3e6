/**
 * A record as a file that a person keeps or carries to another device.
 *
 * Its digest is a CRC-32 and a length. They notice a file that was cut short, garbled or edited by
 * hand. They are not a signature: whoever wants to forge a record can, which is why a server
 * replays answers and trusts no file (§5). The file holds views beside entries, so it is for the
 * person it belongs to; what goes to a facilitator is a capsule, which leaves views out (§7).
 */
import { gzipSync, strToU8 } from 'fflate';
import * as v from 'valibot';
import { canonicalJson } from './canonical-json';
import { Entry, View } from './entry';
import type { Log, Merged, ProfileRecord } from './log';
import type { Profile } from './profile';

const FORMAT = 'breakout-record';
const VERSION = 1;

/** The longest file that is read, in UTF-16 units of its text, which is at most its bytes. */
export const recordFileLimit = 50 * 1024 * 1024;

const RecordFile = v.strictObject({
	format: v.literal(FORMAT),
	version: v.literal(VERSION),
	exportedAt: v.pipe(v.string(), v.isoTimestamp()),
	profile: v.strictObject({ name: v.string() }),
	entries: v.array(Entry),
	views: v.array(View),
	digest: v.string()
});
/** What every version of the file says of itself, enough to know whether to read on. */
const Head = v.looseObject({ format: v.literal(FORMAT), version: v.unknown() });
/** What a record file holds. */
export type RecordFile = v.InferOutput<typeof RecordFile>;

/** Why a file was refused; screens say it in the language of the person, and what to do (ui/shell/explain.ts). */
export type FileProblem =
	| 'file_too_large'
	| 'file_not_json'
	| 'file_foreign'
	| 'file_newer'
	| 'file_damaged'
	| 'file_malformed';

/** Gives the text of a record file. */
export function exportRecord({
	profile,
	entries,
	views,
	now
}: ProfileRecord & { profile: Pick<Profile, 'name'>; now: () => Date }): string {
	const content = {
		format: FORMAT,
		version: VERSION,
		exportedAt: now().toISOString(),
		profile: { name: profile.name },
		entries,
		views
	};
	return JSON.stringify({ ...content, digest: digestOf(content) }, null, '\t');
}

/**
 * Reads the text of a record file; refuses it whole, with a reason, when anything in it is wrong.
 */
export function importRecord(
	text: string
): { ok: true; record: RecordFile } | { ok: false; problem: FileProblem } {
	if (text.length > recordFileLimit) return refusal('file_too_large');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return refusal('file_not_json');
	}
	const head = v.safeParse(Head, value);
	if (!head.success) return refusal('file_foreign');
	if (typeof head.output.version === 'number' && head.output.version > VERSION)
		return refusal('file_newer');
	const { digest, ...content } = head.output;
	try {
		if (digest !== digestOf(content)) return refusal('file_damaged');
	} catch {
		// Nested deeper than the stack, which no record is.
		return refusal('file_malformed');
	}
	const read = v.safeParse(RecordFile, value);
	return read.success ? { ok: true, record: read.output } : refusal('file_malformed');
}

/**
 * Merges a record file into a profile. The profile takes a new device id first, so that a record
 * and the copy of it that goes on elsewhere never write the same (device, seq).
 */
export async function importInto(
	log: Log,
	profileId: string,
	record: Pick<RecordFile, 'entries' | 'views'>
): Promise<Merged> {
	await log.renewDevice(profileId);
	return log.merge(profileId, record);
}

function refusal(problem: FileProblem): { ok: false; problem: FileProblem } {
	return { ok: false, problem };
}

/** Gives the digest of a file's content: it notices what was changed, and proves nothing. */
export function digestOf(content: Record<string, unknown>): string {
	return `gzip:${checksum(strToU8(canonicalJson(content)))}`;
}

/**
 * Gives the CRC-32 and the length of bytes as sixteen hexadecimal digits: the last eight bytes of a
 * gzip file of them (RFC 1952 §2.3.1).
 */
export function checksum(bytes: Uint8Array): string {
	const trailer = gzipSync(bytes, { level: 0 }).subarray(-8);
	return Array.from(trailer, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
