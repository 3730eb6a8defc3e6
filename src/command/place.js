import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Where the server listens, by the environment: see src/lib/server/README.md. */

/**
 * A variable that is set to nothing, as a container or a service file may leave it, is as one that is not set: an empty
 * `HOST` would open the server to the whole network.
 * @param {NodeJS.ProcessEnv} env
 */
export function placeOf({ PORT, HOST, ORIGIN, TLS_CERT, TLS_KEY }) {
	/** Whether it has a certificate of its own. */
	const secure = Boolean(TLS_CERT && TLS_KEY);
	const port = Number(PORT || 4173);
	return {
		secure,
		port,
		host: HOST || '127.0.0.1',
		/** The address that people type. */
		origin: ORIGIN || `${secure ? 'https' : 'http'}://localhost:${port}`
	};
}

/**
 * What the environment asks for that cannot be, for whoever starts the server; null when all can.
 * @param {NodeJS.ProcessEnv} env
 */
export function problemIn({ PORT, ORIGIN, TLS_CERT, TLS_KEY, XFF_DEPTH }) {
	if (PORT && !(/^\d+$/.test(PORT) && Number(PORT) < 65_536))
		return `PORT must be a number below 65536, and is “${PORT}”.`;
	if (ORIGIN && !(/^https?:\/\//i.test(ORIGIN) && URL.canParse(ORIGIN)))
		return `ORIGIN must be the address that people type, such as https://course.example.org, and is “${ORIGIN}”.`;
	if (XFF_DEPTH && !/^[1-9]\d*$/.test(XFF_DEPTH))
		return `XFF_DEPTH must be how many proxies there are, and is “${XFF_DEPTH}”.`;
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

export const { secure, port, host, origin } = placeOf(process.env);

/** Prints the address, for whoever started the server. */
export function sayReady() {
	console.log(`\nBreakout is ready: ${secure ? 'https' : 'http'}://localhost:${port}\n`);
	if (!secure)
		console.log(
			'This plain address serves this machine only: phones need https to keep the course offline.\nSet TLS_CERT and TLS_KEY (and HOST=0.0.0.0), or put a proxy in front; README.md says how.\n'
		);
}
