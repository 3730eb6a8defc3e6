import type { List, Paragraph, RootContent } from 'mdast';
import { takeAttributes } from './attributes';
import { lineOf, type Document } from './document';
import type { ItemKind } from './model';
import { citesClaim, refuseClaims, refuseOthers } from './option';
import { addLoose, hasBrackets, joinLists, markOf } from './option-list';
import type { Problems } from './problem';

/** Kinds that have a second list, of answers or reasons. */
export const withSecondList: ItemKind[] = ['match', 'contested'];

/** The list whose options need a feedback: the first, the second, or none. */
export const listWithFeedback: Record<ItemKind, 0 | 1 | null> = {
	choice: 0,
	choices: 0,
	sequence: null,
	match: 0,
	spot: 0,
	stance: 0,
	contested: 1,
	position: null,
	reflection: null
};

/** What stands in an item, by what it is for. */
export interface ItemParts {
	stem: RootContent[];
	hint?: Paragraph;
	first?: List;
	question?: Paragraph;
	second?: List;
	explanation: RootContent[];
}

/** Sorts the nodes of an item into stem, hint, lists and explanation, by where they stand. */
export function splitItem(
	section: RootContent[],
	kind: ItemKind,
	document: Document,
	problems: Problems
): ItemParts {
	const inStem = listsInStem(section, kind);
	const nodes = gatherLists(section, inStem, kind, document, problems);
	const parts: ItemParts = { stem: [], explanation: [] };
	const between: RootContent[] = [];
	for (const node of nodes) {
		if (node.type === 'list' && !inStem.has(node)) {
			if (!parts.first) parts.first = node;
			else if (!parts.second) parts.second = node;
			else
				problems.add(
					'item_lists',
					document.file,
					lineOf(node),
					'An item has at most two lists. Merge them.'
				);
			continue;
		}
		const attributes = node.type === 'paragraph' ? takeAttributes(node) : null;
		if (attributes)
			refuseOthers(attributes, { id: false, classes: ['hint'] }, document, lineOf(node), problems);
		if (node.type === 'paragraph' && attributes?.classes.includes('hint')) {
			refuseClaims(node, document, problems);
			if (parts.hint)
				problems.add(
					'hint_repeated',
					document.file,
					lineOf(node),
					'An item has one hint. Merge the two.'
				);
			parts.hint = node;
		} else if (!parts.first) parts.stem.push(node);
		else if (!parts.second) between.push(node);
		else parts.explanation.push(node);
	}
	// Only a second list makes what stands before it a question.
	const question = parts.second && between.find((node) => node.type === 'paragraph');
	if (question) {
		refuseClaims(question, document, problems);
		parts.question = question;
	}
	const others = between.filter((node) => node !== question);
	const more = others.find(({ type }) => type !== 'blockquote');
	if (question && more && withSecondList.includes(kind))
		problems.add(
			'item_question',
			document.file,
			lineOf(more),
			'Between the two lists stands one paragraph, the question. Merge them, or put the rest above the first list.'
		);
	parts.explanation.unshift(...others);
	return parts;
}

/** Lists without brackets above those of the options are prose, as in a scene; a list right above another may only lack them. */
function listsInStem(nodes: RootContent[], kind: ItemKind): Set<RootContent> {
	const first = nodes.findIndex(hasBrackets);
	const isWhole = nodes.filter(hasBrackets).length >= (withSecondList.includes(kind) ? 2 : 1);
	return new Set(
		isWhole ? nodes.slice(0, first).filter((_, at) => nodes[at + 1].type !== 'list') : []
	);
}

/**
 * Puts options and feedback back where a slip has parted them: a quotation right below an option without feedback is meant to
 * be that, and another mark begins another list.
 */
function gatherLists(
	nodes: RootContent[],
	inStem: Set<RootContent>,
	kind: ItemKind,
	document: Document,
	problems: Problems
): RootContent[] {
	const gathered: RootContent[] = [];
	const lists: List[] = [];
	let before: 'list' | 'loose' | 'other' = 'other';
	for (const node of nodes) {
		const list = lists.at(-1);
		if (node.type === 'list' && !inStem.has(node)) {
			const isSame =
				list && before === 'loose' && markOf(list, document) === markOf(node, document);
			const isLast = lists.length === (withSecondList.includes(kind) ? 2 : 1);
			if (list && (isSame || (isLast && before !== 'other' && hasBrackets(node))))
				joinLists(list, node, document, problems);
			else {
				lists.push(node);
				gathered.push(node);
			}
			before = 'list';
		} else if (
			list &&
			node.type === 'blockquote' &&
			lists.length - 1 === listWithFeedback[kind] &&
			(before === 'loose' || (before === 'list' && !hasFeedback(list)))
		) {
			addLoose(list, node, before === 'loose', document, problems);
			before = 'loose';
		} else {
			gathered.push(node);
			before = 'other';
		}
	}
	return gathered;
}

/** Whether the last item of a list has a quotation. */
function hasFeedback(list: List): boolean {
	return Boolean(
		list.children
			.at(-1)
			?.children.some((node, at) => node.type === 'blockquote' || (at && citesClaim(node)))
	);
}
