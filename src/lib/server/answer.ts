import { createHash } from 'node:crypto';
import { statusOf, type Refused } from '../sync/protocol';
import { networkOf } from './network';

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
	return createHash('sha256').update(networkOf(address)).digest('hex').slice(0, 32);
}
