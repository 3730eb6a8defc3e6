import cluster from 'node:cluster';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join, relative, sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { host, origin, port, sayReady, secure } from './place.js';
import { root } from './prepare.js';

/**
 * One process that serves the built course: alone, or as one of several (processes.js). A small server around the adapter's
 * handler, because Kit's hooks do not run for prerendered files: the security headers are set here, on every response.
 */

// What a batch leaves behind lives long enough to be taken for lasting, and by itself V8 lets it become four times what
// lasts before it clears up. Twice: a third less memory (tests/bench/README.md) for three per cent of the time.
setFlagsFromString('--heap-growing-percent=100');

const prerendered = join(root, 'build', 'prerendered');

/**
 * What every answer that is not a page may do: nothing but what a worker and an image need. A facilitator's page is
 * rendered when it is asked for, and Kit sets its own policy in the place of this one.
 */
const quietPolicy =
	"default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * The policy of every prerendered page, by address, as the build wrote it into the page (with the hash of its script).
 * @returns {Map<string, string>}
 */
function readPolicies() {
	const policies = new Map();
	/** @param {string} folder */
	const walk = (folder) => {
		if (!existsSync(folder)) return;
		for (const entry of readdirSync(folder, { withFileTypes: true })) {
			const path = join(folder, entry.name);
			if (entry.isDirectory()) walk(path);
			else if (entry.name.endsWith('.html')) {
				const policy = /http-equiv="content-security-policy" content="([^"]*)"/.exec(
					readFileSync(path, 'utf8')
				)?.[1];
				const address =
					`/${relative(prerendered, path).split(sep).join('/')}`
						.replace(/\.html$/, '')
						.replace(/\/index$/, '') || '/';
				if (policy)
					policies.set(address, `${policy.replaceAll('&#39;', "'")}; frame-ancestors 'none'`);
			}
		}
	};
	walk(prerendered);
	return policies;
}

const policies = readPolicies();
const { TLS_CERT, TLS_KEY } = process.env;
process.env.ORIGIN = origin;
/** Whether browsers see this server by https: its own, or that of a proxy in front. */
const isHttps = /^https:/i.test(origin);
process.env.DATA_DIR ||= join(root, 'data');
// A batch may be as long as the protocol says (lib/sync/protocol.ts), which the adapter would cut at half; the routes
// themselves read no more than they may.
process.env.BODY_SIZE_LIMIT ||= '2M';
process.env.XFF_DEPTH ||= '1';

/** Milliseconds in which what is being answered is answered to the end. */
const patience = 3_000;
let isEnding = false;

const { handler } = await import(new URL('../../build/handler.js', import.meta.url).href);

/** What browsers say that a form of ours comes from. */
const home = new URL(origin).origin;

/**
 * Whether it is what a form sends, which another site's could too.
 * @param {import('node:http').IncomingMessage} request
 */
const isForm = ({ method, headers }) =>
	method === 'POST' &&
	/^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i.test(
		headers['content-type'] ?? ''
	);

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(request, response) {
	const path = (request.url ?? '/').split('?')[0].replace(/(.)\/$/, '$1');
	response.setHeader('content-security-policy', policies.get(path) ?? quietPolicy);
	response.setHeader('x-content-type-options', 'nosniff');
	// The page that reads capsules is a file like every other, and holds nobody's data.
	const isTeach = /^\/teach(\/|$)/.test(path) && path !== '/teach/capsules';
	const isLive = isTeach || /^\/(api\/|healthz$|readyz$|metrics$)/.test(path);
	// With no referrer at all a browser hides from a form's own server where it comes from, and Kit takes it for another site's.
	response.setHeader('referrer-policy', isTeach ? 'same-origin' : 'no-referrer');
	response.setHeader(
		'permissions-policy',
		'camera=(self), geolocation=(), microphone=(), payment=(), usb=()'
	);
	response.setHeader('cross-origin-opener-policy', 'same-origin');
	response.setHeader('cross-origin-resource-policy', 'same-origin');
	response.setHeader('x-frame-options', 'DENY');
	// Or a proxy, which keeps its connections, would bring one request after another until it is cut off in the middle of one.
	if (isEnding) response.setHeader('connection', 'close');
	if (isHttps) response.setHeader('strict-transport-security', 'max-age=31536000');
	// Everything but the hashed files is asked again each time, and answered with 304 when it has not changed. Who passes it on
	// must leave it as it is: a device takes no file that is not the one in its list (service-worker.ts).
	if (isLive) response.setHeader('cache-control', 'no-store');
	else if (!path.startsWith('/_app/immutable/'))
		response.setHeader('cache-control', 'no-cache, no-transform');
	// Files know no methods: without this a PUT to a page is answered as if it had been read.
	if (!['GET', 'HEAD'].includes(request.method ?? '') && !isLive) {
		response.setHeader('allow', 'GET, HEAD');
		refuse(response, 405, 'Method not allowed');
		return;
	}
	// Kit would redirect //other.example/ to //other.example, which a browser takes for another site.
	if (/^[/\\]{2}/.test(path)) {
		refuse(response, 404, 'Not found');
		return;
	}
	// Kit would refuse it as well, in words that help nobody who came by an address that ORIGIN does not name.
	if (isForm(request) && request.headers.origin !== home) {
		refuse(
			response,
			403,
			`Forms are taken from pages at ${home} only. Open the page there. Where people type another address, whoever runs this server sets ORIGIN to that one.`
		);
		return;
	}
	handler(request, response, () => refuse(response, 404, 'Not found'));
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} words
 */
function refuse(response, status, words) {
	response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(words);
}

const server = secure
	? createTlsServer(
			{
				cert: readFileSync(/** @type {string} */ (TLS_CERT)),
				key: readFileSync(/** @type {string} */ (TLS_KEY))
			},
			answer
		)
	: createPlainServer(answer);

server.on('error', (error) => {
	const { code } = /** @type {NodeJS.ErrnoException} */ (error);
	const words =
		code === 'EADDRINUSE'
			? `Port ${port} is taken. Choose another: PORT=4200 npm start`
			: error.message;
	// All of several fail at the same: the first process says it once.
	if (cluster.isWorker) process.send?.({ failed: words }, undefined, {}, () => process.exit(1));
	else {
		console.error(words);
		process.exit(1);
	}
});
server.listen(port, host, () => {
	if (cluster.isPrimary) sayReady();
});

for (const signal of ['SIGINT', 'SIGTERM'])
	process.once(signal, () => {
		// A terminal says the one to every process, and the first of several passes on the other.
		if (isEnding) return;
		isEnding = true;
		// Nothing is being answered yet; and Node fails at one of several that is closed before it hears that its port is taken.
		if (!server.listening) process.exit();
		server.close(() => {
			// As adapter-node's own server says it: whoever holds a database closes it. Then nothing is left to run.
			/** @type {NodeJS.EventEmitter} */ (process).emit('sveltekit:shutdown', signal);
			cluster.worker?.disconnect();
			setTimeout(() => process.exit(0), patience).unref();
		});
		setTimeout(() => server.closeAllConnections(), patience).unref();
	});
