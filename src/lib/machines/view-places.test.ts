import { describe, expect, it } from 'vitest';
import { compile } from '../course/compile';
import { sampleCourse } from '../course/sample-course';
import { viewPlaces } from './view-places';

/** Where an activity of the sample asks for views. */
async function placesIn(activity: string) {
	const { courses } = await compile(sampleCourse);
	const model = courses.en.models.lights.activities.find(({ id }) => id === activity);
	if (!model) throw new Error(`There is no ${activity}.`);
	return viewPlaces(model);
}

describe('the places that ask for a view', () => {
	it('are the items of a quiz without a key, in its order', async () => {
		expect(await placesIn('light-checks')).toEqual([
			{
				item: 'oil-dispute',
				kind: 'contested',
				options: ['coast', 'ships'],
				reasons: ['everyone', 'users']
			},
			{ item: 'stand', kind: 'position', options: ['every', 'known'], reasons: [] },
			{
				item: 'stand-again',
				kind: 'position',
				options: ['every', 'known'],
				reasons: [],
				closes: 'stand'
			},
			{ item: 'log-entry', kind: 'reflection', options: [], reasons: [] }
		]);
	});

	it('are the open decisions of a scenario, and neither what is keyed nor what chance draws', async () => {
		expect(await placesIn('the-fog')).toEqual([
			{ item: 'report', kind: 'side', options: ['tell-coast', 'tell-ships'], reasons: [] }
		]);
	});
});
