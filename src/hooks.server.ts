import { randomUUID } from 'node:crypto';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit';
import { building } from '$app/environment';
import { greeting } from '$lib/server/identity/open';
import { logAnswered, logFailure } from '$lib/server/operations/log';
import { countRequest } from '$lib/server/operations/metrics';
import { languageOf, withLanguage } from '$lib/ui/language/server';
import { directionOf } from '$lib/ui/language/language';
import { admit, isTeach } from './routes/teach/guard';

export const init: ServerInit = async () => {
	if (building) return;
	// The development server says its address itself, and no other is known yet.
	const words = await greeting(process.env.ORIGIN ?? '');
	if (words) console.log(`\n${words}`);
};

export const handle: Handle = async ({ event, resolve }) => {
	const began = performance.now();
	const request = (event.locals.request = randomUUID());
	const language = languageOf(event.params.language);
	// The one page of theirs that is prerendered asks for nobody.
	if (isTeach(event.route.id) && !building) await admit(event);
	const response = await withLanguage(language, () =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				html.replace('%language%', language).replace('%direction%', directionOf(language))
		})
	);
	if (!building) {
		const { method } = event.request;
		// Not the path: it may carry a code or an id.
		const route = event.route.id ?? 'none';
		const took = performance.now() - began;
		countRequest(route, method, response.status, took);
		logAnswered({
			request,
			method,
			route,
			status: response.status,
			took: Math.round(took)
		});
	}
	return response;
};

export const handleError: HandleServerError = ({ error, event, status, message }) => {
	if (status !== 404) logFailure(event.locals.request ?? 'none', event.route.id ?? 'none', error);
	return { message };
};
