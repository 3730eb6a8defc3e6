import { error, json } from '@sveltejs/kit';
import { excerptOf, scenarioIn } from '$lib/course/excerpt';
import { courseIn } from '$lib/server/course';
import { locales } from '$lib/ui/language/paraglide/runtime';

export const prerender = true;

/** Where every scenario is placed. */
const places = (language: string) =>
	Object.values(courseIn(language).models).flatMap((model) =>
		model.steps.flatMap(({ id: step }) => {
			const scenario = scenarioIn(model, step);
			return scenario ? [{ scenario, lesson: model.id, step }] : [];
		})
	);

export const entries = () =>
	locales.flatMap((language) => places(language).map(({ scenario }) => ({ language, scenario })));

/** The words of the step that places a scenario: fetched by who opens it, and kept on the device with the rest. */
export const GET = ({ params }) => {
	const { texts, models } = courseIn(params.language);
	const place = places(params.language).find(({ scenario }) => scenario === params.scenario);
	if (!place) error(404);
	return json(excerptOf(texts[place.lesson], models[place.lesson], [place.step]));
};
