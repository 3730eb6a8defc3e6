import { getLocale } from '../language/paraglide/runtime';

/** A moment in the reader's language and zone: the time, and the day too when it is not today. */
export function whenWords(time: string, now = new Date()): string {
	const at = new Date(time);
	const isToday = at.toDateString() === now.toDateString();
	return new Intl.DateTimeFormat(getLocale(), {
		...(isToday ? {} : { day: 'numeric', month: 'short' }),
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23'
	}).format(at);
}
