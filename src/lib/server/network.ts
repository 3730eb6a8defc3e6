import { isIPv6 } from 'node:net';

/**
 * The first 64 bits of an IPv6 address: whoever has one has all 2^64 beside it, and they count as one. An IPv4 address, also one
 * that is written as IPv6, stays whole.
 */
export function networkOf(address: string): string {
	if (!isIPv6(address)) return address;
	// A zone may be of any length.
	const [plain] = address.split('%');
	// That of another prefix is an IPv6 address in other words, of which its owner has as many.
	const mapped = /^::ffff:((\d+\.){3}\d+)$/i.exec(plain);
	if (mapped) return mapped[1];
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
