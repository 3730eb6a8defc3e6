/** Reads the body of a request, and never more of it than is allowed, packed or unpacked. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { batchLimit, type Refused } from '../sync/protocol';
import { refuse } from './refuse';

const unpack = promisify(gunzip);

/** The most bytes of a body that says a code, a name or nothing. */
export const shortBody = 4 * 1024;

/** Gives what the body says, or why it cannot be read. */
export async function readBody(
	request: Request,
	limit = batchLimit.bytes
): Promise<{ kind: 'body'; value: unknown } | Refused> {
	const { headers } = request;
	if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? ''))
		return refuse('malformed');
	const encoding = headers.get('content-encoding') ?? 'identity';
	if (encoding !== 'identity' && encoding !== 'gzip') return refuse('malformed');
	try {
		const packed = await readBytes(request, limit);
		if (!packed) return refuse('too_large');
		const bytes = encoding === 'gzip' ? await unpack(packed, { maxOutputLength: limit }) : packed;
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return { kind: 'body', value: JSON.parse(text) as unknown };
	} catch (error) {
		// Of what is packed, and of what is longer than BODY_SIZE_LIMIT: a device then sends less at once.
		const { code, status } = Object(error) as { code?: unknown; status?: unknown };
		const isTooLong = code === 'ERR_BUFFER_TOO_LARGE' || status === 413;
		return refuse(isTooLong ? 'too_large' : 'malformed');
	}
}

/**
 * Gives the bytes as they came; null as soon as there are too many. The rest is left unread and not cancelled, which would
 * cut the connection before the device has its answer.
 */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array | null> {
	if (Number(request.headers.get('content-length') ?? 0) > limit) return null;
	if (!request.body) return new Uint8Array();
	const reader = request.body.getReader();
	const chunks: Uint8Array[] = [];
	let length = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return Buffer.concat(chunks);
		length += value.byteLength;
		if (length > limit) return null;
		chunks.push(value);
	}
}
