import type { Handle, ServerInit } from '@sveltejs/kit';
import { building } from '$app/environment';
import { greeting } from '$lib/server/identity/open';
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
	const language = languageOf(event.params.language);
	// The one page of theirs that is prerendered asks for nobody.
	if (isTeach(event.route.id) && !building) await admit(event);
	return withLanguage(language, () =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				html.replace('%language%', language).replace('%direction%', directionOf(language))
		})
	);
};
