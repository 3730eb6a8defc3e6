import type { Code, Heading, Html, Image, Link, Nodes, Root, RootContent, Text, Yaml } from 'mdast';
import { toString } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { nearClaims, type Passage } from './near-claims';
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

export const reference = /\[((?:[A-Z][A-Z0-9]*-[A-Za-z0-9-]+)|DOC\?)\]/g;
export const placement = /^<Activity id="([a-z0-9][a-z0-9-]*)" \/>$/;

/** The activity a line places, or null when the node is something else. */
export function placedActivity(node: Nodes): string | null {
	return node.type === 'html' ? (placement.exec(node.value.trim())?.[1] ?? null) : null;
}

const indirect = [
	'definition',
	'linkReference',
	'imageReference',
	'footnoteDefinition',
	'footnoteReference'
];

/**
 * From where a page may show a picture: a file below static/pictures, which the build keeps on trainees' devices, by its
 * address from static/ on. The bytes of a picture may be its address, too.
 */
const pictureAddress =
	/^(?:\/pictures\/[^\\?#]*\.(?:png|svg|jpe?g|webp|gif|avif)|data:image\/.+)$/i;
const pictureName = /([^/\\?#]+\.(?:png|svg|jpe?g|webp|gif|avif))(?:[?#].*)?$/i;

/** A place where a claim or term is cited. */
export interface Citation {
	id: string;
	file: string;
	line: number;
}

/** What a document cites, and where it may mean to and does not. */
export interface Citations {
	claims: Citation[];
	terms: Citation[];
	passages: Passage[];
	/** Addresses of pictures that files have. */
	pictures: Citation[];
}

/** Markdown that did not take and is left in the words: of a link to a term, and of bold words, both ends of which are one. */
const leftTerm = /\]\s*\(\s*term\s*:|\[\s*term\s*:|\bterm:(?=[a-z0-9])/gi;
const leftStars = /\*\*(?:[^*\n]*\*\*)?/g;
/** Round brackets around nothing but claims, of which the margin takes only those. */
const aroundClaims = new RegExp(
	`\\((?:\\s|[,;]|see|also|and|cf\\.)*(?:${reference.source}(?:\\s|[,;]|and)*)+\\)`,
	'gi'
);
const noTerm =
	'This is no link to a term. Write it as [words](term:some-term), with no space between the brackets or in the round ones.';

/**
 * Of a link or a picture, whose address may have become a link by itself. Words in square brackets may stand before some in
 * round ones, so without such an address only what is joined to them is one.
 */
const leftLink = /\](?:\((?!\s*term\s*:)|\s+\($)/g;

/** As many spaces, so that what is behind them stays where it is. */
function blanked(words: string): string {
	return words.replace(/[^\n]/g, ' ');
}

/** Every claim and term cited in a document, and every construct an author may not use. */
export function collectCitations(document: Document, problems: Problems): Citations {
	const { file, root } = document;
	const claims: Citation[] = [];
	const terms: Citation[] = [];
	const passages: Passage[] = [];
	const pictures: Citation[] = [];
	const refuse = (code: string, node: Nodes, message: string) =>
		problems.add(code, file, lineOf(node), message);
	visit(root, (node, _, parent) => {
		if (node.type === 'text') readText(node);
		else if (node.type === 'html') readHtml(node, parent);
		else if (node.type === 'link') readLink(node);
		else if (node.type === 'heading' && node.depth === 1)
			refuse(
				'heading_level',
				node,
				'The title stands in the frontmatter, so no heading has a single #. Begin this one with ## or ###.'
			);
		else if (indirect.includes(node.type))
			refuse(
				'prose_reference',
				node,
				'Footnotes and addresses kept elsewhere are not used in lessons. Cite a claim, or write the address in round brackets behind its words.'
			);
		else if (node.type === 'code') readCode(node);
		else if (node.type === 'image') readImage(node);
	});
	return { claims, terms, passages, pictures };

	function readText(node: Text): void {
		const lineAt = (index: number) =>
			lineOf(node) + node.value.slice(0, index).split('\n').length - 1;
		for (const found of node.value.matchAll(reference))
			claims.push({ id: found[1], file, line: lineAt(found.index) });
		let words = node.value.replace(reference, blanked);
		for (const { written, index, message } of nearClaims(words)) {
			problems.add('claim_malformed', file, lineAt(index), message);
			words = words.replace(written, blanked);
		}
		if (/[[\]()]/.test(words)) passages.push({ words, file, line: lineOf(node) });
		for (const { index } of node.value.matchAll(aroundClaims))
			problems.add(
				'claim_malformed',
				file,
				lineAt(index),
				'No other brackets stand around a claim: it is shown in the margin, and they would be seen without it. Remove the round ones.'
			);
		for (const { index } of node.value.matchAll(leftTerm))
			problems.add('term_malformed', file, lineAt(index), noTerm);
		for (const { index } of words.matchAll(leftLink))
			problems.add(
				'link_malformed',
				file,
				lineAt(index),
				'This is no link and no picture, so its brackets would be seen. Write [words](https://…) or ![what it shows](/pictures/name.png), with no space between the brackets or in the address.'
			);
		const { start, end } = node.position ?? {};
		const source = start && end ? document.source.slice(start.offset, end.offset) : '';
		// Whoever has put \ before a star wants it to be seen, as in a name that is blotted out.
		for (const { index } of source.includes('\\*') ? [] : node.value.matchAll(leftStars))
			problems.add(
				'bold_malformed',
				file,
				lineAt(index),
				'The stars here make nothing bold, so they would be seen. Remove the spaces between them and the bold words, and put one behind the closing stars; or write \\* for each that is meant to be seen.'
			);
		const tag = /(?<!\\)<(?=[a-z/!?])/i.exec(source);
		if (tag)
			problems.add(
				'prose_angle',
				file,
				lineOf(node) + source.slice(0, tag.index).split('\n').length - 1,
				'A < before a letter would be read as HTML. Write &lt; instead, or say it in words.'
			);
	}

	/** Without a fence it is the spaces before it that make it one. */
	function readCode(node: Code): void {
		const isFenced = /^(?:```|~~~)/.test(document.source.slice(node.position?.start.offset));
		refuse(
			'prose_code',
			node,
			isFenced
				? 'Code blocks are not used in lessons. Write it as a quotation.'
				: 'This line begins with too many spaces. Begin it in the same column as its neighbours.'
		);
	}

	function readLink(node: Link): void {
		if (node.url.startsWith('term:')) {
			terms.push({ id: node.url.slice(5), file, line: lineOf(node) });
			if (!node.children.length) refuse('term_malformed', node, noTerm);
		} else if (!/^https?:\/\/[^/]/.test(node.url))
			refuse(
				'link_address',
				node,
				`A link leads to a term (term:some-term) or to a site (https://…), not to "${node.url}". Correct its address.`
			);
	}

	function readImage(node: Image): void {
		const { url, alt } = node;
		if (!alt)
			refuse(
				'image_without_alt',
				node,
				'Describe the picture in its square brackets: ![what it shows](…).'
			);
		if (pictureAddress.test(url)) {
			if (url.startsWith('/')) pictures.push({ id: url, file, line: lineOf(node) });
			return;
		}
		const name = pictureName.exec(url)?.[1] ?? 'name.png';
		refuse(
			'image_address',
			node,
			`${url ? `No picture can be shown from "${url}"` : 'This picture has no address'}. Put its file into static/pictures, and write /pictures/${name} here.`
		);
	}

	function readHtml(node: Html, parent: Nodes | undefined): void {
		if (placedActivity(node) && parent === root && file.includes('/lesson.')) return;
		refuse(
			/^<\/?script/i.test(node.value) ? 'prose_script' : 'prose_html',
			node,
			'HTML and scripts are not used in lessons. Write Markdown; in lesson.md an activity is placed as <Activity id="…" /> alone between empty lines.'
		);
	}
}

/** Curly brackets left over after all attributes were taken are mistyped attributes. */
export function checkBrackets(document: Document, problems: Problems): void {
	const isLesson = document.file.includes('/lesson.');
	visit(document.root, 'text', (node, _, parent) => {
		const found = /[{}]/.exec(node.value);
		if (!found) return;
		const line = lineOf(node) + node.value.slice(0, found.index).split('\n').length - 1;
		problems.add(
			'attributes_misplaced',
			document.file,
			line,
			isLesson && parent?.type !== 'heading'
				? 'In lesson.md only the heading of a step has curly brackets, at its end. Move these there, or remove them.'
				: 'Curly brackets may only hold attributes, at the very end of a heading, an option or a paragraph. Close them, or move them to the end.'
		);
	});
}
