import { error } from '@sveltejs/kit';
import { fetchModels } from '../../../fetch-models';
import { mayHaveRecord } from '../../../trainee.svelte';

export const load = async ({ params, parent, fetch }) => {
	const { index } = await parent();
	const card = index.lessons.find(({ id }) => id === params.lesson);
	if (!card) error(404, 'no-lesson');
	// What must come first decides whether this lesson is open; for someone with no record it is not, whatever it holds.
	const first = mayHaveRecord() ? (index.after[card.id] ?? []) : [];
	return { card, models: await fetchModels(fetch, [card.id, ...first]) };
};
