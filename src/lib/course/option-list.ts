import type { List, ListItem, RootContent } from 'mdast';
import { lineOf, type Document, type Section } from './document';
import type { Problems } from './problem';

/** Puts together again the options that a slip has made into several lists, and what belongs to them. */

const withBrackets = /\{[^{}]*\}\s*$/;

/** Whether a list holds options: another list of a scene is prose. */
export function hasBrackets(node: RootContent): node is List {
	return (
		node.type === 'list' &&
		node.children.some(({ children: [label] }) => {
			const last = label?.type === 'paragraph' ? label.children.at(-1) : undefined;
			return last?.type === 'text' && withBrackets.test(last.value);
		})
	);
}

/** A smaller heading below options can only be the next scene, whose brackets are missing as well. */
export function splitAtScene(section: Section): Section[] {
	const { nodes } = section;
	const first = nodes.findIndex(hasBrackets);
	const at = nodes.findIndex(({ type }, index) => type === 'heading' && index > first);
	const heading = nodes[at];
	if (first < 0 || heading?.type !== 'heading') return [section];
	const line = lineOf(heading);
	const rest = { ...section, heading, nodes: nodes.slice(at + 1), line, from: line + 1 };
	return [{ ...section, nodes: nodes.slice(0, at), to: line - 1 }, ...splitAtScene(rest)];
}

/** Splits a scene at its choices. Whatever stands below them belongs to one of them. */
export function splitChoices(
	nodes: RootContent[],
	document: Document,
	problems: Problems
): { prose: RootContent[]; list?: List } {
	const list = nodes.find(hasBrackets) ?? nodes.findLast((node) => node.type === 'list');
	if (!list) return { prose: nodes };
	const at = nodes.indexOf(list);
	let isTold = false;
	for (const node of nodes.slice(at + 1)) {
		if (node.type === 'list') {
			const before = problems.all.length;
			joinLists(list, node, document, problems);
			// A longer mark, as 1., asks for more spaces below it: that goes away with it.
			isTold = problems.all.length > before;
		} else {
			addLoose(list, node, isTold, document, problems);
			isTold = true;
		}
	}
	const prose = nodes.slice(0, at);
	// A list above the choices is prose, but a mark without words is a choice that lacks them.
	for (const node of prose)
		if (node.type === 'list')
			for (const item of node.children)
				if (!item.children.length) addWordless(item, document, problems);
	return { prose, list };
}

/** Reports an option that does not begin with words. */
export function addWordless(item: ListItem, { file }: Document, problems: Problems): void {
	problems.add(
		'option_without_words',
		file,
		lineOf(item),
		'An option begins with its words. Write them after the dash.'
	);
}

/** Adds to the last item of a list what stands below it unindented; several in a row are one slip. */
export function addLoose(
	list: List,
	node: RootContent,
	isTold: boolean,
	document: Document,
	problems: Problems
): void {
	const last = list.children.at(-1);
	const sign = /^\d+[.)]/.exec(document.source.slice(last?.position?.start.offset))?.[0];
	if (!isTold && last && sign)
		problems.add(
			'option_mark',
			document.file,
			lineOf(last),
			`Below an option that begins with "${sign}" two spaces are too few to belong to it. Begin it with a plain hyphen and a space: "- ".`
		);
	else if (!isTold)
		problems.add(
			'option_not_indented',
			document.file,
			lineOf(node),
			'What belongs to an option begins with two spaces, and this line does not. Put two spaces before each of its lines, or move it above the options.'
		);
	last?.children.push(node as List['children'][number]['children'][number]);
}

/** Adds the options of a second list to the first; another mark is what has made it a second one. */
export function joinLists(list: List, next: List, document: Document, problems: Problems): void {
	const [mark, other] = [markOf(list, document), markOf(next, document)];
	if (other !== mark)
		problems.add(
			'option_mark',
			document.file,
			lineOf(next),
			`This option begins with "${other}" and the first of its list with "${mark}", which makes two lists. Begin it with "${mark}", too.`
		);
	list.children.push(...next.children);
}

/** The sign with which the items of a list begin. */
export function markOf({ ordered, position }: List, { source }: Document): string {
	return ordered ? '1.' : source.charAt(position?.start.offset ?? 0);
}

/** The items of a list, with those that spaces have put below another one beside it again. */
export function liftNested(list: List, document: Document, problems: Problems): ListItem[] {
	return list.children.flatMap((item) => {
		const at = item.children.findIndex(hasBrackets);
		const nested = item.children[at];
		if (nested?.type !== 'list') return [item];
		problems.add(
			'option_indented',
			document.file,
			lineOf(nested),
			'Spaces before the hyphen make this option a part of the one above. Remove them.'
		);
		// What follows is indented for an option that is not.
		nested.children.at(-1)?.children.push(...item.children.splice(at + 1));
		item.children.pop();
		return [item, ...liftNested(nested, document, problems)];
	});
}
