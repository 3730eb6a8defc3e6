import { describe, expect, test } from 'vitest';
import type { LessonText } from '../course/model';
import {
	chance,
	choice,
	ending,
	itemOf,
	lessonOf,
	options,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import { debates, heatOf, type Split } from './debrief';
import type { Tally } from './tally';

const split = (option: string, certain: number, fairly = 0, guessing = 0, unasked = 0): Split => ({
	option,
	members: certain + fairly + guessing + unasked,
	certain,
	fairly,
	guessing,
	unasked
});

describe('heat', () => {
	test('is 1 when all are certain and evenly split, and 0 when all agree or all guess', () => {
		expect(heatOf([split('a', 4), split('b', 4)])).toBe(1);
		expect(heatOf([split('a', 4), split('b', 0)])).toBe(0);
		expect(heatOf([split('a', 0, 0, 4), split('b', 0, 0, 4)])).toBe(0);
		expect(heatOf([])).toBe(0);
		expect(heatOf([split('a', 3)])).toBe(0);
	});

	test('weighs the fairly sure half, and a choice without certainty like them', () => {
		expect(heatOf([split('a', 0, 5), split('b', 0, 5)])).toBe(0.5);
		expect(heatOf([split('a', 0, 0, 0, 5), split('b', 0, 0, 0, 5)])).toBe(0.5);
		// Two sides of four: entropy 1 of log2(4) = 2.
		expect(heatOf([split('a', 5), split('b', 5), split('c', 0), split('d', 0)])).toBe(0.5);
		// Weights 6 and 2 of 2·4: entropy of ¾ and ¼ is 2 − ¾·log2(3); the weight is 8 of 8.
		expect(heatOf([split('a', 3), split('b', 1)])).toBeCloseTo(2 - 0.75 * Math.log2(3), 12);
	});
});

describe('the debates of a cohort', () => {
	const lamp = itemOf('choice', options('yes* no'), { id: 'lamp', certainty: true });
	const bell = itemOf('choice', options('yes* no'), { id: 'bell' });
	const quiz = quizOf('checks', lamp, bell);
	const story = scenarioOf(
		[
			scene('watch', 'one', choice('light', 'vote', 'sound'), choice('wait', 'vote', 'weak')),
			scene('vote', 'two', choice('for', 'good', 'open'), choice('against', 'good', 'open')),
			ending('good', 'sound')
		],
		{ id: 'the-fog' }
	);
	const models = { lights: lessonOf('lights', 'try:checks,the-fog', [quiz, story]) };
	const feedback = (claims: string[]) => ({ feedback: { html: '', claims } });
	const texts = {
		lights: {
			quizzes: {
				checks: {
					items: {
						lamp: {
							options: { yes: feedback(['B1-K2', 'B1-K1']), no: feedback(['B1-K1']) },
							answers: {},
							explanation: [{ html: '', claims: ['B1-K9'] }]
						}
					}
				}
			},
			scenarios: { 'the-fog': { scenes: { watch: { options: { light: feedback(['B3-K1']) } } } } }
		}
	} as unknown as Record<string, LessonText>;
	const tally: Tally = {
		checks: {
			'item/lamp/option/yes/3': 3,
			'item/lamp/option/no/3': 3,
			'item/bell/option/yes/0': 2,
			'item/bell/option/no/0': 2
		},
		'the-fog': {
			'scene/watch': 8,
			'edge/watch/light/vote': 4,
			'edge/watch/wait/vote': 2,
			'edge/watch/wait/good': 2,
			'edge/vote/*/good': 8
		}
	};

	test('are the hottest first, with their claims, and nothing of too few or of sides', () => {
		expect(debates(models, texts, tally)).toEqual([
			{
				lesson: 'lights',
				activity: 'checks',
				at: 'lamp',
				members: 6,
				heat: 1,
				split: [split('yes', 3), split('no', 3)],
				claims: ['B1-K1', 'B1-K2', 'B1-K9']
			},
			{
				lesson: 'lights',
				activity: 'the-fog',
				at: 'watch',
				members: 8,
				heat: 0.5,
				split: [split('light', 0, 0, 0, 4), split('wait', 0, 0, 0, 4)],
				claims: ['B3-K1']
			}
		]);
		expect(debates(models, texts, tally, 1)).toHaveLength(1);
		expect(debates(models, {}, tally)[0].claims).toEqual([]);
	});

	test('have last what only an older version offered, so that shares are of all who chose', () => {
		const found = debates(
			models,
			{},
			{
				checks: {
					'item/bell/option/yes/0': 3,
					'item/bell/option/no/0': 2,
					'item/bell/option/perhaps/0': 5
				},
				'the-fog': {
					...{ 'scene/watch': 8, 'edge/watch/light/vote': 3, 'edge/watch/*/vote': 1 },
					'edge/watch/shout/vote': 4
				}
			}
		);
		expect(found.map(({ at, members }) => [at, members])).toEqual([
			['bell', 10],
			['watch', 7]
		]);
		expect(found.map(({ split }) => split.map(({ option, members }) => [option, members]))).toEqual(
			[
				[
					['yes', 3],
					['no', 2],
					['perhaps', 5]
				],
				[
					['light', 3],
					['wait', 0],
					['shout', 4]
				]
			]
		);
	});

	test('are of as many members as came, where a story comes back and some chose twice', () => {
		const round = scenarioOf(
			[
				scene('watch', 'one', choice('look', 'watch', 'weak'), choice('light', 'good', 'sound')),
				ending('good', 'sound')
			],
			{ id: 'the-fog' }
		);
		const [debate] = debates(
			{ lights: lessonOf('lights', 'try:the-fog', [round]) },
			{},
			{ 'the-fog': { 'scene/watch': 6, 'edge/watch/look/watch': 4, 'edge/watch/light/good': 6 } }
		);
		expect(debate).toMatchObject({ members: 6, split: [{ members: 4 }, { members: 6 }] });
	});

	test('are on items of one choice and on decisions, not on several choices nor on chance', () => {
		const several = itemOf('choices', options('yes* no'), { id: 'several' });
		const drawn = scenarioOf(
			[
				chance('dice', 'one', choice('rain', 'watch'), choice('sun', 'watch')),
				scene('watch', 'one', choice('light', 'good', 'sound'), choice('wait', 'good', 'weak')),
				ending('good', 'sound')
			],
			{ id: 'the-fog' }
		);
		const found = debates(
			{ lights: lessonOf('lights', 'try:checks,the-fog', [quizOf('checks', several), drawn]) },
			{},
			{
				checks: { 'item/several/option/yes/3': 4, 'item/several/option/no/3': 4 },
				'the-fog': {
					'scene/watch': 8,
					'edge/dice/rain/watch': 4,
					'edge/dice/sun/watch': 4,
					'edge/watch/light/good': 6,
					'edge/watch/wait/good': 2
				}
			}
		);
		expect(found).toMatchObject([
			{ at: 'watch', split: [split('light', 0, 0, 0, 6), split('wait', 0, 0, 0, 2)] }
		]);
	});

	test('have the members of every certainty, and stand by their ids where one is as hot as the other', () => {
		const quizzes = ['b', 'a'].map((id) => quizOf(id, bell, lamp));
		const even = Object.fromEntries(
			['bell', 'lamp'].flatMap((at) => ['yes', 'no'].map((id) => [`item/${at}/option/${id}/2`, 4]))
		);
		const mixed = {
			'item/lamp/option/yes/0': 1,
			'item/lamp/option/yes/1': 2,
			'item/lamp/option/yes/2': 3,
			'item/lamp/option/no/3': 9
		};
		const found = debates(
			{ lights: lessonOf('lights', 'try:b,a,z', [...quizzes, quizOf('z', lamp)]) },
			{},
			{ a: even, b: even, z: mixed },
			5
		);
		expect(found.map(({ activity, at }) => `${activity}/${at}`)).toEqual([
			'z/lamp',
			'a/bell',
			'a/lamp',
			'b/bell',
			'b/lamp'
		]);
		expect(found[0]).toMatchObject({
			members: 15,
			split: [split('yes', 0, 3, 2, 1), split('no', 9)]
		});
	});
});
