import { error, json } from '@sveltejs/kit';
import { excerptOf } from '$lib/course/excerpt';
import { courseIn } from '$lib/server/course';

export const prerender = true;

/** The words of one step without a scenario: what its prerendered page carries. The worker keeps whole lessons instead. */
export const GET = ({ params }) => {
	const { texts, models } = courseIn(params.language);
	const text = texts[params.lesson];
	if (!text?.steps[params.step]) error(404);
	return json(excerptOf(text, models[params.lesson], [params.step]));
};
