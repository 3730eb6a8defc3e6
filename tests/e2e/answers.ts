import { request as send, type IncomingHttpHeaders } from 'node:http';

/** What the server answers, byte for byte: nothing is decoded, followed or kept. */
export interface ServerAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** Asks for an address exactly as written, dots and all. */
export function ask(
	base: string | undefined,
	path: string,
	{
		method = 'GET',
		headers = {},
		body
	}: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {}
): Promise<ServerAnswer> {
	const { hostname, port } = new URL(base ?? '');
	return new Promise((resolve, reject) => {
		const request = send({ hostname, port, path, method, headers }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					body: Buffer.concat(parts)
				})
			);
		});
		request.on('error', reject);
		request.end(body);
	});
}
