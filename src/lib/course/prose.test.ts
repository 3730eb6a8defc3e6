import type { Blockquote, Paragraph } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import type { Block, Prose } from './model';
import { countWords, renderDocument, renderInline, renderProse, renderStep } from './prose';

const parse = (source: string) => unified().use(remarkParse).use(remarkGfm).parse(source).children;
const isProse = (block: Block): block is Prose => 'html' in block;
const both = async (source: string): Promise<[step: string, activity: string]> => [
	(await renderStep(source))
		.filter(isProse)
		.map(({ html }) => html)
		.join('\n'),
	renderProse(parse(source)).html
];

describe('renderStep', () => {
	it('makes a block of each paragraph, heading, list, quotation and table', async () => {
		const blocks = await renderStep(
			'One.\n\n### Two\n\n- three\n\n> four\n\n| five |\n|---|\n| six |\n\n1. seven\n2. eight\n'
		);
		expect(blocks.filter(isProse).map(({ html }) => /^<(\w+)/.exec(html)?.[1])).toEqual([
			'p',
			'h2',
			'ul',
			'blockquote',
			'table',
			'ol'
		]);
	});

	it('keeps the claims of each block apart, each once and in order', async () => {
		const blocks = await renderStep('A [B2-K5b] b [B2-K5a]. [B2-K5b]\n\nC [BUD-16] [DOC?]\n\nD');
		expect(blocks).toEqual([
			{ html: '<p>A b.</p>', claims: ['B2-K5b', 'B2-K5a'] },
			{ html: '<p>C</p>', claims: ['BUD-16', 'DOC?'] },
			{ html: '<p>D</p>', claims: [] }
		]);
	});

	it('leaves no space before a comma or full stop where a claim stood', async () => {
		const [block] = await renderStep('Direct, [B2-K6a] but *slow* [B2-K7a]; so [B2-K7d].');
		expect(block).toEqual({
			html: '<p>Direct, but <em>slow</em>; so.</p>',
			claims: ['B2-K6a', 'B2-K7a', 'B2-K7d']
		});
	});

	it('takes claims from headings, list items, table cells and link words', async () => {
		const blocks = await renderStep(
			'### Head [A-1]\n\n- one [B-1]\n- two\n  - three [C-1]\n\n| a [D-1] |\n|---|\n| b [E-1] |\n\n[words [F-1]](https://example.org)'
		);
		expect(blocks.map((block) => isProse(block) && block.claims)).toEqual([
			['A-1'],
			['B-1', 'C-1'],
			['D-1', 'E-1'],
			['F-1']
		]);
		expect(blocks.map((block) => isProse(block) && block.html).join()).not.toMatch(/\[|\]/);
	});

	it('gives claims alone in a paragraph to the block above', async () => {
		expect(await renderStep('> Quoted. [A-1]\n\n[B-1] [A-1]\n\nMore.')).toEqual([
			{ html: '<blockquote>\n<p>Quoted.</p>\n</blockquote>', claims: ['A-1', 'B-1'] },
			{ html: '<p>More.</p>', claims: [] }
		]);
	});

	it('gives claims alone in a paragraph to nothing where no words are above it', async () => {
		expect(await renderStep('[A-1]\n\nOne.')).toEqual([{ html: '<p>One.</p>', claims: [] }]);
		expect(await renderStep('<Activity id="a" />\n\n[A-1]')).toEqual([{ activity: 'a' }]);
	});

	it('begins a paragraph with its words when a claim stands first', async () => {
		expect(await renderStep('[A-1] Words.')).toEqual([{ html: '<p>Words.</p>', claims: ['A-1'] }]);
	});

	it('keeps activities in their place', async () => {
		expect(
			await renderStep('<Activity id="one" />\n\nBetween.\n\n<Activity id="two-2" />\n')
		).toEqual([
			{ activity: 'one' },
			{ html: '<p>Between.</p>', claims: [] },
			{ activity: 'two-2' }
		]);
	});

	it('reads a line of --- at the beginning as a line', async () => {
		const [first, second] = await renderStep('\n---\n\nhidden: no\n\n---\n');
		expect([first, second]).toEqual([
			{ html: '<hr>', claims: [] },
			{ html: '<p>hidden: no</p>', claims: [] }
		]);
	});

	it('gives nothing for nothing', async () => {
		expect(await renderStep('\n\n')).toEqual([]);
	});

	it('writes signs as HTML and never as code', async () => {
		const [block] = await renderStep(
			'R & D, "so" \'so\', 1 < 2 > 0, a|b, [sic], `{x} <b>`, &amp;lt; &lt;b'
		);
		expect(block).toEqual({
			html: '<p>R &#x26; D, "so" \'so\', 1 &#x3C; 2 > 0, a|b, [sic], <code>{x} &#x3C;b></code>, &#x26;lt; &#x3C;b</p>',
			claims: []
		});
	});

	it('writes attributes so that no quotation mark ends them', async () => {
		const [block] = await renderStep('![a "red" lamp](/lamp.png)');
		expect(block).toMatchObject({
			html: '<p><img src="/lamp.png" alt="a &#x22;red&#x22; lamp"></p>'
		});
	});

	it.each([
		'Plain words.',
		'*So* **it** is, and [there](https://example.org/?a=1&b=2) <https://example.org>.',
		'A [term](term:dual-criminality). [A-1]',
		'- one\n- two [A-1]\n\n  more',
		'1. one\n2. two',
		'> **Title**\n>\n> Words. [A-1]',
		'| a | b |\n|---|---|\n| c | d |',
		'Head\n\nTwo\nlines.',
		'1 < 2 & "3"'
	])('renders %j as the activities do', async (source) => {
		const [step, activity] = await both(source);
		expect(step).toBe(activity);
	});
});

describe('a link', () => {
	it('leads to the glossary for a term, and tells a site nothing about the trainee', () => {
		expect(renderProse(parse('[x](term:some-term) [y](https://example.org)')).html).toBe(
			'<p><a href="/glossary#some-term" class="term" data-term="some-term">x</a> <a href="https://example.org" rel="noreferrer">y</a></p>'
		);
	});
});

describe('renderInline', () => {
	it('drops the paragraph and keeps what is in it', () => {
		const [node] = parse('Some **bold** words [A-1].') as [Paragraph];
		expect(renderInline(node)).toEqual({
			html: 'Some <strong>bold</strong> words.',
			claims: ['A-1']
		});
	});
});

describe('renderDocument', () => {
	const render = (source: string) => renderDocument(parse(source)[0] as Blockquote);

	it('takes a bold paragraph as the title', () => {
		expect(render('> **Request, page 2**\n>\n> Please send it. [A-1]\n>\n> - all\n')).toEqual({
			document: 'Request, page 2',
			html: '<p>Please send it.</p>\n<ul>\n<li>all</li>\n</ul>',
			claims: ['A-1']
		});
	});

	it('takes a bold first line as the title, with or without a forced break', () => {
		const expected = { document: 'Note', html: '<p>Come at once.</p>', claims: [] };
		expect(render('> **Note**\n> Come at once.')).toEqual(expected);
		expect(render('> **Note**  \n> Come at once.')).toEqual(expected);
	});

	it('has an empty title when the bold words go on in their line', () => {
		expect(render('> **No** lamp is lit.')).toEqual({
			document: '',
			html: '<p><strong>No</strong> lamp is lit.</p>',
			claims: []
		});
	});

	it.each(['> **Note** from Kestria\n> Come at once.', '> **Log**book\n> Come at once.'])(
		'has an empty title when they do so above other lines: %j',
		(source) => {
			const { document, html } = render(source);
			expect(document).toBe('');
			expect(html).toContain('Come at once.');
			expect(html).toContain('<strong>');
		}
	);

	it('has an empty title and no words when it is empty, or begins with a list', () => {
		expect(render('>')).toEqual({ document: '', html: '', claims: [] });
		expect(render('> - **One**').document).toBe('');
	});

	it('has an empty title without bold words', () => {
		expect(render('> A lamp is lit. [A-1]')).toEqual({
			document: '',
			html: '<p>A lamp is lit.</p>',
			claims: ['A-1']
		});
	});

	it('may be a title alone', () => {
		expect(render('> **A blank page**')).toEqual({
			document: 'A blank page',
			html: '',
			claims: []
		});
	});
});

describe('countWords', () => {
	it('counts words and not their marks', () => {
		expect(countWords('<p>One <em>two</em>\nthree</p>\n<ul><li>four</li></ul>')).toBe(4);
		expect(countWords('')).toBe(0);
		expect(countWords('<p>One</p><p>two</p> <a href="/x y">three</a>')).toBe(3);
	});
});
