import { locales } from '$lib/ui/language/paraglide/runtime';

/** A language in the address: any but the base language, which has none. */
export function match(value: string): boolean {
	return value !== 'en' && (locales as readonly string[]).includes(value);
}
