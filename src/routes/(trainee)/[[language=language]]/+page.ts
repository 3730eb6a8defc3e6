import { fetchModelsOfRecord } from '../fetch-models';

export const load = async ({ parent, fetch }) => {
	const { index } = await parent();
	return {
		models: await fetchModelsOfRecord(
			fetch,
			index.lessons.map(({ id }) => id)
		)
	};
};
