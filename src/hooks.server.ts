import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import {
	isHttpError,
	isRedirect,
	json,
	type Handle,
	type HandleFetch,
	type HandleServerError,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';
import { building } from '$app/environment';
import { directionOf } from '$lib/course/direction';
import { courseIn } from '$lib/server/course';
import { filesToShow, isWorthFetching } from '$lib/server/first-visit';
import { greeting } from '$lib/server/identity/open';
import { logAnswered, logFailure } from '$lib/server/operations/log';
import { countRequest } from '$lib/server/operations/metrics';
import { m } from '$lib/ui/language/paraglide/messages';
import { languageOf, withLanguage } from '$lib/ui/language/server';
import { admit, isTeach } from './routes/teach/guard';

export const init: ServerInit = async () => {
	// Of several processes the first one says it.
	if (building || (cluster.worker?.id ?? 1) > 1) return;
	// The development server says its address itself, and no other is known yet.
	const words = await greeting(process.env.ORIGIN ?? '');
	if (words) console.log(`\n${words}`);
};

export const handle: Handle = async ({ event, resolve }) => {
	const began = performance.now();
	event.locals.request = randomUUID();
	// Kit fails at an address that calls the action without a name by one, and PostgreSQL at a text with a NUL. No page of ours
	// has either.
	if (!building && (event.url.searchParams.has('/default') || event.url.href.includes('%00')))
		return new Response(null, { status: 400 });
	const language = languageOf(event.params.language);
	// The one page of theirs that is prerendered asks for nobody.
	if (isTeach(event.route.id) && !building)
		await admit(event).catch((reason: unknown) => {
			if (isHttpError(reason) || isRedirect(reason)) note(event, reason.status, began);
			throw reason;
		});
	const response = await withLanguage(language, () =>
		resolve(event, {
			preload: ({ type, path }) =>
				type === 'css' || (type === 'js' && (!building || isWorthFetching(path))),
			transformPageChunk: ({ html }) =>
				html
					.replace('%language%', language)
					.replace('%direction%', directionOf(language))
					.replace('%activities%', building ? preloads(event, html) : '')
					.replace('%waking%', beforePage(event, html))
		})
	);
	if (!building) {
		// A page that is made when it is asked for has a policy of its own each time. A browser that asked whether its copy is
		// still good would put another policy in the place of the copy's, and then run none of it. Nor are data kept: listen.js
		// says so too, but by the letters of the address, which may be spelt otherwise, as `/%74each`.
		response.headers.set('cache-control', 'no-store');
		response.headers.delete('etag');
		note(event, response.status, began);
	}
	return response;
};

/** Counts how a request was answered, and writes it down where that is asked for. `began` is when it came. */
function note({ locals, request: { method }, route }: RequestEvent, status: number, began: number) {
	// Not the path: it may carry a code or an id.
	const id = route.id ?? 'none';
	const took = performance.now() - began;
	countRequest(id, method, status, took);
	const request = locals.request ?? 'none';
	logAnswered({ request, method, route: id, status, took: Math.round(took) });
}

/**
 * A page that is made when it is asked for (a link to join, an address that does not exist) reads the index of the course. Kit
 * would ask the public address of this server for it, which a server behind a proxy may not reach; and it is here already.
 */
export const handleFetch: HandleFetch = async ({ event, request, fetch }) => {
	const { origin, pathname } = new URL(request.url);
	const [, language] = /^\/course\/([\w-]+)\/index\.json$/.exec(pathname) ?? [];
	return !building && language && origin === event.url.origin
		? json(courseIn(language).index)
		: fetch(request);
};

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	// What is asked wrongly is no failure of the server, and Kit's words for it hold what was asked: a path, and a code in it.
	if (status >= 500) logFailure(event.locals.request ?? 'none', event.route.id ?? 'none', error);
	return { message };
};

/** The bar of the worker's shell until the program has started, or an offline start would show an empty page. */
const waking = '<div id="waking">Breakout</div>';

/** What stands there until the browser has made a page: nothing where the server has. Figures are made by the browser alone. */
function beforePage({ route }: RequestEvent, html: string): string {
	if (route.id === '/shell') return waking;
	const isMade = !/%waking%\s*<script/.test(html);
	return isMade || !isTeach(route.id)
		? ''
		: `<noscript><p>${m.teach_needs_scripts()}</p></noscript>`;
}

/** Has what shows the activities of a step fetched along with the program. */
function preloads({ params }: RequestEvent, html: string): string {
	const model = courseIn(languageOf(params.language)).models[params.lesson ?? ''];
	return (model && params.step ? filesToShow(model, params.step) : [])
		.filter((path) => !html.includes(path))
		.map((path) => `<link href="${path}" rel="modulepreload">`)
		.join('');
}
