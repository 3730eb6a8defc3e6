import { expect, test } from 'vitest';
import {
	Device,
	choice,
	ending,
	itemOf,
	lessonOf,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import { misconceptions } from './misconceptions';
import { summarise } from './summary';
import { emptyTally, tallyOf } from './tally';

const item = (id: string) =>
	itemOf(
		'choice',
		[
			{ id: 'right', right: true },
			{ id: 'bright', reveals: 'any-light' },
			{ id: 'ruled', reveals: 'rule-is-view' }
		],
		{ id, certainty: true }
	);
const quiz = quizOf('checks', item('lamp'), item('pier'));
const story = scenarioOf(
	[
		scene('watch', 'one', choice('light', 'good', 'sound'), choice('borrow', 'good', 'unsound')),
		ending('good', 'sound')
	],
	{ id: 'the-fog' }
);
story.scenes[0].options[1].reveals = 'any-light';
const models = { lights: lessonOf('lights', 'try:checks,the-fog', [quiz, story]) };

const answer = (lamp: string, certainty: 1 | 2 | 3, pier = 'right') =>
	summarise(
		quiz,
		new Device('d1')
			.start('checks', 'a')
			.answer('checks', 'a', 'lamp', { options: [lamp] }, certainty)
			.answer('checks', 'a', 'pier', { options: [pier] }, 1).entries,
		true
	) ?? [];
const borrowed = summarise(
	story,
	new Device('d1').start('the-fog', 'a').choose('the-fog', 'a', 'watch/borrow').entries,
	true
);

test('misconceptions held with certainty come first, each with its places', () => {
	const tally = tallyOf(
		[answer('bright', 2, 'bright'), answer('bright', 1), answer('ruled', 3), borrowed ?? []].flat()
	);
	expect(misconceptions(models, tally)).toEqual([
		{
			lesson: 'lights',
			misconception: 'rule-is-view',
			shown: 1,
			certain: 1,
			places: [{ activity: 'checks', at: 'lamp', members: 1, certain: 1 }]
		},
		{
			lesson: 'lights',
			misconception: 'any-light',
			shown: 4,
			certain: 0,
			places: [
				{ activity: 'checks', at: 'lamp', members: 2, certain: 0 },
				{ activity: 'checks', at: 'pier', members: 1, certain: 0 },
				{ activity: 'the-fog', at: 'watch', members: 1, certain: 0 }
			]
		}
	]);
	expect(misconceptions(models, emptyTally())).toEqual([]);
});

test('places come by how many showed it, then by activity and item; misconceptions by how often, then by id', () => {
	const both = { lights: { ...models.lights, activities: [story, quiz] } };
	const tally = {
		checks: {
			'item/pier/reveals/any-light/1': 1,
			'item/lamp/reveals/any-light/1': 1,
			'item/lamp/reveals/rule-is-view/1': 4,
			'item/pier/reveals/by-eye/1': 4
		},
		'the-fog': { 'reveals/watch/borrow/any-light': 2, 'reveals/dusk/borrow/any-light': 1 }
	};
	const found = misconceptions(both, tally);
	expect(found.map(({ misconception, shown }) => [misconception, shown])).toEqual([
		['any-light', 5],
		['by-eye', 4],
		['rule-is-view', 4]
	]);
	expect(found[0].places.map(({ activity, at, members }) => [activity, at, members])).toEqual([
		['the-fog', 'watch', 2],
		['checks', 'lamp', 1],
		['checks', 'pier', 1],
		['the-fog', 'dusk', 1]
	]);
});
