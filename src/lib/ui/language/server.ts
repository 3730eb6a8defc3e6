import { AsyncLocalStorage } from 'node:async_hooks';
import { baseLocale, isLocale, overwriteGetLocale, type Locale } from './paraglide/runtime';

/** Each request has its own language, however many are answered at once. */
const current = new AsyncLocalStorage<Locale>();
overwriteGetLocale(() => current.getStore() ?? baseLocale);

/** The language an address names; the base language when it names none. */
export function languageOf(parameter: string | undefined): Locale {
	return isLocale(parameter) ? parameter : baseLocale;
}

/** Runs `work` with interface messages in `language`. */
export function withLanguage<T>(language: Locale, work: () => T): T {
	return current.run(language, work);
}
