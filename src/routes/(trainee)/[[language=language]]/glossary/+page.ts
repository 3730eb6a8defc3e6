import type { TermText } from '$lib/course/model';
import { fetchJson } from '../../fetch-json';

export const load = async ({ parent, fetch }) => {
	const { language } = await parent();
	return { terms: await fetchJson<TermText[]>(fetch, `/course/${language}/glossary.json`) };
};
