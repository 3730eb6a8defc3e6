import type { Heading, Nodes, Root, RootContent, Yaml } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { Problems } from './problem';
import { mendSlips, withoutInvisible } from './slips';
import { readYaml } from './yaml';

/** A Markdown file of the course, parsed, with its frontmatter apart. */
export interface Document {
	file: string;
	/** The text, with comments turned into spaces and with slips mended that are already reported. */
	source: string;
	root: Root;
	frontmatter: unknown;
	/** Line on which a frontmatter key stands; 1 when it is absent. */
	lineOf: (path: readonly (string | number)[]) => number;
}

/** A part of a document below a second-level heading. */
export interface Section {
	heading: Heading;
	nodes: RootContent[];
	line: number;
	/** First and last source line of the body, from 1. */
	from: number;
	to: number;
}

/** A single tilde strikes nothing out: it stands for "about" and in ranges (2~3 days), and the page of a lesson shows it. */
const parser = unified()
	.use(remarkParse)
	.use(remarkFrontmatter, ['yaml'])
	.use(remarkGfm, { singleTilde: false });

/** Where a node starts, from 1. */
export function lineOf(node: Nodes): number {
	return node.position?.start.line ?? 1;
}

/**
 * Parses one Markdown file. Null when its frontmatter is missing or broken: that is reported, and nothing else of the file
 * is read, because it would only follow from that.
 */
export function readDocument(file: string, text: string, problems: Problems): Document | null {
	const written = withoutComments(file, withoutInvisible(file, text, problems), problems);
	const parsed = parser.parse(written);
	const first = parsed.children[0];
	if (first?.type !== 'yaml') {
		refuseOpening(file, written, problems);
		return null;
	}
	const { value: head } = first as Yaml;
	// A line of --- further down has closed it, and the text between would be read as YAML, a heading as its comment.
	if (headingLine.test(head)) {
		refuseOpening(file, written, problems);
		return null;
	}
	const yaml = readYaml(file, head, 1, problems);
	if (yaml.value === undefined) return null;
	const source = mendSlips(file, written, problems);
	const root = source === written ? parsed : parser.parse(source);
	root.children.shift();
	unlinkMail(root);
	mendUnderlined(file, root, source, problems);
	mendHeadings(file, root, problems);
	mendApart(file, root, problems);
	return { file, source, root, frontmatter: yaml.value, lineOf: yaml.lineOf };
}

/** A heading among the lines of a frontmatter. It has an id or no key below it; what has one is a comment. */
const headingLine = /^## (?:.*\{#|(?![^]*^[\w-]+:))/m;

/** A line of a frontmatter, or between two of them. */
const yamlLine = /^(?:\s|[\w-]+:|- |#(?!#)|$)/;

/** Says of a text without a frontmatter whether its beginning or its end is missing. */
function refuseOpening(file: string, text: string, problems: Problems): void {
	const [opening, ...lines] = text.split(/\r?\n/);
	if (opening.trimEnd() !== '---')
		return problems.add('frontmatter_missing', file, 1, tellMissing([opening, ...lines]));
	const end = lines.findIndex((line) => !yamlLine.test(line));
	const read = end < 0 ? lines : lines.slice(0, end);
	if (/^[-–—]+\s*$/.test(lines[end] ?? ''))
		return problems.add(
			'frontmatter_open',
			file,
			end + 2,
			'The frontmatter is closed by three plain hyphens. Write --- here.'
		);
	problems.add(
		'frontmatter_open',
		file,
		read.findLastIndex((line) => line.trim()) + 2,
		'The frontmatter is not closed. Add a line of three hyphens (---) below this line.'
	);
}

/** What to say where the first line does not begin a frontmatter: it may do so nearly, or begin further down. */
function tellMissing(lines: string[]): string {
	const at = lines.findIndex((line) => !/^(?:\s*|```.*)$/.test(line));
	if (!/^\s*[-–—]+\s*$/.test(lines[at] ?? ''))
		return 'The file must begin with a frontmatter between two lines of ---. Add it, with at least id and title.';
	return at
		? 'The frontmatter begins on the first line of the file. Remove what stands above its ---, also an empty line.'
		: 'The frontmatter begins with three plain hyphens and nothing else. Write --- here.';
}

/** Shows an e-mail address as words: Markdown makes a link of it by itself, and nobody can write to those of a story. */
function unlinkMail(root: Root): void {
	visit(root, 'link', (node, at, parent) => {
		if (!parent || at === undefined || node.url !== `mailto:${toString(node)}`) return;
		parent.children.splice(at, 1, ...node.children);
	});
}

/** Words above a line of - or = are a heading to Markdown, and mostly not to their author. */
function mendUnderlined(file: string, root: Root, source: string, problems: Problems): void {
	for (const [at, { type, ...node }] of root.children.entries()) {
		if (type !== 'heading' || !('children' in node)) continue;
		const { position, children } = node as Heading;
		const words = source.slice(position?.start.offset, position?.end.offset);
		if (words.startsWith('#') || /\{[^{}]*#[^{}]*\}/.test(words)) continue;
		problems.add(
			'heading_underlined',
			file,
			position?.end.line ?? 1,
			'This line makes a heading of the words right above it. Put an empty line between them; or remove it, and begin the heading with ## or ###.'
		);
		root.children[at] = { type: 'paragraph', children, position };
	}
}

/** Only scenes, items and steps have ids, so a heading with one is meant to stand on the second level. */
function mendHeadings(file: string, root: Root, problems: Problems): void {
	for (const node of root.children) {
		if (node.type !== 'heading' || node.depth === 2) continue;
		const last = node.children.at(-1);
		if (last?.type !== 'text' || !/\{[^{}#]*#[^{}]*\}\s*$/.test(last.value)) continue;
		problems.add(
			'heading_level',
			file,
			lineOf(node),
			`A heading with an id begins with ##, and this one with ${'#'.repeat(node.depth)}. Write ## instead.`
		);
		node.depth = 2;
	}
}

/** Puts brackets with an id to the heading or the option above them, where an editor or an author has begun a line with them. */
function mendApart(file: string, root: Root, problems: Problems): void {
	visit(root, (node) => {
		if (node.type !== 'root' && node.type !== 'listItem') return;
		const { children } = node;
		for (const [at, owner] of children.entries()) {
			const isOwner =
				owner.type === 'heading' ||
				(owner.type === 'paragraph' && children !== root.children && !at);
			const below = children[at + 1];
			if (!isOwner || below?.type !== 'paragraph' || toString(owner).includes('{')) continue;
			const [first] = below.children;
			const found = first?.type === 'text' && /^\{[^{}]*#[^{}]*\}(?:\r?\n|$)/.exec(first.value);
			if (!found) continue;
			problems.add(
				'attributes_misplaced',
				file,
				lineOf(below),
				'The curly brackets stand below what they belong to. Move them up to its end, behind a space.'
			);
			const { position } = first;
			owner.children.push({ type: 'text', value: ` ${found[0].trim()}`, position });
			first.value = first.value.slice(found[0].length);
			if (below.children.length === 1 && !first.value) children.splice(at + 1, 1);
		}
	});
}

/** Comments with nothing between them: each ends at the first of its ends. */
const onlyComments = /^(?:<!--(?:(?!-->)[\s\S])*-->\s*)+$/;

/** A comment as far as its end, or as the beginning of another, by which it was not closed. */
const comments = /<!--(?:(?!-->|<!--)[\s\S])*(-->)?/g;

/** The end of a paragraph. */
const emptyLine = /\r?\n[^\S\n]*\r?\n|$(?![\s\S])/;

/** Turns comments into spaces, so that they reach nobody and every line keeps its number. One that is open is told, and ends with its paragraph. */
function withoutComments(file: string, text: string, problems: Problems): string {
	if (!text.includes('<!--')) return text;
	let result = text;
	const blank = (start: number, length: number): void => {
		const end = start + length;
		result = result.slice(0, start) + blanked(text.slice(start, end)) + result.slice(end);
	};
	visit(parser.parse(text), 'html', ({ value, position }) => {
		const start = position?.start.offset;
		const end = position?.end.offset;
		if (start === undefined || end === undefined) return;
		const all = value.startsWith('<!--') ? [...text.slice(start, end).matchAll(comments)] : [];
		if (all.every(([, close]) => close)) {
			if (onlyComments.test(value)) blank(start, end - start);
			return;
		}
		for (const { index, 0: words, 1: close } of all) {
			blank(start + index, close ? words.length : words.search(emptyLine));
			if (!close)
				problems.add(
					'comment_open',
					file,
					text.slice(0, start + index).split('\n').length,
					'A comment begins here and is not closed, so all that follows would be lost. Write --> behind it.'
				);
		}
	});
	return result;
}

/** Splits a document at its second-level headings; `intro` is what stands before the first. */
export function splitSections(document: Document): { intro: RootContent[]; sections: Section[] } {
	const intro: RootContent[] = [];
	const sections: Section[] = [];
	const lastLine = document.source.split('\n').length;
	for (const node of document.root.children) {
		if (node.type === 'heading' && node.depth === 2) {
			const line = lineOf(node);
			const previous = sections.at(-1);
			if (previous) previous.to = line - 1;
			const end = node.position?.end.line ?? line;
			sections.push({ heading: node, nodes: [], line, from: end + 1, to: lastLine });
		} else if (sections.length) sections[sections.length - 1].nodes.push(node);
		else intro.push(node);
	}
	return { intro, sections };
}

export const placement = /^<Activity id="([a-z0-9][a-z0-9-]*)" \/>$/;

/** The activity a line places, or null when the node is something else. */
export function placedActivity(node: Nodes): string | null {
	return node.type === 'html' ? (placement.exec(node.value.trim())?.[1] ?? null) : null;
}

/** As many spaces, so that what is behind them stays where it is. */
export function blanked(words: string): string {
	return words.replace(/[^\n]/g, ' ');
}
