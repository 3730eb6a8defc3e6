import { describe, expect, test } from 'vitest';
import { stances } from '../course/model';
import { Device, everyKind, itemOf, matches, options, quizOf } from '../machines/sample';
import type { Answer } from '../machines/mark';
import { itemFigures, fewestToDiscriminate } from './items';
import { summarise } from './summary';
import { emptyTally, tallyOf } from './tally';

const lamp = itemOf('choice', options('described* brighter'), { id: 'lamp', certainty: true });
const bell = itemOf('choice', options('ring* wait'), { id: 'bell' });
const oil = itemOf('choice', options('save* sell'), { id: 'oil' });
const quiz = quizOf('checks', lamp, bell, oil);

type Given = [item: string, answer: Answer, certainty?: 1 | 2 | 3];

const tallied = (model: typeof quiz, ...members: Given[][]) =>
	tallyOf(
		members.flatMap((given) => {
			const device = new Device('d1').start(model.id, 'a');
			for (const [item, answer, certainty] of given)
				device.answer(model.id, 'a', item, answer, certainty);
			return summarise(model, device.entries, true) ?? [];
		})
	);

const one = (id: string): Answer => ({ options: [id] });

describe('an item', () => {
	test('nobody answered has no shares, and no NaN', () => {
		expect(itemFigures(quiz, emptyTally())[0]).toEqual({
			activity: 'checks',
			item: 'lamp',
			kind: 'choice',
			answered: 0,
			right: 0,
			facility: null,
			discrimination: null,
			mended: 0,
			hinted: 0,
			tries: null,
			options: [
				{ option: 'described', right: true, chosen: 0, share: null, certain: 0 },
				{ option: 'brighter', right: false, chosen: 0, share: null, certain: 0 }
			],
			pairs: [],
			certainty: [
				{ certainty: 1, right: 0, wrong: 0 },
				{ certainty: 2, right: 0, wrong: 0 },
				{ certainty: 3, right: 0, wrong: 0 }
			]
		});
	});

	test('shows first answers, who mended them, and how sure they were', () => {
		const tally = tallied(
			quiz,
			[['lamp', one('described'), 3]],
			[['lamp', one('described'), 1]],
			[['lamp', one('described'), 3]],
			[
				['lamp', one('brighter'), 3],
				['lamp', one('brighter'), 2],
				['lamp', one('described'), 2]
			]
		);
		// Three of four right; 1 + 1 + 1 + 3 answers.
		expect(itemFigures(quiz, tally)[0]).toMatchObject({
			answered: 4,
			right: 3,
			facility: 0.75,
			mended: 1,
			tries: 1.5,
			options: [
				{ option: 'described', chosen: 3, share: 0.75, certain: 2 },
				{ option: 'brighter', chosen: 1, share: 0.25, certain: 1 }
			],
			certainty: [
				{ certainty: 1, right: 1, wrong: 0 },
				{ certainty: 2, right: 0, wrong: 0 },
				{ certainty: 3, right: 2, wrong: 1 }
			]
		});
	});

	test('shows last what only an older version offered, and does not say whether it was right', () => {
		const tally = {
			checks: {
				'item/lamp/first': 4,
				'item/lamp/right': 3,
				'item/lamp/option/described/0': 1,
				'item/lamp/option/shuttered/0': 1,
				'item/lamp/option/blue/0': 1,
				'item/lamp/option/blue/3': 1,
				'item/pairs/first': 2,
				'item/pairs/pair/mlat/slow': 1,
				'item/pairs/pair/mlat/never': 1,
				'item/pairs/pair/mlat/always': 1,
				'item/pairs/pair/courier/slow': 1
			}
		};
		const pairs = itemOf('match', [], { id: 'pairs', ...matches('mlat:slow direct:quick') });
		const [figures, matched] = itemFigures(quizOf('checks', quiz.items[0], pairs), tally);
		expect(figures.options).toEqual([
			{ option: 'described', right: true, chosen: 1, share: 0.25, certain: 0 },
			{ option: 'brighter', right: false, chosen: 0, share: 0, certain: 0 },
			{ option: 'blue', right: null, chosen: 2, share: 0.5, certain: 1 },
			{ option: 'shuttered', right: null, chosen: 1, share: 0.25, certain: 0 }
		]);
		expect(matched.pairs.slice(4)).toEqual([
			{ option: 'courier', answer: 'slow', right: null, chosen: 1, share: 0.5 },
			{ option: 'mlat', answer: 'always', right: null, chosen: 1, share: 0.5 },
			{ option: 'mlat', answer: 'never', right: null, chosen: 1, share: 0.5 }
		]);
	});

	test('shows what was matched, and the places of an order', () => {
		const pairs = itemOf('match', [], { id: 'pairs', ...matches('mlat:slow direct:quick') });
		const order = itemOf('sequence', options('first second'), { id: 'order' });
		const model = quizOf('checks', pairs, order, { ...everyKind.position, id: 'stand' });
		const tally = tallied(
			model,
			[
				['pairs', { pairs: { mlat: 'slow', direct: 'slow' } }],
				['order', { options: ['second', 'first'] }]
			],
			[['pairs', { pairs: { mlat: 'slow', direct: 'quick' } }]]
		);
		const [matched, ordered, ...rest] = itemFigures(model, tally);
		expect(rest).toEqual([]);
		expect(matched.options).toEqual([]);
		expect(matched.pairs).toEqual([
			{ option: 'mlat', answer: 'slow', right: true, chosen: 2, share: 1 },
			{ option: 'mlat', answer: 'quick', right: false, chosen: 0, share: 0 },
			{ option: 'direct', answer: 'slow', right: false, chosen: 1, share: 0.5 },
			{ option: 'direct', answer: 'quick', right: true, chosen: 1, share: 0.5 }
		]);
		expect(
			ordered.pairs.filter(({ right }) => right).map(({ option, answer }) => [option, answer])
		).toEqual([
			['first', '1'],
			['second', '2']
		]);
		expect(ordered.pairs.filter(({ chosen }) => chosen)).toEqual([
			{ option: 'first', answer: '2', right: false, chosen: 1, share: 1 },
			{ option: 'second', answer: '1', right: false, chosen: 1, share: 1 }
		]);
	});
});

test('an item of stances shows each stance of each statement, who asked for its hint, and no certainty', () => {
	const { stance } = everyKind;
	const [first] = stance.options;
	const counts = { first: 4, hinted: 2, [`pair/${first.id}/${first.is}`]: 3 };
	const tally = {
		checks: Object.fromEntries(
			Object.entries(counts).map(([name, count]) => [`item/${stance.id}/${name}`, count])
		)
	};
	const [figures] = itemFigures(quizOf('checks', stance), tally);
	expect(figures).toMatchObject({ answered: 4, hinted: 2, options: [], certainty: [] });
	expect(figures.pairs.filter(({ option }) => option === first.id)).toEqual(
		stances.map((answer) => ({
			option: first.id,
			answer,
			right: answer === first.is,
			chosen: answer === first.is ? 3 : 0,
			share: answer === first.is ? 0.75 : 0
		}))
	);
	expect(figures.pairs).toHaveLength(stance.options.length * stances.length);
});

describe('discrimination', () => {
	const member = (a: boolean, b: boolean, c: boolean): Given[] => [
		['lamp', one(a ? 'described' : 'brighter'), 2],
		['bell', one(b ? 'ring' : 'wait')],
		['oil', one(c ? 'save' : 'sell')]
	];
	const times = (count: number, given: Given[]) => Array.from({ length: count }, () => given);

	test('is the correlation of an item with the rest of its quiz', () => {
		// lamp against bell + oil: four (1, 2), two (1, 1), one (0, 1), three (0, 0).
		// n = 10, Σx = 6, Σy = 11, Σy² = 16 + 2 + 1 = 19, Σxy = 8 + 2 = 10.
		// r = (100 − 66) / √((60 − 36)(190 − 121)) = 34 / √(24 · 69) = 34 / √1656.
		const tally = tallied(
			quiz,
			...times(4, member(true, true, true)),
			...times(2, member(true, true, false)),
			...times(1, member(false, true, false)),
			...times(3, member(false, false, false))
		);
		expect(itemFigures(quiz, tally)[0].discrimination).toBe(34 / Math.sqrt(1656));
	});

	test('is below 0 where those who know the rest fail', () => {
		const tally = tallied(
			quiz,
			...times(5, member(false, true, true)),
			...times(5, member(true, false, false))
		);
		expect(itemFigures(quiz, tally)[0].discrimination).toBe(-1);
	});

	test('is null of too few, of those who did not finish, and where all are alike', () => {
		const few = [
			...times(5, member(true, true, true)),
			...times(fewestToDiscriminate - 6, member(false, false, false))
		];
		const value = (...members: Given[][]) =>
			itemFigures(quiz, tallied(quiz, ...members))[0].discrimination;
		expect(value(...few)).toBeNull();
		expect(value(...few, member(true, true, true).slice(0, 2))).toBeNull();
		expect(value(...few, member(true, true, true))).toBe(1);
		expect(value(...times(12, member(true, true, true)))).toBeNull();
		expect(
			value(...times(6, member(true, true, false)), ...times(6, member(false, true, false)))
		).toBeNull();
	});
});
