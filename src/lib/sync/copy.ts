/**
 * Copies of views for the member's own devices: what the server carries from one to the other and cannot read (§7 of the
 * architecture).
 *
 * An entry says only that a view was given. Beside it, not in it, a batch carries a copy of the view, encrypted under the
 * key of the member's devices. So an entry has one body whether it has a copy or not: entries sent before there were
 * copies stay as they are, a client that knows of no copies reads the same entries as ever, folds and reports see nothing
 * new, and a capsule, which is made of entries, has no copy in it. It could not use one: it is for the facilitator, and the
 * member's devices have the server.
 *
 * AES-256-GCM. The initialisation vector is an HMAC of the entry and the views under the same key, and stands before the
 * box: the same views make the same copy on every device, and other views never meet the same vector. What says which entry
 * it is, is authenticated, so a copy in another entry's place does not open.
 *
 * Every copy is as long as every other. A few lengths would not do: who wrote at length could be told by a long copy beside
 * a name, and found by the long words beside nobody's. So views longer than a copy holds stay on their device, and their copy
 * is empty; on other devices such a view, like any whose copy does not open, counts as given and is not shown.
 *
 * A copy comes with its entry or not at all: of an entry that a server had before there were copies, or from a page without
 * WebCrypto, it has none for good, and what a client that knew of no copies has pulled does not come again.
 */
import * as v from 'valibot';
import { isGiving, View, type Entry } from '../record/entry';
import { canonicalJson } from '../record/canonical-json';
import type { Copies } from './protocol';
import { cipherOf, codeOf, padded, toBytes, toText } from './seal';

/** Bytes that a copy holds: a page of writing, in any script. */
export const copySize = 6 * 1024;
/** Bytes of an initialisation vector. */
const vectorSize = 12;

const Views = v.array(View);

/**
 * Gives a copy for every entry that says of one of these views that it was given. The entries are as they stand in the
 * record, not yet sealed.
 */
export async function copiesOf(
	entries: readonly Entry[],
	views: readonly View[],
	key: string
): Promise<Copies> {
	const given = entries.flatMap((entry) => {
		const own = views.filter((view) => isGiving(entry, view));
		return own.length ? [{ entry, own }] : [];
	});
	const cipher = given.length ? await cipherOf(key) : null;
	if (!cipher) return {};
	const copies = given.map(async ({ entry, own }) => {
		const copy = await close(cipher, key, entry, own);
		return copy === null ? [] : [[entry.id, copy] as const];
	});
	return Object.fromEntries((await Promise.all(copies)).flat());
}

/**
 * Gives the views in the copies that this key opens. The entries are unsealed; a view that its entry does not speak of is
 * left out.
 */
export async function viewsIn(
	copies: Readonly<Record<string, unknown>>,
	entries: readonly Entry[],
	key: string
): Promise<View[]> {
	const copied = entries.flatMap((entry) => {
		const copy = Object.hasOwn(copies, entry.id) ? copies[entry.id] : null;
		return typeof copy === 'string' ? [{ entry, copy }] : [];
	});
	const cipher = copied.length ? await cipherOf(key) : null;
	if (!cipher) return [];
	return (await Promise.all(copied.map(({ entry, copy }) => open(cipher, entry, copy)))).flat();
}

async function close(
	cipher: CryptoKey,
	key: string,
	entry: Entry,
	views: readonly View[]
): Promise<string | null> {
	const whole = canonicalJson(views);
	const isTooLong = new TextEncoder().encode(whole).length > copySize;
	const text = isTooLong ? '[]' : whole;
	const code = await codeOf(key, ['copy', entry.id, text]);
	if (!code) return null;
	const vector = code.slice(0, vectorSize);
	const content = padded(new TextEncoder().encode(text), copySize);
	const box = await crypto.subtle.encrypt(paramsOf(entry, vector), cipher, content);
	const bytes = new Uint8Array(vectorSize + box.byteLength);
	bytes.set(vector);
	bytes.set(new Uint8Array(box), vectorSize);
	return toText(bytes);
}

async function open(cipher: CryptoKey, entry: Entry, copy: string): Promise<View[]> {
	try {
		const bytes = toBytes(copy);
		const params = paramsOf(entry, bytes.slice(0, vectorSize));
		const content = await crypto.subtle.decrypt(params, cipher, bytes.slice(vectorSize));
		const read = v.safeParse(Views, JSON.parse(new TextDecoder().decode(content)));
		return read.success ? read.output.filter((view) => isGiving(entry, view)) : [];
	} catch {
		return [];
	}
}

function paramsOf(
	{ id, device, seq, at, attempt }: Entry,
	iv: Uint8Array<ArrayBuffer>
): AesGcmParams {
	const said = canonicalJson(['copy', id, device, seq, at, attempt]);
	return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(said) };
}
