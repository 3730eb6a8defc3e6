import { addressIn } from '../lib/server/address.js';

export const { secure, port, host, here, origin } = addressIn(process.env);

/** Prints the address, for whoever started the server. */
export function sayReady() {
	console.log(`\nBreakout is ready: ${here}\n`);
	if (!secure)
		console.log(
			'This plain address serves this machine only: phones need https to keep the course offline.\nSet TLS_CERT and TLS_KEY (and HOST=0.0.0.0), or put a proxy in front; README.md says how.\n'
		);
}
