/** Which protocol a request speaks, before anything else in it is believed. */
import * as v from 'valibot';
import { PROTOCOL, type Refused } from '../sync/protocol';
import { refuse } from './refuse';

/** The oldest protocol in which one can still join, leave and ask. */
const oldest = 1;

/** Why the server does not understand this protocol; null when it does. An old client is told so whatever else it sent. */
export function refusalOf(protocol: unknown): Refused | null {
	if (typeof protocol !== 'number' || !Number.isFinite(protocol)) return refuse('malformed');
	if (protocol < oldest) return refuse('client_too_old');
	return protocol > PROTOCOL ? refuse('malformed') : null;
}

/** Reads a body that names its protocol; gives what it says, or why it cannot be read. */
export function readSpoken<S extends v.GenericSchema<unknown, { protocol: number }>>(
	schema: S,
	body: unknown
): { kind: 'said'; said: v.InferOutput<S> } | Refused {
	const { protocol } = Object(body) as Record<string, unknown>;
	const refused = refusalOf(protocol);
	if (refused) return refused;
	const read = v.safeParse(schema, body);
	return read.success ? { kind: 'said', said: read.output } : refuse('malformed');
}
