import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { statusOf, type Refused } from '../sync/protocol';

/** Gives an answer of the protocol as a response that nobody keeps. */
export function answer(value: Refused | { kind: string }): Response {
	const refused = isRefused(value) ? value : null;
	const retryAfter = refused?.retryAfter;
	return Response.json(value, {
		status: refused ? statusOf[refused.why] : 200,
		headers: {
			'cache-control': 'no-store',
			...(retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }),
			...(refused?.why === 'signed_out' ? { 'www-authenticate': 'Bearer' } : {})
		}
	});
}

function isRefused(value: { kind: string }): value is Refused {
	return value.kind === 'refused';
}

/**
 * What stands for an address where wrong codes are counted: a hash, so that no address lies in the database in plain
 * words, and of an IPv6 address the network only, because one household has all the rest of it.
 */
export function addressKey(address: string): string {
	const network = isIPv6(address) ? networkOf(address) : address;
	return createHash('sha256').update(network).digest('hex').slice(0, 32);
}

/** The first 64 bits of an IPv6 address; an IPv4 address that is written as one stays whole. */
function networkOf(address: string): string {
	// A zone may be of any length.
	const [plain] = address.split('%');
	const embedded = /(\d+\.){3}\d+$/.exec(plain);
	if (embedded) return embedded[0];
	const [before, after] = plain.split('::');
	const left = before ? before.split(':') : [];
	const right = after ? after.split(':') : [];
	const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
	const groups = after === undefined ? left : [...left, ...zeros, ...right];
	return groups
		.slice(0, 4)
		.map((group) => parseInt(group, 16).toString(16))
		.join(':');
}
