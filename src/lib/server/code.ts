/** Codes that a person reads out and types, and secrets that a device keeps. Pure. */
import { createHash } from 'node:crypto';

/** Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O, U. 32 signs, so five bits of a byte are one. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes a code of so many signs, each of five random bits, in groups of four: `7KQ2-M9XD`. */
export function makeCode(length: number, random: (size: number) => Uint8Array): string {
	const signs = Array.from(random(length), (byte) => alphabet[byte & 31]).join('');
	return signs.replace(/.{4}(?=.)/g, '$&-');
}

/** Gives the signs of a code as typed: in any case, with spaces and dashes anywhere, with O for 0 and I or L for 1. */
export function readCode(typed: string): string {
	return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
}

/**
 * The hash under which a code or a secret is stored. SHA-256 without salt or stretching is right for a secret of 256
 * random bits: nobody can try them all, so there is nothing to slow down. A rejoin code has 60 bits; its hash could be
 * tried by someone who holds the database, but hardly in the time it lives, and who holds the database needs no code.
 */
export function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** Makes a secret of 256 random bits. */
export function makeSecret(random: (size: number) => Uint8Array): string {
	return Buffer.from(random(32)).toString('base64url');
}
