import { error, json } from '@sveltejs/kit';
import { courseIn } from '$lib/server/course';
import { baseLocale } from '$lib/ui/language/paraglide/runtime';

export const prerender = true;

export const entries = () => Object.keys(courseIn(baseLocale).models).map((lesson) => ({ lesson }));

/** Graph and keys of a lesson's activities: the same in every language. */
export const GET = ({ params }) => {
	const model = courseIn(baseLocale).models[params.lesson];
	if (!model) error(404);
	return json(model);
};
