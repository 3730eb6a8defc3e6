import type { Heading, Html, Link, Nodes, Root, RootContent, Text, Yaml } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import * as v from 'valibot';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument as parseYaml } from 'yaml';
import type { Problems } from './problem';

/** A Markdown file of the course, parsed, with its frontmatter apart. */
export interface Document {
	file: string;
	/** The text, with comments turned into spaces. */
	source: string;
	root: Root;
	/** Undefined when it is missing or broken, which is then already reported. */
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

const parser = unified().use(remarkParse).use(remarkFrontmatter, ['yaml']).use(remarkGfm);

/** Where a node starts, from 1. */
export function lineOf(node: Nodes): number {
	return node.position?.start.line ?? 1;
}

/** Parses one Markdown file; a missing or broken frontmatter is a problem. */
export function readDocument(file: string, text: string, problems: Problems): Document {
	const source = withoutComments(withoutInvisible(file, text, problems));
	const root = parser.parse(source);
	const first = root.children[0];
	if (first?.type !== 'yaml') {
		problems.add(
			'frontmatter_missing',
			file,
			1,
			'The file must begin with a frontmatter between two lines of ---. Add it, with at least id and title.'
		);
		return { file, source, root, frontmatter: undefined, lineOf: () => 1 };
	}
	root.children.shift();
	return { file, source, root, ...readYaml(file, (first as Yaml).value, 1, problems) };
}

/**
 * Takes out, and reports, characters that nobody sees and that change what is read: where ids and attributes stand, any of
 * them (zero-width spaces, direction marks); anywhere, those that turn the order of the text round (CVE-2021-42574). Marks
 * of direction in the prose of a right-to-left translation stay.
 */
function withoutInvisible(file: string, whole: string, problems: Problems): string {
	const text = whole.replace(/^\uFEFF/, '');
	const frontmatter = /^---\n[\s\S]*?\n---\n/.exec(text)?.[0].length ?? 0;
	return text.replace(
		/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g,
		(found: string, offset: number) => {
			const before = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
			const isRead = offset < frontmatter || /[{[][^}\]]*$/.test(before);
			if (!isRead && !/[\u202A-\u202E]/.test(found)) return found;
			problems.add(
				'character_invisible',
				file,
				text.slice(0, offset).split('\n').length,
				`An invisible character (U+${found.charCodeAt(0).toString(16).toUpperCase()}) stands here. Remove it: delete the word it hides in, and write it again.`
			);
			return '';
		}
	);
}

/** Turns comments into spaces, so that they reach nobody and every line keeps its number. */
function withoutComments(text: string): string {
	let result = text;
	visit(parser.parse(text), 'html', ({ value, position }) => {
		const start = position?.start.offset;
		const end = position?.end.offset;
		if (!/^<!--[\s\S]*?-->\s*$/.test(value) || start === undefined || end === undefined) return;
		result =
			result.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + result.slice(end);
	});
	return result;
}

/** Parses YAML, keeping the line of every key. `offset` is the number of lines before it. */
export function readYaml(
	file: string,
	source: string,
	offset: number,
	problems: Problems
): Pick<Document, 'frontmatter' | 'lineOf'> {
	const counter = new LineCounter();
	const yaml = parseYaml(source, { lineCounter: counter });
	const isTab = ({ code }: { code: string }): boolean => code === 'TAB_AS_INDENT';
	// A tab breaks everything that follows it: one problem is enough.
	const errors = yaml.errors.some(isTab) ? yaml.errors.filter(isTab) : yaml.errors;
	for (const error of errors) {
		const advice = isTab(error)
			? 'A line begins with a tab. Use two spaces instead.'
			: `${error.message.split('\n')[0]} Put text that holds a colon in quotes.`;
		problems.add(
			'yaml_broken',
			file,
			counter.linePos(error.pos[0]).line + offset,
			`This is not valid YAML: ${advice}`
		);
	}
	return {
		frontmatter: yaml.errors.length ? undefined : yaml.toJS(),
		lineOf: (path) => {
			let line = 1;
			let node: unknown = yaml.contents;
			for (const step of path) {
				const pair = isMap(node)
					? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
					: undefined;
				const at: unknown = isSeq(node) ? node.items[Number(step)] : pair?.key;
				if (!isNode(at) || !at.range) break;
				line = counter.linePos(at.range[0]).line + offset;
				node = pair ? pair.value : at;
			}
			return line;
		}
	};
}

/** Checks YAML against its schema; every mismatch becomes a problem with its line. */
export function parseWith<const S extends v.GenericSchema>(
	schema: S,
	value: unknown,
	{ file, lineOf }: Pick<Document, 'file' | 'lineOf'>,
	problems: Problems,
	code = 'frontmatter_wrong'
): v.InferOutput<S> | null {
	if (value === undefined) return null;
	const result = v.safeParse(schema, value);
	if (result.success) return result.output;
	for (const issue of result.issues) {
		const path = (issue.path ?? []).map((step) => step.key as string | number);
		const name = path.join('.') || (file.endsWith('.md') ? 'the frontmatter' : 'the file');
		problems.add(code, file, lineOf(path), `${name}: ${issue.message}. See lessons/README.md.`);
	}
	return null;
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
/** Brackets that look like a claim but are none, so that the reader would see them: `[B2-K5a, B2-K5b]`, `[doc]`, `[B2-K5a`. */
const nearReference =
	/\[(\s*(?=[^\]]*(?:\d|[A-Z]{2}))[A-Za-z][A-Za-z0-9]*-[A-Za-z0-9-]+(?:\s*[,;]\s*[A-Za-z0-9-]+)*\s*|[Dd][Oo][Cc]\??)\]|\[[A-Z][A-Z0-9]*-[A-Za-z0-9-]+(?![^[]*\])/g;
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

/** A place where a claim or term is cited. */
export interface Citation {
	id: string;
	file: string;
	line: number;
}

/** Every claim and term cited in a document, and every construct an author may not use. */
export function collectCitations(
	document: Document,
	problems: Problems
): { claims: Citation[]; terms: Citation[] } {
	const { file, root } = document;
	const claims: Citation[] = [];
	const terms: Citation[] = [];
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
		else if (node.type === 'code')
			refuse('prose_code', node, 'Code blocks are not used in lessons. Write it as a quotation.');
		else if (node.type === 'image' && !node.alt)
			refuse(
				'image_without_alt',
				node,
				'Describe the picture in its square brackets: ![what it shows](…).'
			);
	});
	return { claims, terms };

	function readText(node: Text): void {
		const lineAt = (index: number) =>
			lineOf(node) + node.value.slice(0, index).split('\n').length - 1;
		for (const found of node.value.matchAll(reference))
			claims.push({ id: found[1], file, line: lineAt(found.index) });
		for (const found of node.value
			.replace(reference, (all) => ' '.repeat(all.length))
			.matchAll(nearReference))
			problems.add(
				'claim_malformed',
				file,
				lineAt(found.index),
				`${found[0]} looks like a claim and is none. Write each in brackets of its own, as the ledger spells it: [B2-K5a] [B2-K5b]; or [DOC?].`
			);
		const { start, end } = node.position ?? {};
		const words = start && end ? document.source.slice(start.offset, end.offset) : '';
		const tag = /(?<!\\)<(?=[a-z/!?])/i.exec(words);
		if (tag)
			problems.add(
				'prose_angle',
				file,
				lineOf(node) + words.slice(0, tag.index).split('\n').length - 1,
				'A < before a letter would be read as HTML. Write &lt; instead, or say it in words.'
			);
	}

	function readLink(node: Link): void {
		if (node.url.startsWith('term:'))
			terms.push({ id: node.url.slice(5), file, line: lineOf(node) });
		else if (!/^https?:\/\/[^/]/.test(node.url))
			refuse(
				'link_address',
				node,
				`A link leads to a term (term:some-term) or to a site (https://…), not to "${node.url}". Correct its address.`
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
	visit(document.root, 'text', (node) => {
		const found = /[{}]/.exec(node.value);
		if (!found) return;
		const line = lineOf(node) + node.value.slice(0, found.index).split('\n').length - 1;
		problems.add(
			'attributes_misplaced',
			document.file,
			line,
			'Curly brackets may only hold attributes, at the very end of a heading, an option or a paragraph. Close them, or move them to the end.'
		);
	});
}
