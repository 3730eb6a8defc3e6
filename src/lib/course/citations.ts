/** What a document cites, and the constructs that an author may not use. */
import type { Code, Html, Image, Link, Nodes, Text } from 'mdast';
import { visit } from 'unist-util-visit';
import { blanked, lineOf, placedActivity, type Document } from './document';
import { nearClaims, type Passage } from './near-claims';
import type { Problems } from './problem';

/** A claim or `DOC?` in square brackets. */
export const reference = /\[((?:[A-Z][A-Z0-9]*-[A-Za-z0-9-]+)|DOC\?)\]/g;

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
