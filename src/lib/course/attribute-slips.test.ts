import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idFrom, malformedIds, mendAttributes } from './attribute-slips';

const none = new Map<string, string>();

describe('mending attributes', () => {
	it.each([
		'#split to=answer quality=sound trust+1',
		'#all to="hard when trust<2, answer" quality="weak when moon=new, defensible" rights+2 reveals=trust-is-enough',
		'#wait to="late when days-left <= 2 and not chose=all, closing when trust = 1, match" days-left-3 trust=0 trust<=2',
		'when="oil < 1 or not moon=full and trust=0"',
		'#pair .choice asks=room objective="tell-lights, judge-fog" certainty',
		'#described right',
		'#users for=ships best',
		'#late .scenario extra',
		'.hint',
		'#oil-2 oil-2-10 to=oil-2',
		'#wait trust-1',
		'#a\n\tto=b\n  right',
		''
	])('leaves what is right: %s', (source) => {
		expect(mendAttributes(source, none)).toEqual({ text: source, slips: [] });
	});

	it('keeps every line where it is', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(...'#.=",:<+-− \nab1“”'), maxLength: 40 }),
				(source) =>
					mendAttributes(source, none).text.split('\n').length === source.split('\n').length
			)
		);
	});

	it('says nothing more of what it has mended', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.constantFrom(
						...[
							'#The Letter',
							'#a_b',
							'to = x',
							'to:x',
							'to=“x when a<2, y”',
							'when=a < 2 and b=c'
						],
						...[
							'trust + 1',
							'trust−1',
							'right',
							'.Ending',
							'ending',
							'to=x,',
							'#ok',
							'quality=sound'
						]
					),
					{ maxLength: 5 }
				),
				(parts) => {
					const { text } = mendAttributes(parts.join(' '), none);
					expect(mendAttributes(text, none)).toEqual({ text, slips: [] });
				}
			)
		);
	});
});

describe('a value without quotation marks', () => {
	it.each([
		['to=late when oil<1, good', 'to="late when oil<1, good"'],
		['to=late\nwhen oil<1', 'to="late\nwhen oil<1"'],
		[
			'quality=weak when moon=new, defensible trust-1',
			'quality="weak when moon=new, defensible" trust-1'
		],
		['when=oil < 1 and not moon=full #id', 'when="oil < 1 and not moon=full" #id'],
		['when=oil<1, moon=full', 'when="oil<1, moon=full"'],
		['when=oil <= 1, x', 'when="oil <= 1, x"'],
		['when=chose=all or chose=b .choice', 'when="chose=all or chose=b" .choice'],
		['when=a and trust-1', 'when="a and trust-1"'],
		['objective=tell-lights, judge-fog certainty', 'objective="tell-lights, judge-fog" certainty'],
		['objective=a-1, b-22, certainty', 'objective="a-1, b-22" certainty'],
		['objective=a-1, b-2 c-3', 'objective="a-1, b-2" c-3'],
		['reveals=any light2 right', 'reveals="any light2" right'],
		['reveals=any light, right', 'reveals="any light" right'],
		['to=x y,', 'to="x y"'],
		['to=order nothing', 'to="order nothing"'],
		['to=x y trust-1x', 'to="x y trust-1x"'],
		['to=x Y trust', 'to="x Y trust"'],
		['to=x Trust-1 y', 'to="x Trust-1 y"'],
		['to=x y-when 1', 'to="x y-when" 1'],
		['to=x whenever b-2', 'to="x whenever" b-2'],
		['to=x y reveals=b c', 'to="x y" reveals="b c"'],
		['#a, to=b, right', '#a to=b right']
	])('is put into them whole: %s', (source, text) => {
		expect(mendAttributes(source, none).text).toBe(text);
	});

	it.each([
		['to=late, trust-1', 'to=late trust-1'],
		['to=late, trust<=10,', 'to=late trust<=10'],
		['to=x, "y z"', 'to=x "y z"'],
		['to=x right,', 'to=x right'],
		['to=x y right, trust+1', 'to="x y" right trust+1'],
		['objective=a certainity', 'objective=a certainty'],
		['to=x y Right, z', 'to="x y" right z']
	])(
		'does not go on over an effect, a word that stands alone or what has marks of its own: %s',
		(source, text) => {
			expect(mendAttributes(source, none).text).toBe(text);
		}
	);

	it.each([
		'to=good right',
		'to=late trust-1',
		'when=oil=1 trust-10',
		'objective=a-1 b-2',
		'to=x 2trust-1',
		'to=x 2and',
		'to=x when<',
		'to=x b=c',
		'quality=weak trust1',
		'quality="weak when a=b, sound" trust1',
		'stage=first trust',
		'is=agreed so',
		'asks=room so',
		'outcome=sound so'
	])('ends before what may stand alone: %s', (source) => {
		expect(mendAttributes(source, none)).toEqual({ text: source, slips: [] });
	});

	it('is told in one line, however it was written', () => {
		expect(mendAttributes('to=late\n  when  oil<1 reveals=b c', none).slips).toEqual([
			{
				code: 'attribute_spelling',
				message:
					'A value with spaces stands in straight quotation marks. Write to="late when oil<1" reveals="b c".'
			}
		]);
	});

	it('is told with every other slip of the brackets', () => {
		const { text, slips } = mendAttributes('#The Letter to = x, trust − 1, choice', none);
		expect(text).toBe('#the-letter to=x trust-1 .choice');
		expect(slips.map(({ code, message }) => `${code}: ${message}`)).toEqual([
			'attribute_spelling: No spaces stand around an equals sign. Write to=x,.',
			'attribute_spelling: A minus is a plain hyphen without spaces. Write trust-1.',
			'id_malformed: An id is lower-case words joined by hyphens. Write #the-letter, and the same wherever it is named.',
			'attribute_spelling: Spaces part attributes, and nothing else. Write to=x trust-1.',
			'attribute_spelling: A kind begins with a full stop and is written small. Write .choice.'
		]);
	});
});

describe('a slip', () => {
	it.each([
		['to:x', 'to=x', 'A value follows an equals sign, not a colon. Write to=x.'],
		[
			'to=“x y”',
			'to="x y"',
			'Quotation marks in curly brackets are straight and double. Write to="x y".'
		],
		['trust + 1', 'trust+1', 'An effect is written without spaces. Write trust+1.'],
		['#freezes Right', '#freezes right', 'Right is written small. Write right.'],
		['to=good Right', 'to=good right', 'Right is written small. Write right.'],
		['#a rigth', '#a right', 'rigth means nothing. Write right, or remove it.']
	])('is told with what was meant: %s', (source, text, message) => {
		expect(mendAttributes(source, none)).toEqual({
			text,
			slips: [{ code: 'attribute_spelling', message }]
		});
	});

	it.each([
		['certainity', 'certainty'],
		['certanty', 'certainty'],
		['CERTAINTY', 'certainty'],
		['beest', 'best'],
		['bset', 'best'],
		['extr', 'extra']
	])('is a flag misspelt: %s', (written, meant) => {
		expect(mendAttributes(`#a ${written} to=b`, none).text).toBe(`#a ${meant} to=b`);
	});

	it.each(['light', 'bright', 'rights', 'test', 'rest', 'ight', 'rit', 'rihtg'])(
		'is no flag misspelt: %s',
		(word) => {
			expect(mendAttributes(`#a ${word}`, none).text).toBe(`#a-${word}`);
			expect(mendAttributes(`to="a Right ${word}"`, none).slips).toEqual([]);
		}
	);
});

describe('an id', () => {
	it.each([
		['#rule-book Choices asks=room', '#rule-book .choices asks=room'],
		['#The Choice .choice', '#the-choice .choice'],
		['#The Right', '#the-right'],
		['#The right', '#the right'],
		['#the one Right', '#the-one right'],
		['#a_b  Right', '#a-b  right']
	])('ends before a flag or a kind, unless all its words are large: %s', (source, text) => {
		expect(mendAttributes(source, none).text).toBe(text);
	});
});

describe('a malformed id', () => {
	it.each([
		['#a_b right', [['a_b', 'a-b']]],
		['#The Letter', [['The Letter', 'the-letter']]],
		['#the-letter', []],
		['#…', []],
		['to=x', []]
	])('is found with what was meant: %s', (source, found) => {
		expect(malformedIds(source)).toEqual(found);
	});

	it('is mended wherever it is named, and nowhere within another word', () => {
		const ids = new Map([['a_b', 'a-b']]);
		const named = 'to="a_b when chose=a_b, a_b" xa_b a_bx when=a_b';
		expect(mendAttributes(named, ids)).toEqual({
			text: 'to="a-b when chose=a-b, a-b" xa_b a_bx when=a-b',
			slips: []
		});
	});
});

describe('a kind', () => {
	it.each([
		['Choice', '.choice'],
		['.Choice', '.choice'],
		['.choice Scenario', '.choice Scenario'],
		['Scenario .choice', 'Scenario .choice']
	])('is mended where there is none that is right: %s', (source, text) => {
		expect(mendAttributes(source, none).text).toBe(text);
	});
});

describe('an id made of words', () => {
	it('has small letters, digits and hyphens only', () => {
		expect(idFrom('  Été à l’ombre: “Part_2”! ')).toBe('ete-a-l-ombre-part-2');
		expect(idFrom('…')).toBe('');
	});
});
