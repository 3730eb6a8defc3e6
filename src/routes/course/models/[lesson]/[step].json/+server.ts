import { error, json } from '@sveltejs/kit';
import { modelOfStep } from '$lib/course/excerpt';
import { courseIn } from '$lib/server/course';
import { baseLocale } from '$lib/ui/language/paraglide/runtime';

export const prerender = true;

/** Graph and keys of one step: what its prerendered page carries. The worker does not keep these, it keeps whole lessons. */
export const GET = ({ params }) => {
	const model = courseIn(baseLocale).models[params.lesson];
	if (!model?.steps.some(({ id }) => id === params.step)) error(404);
	return json(modelOfStep(model, params.step));
};
