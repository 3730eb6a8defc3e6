import { addressIn } from '../lib/server/address.js';

export const { secure, port, host, here, origin } = addressIn(process.env);

/** Prints the address, for whoever started the server. */
export function sayReady() {
	console.log(`\nBreakout is ready: ${here}\n`);
	if (!secure)
		console.log(
			'Over this plain address only this machine keeps the course offline: phones need https for that.\nSet TLS_CERT and TLS_KEY (and HOST=0.0.0.0), or put a proxy in front; README.md says how.\n'
		);
}
