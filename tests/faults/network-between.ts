import { createServer, request as ask, type Server } from 'node:http';

/**
 * How the network between a device and the server is: it works; a portal answers everything with its own page, as in a
 * hotel; the server is in trouble; nobody is there.
 */
export type Condition = 'works' | 'portal' | 'trouble' | 'away';

/** What lies between a device and a server, and can go wrong in ways of which neither knows. */
export class NetworkBetween {
	condition: Condition = 'works';
	/** The paths that were asked for since this was emptied last. */
	readonly asked: string[] = [];
	readonly #server: Server;

	constructor(
		readonly port: number,
		to: number
	) {
		this.#server = createServer((incoming, outgoing) => {
			this.asked.push(incoming.url ?? '');
			if (this.condition === 'away') {
				incoming.socket.destroy();
				return;
			}
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
			const onward = ask({ hostname: 'localhost', port: to, path, method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			});
			onward.on('error', () => outgoing.destroy());
			incoming.pipe(onward);
		});
	}

	get url(): string {
		return `http://localhost:${this.port}`;
	}

	start(): Promise<void> {
		return new Promise((resolve) => this.#server.listen(this.port, resolve));
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}
}
