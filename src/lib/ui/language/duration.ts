import { getLocale } from './paraglide/runtime';

/** A length of time in words, as many as the language has for it: “1 minute”, “5 minutes”. */
export function durationWords(count: number, unit: 'second' | 'minute'): string {
	const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
	return new Intl.NumberFormat(getLocale(), style).format(count);
}
