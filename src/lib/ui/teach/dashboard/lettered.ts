import type { ViewReport } from '$lib/reports/view-report';
import type { DebateWords } from './debate';

/** An answer with the letter by which tables call it; `html` is of the course. */
export interface Lettered {
	option: string;
	letter: string;
	html: string;
}

/** Letters the answers of a place in the order of the course. */
export function lettered({ figures }: ViewReport, { options }: DebateWords): Lettered[] {
	return (figures?.split ?? []).map(({ option }, at) => ({
		option,
		letter: String.fromCharCode(65 + at),
		html: options[option]?.html ?? option
	}));
}
