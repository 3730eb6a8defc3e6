import * as v from 'valibot';
import type { Filter } from './members';

/** What a report is about, as its address says it; what is not said does not matter. */
export interface ReportFilter {
	/** Id of a lesson. */
	lesson?: string;
	language?: string;
	/** A day such as 2026-03-01, the first on which a member may have joined; in UTC. */
	since?: string;
}

const Day = v.pipe(v.string(), v.isoDate());

/** Reads a filter from an address; what makes no sense is passed over. */
export function readFilter(search: URLSearchParams): ReportFilter {
	const lesson = search.get('lesson');
	const language = search.get('language');
	const since = search.get('since');
	return {
		...(lesson ? { lesson } : {}),
		...(language ? { language } : {}),
		...(v.is(Day, since) && !Number.isNaN(Date.parse(since)) ? { since } : {})
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
export function ofMembers({ language, since }: ReportFilter): Filter {
	return {
		...(language === undefined ? {} : { language }),
		...(since === undefined ? {} : { joinedSince: `${since}T00:00:00.000Z` })
	};
}
