import fc from 'fast-check';
import type { Heading, Paragraph } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import { parseAttributes, takeAttributes, type Attributes } from './attributes';

const nothing: Attributes = { classes: [], values: {}, flags: [], effects: [], strange: [] };

/** How many things were read, so that nothing can get lost. */
function count({ id, classes, values, flags, effects, strange }: Attributes): number {
	const lists = [classes, Object.keys(values), flags, effects, strange];
	return lists.reduce((sum, list) => sum + list.length, id === undefined ? 0 : 1);
}

describe('parseAttributes', () => {
	it('reads an id, classes, values, quoted values and flags in any order', () => {
		expect(
			parseAttributes('right .choice objective="a, b" #what-a-night .hint asks=room certainty')
		).toEqual({
			...nothing,
			id: 'what-a-night',
			classes: ['choice', 'hint'],
			values: { objective: 'a, b', asks: 'room' },
			flags: ['right', 'certainty']
		});
	});

	it('reads effects, of tracks with hyphens and digits as well', () => {
		expect(parseAttributes('trust+1 days-left-3 evidence<=2 oil-2-10').effects).toEqual([
			{ track: 'trust', sign: '+', value: 1 },
			{ track: 'days-left', sign: '-', value: 3 },
			{ track: 'evidence', sign: '<=', value: 2 },
			{ track: 'oil-2', sign: '-', value: 10 }
		]);
	});

	it('reads a track that is set as a value', () => {
		expect(parseAttributes('evidence=0').values).toEqual({ evidence: '0' });
	});

	it('keeps conditions in quotation marks whole, with their spaces, signs and commas', () => {
		expect(parseAttributes('to="hard when trust<2 and not chose=all, answer"').values).toEqual({
			to: 'hard when trust<2 and not chose=all, answer'
		});
	});

	it('reads over lines', () => {
		expect(parseAttributes('#a\n\tto=b\n  right')).toEqual({
			...nothing,
			id: 'a',
			values: { to: 'b' },
			flags: ['right']
		});
	});

	it('reads nothing out of nothing', () => {
		expect(parseAttributes('')).toEqual(nothing);
		expect(parseAttributes(' \n ')).toEqual(nothing);
	});

	it.each([
		'#Night',
		'#-a',
		'.Choice',
		'Right',
		'to=',
		'=b',
		'trust++1',
		'trust+-1',
		'trust+x',
		'trust<2',
		'to=a"b"',
		'"alone"',
		'"',
		'to="open',
		'a,b',
		'x#a',
		'#a.b',
		'x.a',
		'.a.b',
		'2a+1',
		'2a=b',
		'#',
		'.'
	])('reports %s as strange', (token) => {
		expect(parseAttributes(token)).toEqual({ ...nothing, strange: [token] });
	});

	it('reports what stands a second time and keeps the first', () => {
		expect(parseAttributes('#a #b to=c to=d right right .x .x')).toEqual({
			...nothing,
			id: 'a',
			values: { to: 'c' },
			flags: ['right'],
			classes: ['x'],
			strange: ['#b', 'to=d', 'right', '.x']
		});
	});

	it('lets an effect stand twice, since both happen', () => {
		expect(parseAttributes('trust+1 trust+1').effects).toHaveLength(2);
	});

	it('never throws, and loses no word', () => {
		fc.assert(
			fc.property(
				fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'#.="<+-a0 \n') })),
				(source) => {
					const read = parseAttributes(source);
					if (!source.includes('"'))
						expect(count(read)).toBe(source.split(/\s+/).filter(Boolean).length);
					else expect(count(read) === 0).toBe(!source.trim());
				}
			)
		);
	});

	it('gives back whatever was written', () => {
		const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
		const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'));
		const written = fc.record({
			id: name,
			classes: fc.uniqueArray(name, { maxLength: 3 }),
			values: fc.dictionary(name, fc.stringMatching(/^[a-z0-9 <>=,]{0,12}$/), {
				maxKeys: 3,
				noNullPrototype: true
			}),
			flags: fc.uniqueArray(name, { maxLength: 3 }),
			effects: fc.array(
				fc.record({
					track: name,
					sign: fc.constantFrom('+' as const, '-' as const, '<=' as const),
					value: fc.nat(99)
				}),
				{ maxLength: 3 }
			)
		});
		fc.assert(
			fc.property(written, ({ id, classes, values, flags, effects }) => {
				const source = [
					...flags,
					`#${id}`,
					...effects.map(({ track, sign, value }) => `${track}${sign}${value}`),
					...classes.map((one) => `.${one}`),
					...Object.entries(values).map(([key, value]) => `${key}="${value}"`)
				].join(' ');
				expect(parseAttributes(source)).toEqual({
					id,
					classes,
					values,
					flags,
					effects,
					strange: []
				});
			})
		);
	});
});

describe('takeAttributes', () => {
	const parse = (source: string) =>
		unified().use(remarkParse).parse(source).children[0] as Heading | Paragraph;

	it('takes the brackets off the end of a heading and leaves its words', () => {
		const heading = parse('## What *now*? {#what-now .choice}');
		expect(takeAttributes(heading)).toEqual({ ...nothing, id: 'what-now', classes: ['choice'] });
		expect(heading.children.map(({ type }) => type)).toEqual(['text', 'emphasis', 'text']);
		expect(heading.children.at(-1)).toMatchObject({ value: '?' });
	});

	it('takes them where no space stands before them', () => {
		const heading = parse('## Now{#now}');
		expect(takeAttributes(heading)).toEqual({ ...nothing, id: 'now' });
		expect(heading.children).toMatchObject([{ type: 'text', value: 'Now' }]);
	});

	it('takes them only once', () => {
		const heading = parse('## Now {#now}');
		takeAttributes(heading);
		expect(takeAttributes(heading)).toBeNull();
	});

	it('takes them off a paragraph of several lines, and over lines', () => {
		const paragraph = parse('One line\nand another. {#a\nto=b}');
		expect(takeAttributes(paragraph)).toEqual({ ...nothing, id: 'a', values: { to: 'b' } });
		expect(paragraph.children).toMatchObject([{ type: 'text', value: 'One line\nand another.' }]);
	});

	it('leaves no empty word behind when they follow bold words', () => {
		const paragraph = parse('**Bold** {#a}');
		takeAttributes(paragraph);
		expect(paragraph.children.map(({ type }) => type)).toEqual(['strong']);
	});

	it('leaves what stands before a claim, in the middle or unclosed', () => {
		for (const source of [
			'A {#a} b',
			'A {#a',
			'A #a}',
			'*A {#a}*',
			'A {#a} **b**',
			'A {#a}b',
			'`A {#a}`',
			'##'
		]) {
			const node = parse(source);
			const before = structuredClone(node);
			expect(takeAttributes(node), source).toBeNull();
			expect(node).toEqual(before);
		}
	});
});
