import { toString } from 'mdast-util-to-string';
import { describe, expect, it } from 'vitest';
import { checkBrackets, collectCitations } from './citations';
import { placedActivity, readDocument, splitSections, type Document } from './document';
import { Problems } from './problem';

const file = 'lessons/1-x/lesson.md';
const head = '---\nid: x\n---\n';
const read = (body: string, path = file): Document =>
	parsed(path, `${head}${body}`, new Problems());

function parsed(path: string, text: string, problems: Problems): Document {
	const document = readDocument(path, text, problems);
	if (!document) throw new Error('The frontmatter cannot be read.');
	return document;
}

describe('a document', () => {
	it('is split at its second-level headings, and at no others', () => {
		const { intro, sections } = splitSections(
			read('\nBefore.\n\n## One {#one}\n\nA.\n\n### Small\n\nB.\n\n> ## Quoted\n\n## Two\n\nC.\n')
		);
		expect(intro).toHaveLength(1);
		expect(sections.map(({ line, from, to, nodes }) => [line, from, to, nodes.length])).toEqual([
			[7, 8, 16, 4],
			[17, 18, 20, 1]
		]);
	});

	it('has no comments, and keeps the lines of what is around them', () => {
		const document = read('\n<!-- one\ntwo {\n-->\n\n## Head\n\nA <!-- [A-1] --> b\n[B-1]\n');
		const { intro, sections } = splitSections(document);
		expect(intro).toEqual([]);
		expect(sections[0].line).toBe(9);
		expect(document.source).not.toMatch(/one|two|A-1/);
		const problems = new Problems();
		expect(collectCitations(document, problems).claims).toEqual([{ id: 'B-1', file, line: 12 }]);
		expect(problems.all).toEqual([]);
	});

	it('loses only their paragraphs to comments that are open, each told on its line', () => {
		const problems = new Problems();
		const text = `${head}\n<!-- one\ntwo\n\nAda. <!-- x -->\n\n<!-- three\n\n<!-- four\n\nBen. [B-1]\n`;
		const document = parsed(file, text, problems);
		expect(problems.all.map(({ code, line }) => [code, line])).toEqual([
			['comment_open', 5],
			['comment_open', 10],
			['comment_open', 12]
		]);
		expect(document.source.split('\n').slice(3).join('|').replace(/ +/g, ' ')).toBe(
			'| | ||Ada. || || ||Ben. [B-1]|'
		);
	});

	it('has brackets below a heading or an option where they belong, and the words behind them where they were', () => {
		const problems = new Problems();
		const text = `${head}\n## One\n\n{#one}\n\nWords\n\n{#no}\n\n- first\n\n  {#two} is here\n\n- second\n\n  {#three}\nand more\n\n  more\n\n  {#four}\n`;
		const { root } = parsed(file, text, problems);
		expect(problems.all.map(({ code, line }) => [code, line])).toEqual([
			['attributes_misplaced', 7],
			['attributes_misplaced', 19]
		]);
		expect(root.children.map((node) => toString(node))).toEqual([
			'One {#one}',
			'Words',
			'{#no}',
			'first{#two} is heresecond {#three}and moremore{#four}'
		]);
	});

	it('may begin with a byte order mark and have lines of Windows', () => {
		const problems = new Problems();
		const text = `\uFEFF${head}\n## Head\n\nA. [A-1]\n`.replaceAll('\n', '\r\n');
		const document = parsed(file, text, problems);
		expect(problems.all).toEqual([]);
		expect(document.frontmatter).toEqual({ id: 'x' });
		expect(collectCitations(document, problems).claims).toEqual([{ id: 'A-1', file, line: 7 }]);
	});
});

describe('a frontmatter', () => {
	/** What is said of a text that has none. */
	const told = (text: string): string[] => {
		const problems = new Problems();
		expect(readDocument(file, text, problems)).toBeNull();
		return problems.all.map(({ code, line }) => `${line} ${code}`);
	};

	it('begins on the first line, with nothing before its hyphens', () => {
		for (const text of ['', '\n', 'Prose.\n'])
			expect(told(text)).toEqual(['1 frontmatter_missing']);
		expect(told(' ---\nid: x\n---\n')).toEqual(['1 frontmatter_missing']);
		expect(told('---  \nid: x\n')).toEqual(['2 frontmatter_open']);
	});

	it('that is open ends before the first line that is none of its own', () => {
		expect(told('---\nid: x\ntitle: y')).toEqual(['3 frontmatter_open']);
		expect(told('---\nid: x\n  \nSome prose.\n\nid: y\n')).toEqual(['2 frontmatter_open']);
		expect(told('---\nSome prose.\n\nid: y\n')).toEqual(['1 frontmatter_open']);
		expect(told('---\nid: x\n\n## One {#one}\n\n---\n\nTwo.\n')).toEqual(['2 frontmatter_open']);
	});

	it('may have a comment of two hashes, and is open where that is a heading', () => {
		const of = (text: string) => parsed(file, text, new Problems())?.frontmatter;
		expect(of('---\nid: x\n## What it is called\ntitle: y\n---\n\nA.\n')).toEqual({
			id: 'x',
			title: 'y'
		});
		for (const heading of ['## One', '## One {#one}\n\nnote: two'])
			expect(told(`---\nid: x\n\n${heading}\n\n---\n\nA.\n`)).toEqual(['2 frontmatter_open']);
		const both = '---\n## Names\nid: x\n\n## One\n\n---\n\nA.\n';
		expect(told(both)).toEqual([expect.stringContaining('frontmatter_open')]);
	});

	it('is closed by plain hyphens, and by nothing that merely looks like some', () => {
		for (const closing of ['—', '–––', '-–- '])
			expect(told(`---\nid: x\n\n${closing}\n\nA.`)).toEqual(['4 frontmatter_open']);
		for (const prose of ['– One.', 'One –', '–one', '— —'])
			expect(told(`---\nid: x\n\n${prose}\n\nA.`)).toEqual(['2 frontmatter_open']);
	});

	it('may hold ## in a value, and what is wrong with it is told', () => {
		expect(told('---\nid: "x ## y\n---\n\nA.\n')).toEqual([expect.stringContaining('yaml_broken')]);
	});
});

describe('a heading with an id', () => {
	const told = (body: string): [number, string[]] => {
		const problems = new Problems();
		const { sections } = splitSections(parsed(file, head + body, problems));
		return [sections.length, problems.all.map(({ line, message }) => `${line} ${message}`)];
	};

	it('is one of the second level, however many signs stand before it', () => {
		expect(told('\n### One {.ending #one}\n\nA.\n')).toEqual([
			1,
			['5 A heading with an id begins with ##, and this one with ###. Write ## instead.']
		]);
		expect(told('\n# One {#one}\n')[0]).toBe(1);
	});

	it.each(['### One {#one} more', '### One {#one}.', '###', '### One `{#one}`', '### One {.a}'])(
		'is not %s',
		(heading) => {
			expect(told(`\n${heading}\n\nA.\n`)).toEqual([0, []]);
		}
	);

	it('may have several lines, and the body begins below them', () => {
		const { sections } = splitSections(read('\nOne\ntwo {#one}\n---\n\nA.\n'));
		expect(sections.map(({ line, from }) => [line, from])).toEqual([[5, 8]]);
	});
});

describe('a comment', () => {
	it.each([
		'A `<!-- x -->` b.',
		'<div> <!-- x -->',
		'<!-- x -->y',
		'<!-- x --> words <!-- y -->',
		'<!-- x\ny --> words <!-- z -->'
	])('is not what stands in %s', (body) => {
		expect(read(`\n${body}\n`).source).toContain(body);
	});
});

describe('comments on one line', () => {
	it('are none of the words, and words between them are reported and not lost', () => {
		const told = (body: string) => {
			const problems = new Problems();
			const document = read(`\n${body}\n`);
			collectCitations(document, problems);
			return [document.root.children.length, problems.all.map(({ code, line }) => [code, line])];
		};
		expect(told('<!-- x --> <!-- y -->  <!---->\n')).toEqual([0, []]);
		expect(told('<!-- x --> words <!-- y -->\n')).toEqual([1, [['prose_html', 5]]]);
	});
});

describe('what an author may not use', () => {
	const told = (body: string): string[] => {
		const problems = new Problems();
		const document = read(`\n${body}`);
		collectCitations(document, problems);
		checkBrackets(document, problems);
		return problems.all.map(({ code, line }) => `${line} ${code}`);
	};

	it.each([
		[
			'a near miss of a claim, below a claim',
			'x [A-111111111]\n[B2-K5a, B2-K5b]\ny',
			['6 claim_malformed']
		],
		['an angle, above other lines', 'One\ntwo <b\nthree\nfour', ['6 prose_angle']],
		['a bracket, above other lines', 'One\ntwo {\nthree\nfour', ['6 attributes_misplaced']],
		['an address behind a program', '[x](javascript:https://example.org)', ['5 link_address']],
		['an address without a site', '[x](https:///path)', ['5 link_address']],
		['a script behind something else', '<div><script>', ['5 prose_html']],
		['the end of a script', '</script>', ['5 prose_script']]
	])('is %s', (_, body, problems) => {
		expect(told(body)).toEqual(problems);
	});

	it.each([
		'[whistle-blowers](term: whistle-blower)',
		'[*whistle*-blowers]( term : whistle-blower)',
		'[whistle-blowers] (term:whistle-blower)',
		'[whistle-blowers](term:whistle blower)',
		'[whistle-blowers](term:whistle-blower and more',
		'whistle-blowers](term:whistle-blower) and more',
		'(whistle-blowers)[term:whistle-blower]',
		'whistle-blowers (Term:whistle-blower)',
		'[](term:whistle-blower)',
		'<term:whistle-blower>'
	])('is a link to a term that is none: %s', (body) => {
		expect(told(`One\n${body}`)).toEqual(['6 term_malformed']);
	});

	it.each([
		'**Day 9. ** The lamp burns.',
		'** Day 9.** The lamp burns.',
		'**Day 9.**The lamp burns.',
		'**Day 9. The lamp burns.',
		'> **Title **\n>\n> The lamp burns.'
	])('is stars that make nothing bold: %s', (body) => {
		expect(told(`One\n${body}`)).toEqual(['6 bold_malformed']);
	});

	it('is each of several of them', () => {
		expect(told('**One ** and ** two\nthree ** four [a](term: b) [c](term: d)').sort()).toEqual([
			'5 bold_malformed',
			'5 bold_malformed',
			'6 bold_malformed',
			'6 term_malformed',
			'6 term_malformed'
		]);
	});

	it('is not the word "term", nor a star alone', () => {
		expect(
			told(
				'In the long term: nothing (term: two years). [Next term: two](term:some-term) 2 * 3 * 4 `**`'
			)
		).toEqual([]);
	});

	it('is not a site without encryption, nor brackets in code', () => {
		expect(told('[x](http://example.org) and `{x}`')).toEqual([]);
	});

	it('is code, by its fence or by its spaces', () => {
		const problems = new Problems();
		collectCitations(read('\nA.\n\n    spaces\n\nB.\n\n~~~\nfence\n~~~\n'), problems);
		expect(problems.all.map(({ line, message }) => `${line} ${message}`)).toEqual([
			'7 This line begins with too many spaces. Begin it in the same column as its neighbours.',
			'11 Code blocks are not used in lessons. Write it as a quotation.'
		]);
	});
});

describe('a picture', () => {
	const told = (address: string): string[] => {
		const problems = new Problems();
		collectCitations(read(`\nA ![lamp](${address}).`), problems);
		return problems.all.map(({ code, line, message }) => `${line} ${code} ${message}`);
	};
	const put = (name: string) =>
		`Put its file into static/pictures, and write /pictures/${name} here.`;

	it.each([
		'/pictures/lamp.png',
		'/pictures/night/lamp.SVG',
		'/pictures/a%20lamp.jpeg',
		'data:image/png;base64,iVBORw0KGgo='
	])('has an address from which pages may show one: %s', (address) => {
		expect(told(address)).toEqual([]);
	});

	it.each([
		['images/lamp.png', 'lamp.png'],
		['./lamp.png', 'lamp.png'],
		['/static/pictures/lamp.png', 'lamp.png'],
		['static/lamp.webp', 'lamp.webp'],
		['https://example.org/lamp.jpg?size=2', 'lamp.jpg'],
		['//example.org/lamp.png', 'lamp.png'],
		['/\\\\example.org/lamp.png', 'lamp.png'],
		// Nothing of these would be on a trainee's device.
		['/icons/icon.svg', 'icon.svg'],
		['/lamp.png', 'lamp.png'],
		['C:\\Users\\me\\lamp.png', 'lamp.png'],
		['/pictures/lamp', 'name.png'],
		['/pictures/lamp.heic', 'name.png'],
		['data:text/html,x', 'name.png']
	])('is refused from %s', (address, name) => {
		expect(told(address)).toEqual([
			expect.stringMatching(/^5 image_address No picture can be shown from ".+"\. Put/)
		]);
		expect(told(address)[0]).toContain(put(name));
	});

	it('is refused without an address', () => {
		expect(told('')).toEqual([`5 image_address This picture has no address. ${put('name.png')}`]);
	});
});

describe('a placement', () => {
	it('may have spaces around it', () => {
		const html = (value: string) => placedActivity({ type: 'html', value });
		expect(html('  <Activity id="some-quiz" /> ')).toBe('some-quiz');
		expect(html('<Activity id="some-quiz" /> or <b>')).toBeNull();
		expect(placedActivity({ type: 'text', value: '<Activity id="some-quiz" />' })).toBeNull();
	});
});

describe('citations', () => {
	const cited = (body: string) => {
		const problems = new Problems();
		const { claims, terms } = collectCitations(read(body), problems);
		expect(problems.all).toEqual([]);
		return [...claims, ...terms].map(({ id, line }) => `${id}:${line}`);
	};

	it('have the line on which they stand, in paragraphs, quotations, lists and tables', () => {
		expect(
			cited(
				[
					'## Head [A-1] {#head}',
					'',
					'One',
					'two [B-1] [C-1]',
					'*three*',
					'four [D-1]',
					'',
					'- five',
					'  six [E-1]',
					'',
					'  > seven',
					'  > eight [F-1]',
					'',
					'| nine |',
					'|---|',
					'| ten [G-1] |'
				].join('\n')
			)
		).toEqual(['A-1:4', 'B-1:7', 'C-1:7', 'D-1:9', 'E-1:12', 'F-1:15', 'G-1:19']);
	});

	it('include terms, wherever their words wrap', () => {
		expect(cited('One [two\nthree](term:some-term) and [four](term:other).')).toEqual([
			'some-term:4',
			'other:5'
		]);
	});

	it('are nothing in code, and other brackets are words', () => {
		expect(cited('`[A-1]` [sic] [see note] [e-mail] [2] [a | b] ☐')).toEqual([]);
	});
});
