/**
 * Asks the server over HTTP, and only that: no storage, no retry, no conclusion.
 *
 * An answer is what the protocol knows, or it is none. A captive portal's page, a proxy's error, an opaque response, a
 * body cut short and silence are all `unreachable`, and nothing in them is believed.
 */
import * as v from 'valibot';
import { canonicalJson } from '../record/canonical-json';
import {
	bearer,
	Erased,
	Found,
	Joined,
	Left,
	PROTOCOL,
	Pulled,
	Pushed,
	Refused,
	Transfer,
	ViewTaken,
	type Ask,
	type Credential,
	type Join,
	type Look,
	type Push,
	type SentView
} from './protocol';

/** Nobody who speaks the protocol answered; `retryAfter` in seconds, when whoever did named a time. */
export interface Unreachable {
	kind: 'unreachable';
	retryAfter?: number;
}

export type Answer<T> = T | Refused | Unreachable;

export interface Transport {
	look(look: Look): Promise<Answer<Found>>;
	/** `held` is what the device already has of the cohort: by it the server knows who was erased, and who is in already. */
	join(join: Join, held?: Credential | null): Promise<Answer<Joined>>;
	transfer(credential: Credential): Promise<Answer<Transfer>>;
	leave(credential: Credential): Promise<Answer<Left>>;
	erase(credential: Credential): Promise<Answer<Erased>>;
	/** `keepalive` lets the request outlive the page; its body must be within `lastBatch`. */
	push(
		credential: Credential,
		push: Push,
		options?: { signal?: AbortSignal; keepalive?: boolean }
	): Promise<Answer<Pushed>>;
	pull(credential: Credential, after: string, signal?: AbortSignal): Promise<Answer<Pulled>>;
	giveView(
		credential: Credential,
		view: SentView,
		signal?: AbortSignal
	): Promise<Answer<ViewTaken>>;
}

export interface TransportOptions {
	fetch: typeof fetch;
	/** The server's address up to `/api`, without a slash at the end; empty for the page's own. */
	base?: string;
	/** How long a request may take until its answer is read, in milliseconds. */
	timeout?: number;
}

/** Bodies shorter than this are not worth compressing: they fit into one packet as they are. */
const worthCompressing = 1024;

/** Makes a transport. */
export function makeTransport({ fetch, base = '', timeout = 30_000 }: TransportOptions): Transport {
	/** Sends a request and reads its answer with a schema; never fails. */
	async function ask<S extends v.GenericSchema>(
		schema: S,
		path: string,
		init: RequestInit,
		signal?: AbortSignal
	): Promise<Answer<v.InferOutput<S>>> {
		const ended = endOf(timeout, signal);
		try {
			const response = await fetch(`${base}/api/v1/${path}`, {
				...init,
				signal: ended.signal,
				// No cookie, no cache, and no following a portal to its page.
				credentials: 'omit',
				cache: 'no-store',
				redirect: 'error'
			});
			const said = await jsonOf(response);
			const refused = v.safeParse(Refused, said);
			if (refused.success) return refused.output;
			const read = v.safeParse(schema, said);
			return read.success ? read.output : unreachable(response);
		} catch {
			return { kind: 'unreachable' };
		} finally {
			ended.forget();
		}
	}

	/** Posts what needs no compressing, in the name of whoever is given. */
	async function post<S extends v.GenericSchema>(
		schema: S,
		path: string,
		value: unknown,
		credential: Credential | null = null
	): Promise<Answer<v.InferOutput<S>>> {
		const { headers, ...init } = await posted(value, false);
		const named = credential ? { ...headers, ...authorization(credential) } : headers;
		return ask(schema, path, { ...init, headers: named });
	}
	const wish: Ask = { protocol: PROTOCOL };

	return {
		look: (look) => post(Found, 'members/look', look),
		join: (join, held) => post(Joined, 'members', join, held),
		transfer: (credential) => post(Transfer, 'members/transfer', wish, credential),
		leave: (credential) => post(Left, 'members/leave', wish, credential),
		erase: (credential) => post(Erased, 'members/erase', wish, credential),

		async push(credential, push, { signal, keepalive = false } = {}) {
			// Compressing takes turns of the event loop that a page which goes away no longer has.
			const { headers, ...init } = await posted(push, !keepalive);
			const authorized = { ...headers, ...authorization(credential) };
			return ask(Pushed, 'entries', { ...init, headers: authorized, keepalive }, signal);
		},

		pull(credential, after, signal) {
			const query = new URLSearchParams({ after, protocol: String(PROTOCOL) });
			return ask(Pulled, `entries?${query}`, { headers: authorization(credential) }, signal);
		},

		async giveView(credential, view, signal) {
			const { headers, ...init } = await posted({ protocol: PROTOCOL, view }, true);
			const authorized = { ...headers, ...authorization(credential) };
			return ask(ViewTaken, 'views', { ...init, headers: authorized }, signal);
		}
	};
}

function authorization(credential: Credential): Record<string, string> {
	return { authorization: `Bearer ${bearer(credential)}` };
}

/** Gives the JSON of a response; undefined when it is none, or comes from a server in trouble. */
async function jsonOf(response: Response): Promise<unknown> {
	const isJson = /^application\/json\b/i.test(response.headers.get('content-type') ?? '');
	if (!isJson || response.status >= 500) return undefined;
	return response.json();
}

function unreachable(response: Response): Unreachable {
	const seconds = response.headers.get('retry-after') ?? '';
	return /^\d+$/.test(seconds)
		? { kind: 'unreachable', retryAfter: Number(seconds) }
		: { kind: 'unreachable' };
}

interface Posted {
	method: 'POST';
	headers: Record<string, string>;
	body: BodyInit;
}

/** Gives a request with a JSON body, compressed where that is worth it and the browser can. */
async function posted(value: unknown, mayCompress: boolean): Promise<Posted> {
	// In order already, the server need not put each entry in order itself.
	const text = canonicalJson(value);
	const headers = { 'content-type': 'application/json' };
	const plain: Posted = { method: 'POST', headers, body: text };
	if (!mayCompress || text.length < worthCompressing || typeof CompressionStream === 'undefined')
		return plain;
	try {
		const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
		const body = await new Response(stream).arrayBuffer();
		return { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body };
	} catch {
		return plain;
	}
}

/** A signal that ends with the caller's or with time. (`AbortSignal.any` is younger than browsers we serve.) */
function endOf(timeout: number, signal?: AbortSignal): { signal: AbortSignal; forget(): void } {
	const controller = new AbortController();
	const end = () => controller.abort();
	const timer = setTimeout(end, timeout);
	if (signal?.aborted) end();
	signal?.addEventListener('abort', end);
	return {
		signal: controller.signal,
		forget() {
			clearTimeout(timer);
			signal?.removeEventListener('abort', end);
		}
	};
}
