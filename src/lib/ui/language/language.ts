import { baseLocale, getLocale, isLocale, type Locale } from './paraglide/runtime';

/** The language an address names, by its first part. */
export function languageInPath(path: string): Locale {
	const first = path.split('/')[1];
	return first && isLocale(first) ? first : baseLocale;
}

/** An address of this course in the current language: `/lesson/x` or `/fr/lesson/x`. */
export function localPath(path: string, language: string = getLocale()): string {
	return language === baseLocale ? path : `/${language}${path === '/' ? '' : path}`;
}

/** The name of a language, in itself: whoever needs it may read no other. */
export function languageName(language: string): string {
	return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language;
}
