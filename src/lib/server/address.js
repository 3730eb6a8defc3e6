import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Where the server listens, by the environment: see README.md here. It is read before anything is built, so it is no TypeScript. */

/** Places to listen at that this machine calls localhost. */
const local = ['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost'];

/**
 * A variable that is set to nothing, as a container or a service file may leave it, is as one that is not set: an empty
 * `HOST` would open the server to the whole network.
 * @param {NodeJS.ProcessEnv} env
 */
export function addressIn({ PORT, HOST, ORIGIN, TLS_CERT, TLS_KEY }) {
	/** Whether it has a certificate of its own. */
	const secure = Boolean(TLS_CERT && TLS_KEY);
	const port = Number(PORT || 4173);
	const host = HOST || '127.0.0.1';
	const name = local.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
	/** Where it is reached from this machine. */
	const here = `${secure ? 'https' : 'http'}://${name}:${port}`;
	/** The address that people type. */
	const origin = ORIGIN || here;
	return { secure, port, host, here, origin };
}

/**
 * What is wrong with the address that people type; null when nothing is.
 * @param {NodeJS.ProcessEnv} env
 */
export function problemOfOrigin({ ORIGIN }) {
	if (!ORIGIN) return null;
	if (!(/^https?:\/\//i.test(ORIGIN) && URL.canParse(ORIGIN)))
		return `ORIGIN must be the address that people type, such as https://course.example.org, and is “${ORIGIN}”.`;
	// What comes after the name would be dropped without a word: pages and links name all they need from the root of a site.
	const { origin, href } = new URL(ORIGIN);
	return href === `${origin}/`
		? null
		: `ORIGIN must be one address without a path, such as https://course.example.org, and is “${ORIGIN}”. The course needs a name, or a port, of its own.`;
}

/** Room for one entry with its copy, or one view (lib/sync/protocol.ts): what finds none a device sets aside for good. */
const leastBody = 128 * 1024;

/**
 * How many bytes are meant, as the adapter reads it; not a number when none are.
 * @param {string} text
 */
function bytesOf(text) {
	if (text === 'Infinity') return Infinity;
	const [, count, unit] = /^(\d+)([KMG]?)$/i.exec(text) ?? [];
	return Number(count) * 1024 ** ['', 'K', 'M', 'G'].indexOf((unit ?? '').toUpperCase());
}

/**
 * What the environment asks for that cannot be, for whoever starts the server; null when all can.
 * @param {NodeJS.ProcessEnv} env
 */
export function problemIn(env) {
	const { PORT, HOST, ORIGIN, TLS_CERT, TLS_KEY, XFF_DEPTH, BODY_SIZE_LIMIT } = env;
	if (PORT && !(/^[1-9]\d*$/.test(PORT) && Number(PORT) < 65_536))
		return `PORT must be a number from 1 to 65535, and is “${PORT}”.`;
	if (!URL.canParse(addressIn(env).here))
		return `HOST must be an address of this machine, such as 0.0.0.0 for all that it has, or its name, and is “${HOST}”.`;
	const wrong = problemOfOrigin({ ORIGIN });
	if (wrong) return wrong;
	if (XFF_DEPTH && !/^[1-9]\d*$/.test(XFF_DEPTH))
		return `XFF_DEPTH must be how many proxies there are, and is “${XFF_DEPTH}”.`;
	if (BODY_SIZE_LIMIT && !(bytesOf(BODY_SIZE_LIMIT) >= leastBody))
		return `BODY_SIZE_LIMIT must be a number of bytes, or one with K, M or G such as 2M, of 128K at least, and is “${BODY_SIZE_LIMIT}”.`;
	if (!TLS_CERT !== !TLS_KEY)
		return 'TLS_CERT and TLS_KEY belong together: without either of them there is no https. Set both.';
	if (TLS_CERT && TLS_KEY)
		try {
			createSecureContext({ cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) });
		} catch (error) {
			return `TLS_CERT and TLS_KEY must name the files of a certificate and its key: ${/** @type {Error} */ (error).message}.`;
		}
	return null;
}
