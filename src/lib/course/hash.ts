import { createHash } from 'node:crypto';

/** The content version of an activity: twelve hex digits of the SHA-256 of its graph and keys. */
export function versionOf(model: unknown): string {
	return createHash('sha256').update(JSON.stringify(model)).digest('hex').slice(0, 12);
}
