/**
 * The seal on what leaves a device: nothing that tells a side goes to a server or into a capsule readably (architecture §7).
 *
 * `../machines/sealed` decides what is sealed and what is still said of it. Here the true entry is put into a box beside
 * that: encrypted under the key of the member's devices, which no server ever holds, and padded, so that every box of a
 * course is as long as every other. The same entry makes the same box, so that sending it again is no clash. Pure but for
 * WebCrypto. Where a page has none (it needs https), entries are sealed without a box: nothing is told, and only the
 * member's other devices miss what was in it.
 *
 * AES-256-GCM; the initialisation vector is derived from the entry's id, and an id stands for one content for ever, so it
 * is never used for another. The envelope is authenticated: a box in another entry's place does not open.
 */
import { sealings, isSealed, type ModelOf } from '../machines/sealed';
import { readEntry, type Entry } from '../record/entry';
import { canonicalJson } from '../record/canonical-json';

declare const sealed: unique symbol;
/** An entry that may leave the device: `seal` alone makes them. */
export type Leaving = Entry & { readonly [sealed]: true };

/** Bytes that a box holds. The course's ids fit with room to spare; what is longer takes twice as many. */
const boxSize = 256;

/** Makes a key for the devices of one member, as a text that fits into the fragment of a link. */
export function makeKey(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = fill): string {
	return toText(random(new Uint8Array(32)));
}

function fill(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
	return crypto.getRandomValues(bytes);
}

/** Whether a text, of a link perhaps, is a key. */
export function isKey(text: string): boolean {
	return /^[\w-]{43}$/.test(text);
}

/**
 * Gives entries as they may leave the device, in their order. `record` is the whole record they are from: what may be told
 * of an entry depends on the earlier ones of its attempt.
 */
export async function seal(
	entries: readonly Entry[],
	modelOf: ModelOf,
	key: string,
	record: readonly Entry[] = entries
): Promise<Leaving[]> {
	const hidden = sealings(record, modelOf);
	const cipher = hidden.size ? await cipherOf(key) : null;
	return Promise.all(
		entries.map(async (entry): Promise<Leaving> => {
			const said = hidden.get(entry.id);
			if (!said) return entry as Leaving;
			const box = cipher && (await close(cipher, entry));
			const data = { ...said.data, ...(box ? { box } : {}) };
			return { ...entry, type: said.type, v: 1, data } as unknown as Leaving;
		})
	);
}

/** Gives entries with every box opened that this key opens; the others stay as they are. */
export async function unseal(entries: readonly Entry[], key: string): Promise<Entry[]> {
	if (!entries.some(({ type }) => isSealed(type))) return [...entries];
	const cipher = await cipherOf(key);
	if (!cipher) return [...entries];
	return Promise.all(
		entries.map(async (entry) => (isSealed(entry.type) && (await open(cipher, entry))) || entry)
	);
}

/**
 * Gives the id of a member's view of a place: random to all who do not have the key, and the same for those who do, so that
 * a repeat, a changed answer and a closing position from another device are still the one view. Null without WebCrypto.
 */
export async function viewId(key: string, place: readonly string[]): Promise<string | null> {
	const code = await codeOf(key, ['view', ...place]);
	if (!code) return null;
	const bytes = code.slice(0, 16);
	// The version and the variant of a random UUID (RFC 9562 §5.4).
	bytes[6] = (bytes[6] & 0x0f) | 0x40;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/**
 * Gives the HMAC-SHA-256 of what is said, 32 bytes that only who has the key could have made; null without WebCrypto. The
 * first word says what for, so that no code stands for two things.
 */
export async function codeOf(
	key: string,
	said: readonly string[]
): Promise<Uint8Array<ArrayBuffer> | null> {
	const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
	if (!subtle || !isKey(key)) return null;
	const hmac = { name: 'HMAC', hash: 'SHA-256' };
	const secret = await subtle.importKey('raw', toBytes(key), hmac, false, ['sign']);
	const text = new TextEncoder().encode(canonicalJson(said));
	return new Uint8Array(await subtle.sign('HMAC', secret, text));
}

/** Gives the AES-GCM key that a text is; null without WebCrypto. */
export async function cipherOf(key: string): Promise<CryptoKey | null> {
	const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
	if (!subtle || !isKey(key)) return null;
	return subtle.importKey('raw', toBytes(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

async function close(cipher: CryptoKey, entry: Entry): Promise<string> {
	const { type, v, data } = entry;
	const content = new TextEncoder().encode(canonicalJson([type, v, data]));
	const length = Math.ceil(content.length / boxSize) * boxSize;
	const box = await crypto.subtle.encrypt(await paramsOf(entry), cipher, padded(content, length));
	return toText(new Uint8Array(box));
}

async function open(cipher: CryptoKey, entry: Entry): Promise<Entry | null> {
	const { box } = entry.data;
	if (typeof box !== 'string') return null;
	try {
		const content = await crypto.subtle.decrypt(await paramsOf(entry), cipher, toBytes(box));
		const [type, v, data] = JSON.parse(new TextDecoder().decode(content)) as unknown[];
		const { id, device, seq, at, attempt } = entry;
		const opened = { id, device, seq, at, attempt, type, v, data } as Entry;
		return readEntry(opened) && opened;
	} catch {
		return null;
	}
}

async function paramsOf({ id, device, seq, at, attempt }: Entry): Promise<AesGcmParams> {
	const encoder = new TextEncoder();
	const hash = await crypto.subtle.digest('SHA-256', encoder.encode(id));
	return {
		name: 'AES-GCM',
		iv: hash.slice(0, 12),
		additionalData: encoder.encode(canonicalJson([id, device, seq, at, attempt]))
	};
}

/** Gives the bytes of a JSON text with spaces after it, which say nothing. */
export function padded(content: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(length).fill(0x20);
	bytes.set(content);
	return bytes;
}

/** Base64 as addresses have it. */
export function toText(bytes: Uint8Array): string {
	const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
	return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of such a text; throws when it is none. */
export function toBytes(text: string): Uint8Array<ArrayBuffer> {
	const raw = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
