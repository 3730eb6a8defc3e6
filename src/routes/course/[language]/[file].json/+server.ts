import { error, json } from '@sveltejs/kit';
import { excerptOf, scenarioIn } from '$lib/course/excerpt';
import { courseIn } from '$lib/server/course';
import { locales } from '$lib/ui/language/paraglide/runtime';

export const prerender = true;

export const entries = () =>
	locales.flatMap((language) =>
		['index', 'glossary', ...Object.keys(courseIn(language).texts)].map((file) => ({
			language,
			file
		}))
	);

/** The words of the course in one language: `index`, `glossary`, and a file for each lesson without its scenarios. */
export const GET = ({ params }) => {
	const { index, glossary, texts, models } = courseIn(params.language);
	if (params.file === 'index') return json(index);
	if (params.file === 'glossary') return json(glossary);
	const text = texts[params.file];
	if (!text) error(404);
	const model = models[params.file];
	const steps = model.steps.map(({ id }) => id).filter((step) => !scenarioIn(model, step));
	return json(excerptOf(text, model, steps));
};
