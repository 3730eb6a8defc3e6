/** Where the server listens, by the environment: see src/lib/server/README.md. */

const { TLS_CERT, TLS_KEY } = process.env;

/** Whether it has a certificate of its own. */
export const secure = Boolean(TLS_CERT && TLS_KEY);
export const port = Number(process.env.PORT ?? 4173);
export const host = process.env.HOST ?? '127.0.0.1';

/** Prints the address, for whoever started the server. */
export function sayReady() {
	console.log(`\nBreakout is ready: ${secure ? 'https' : 'http'}://localhost:${port}\n`);
	if (!secure)
		console.log(
			'This plain address serves this machine only: phones need https to keep the course offline.\nSet TLS_CERT and TLS_KEY (and HOST=0.0.0.0), or put a proxy in front; README.md says how.\n'
		);
}
