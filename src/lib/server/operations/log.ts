/**
 * What the server writes down while it runs: one line of JSON for each thing, for a log collector. Never who: no address,
 * no name, no id of a member, no code. A request is named by its route (`/join/[code]`), not by its path.
 */

/** A request as it was answered. */
export interface Answered {
	/** Pairs the line with what a person was shown when something failed. */
	request: string;
	method: string;
	route: string;
	status: number;
	/** Milliseconds. */
	took: number;
}

/** Writes a line per request when `LOG=requests`; without it only failures are written. */
export function logAnswered(answered: Answered, env = process.env): void {
	if (env.LOG === 'requests') write('info', 'answered', { ...answered });
}

/** Writes down a failure of the server itself. Messages of the engines may quote a row, so only their code is kept. */
export function logFailure(request: string, route: string, error: unknown): void {
	const isError = error instanceof Error;
	const code = isError && 'code' in error ? String(error.code) : undefined;
	write('error', 'failed', {
		request,
		route,
		error: isError ? error.name : typeof error,
		...(code ? { code } : { message: isError ? error.message : String(error) }),
		at: isError ? placesIn(error.stack) : []
	});
}

function write(level: 'info' | 'error', event: string, fields: Record<string, unknown>): void {
	console.log(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }));
}

/** Where in the program it happened: the lines of a stack that name a place, without its first, which is the message. */
function placesIn(stack = ''): string[] {
	return stack
		.split('\n')
		.filter((line) => /^\s+at /.test(line))
		.slice(0, 8)
		.map((line) => line.trim().slice(3));
}
