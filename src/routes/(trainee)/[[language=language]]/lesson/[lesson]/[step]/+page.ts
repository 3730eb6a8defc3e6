import { error } from '@sveltejs/kit';
import { fetchLesson } from '../../../../fetch-lesson';
import { fetchModelOf } from '../../../../fetch-models';

export const load = async ({ params, parent, fetch }) => {
	const { card, language, models: known } = await parent();
	const at = card.steps.findIndex(({ id }) => id === params.step);
	if (at < 0) error(404, 'no-step');
	const model = known[card.id] ?? (await fetchModelOf(fetch, card.id, params.step));
	const kinds = new Set(
		model.activities
			.filter(({ id }) => model.steps[at].activities.includes(id))
			.map(({ kind }) => kind)
	);
	// A page of prose needs neither, and few need both: on a first visit the difference is a tenth of the program.
	const [text, quiz, scenario] = await Promise.all([
		fetchLesson(fetch, language, model, params.step),
		kinds.has('quiz') ? import('$lib/ui/quiz/Quiz.svelte') : null,
		kinds.has('scenario') ? import('$lib/ui/scenario/CaseFile.svelte') : null
	]);
	return {
		at,
		text,
		models: { ...known, [card.id]: model },
		Quiz: quiz?.default,
		CaseFile: scenario?.default
	};
};
