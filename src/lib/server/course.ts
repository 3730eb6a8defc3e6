import courses from 'virtual:course';
import type { Course } from '$lib/course/model';
import { baseLocale } from '$lib/ui/language/paraglide/runtime';

/** The compiled course in a language; in the source language where there is no translation. */
export function courseIn(language: string): Course {
	return courses[language] ?? courses[baseLocale];
}
