import courses from 'virtual:course';
import type { Course } from '$lib/course/model';
import { baseLocale } from '$lib/ui/language/paraglide/runtime';

/** The compiled course in a language; in the source language where there is no translation. */
export function courseIn(language: string): Course {
	return courses[language] ?? courses[baseLocale];
}

/** What a cohort can be made of: the lessons in the course's order, and the languages, the source language first. */
export function courseChoices(): {
	lessons: { id: string; title: string; minutes: number }[];
	languages: string[];
} {
	const others = Object.keys(courses).filter((language) => language !== baseLocale);
	return {
		lessons: courses[baseLocale].index.lessons.map(({ id, title, minutes }) => ({
			id,
			title,
			minutes
		})),
		languages: [baseLocale, ...others.sort()]
	};
}
