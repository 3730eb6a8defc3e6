import { describe, expect, it } from 'vitest';
import { collectCitations, readDocument, splitSections, type Document } from './document';
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

	it('may begin with a byte order mark and have lines of Windows', () => {
		const problems = new Problems();
		const text = `\uFEFF${head}\n## Head\n\nA. [A-1]\n`.replaceAll('\n', '\r\n');
		const document = parsed(file, text, problems);
		expect(problems.all).toEqual([]);
		expect(document.frontmatter).toEqual({ id: 'x' });
		expect(collectCitations(document, problems).claims).toEqual([{ id: 'A-1', file, line: 7 }]);
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
