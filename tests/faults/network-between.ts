import { X509Certificate, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request as ask, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';

/**
 * How the network between a device and the server is: it works; a portal answers everything with its own page, as in a
 * hotel; the server is in trouble; nobody is there; nothing is ever answered; a proxy has browsers keep whatever they get for
 * a year.
 */
export type Condition = 'works' | 'portal' | 'trouble' | 'away' | 'silent' | 'hoards';

/** A certificate for localhost, made for these tests alone, which nobody trusts who is not told to. */
export interface Certificate {
	cert: string;
	key: string;
}

/** One of the two: the one that a browser is told to trust, and another. */
export const certificate = (name: 'trusted' | 'other'): Certificate => ({
	cert: readFileSync(`tests/faults/certificates/${name}.crt`, 'utf8'),
	key: readFileSync(`tests/faults/certificates/${name}.key`, 'utf8')
});

/** What tells Chromium to trust a certificate, and no other that nobody trusts. */
export function trusting({ cert }: Certificate): string {
	const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
	const pin = createHash('sha256').update(key).digest('base64');
	return `--ignore-certificate-errors-spki-list=${pin}`;
}

/** What lies between a device and a server, and can go wrong in ways of which neither knows. */
export class NetworkBetween {
	condition: Condition = 'works';
	/** What is answered at a path in the place of the server. */
	readonly instead = new Map<string, RequestListener>();
	/** The paths that were asked for since this was emptied last. */
	readonly asked: string[] = [];
	readonly #server: Server | TlsServer;

	/** With a certificate it is reached by https. */
	constructor(
		readonly port: number,
		to: number,
		readonly certificate?: Certificate
	) {
		const answer: RequestListener = (incoming, outgoing) => {
			this.asked.push(incoming.url ?? '');
			if (this.condition === 'away') {
				incoming.socket.destroy();
				return;
			}
			if (this.condition === 'silent') return;
			if (this.condition === 'portal') {
				outgoing
					.writeHead(200, { 'content-type': 'text/html' })
					.end('<!doctype html><title>Welcome</title><p>Pay for an hour.</p>');
				return;
			}
			if (this.condition === 'trouble') {
				outgoing.writeHead(500, { 'content-type': 'text/plain' }).end('Internal error');
				return;
			}
			const { url: path, method, headers } = incoming;
			const other = this.instead.get(path ?? '');
			if (other) {
				other(incoming, outgoing);
				return;
			}
			const onward = ask({ hostname: 'localhost', port: to, path, method, headers }, (answer) => {
				const kept =
					this.condition === 'hoards' ? { 'cache-control': 'public, max-age=31536000' } : {};
				outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...kept });
				answer.pipe(outgoing);
			});
			onward.on('error', () => outgoing.destroy());
			incoming.pipe(onward);
		};
		this.#server = certificate ? createTlsServer(certificate, answer) : createServer(answer);
	}

	/** Shows another certificate from now on. */
	show(certificate: Certificate): void {
		(this.#server as TlsServer).setSecureContext(certificate);
		this.#server.closeAllConnections();
	}

	get url(): string {
		return `${this.certificate ? 'https' : 'http'}://localhost:${this.port}`;
	}

	start(): Promise<void> {
		return new Promise((resolve) => this.#server.listen(this.port, resolve));
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
