import type { CourseIndex } from '$lib/course/model';
import { baseLocale } from '$lib/ui/language/paraglide/runtime';
import { fetchJson } from '../fetch-json';

export const load = async ({ params, fetch }) => {
	const language = params.language ?? baseLocale;
	return { language, index: await fetchJson<CourseIndex>(fetch, `/course/${language}/index.json`) };
};
