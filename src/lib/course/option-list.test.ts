import { toString } from 'mdast-util-to-string';
import { describe, expect, it } from 'vitest';
import { readDocument, splitSections, type Document, type Section } from './document';
import { hasBrackets, splitAtScene, splitChoices } from './option-list';
import { Problems } from './problem';

const file = 'lessons/1-x/story.scenario.md';

/** The first section of a file, whose body begins on line 6. */
function sectionOf(body: string): { section: Section; document: Document } {
	const text = `---\nid: x\n---\n## One {#one}\n\n${body}`;
	const document = readDocument(file, text, new Problems());
	if (!document) throw new Error('The sample cannot be read.');
	return { section: splitSections(document).sections[0], document };
}
const words = (nodes: Section['nodes']) => nodes.map((node) => toString(node));

describe('a list', () => {
	it.each([
		['- On. {#on}\n- Off. {#off}', true],
		['- On.\n- Off. {#off}', true],
		['- On. {#on}\n- Off.', true],
		['- On.\n- Off.', false],
		['- On {#on} and off.', false],
		['- **On {#on}**', false],
		['-', false],
		['On. {#on}', false]
	])('has options when one of them has brackets: %s', (body, has) => {
		expect(hasBrackets(sectionOf(body).section.nodes[0])).toBe(has);
	});
});

describe('a scene', () => {
	const split = (body: string) =>
		splitAtScene(sectionOf(body).section).map(({ heading, nodes, line, from, to }) => ({
			heading: toString(heading),
			words: words(nodes),
			lines: [line, from, to]
		}));

	it('ends at a smaller heading below its options, wherever that stands', () => {
		const bodies = ['- On. {#on}\n\nIt is on.\n\n### Two\n\nDark.\n\n- Off. {#off}\n\n### Three\n'];
		expect(bodies.map(split)).toEqual([
			[
				{ heading: 'One {#one}', words: ['On. {#on}', 'It is on.'], lines: [4, 5, 9] },
				{ heading: 'Two', words: ['Dark.', 'Off. {#off}'], lines: [10, 11, 15] },
				{ heading: 'Three', words: [], lines: [16, 17, 17] }
			]
		]);
	});

	it.each([
		'### A letter\n\nDark.\n\n- On. {#on}',
		'### A letter\n\nDark.\n\n- A lamp.\n\n### Another\n\nDark.',
		'Dark.\n\n- On. {#on}\n\nIt is on.'
	])('is one where no heading stands below options', (body) => {
		expect(split(body)).toHaveLength(1);
	});
});

describe('the choices of a scene', () => {
	/** What is prose and what are choices, and what is said of it. */
	function read(body: string) {
		const { section, document } = sectionOf(body);
		const problems = new Problems();
		const { prose, list } = splitChoices(section.nodes, document, problems);
		return {
			prose: words(prose),
			choices: list?.children.map((item) => toString(item)) ?? null,
			told: problems.all.map(({ line, code }) => `${line} ${code}`)
		};
	}

	it('are the list with brackets, and else the last list', () => {
		expect(read('Dark.\n\n- A lamp.\n\nAnd:\n\n1. On. {#on}')).toEqual({
			prose: ['Dark.', 'A lamp.', 'And:'],
			choices: ['On. {#on}'],
			told: []
		});
		expect(read('Dark.\n\n- A lamp.\n\nAnd:\n\n1. On.\n2. Off.')).toEqual({
			prose: ['Dark.', 'A lamp.', 'And:'],
			choices: ['On.', 'Off.'],
			told: []
		});
		expect(read('Dark.')).toEqual({ prose: ['Dark.'], choices: null, told: [] });
	});

	it('have to themselves what stands below them, told once for what is in a row', () => {
		expect(read('- On. {#on}\n\nLoose.\n\nMore.')).toEqual({
			prose: [],
			choices: ['On. {#on}Loose.More.'],
			told: ['8 option_not_indented']
		});
	});

	it('are put together from lists with other marks, where what is below is told with the mark', () => {
		expect(read('- On. {#on}\n\n1. Off. {#off}\n\nLoose.')).toEqual({
			prose: [],
			choices: ['On. {#on}', 'Off. {#off}Loose.'],
			told: ['8 option_mark']
		});
	});

	it('have what is below told again after another option of the same mark', () => {
		expect(read('- On. {#on}\n\nLoose.\n\n- Off. {#off}\n\nLoose, too.')).toEqual({
			prose: [],
			choices: ['On. {#on}Loose.', 'Off. {#off}Loose, too.'],
			told: ['8 option_not_indented', '12 option_not_indented']
		});
	});
});
