import { fetchModels } from '../../fetch-models';

export const load = async ({ parent, fetch }) => {
	const { index } = await parent();
	return {
		models: await fetchModels(
			fetch,
			index.lessons.map(({ id }) => id)
		)
	};
};
