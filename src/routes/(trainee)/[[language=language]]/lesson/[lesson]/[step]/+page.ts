import { error } from '@sveltejs/kit';
import { fetchLesson } from '../../../../fetch-lesson';

export const load = async ({ params, parent, fetch }) => {
	const { card, language, models } = await parent();
	const at = card.steps.findIndex(({ id }) => id === params.step);
	if (at < 0) error(404, 'no-step');
	const model = models[card.id];
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
	return { at, text, Quiz: quiz?.default, CaseFile: scenario?.default };
};
