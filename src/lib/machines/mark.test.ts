import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemKinds, stances, type ItemKind, type ItemModel } from '../course/model';
import { certaintyMark, isComplete, isKeyed, mark, revealedAt, type Answer } from './mark';
import { everyKind, itemOf, matches, options, rightAnswer, statements } from './sample';

const keyed = itemKinds.filter((kind) => isKeyed({ kind }));
const points = (item: ItemModel, answer: Answer) => {
	const marked = mark(item, answer);
	return marked.state === 'marked' ? marked.points : marked.state;
};

describe('every kind of item', () => {
	test('has a key, unless it asks for a view', () => {
		expect(keyed).toEqual(['choice', 'choices', 'sequence', 'match', 'spot', 'stance']);
	});

	test.each(keyed)('gives a right answer to a .%s item one point', (kind) => {
		const item = everyKind[kind];
		expect(mark(item, rightAnswer(item))).toEqual({ state: 'marked', points: 1, right: true });
	});

	test.each(keyed)('takes a blank answer to a .%s item for blank, not for wrong', (kind) => {
		for (const blank of [{}, { options: [] }, { pairs: {} }]) {
			expect(isComplete(everyKind[kind], blank)).toBe(false);
			expect(mark(everyKind[kind], blank)).toEqual({ state: 'blank' });
		}
	});

	test.each(itemKinds.filter((kind) => !keyed.includes(kind)))(
		'has nothing to mark in a .%s item, whatever is answered',
		(kind) => {
			for (const answer of [{}, { options: everyKind[kind].options.map(({ id }) => id) }])
				expect(mark(everyKind[kind], answer)).toEqual({ state: 'unkeyed' });
		}
	);

	test.each<[ItemKind, Answer, boolean]>([
		['position', {}, false],
		['position', { options: ['unsure'] }, true],
		['contested', {}, false],
		['contested', { options: ['yes'] }, true],
		['reflection', {}, true]
	])('asks for something before a .%s item can be sent: %j is %s', (kind, answer, complete) => {
		expect(isComplete(everyKind[kind], answer)).toBe(complete);
	});

	test.each<[ItemKind, Answer]>([
		['choice', { options: ['removed'] }],
		['choices', { options: ['a', 'removed'] }],
		['spot', { options: ['any-data', 'removed'] }],
		['sequence', { options: ['second', 'removed', 'third', 'fourth'] }],
		['match', { pairs: { mlat: 'slow', direct: 'removed', preservation: 'quick' } }],
		['stance', { pairs: { one: 'agreed', two: 'removed', three: 'disagreed' } }],
		['position', { options: ['removed'] }]
	])('does not mark an answer to a .%s item that no longer fits it: %j', (kind, answer) => {
		expect(isComplete(everyKind[kind], answer)).toBe(false);
		expect(mark(everyKind[kind], answer).state).not.toBe('marked');
	});

	test.each<[Answer & { reasons: string[] }, boolean]>([
		[{ options: ['yes'], reasons: ['because'] }, true],
		[{ options: ['yes'], reasons: ['but'] }, true],
		[{ options: ['removed'], reasons: ['because'] }, false],
		[{ options: ['yes'], reasons: ['removed'] }, false],
		[{ options: ['yes'], reasons: ['because', 'removed'] }, false]
	])(
		'takes a side and its reason only while the contested item has both: %j is %s',
		(view, fits) => {
			expect(isComplete(everyKind.contested, view)).toBe(fits);
		}
	);
});

describe('the points of an answer', () => {
	test.each<[string[], number | 'blank']>([
		[['freezes'], 1],
		[['delivers'], 0],
		[['freezes', 'delivers'], 'blank']
	])('are all or nothing for a choice: %j is %s', (chosen, expected) => {
		expect(points(everyKind.choice, { options: chosen })).toBe(expected);
	});

	test.each<[string, number]>([
		['a b c', 1],
		['c a b', 1],
		['a b', 2 / 3],
		['a', 1 / 3],
		['a b c d', 2 / 3],
		['a b c d e', 1 / 3],
		['a d', 0],
		['a d e', 0],
		['d e', 0],
		['a a a', 1 / 3],
		['a d d', 0]
	])(
		'are the right ones found less the wrong ones chosen for choices: %s is %d',
		(chosen, expected) => {
			expect(points(everyKind.choices, { options: chosen.split(' ') })).toBe(expected);
		}
	);

	test.each<[string, number]>([
		['any-data for-ever', 1],
		['any-data', 1 / 2],
		['any-data for-ever by-order', 1 / 2],
		['any-data by-order', 0]
	])('are counted alike for phrases to spot: %s is %d', (chosen, expected) => {
		expect(points(everyKind.spot, { options: chosen.split(' ') })).toBe(expected);
	});

	test.each<[string, number | 'blank']>([
		['first second third fourth', 1],
		['fourth first second third', 2 / 3],
		['second first third fourth', 1 / 3],
		['second first fourth third', 0],
		['fourth third second first', 0],
		['first second third', 'blank'],
		['second second third fourth', 'blank'],
		['first second third fourth fourth', 'blank']
	])('are the share of neighbours in order for a sequence: %s is %s', (order, expected) => {
		expect(points(everyKind.sequence, { options: order.split(' ') })).toBe(expected);
	});

	test.each<[Record<string, string>, number | 'blank']>([
		[{ mlat: 'slow', direct: 'quick', preservation: 'quick' }, 1],
		[{ mlat: 'slow', direct: 'quick', preservation: 'slow' }, 2 / 3],
		[{ mlat: 'quick', direct: 'slow', preservation: 'slow' }, 0],
		[{ mlat: 'slow', direct: 'quick' }, 'blank']
	])('are the share of right pairs for a match: %j is %s', (pairs, expected) => {
		expect(points(everyKind.match, { pairs })).toBe(expected);
	});

	test.each<[Record<string, string>, number | 'blank']>([
		[{ one: 'agreed', two: 'some', three: 'disagreed' }, 1],
		[{ one: 'agreed', two: 'agreed', three: 'agreed' }, 1 / 3],
		[{ one: 'document', two: 'recognised', three: 'some' }, 0],
		[{ one: 'agreed', two: 'some' }, 'blank']
	])('are the share of statements placed as the room stood: %j is %s', (pairs, expected) => {
		expect(points(everyKind.stance, { pairs })).toBe(expected);
	});

	const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 2, maxLength: 8 });
	const keyedItem = fc
		.tuple(fc.constantFrom(...keyed), ids, fc.infiniteStream(fc.nat()))
		.map(([kind, names, chance]): ItemModel => {
			const draw = () => chance.next().value;
			if (kind === 'sequence') return itemOf(kind, options(names.join(' ')));
			if (kind === 'match') {
				const pairs = names.map((id) => `${id}:${names[draw() % names.length]}`);
				return itemOf(kind, [], matches(pairs.join(' ')));
			}
			if (kind === 'stance') {
				const pairs = names.map((id) => `${id}:${stances[draw() % stances.length]}`);
				return itemOf(kind, statements(pairs.join(' ')));
			}
			const right = kind === 'choice' ? 1 : 1 + (draw() % (names.length - 1));
			return itemOf(kind, options(names.map((id, at) => (at < right ? `${id}*` : id)).join(' ')));
		});
	const itemAndAnswer = keyedItem.chain((item) => {
		const id = fc.constantFrom('nothing', ...item.options.map((option) => option.id));
		const partner = fc.constantFrom('nothing', ...stances, ...item.answers.map((one) => one.id));
		return fc.record({
			item: fc.constant(item),
			answer: fc.record(
				{
					options: fc.oneof(
						fc.array(id, { maxLength: 10 }),
						fc.shuffledSubarray(item.options.map((option) => option.id))
					),
					pairs: fc.oneof(
						fc.dictionary(id, partner),
						fc
							.array(partner, { minLength: item.options.length, maxLength: item.options.length })
							.map((all) => Object.fromEntries(all.map((one, at) => [item.options[at].id, one])))
					)
				},
				{ requiredKeys: [] }
			)
		});
	});

	test('stay between 0 and 1 whatever is answered, and are right only at 1', () => {
		fc.assert(
			fc.property(itemAndAnswer, ({ item, answer }) => {
				const marked = mark(item, answer);
				expect(marked.state).toBe(isComplete(item, answer) ? 'marked' : 'blank');
				if (marked.state !== 'marked') return;
				expect(marked.points).toBeGreaterThanOrEqual(0);
				expect(marked.points).toBeLessThanOrEqual(1);
				expect(marked.right).toBe(marked.points === 1);
			}),
			{ numRuns: 500 }
		);
	});

	test('are 1 for the right answer to any item', () => {
		fc.assert(
			fc.property(keyedItem, (item) => {
				expect(mark(item, rightAnswer(item))).toEqual({ state: 'marked', points: 1, right: true });
			})
		);
	});
});

test('certainty is worth 1, 2 and 3 when right, and costs 0, 2 and 6 when wrong', () => {
	expect(([1, 2, 3] as const).map((certainty) => certaintyMark(true, certainty))).toEqual([
		1, 2, 3
	]);
	expect(([1, 2, 3] as const).map((certainty) => certaintyMark(false, certainty))).toEqual([
		0, -2, -6
	]);
});

describe('the misconception of an option', () => {
	const option = { id: 'one', reveals: 'all-agree' };

	test('is shown by choosing it', () => {
		expect(revealedAt(option, { options: ['two', 'one'] })).toBe('all-agree');
		expect(revealedAt(option, { options: ['two'] })).toBeUndefined();
		expect(revealedAt({ id: 'one' }, { options: ['one'] })).toBeUndefined();
	});

	test('is shown by taking the statement for agreed, and for nothing else', () => {
		expect(revealedAt(option, { pairs: { one: 'agreed', two: 'some' } })).toBe('all-agree');
		expect(revealedAt(option, { pairs: { one: 'disagreed', two: 'agreed' } })).toBeUndefined();
	});
});
