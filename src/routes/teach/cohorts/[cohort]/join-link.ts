import { localPath } from '$lib/ui/language/language';
import { baseLocale, isLocale } from '$lib/ui/language/paraglide/runtime';

/**
 * The link that leads in with a code, in the language of the cohort. A course may be translated before the
 * words of the screens are; then there is no such page.
 */
export function joinLink(origin: string, code: string, language: string): string {
	return origin + localPath(`/join/${code}`, isLocale(language) ? language : baseLocale);
}
