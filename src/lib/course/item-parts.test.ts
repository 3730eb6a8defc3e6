import type { RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { describe, expect, it } from 'vitest';
import { readDocument, splitSections } from './document';
import { splitItem } from './item-parts';
import type { ItemKind } from './model';
import { Problems } from './problem';

/** What stands in an item, in words, and what is said of it. The body begins on line 6. */
function read(kind: ItemKind, body: string) {
	const problems = new Problems();
	const text = `---\nid: x\n---\n## One {#one .${kind}}\n\n${body}`;
	const document = readDocument('lessons/1-x/checks.quiz.md', text, problems);
	if (!document) throw new Error('The sample cannot be read.');
	const [{ nodes }] = splitSections(document).sections;
	const { stem, hint, first, question, second, explanation } = splitItem(
		nodes,
		kind,
		document,
		problems
	);
	const words = (all: RootContent[]) => all.map((node) => toString(node));
	return {
		stem: words(stem),
		hint: hint && toString(hint),
		first: first && words(first.children as never),
		question: question && toString(question),
		second: second && words(second.children as never),
		explanation: words(explanation),
		told: problems.all.map(({ line, code }) => `${line} ${code}`)
	};
}

const option = '- On. {#on}\n\n  > It shines.';

describe('an item', () => {
	it('has a stem, a hint, options and an explanation, by where they stand', () => {
		expect(
			read('choice', `Dark.\n\nLook up. {.hint}\n\nWhich?\n\n${option}\n\nBecause.\n\n> So it is.`)
		).toEqual({
			stem: ['Dark.', 'Which?'],
			hint: 'Look up.',
			first: ['On. {#on}It shines.'],
			question: undefined,
			second: undefined,
			explanation: ['Because.', 'So it is.'],
			told: []
		});
	});

	it('has a question where a paragraph stands between two lists, and only there', () => {
		const between = read(
			'contested',
			`${option}\n\n> A quotation.\n\nWhy?\n\n- So. {#so}\n\nThus.`
		);
		expect(between).toMatchObject({
			question: 'Why?',
			second: ['So. {#so}'],
			explanation: ['A quotation.', 'Thus.'],
			told: []
		});
		const none = read('match', `${option}\n\n1. So. {#so}\n\nThus.`);
		expect(none).toMatchObject({
			question: undefined,
			second: ['So. {#so}'],
			explanation: ['Thus.'],
			told: []
		});
	});

	it('has one paragraph between two lists, and what else stands there is told', () => {
		const parts = read(
			'match',
			`${option}\n\nDark.\n\n> So it is.\n\nWhy?\n\n### And\n\n* So. {#so}`
		);
		expect(parts.question).toBe('Dark.');
		expect(parts.told).toEqual(['14 item_question']);
		expect(read('match', `${option}\n\nWhy?\n\n### And\n\n* So. {#so}`).told).toEqual([
			'12 item_question'
		]);
		expect(read('choice', `${option}\n\nDark.\n\nWhy?\n\n* So. {#so}`).told).toEqual([]);
		expect(read('match', `${option}\n\n### And\n\n* So. {#so}`).told).toEqual([]);
	});

	it('has two lists of one mark where words stand between them', () => {
		expect(read('choice', `${option}\n\nAnd:\n\n- Off. {#off}`)).toMatchObject({
			first: ['On. {#on}It shines.'],
			second: ['Off. {#off}'],
			told: []
		});
	});

	it('has a second list of another mark behind a feedback that is not indented', () => {
		expect(read('match', '- On. {#on}\n\n> It shines.\n\n1. So. {#so}')).toMatchObject({
			first: ['On. {#on}It shines.'],
			second: ['So. {#so}'],
			told: ['8 option_not_indented']
		});
		expect(read('match', '- On. {#on}\n\n> It shines.\n\n- Off. {#off}')).toMatchObject({
			first: ['On. {#on}It shines.', 'Off. {#off}'],
			second: undefined,
			told: ['8 option_not_indented']
		});
	});
});

describe('a quotation below options', () => {
	it('is the feedback of the last one where it has none', () => {
		expect(read('choice', '- On. {#on}\n\n> It shines.\n\n> Still.')).toMatchObject({
			first: ['On. {#on}It shines.Still.'],
			explanation: [],
			told: ['8 option_not_indented']
		});
	});

	it.each<[string, ItemKind, string]>([
		['where it has one', 'choice', option],
		['where it has one and others have none', 'choice', `- Off. {#off}\n- Dim. {#dim}\n${option}`],
		['of a kind without feedback', 'sequence', '1. On. {#on}\n2. Off. {#off}'],
		['of a list without feedback', 'match', `${option}\n\n1. So. {#so}`],
		['behind other words', 'choice', '- On. {#on}\n\nWords.']
	])('is an explanation %s', (_, kind, body) => {
		const { explanation, told } = read(kind, `${body}\n\n> It is night.`);
		expect(explanation.at(-1)).toBe('It is night.');
		expect(told).toEqual([]);
	});
});
