import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idFrom, mendAttributes } from './attribute-slips';

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

describe('an id made of words', () => {
	it('has small letters, digits and hyphens only', () => {
		expect(idFrom('  Été à l’ombre: “Part_2”! ')).toBe('ete-a-l-ombre-part-2');
		expect(idFrom('…')).toBe('');
	});
});
