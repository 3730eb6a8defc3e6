import type { Handle } from '@sveltejs/kit';
import { languageOf, withLanguage } from '$lib/ui/language/server';
import { directionOf } from '$lib/ui/language/language';

export const handle: Handle = ({ event, resolve }) => {
	const language = languageOf(event.params.language);
	return withLanguage(language, () =>
		resolve(event, {
			transformPageChunk: ({ html }) =>
				html.replace('%language%', language).replace('%direction%', directionOf(language))
		})
	);
};
