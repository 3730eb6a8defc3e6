import { error } from '@sveltejs/kit';
import { fetchModelsOfRecord } from '../../../fetch-models';

export const load = async ({ params, parent, fetch }) => {
	const { index } = await parent();
	const card = index.lessons.find(({ id }) => id === params.lesson);
	if (!card) error(404, 'no-lesson');
	// What must come first decides whether this lesson is open.
	const first = index.after[card.id] ?? [];
	return { card, models: await fetchModelsOfRecord(fetch, [card.id, ...first]) };
};
