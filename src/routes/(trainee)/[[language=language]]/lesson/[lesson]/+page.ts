import { fetchModelsOfRecord } from '../../../fetch-models';

export const load = async ({ parent, fetch }) => {
	const { card, models } = await parent();
	// Whoever came to a step as a new visitor may have done something by now, of which the layout does not know.
	return { models: card.id in models ? models : await fetchModelsOfRecord(fetch, [card.id]) };
};
