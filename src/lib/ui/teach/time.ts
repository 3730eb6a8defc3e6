import { getLocale } from '../language/paraglide/runtime';

/** A time in the reader's language, short, with seconds if wanted; in a named zone, or the reader's own. */
export function timeWords(time: Date, zone?: 'UTC', seconds = false): string {
	return new Intl.DateTimeFormat(getLocale(), {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		second: seconds ? '2-digit' : undefined,
		hourCycle: 'h23',
		timeZone: zone,
		timeZoneName: zone && 'short'
	}).format(time);
}
