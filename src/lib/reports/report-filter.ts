import * as v from 'valibot';
import type { Filter } from './members';

/** What a report is about, as its address says it; what is not said does not matter. */
export interface ReportFilter {
	/** Id of a lesson. */
	lesson?: string;
	language?: string;
	/** A day such as 2026-03-01, the first on which a member may have joined. */
	since?: string;
	/** Minutes from the beginning of that day, where it was chosen, to that of the day in UTC; none is UTC. */
	offset?: number;
}

const Day = v.pipe(v.string(), v.isoDate());
/** No place is further from UTC than fourteen hours. */
const Offset = v.pipe(
	v.string(),
	v.regex(/^-?\d{1,3}$/),
	v.transform(Number),
	v.minValue(-840),
	v.maxValue(840)
);

/** Reads a filter from an address; what makes no sense is passed over. */
export function readFilter(search: URLSearchParams): ReportFilter {
	const lesson = search.get('lesson');
	const language = search.get('language');
	const since = search.get('since');
	const isDay = v.is(Day, since) && !Number.isNaN(Date.parse(since));
	const offset = v.safeParse(Offset, search.get('offset'));
	return {
		...(lesson ? { lesson } : {}),
		...(language ? { language } : {}),
		...(isDay ? { since } : {}),
		...(isDay && offset.success ? { offset: offset.output } : {})
	};
}

/** Writes a filter, and whatever else an address says, as the part after the path; nothing where nothing is said. */
export function searchOf(
	filter: ReportFilter,
	more: Record<string, string | number | undefined> = {}
): string {
	const all = Object.entries({ ...filter, ...more }).flatMap(([name, value]) =>
		value === undefined || value === '' ? [] : [[name, String(value)]]
	);
	return all.length ? `?${new URLSearchParams(all).toString()}` : '';
}

/** The part of a filter that chooses members. */
export function ofMembers({ language, since, offset = 0 }: ReportFilter): Filter {
	return {
		...(language === undefined ? {} : { language }),
		...(since === undefined ? {} : { joinedSince: beginningOf(since, offset) })
	};
}

/** Whether a filter leaves members out: which lesson a report is of does not. */
export function leavesOut(filter: ReportFilter): boolean {
	return Object.keys(ofMembers(filter)).length > 0;
}

function beginningOf(day: string, offset: number): string {
	return new Date(Date.parse(day) + offset * 60_000).toISOString();
}
