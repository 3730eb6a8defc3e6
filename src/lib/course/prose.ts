import type { Element, Root as HastRoot, RootContent as HastContent } from 'hast';
import type { Blockquote, Nodes, Paragraph, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { compile as renderMdsvex } from 'mdsvex';
import rehypeStringify from 'rehype-stringify';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { reference } from './citations';
import { placement } from './document';
import type { Block, Prose } from './model';

/**
 * Turns Markdown into the HTML that screens show, with the claims taken out of the words so that they can stand
 * in the margin. Lesson prose goes through mdsvex; the short texts of activities, which are already parsed, through rehype.
 */

const renderer = unified().use(remarkRehype).use(rehypeStringify);

/** Takes `[B2-K7a]` out of a tree and points links where they lead; gives the claims in order. */
function takeReferences(tree: HastRoot | Element): string[] {
	const claims: string[] = [];
	visit(tree, (node, index) => {
		if (node.type === 'text') {
			const words = node.value.replace(
				new RegExp(`\\s*${reference.source}`, 'g'),
				(_, id: string) => {
					if (!claims.includes(id)) claims.push(id);
					return '';
				}
			);
			if (words !== node.value) node.value = index === 0 ? words.trimStart() : words;
		} else if (node.type === 'element' && node.tagName === 'a') {
			const href = String(node.properties.href ?? '');
			if (href.startsWith('term:')) {
				const term = href.slice(5);
				node.properties = { href: `/glossary#${term}`, className: ['term'], 'data-term': term };
			} else node.properties = { href, rel: ['noreferrer'] };
		}
	});
	tree.children = (tree.children as HastContent[]).filter(
		(node) => !isEmpty(node)
	) as Element['children'];
	return claims;
}

/** A paragraph that held nothing but claims. */
function isEmpty(node: HastContent): boolean {
	return (
		node.type === 'element' &&
		node.tagName === 'p' &&
		node.children.every((inner) => inner.type === 'text' && !inner.value.trim())
	);
}

/** Renders parsed Markdown to one run of prose. */
export function renderProse(nodes: Nodes[]): Prose {
	const tree = renderer.runSync({ type: 'root', children: nodes as RootContent[] }) as HastRoot;
	const claims = takeReferences(tree);
	return { html: renderer.stringify(tree).trim(), claims };
}

/** Renders one paragraph without its `<p>`. */
export function renderInline(node: Paragraph): Prose {
	const { html, claims } = renderProse([node]);
	return { html: html.replace(/^<p>([\s\S]*)<\/p>$/, '$1').trim(), claims };
}

/** Renders a quotation as a document of the case file: its first bold line is its title. */
export function renderDocument(node: Blockquote): Prose {
	const [first, ...others] = node.children;
	if (first?.type !== 'paragraph' || first.children[0]?.type !== 'strong')
		return { ...renderProse(node.children), document: '' };
	const [title, ...rest] = first.children;
	const words = toString({ type: 'paragraph', children: rest });
	// Bold words that go on in the same line only stress.
	if (words.trim() && rest[0].type !== 'break' && !/^[^\S\n]*\n/.test(words))
		return { ...renderProse(node.children), document: '' };
	const line = rest[0]?.type === 'break' ? rest.slice(1) : rest;
	if (line[0]?.type === 'text') line[0] = { ...line[0], value: line[0].value.trimStart() };
	return {
		...renderProse(words.trim() ? [{ type: 'paragraph', children: line }, ...others] : others),
		document: toString(title)
	};
}

/**
 * Renders the body of a lesson step with mdsvex: a block for each paragraph, list or heading, with its claims,
 * and a block for each placed activity. The blocks are HTML and never Svelte, so they are written out here.
 */
export async function renderStep(source: string): Promise<Block[]> {
	const blocks: Block[] = [];
	const takeBlocks = () => (tree: HastRoot) => {
		for (const node of tree.children as (HastContent | { type: 'raw'; value: string })[]) {
			const activity = node.type === 'raw' ? placement.exec(node.value.trim())?.[1] : undefined;
			if (activity) blocks.push({ activity });
			if (node.type !== 'element') continue;
			joinText(node);
			raise(node);
			const claims = takeReferences(node);
			const last = blocks.at(-1);
			// Claims alone in a paragraph stand behind what is above them.
			if (!isEmpty(node))
				blocks.push({ html: renderer.stringify({ type: 'root', children: [node] }), claims });
			else if (last && 'html' in last)
				last.claims.push(...claims.filter((id) => !last.claims.includes(id)));
		}
	};
	// The comment keeps a line of --- at the beginning from being read as a frontmatter.
	await renderMdsvex(`<!---->\n\n${source}`, {
		smartypants: false,
		highlight: false,
		// mdsvex carries an older unified, whose plugin type differs; the tree is the same.
		rehypePlugins: [takeBlocks as never]
	});
	return blocks;
}

/** The step's own title is the page's, so a heading inside the step stands one below it, not two. */
function raise(node: Element): void {
	const depth = /^h([3-6])$/.exec(node.tagName)?.[1];
	if (depth) node.tagName = `h${Number(depth) - 1}`;
}

const escapes: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&#123;': '{', '&#125;': '}' };

/** Joins neighbouring words, which mdsvex splits at brackets, and undoes what it escaped for Svelte. */
function joinText(tree: Element): void {
	visit(tree, 'text', (node) => {
		node.value = node.value.replace(/&lt;|&gt;|&#123;|&#125;/g, (found) => escapes[found]);
	});
	visit(tree, 'element', (node) => {
		node.children = node.children.flatMap(wordsOfMail).reduce<Element['children']>((all, child) => {
			const last = all.at(-1);
			if (child.type === 'text' && last?.type === 'text') last.value += child.value;
			else all.push(child);
			return all;
		}, []);
	});
}

/** An e-mail address is shown as words, also where a parser has made a link of it by itself. */
function wordsOfMail(node: Element['children'][number]): Element['children'] {
	const isMail =
		node.type === 'element' && String(node.properties.href ?? '').startsWith('mailto:');
	return isMail ? node.children : [node];
}

/** Words of rendered HTML, for reading time. */
export function countWords(html: string): number {
	return html
		.replace(/<[^>]+>/g, ' ')
		.split(/\s+/)
		.filter(Boolean).length;
}
