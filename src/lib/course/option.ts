import type { Blockquote, Heading, List, Nodes, Paragraph, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { noAttributes, takeAttributes, type Attributes } from './attributes';
import { lineOf, reference, type Document } from './document';
import type { Prose } from './model';
import { renderProse } from './prose';
import type { Problems } from './problem';

/** A list item of an activity, before it becomes an option, an answer or an outcome. */
export interface ListOption {
	id: string;
	attributes: Attributes;
	label: Paragraph;
	/** Paragraphs between the label and the feedback. */
	story: RootContent[];
	feedback?: Prose;
	line: number;
}

/** Reads a list as options: each needs words and an id; quotations below are its feedback. */
export function readOptions(list: List, document: Document, problems: Problems): ListOption[] {
	return list.children.flatMap((item) => {
		const line = lineOf(item);
		const label = item.children[0];
		const attributes = (label?.type === 'paragraph' && takeAttributes(label)) || noAttributes;
		if (label?.type !== 'paragraph' || !toString(label).trim()) {
			problems.add(
				'option_without_words',
				document.file,
				line,
				'An option begins with its words. Write them after the dash.'
			);
			return [];
		}
		if (!attributes.id)
			problems.add(
				'id_missing',
				document.file,
				line,
				'This option has no id. Add one at the end of its first paragraph: {#some-words}.'
			);
		refuseClaims(label, document, problems);
		const quotes = item.children.filter((node): node is Blockquote => node.type === 'blockquote');
		const story = item.children.slice(1).filter((node) => node.type !== 'blockquote');
		const read = renderProse(quotes.flatMap((quote) => quote.children));
		const feedback = read.html ? read : undefined;
		return [{ id: attributes.id ?? `line-${line}`, attributes, label, story, feedback, line }];
	});
}

/** The words and attributes of a section's heading; absent words or an absent id are a problem. */
export function readHeading(
	heading: Heading,
	document: Document,
	problems: Problems
): Attributes & { id: string; title: string } {
	const attributes = takeAttributes(heading) ?? noAttributes;
	const title = toString(heading).trim();
	if (!attributes.id)
		problems.add(
			'id_missing',
			document.file,
			lineOf(heading),
			'This heading has no id. Add one at its end: {#some-words}.'
		);
	if (!title)
		problems.add(
			'heading_without_words',
			document.file,
			lineOf(heading),
			'This heading has no words. Write a title before its brackets.'
		);
	refuseClaims(heading, document, problems);
	return { ...attributes, id: attributes.id ?? `line-${lineOf(heading)}`, title };
}

/** The one kind among a section's classes; none, or several, are a problem. */
export function readKind<K extends string>(
	{ classes }: Attributes,
	kinds: readonly K[],
	add: (message: string) => void
): K | undefined {
	const given = kinds.filter((name) => classes.includes(name));
	const known = kinds.map((name) => `.${name}`).join(' ');
	if (!given.length) add(`has no kind. Add one of ${known}.`);
	if (given.length > 1)
		add(`has ${given.length} kinds. Keep one of ${given.map((name) => `.${name}`).join(' ')}.`);
	return given[0];
}

/** Reports claims where a screen has no margin to show them: titles, options, hints, stories. */
export function refuseClaims(node: Nodes, document: Document, problems: Problems): void {
	const found = toString(node).match(reference);
	if (found)
		problems.add(
			'claim_misplaced',
			document.file,
			lineOf(node),
			`${found.join(' ')} would not be seen here. Cite it in prose, in a feedback or in an explanation.`
		);
}

/** Reports every attribute that means nothing at this place. */
export function refuseOthers(
	attributes: Attributes,
	allowed: {
		id?: false;
		values?: string[];
		flags?: string[];
		classes?: readonly string[];
		effects?: boolean;
	},
	document: Document,
	line: number,
	problems: Problems
): void {
	const strange = [
		...(attributes.id && allowed.id === false ? [`#${attributes.id}`] : []),
		...attributes.strange,
		...Object.keys(attributes.values)
			.filter((name) => !allowed.values?.includes(name))
			.map((name) => `${name}=`),
		...attributes.flags.filter((name) => !allowed.flags?.includes(name)),
		...attributes.classes
			.filter((name) => !allowed.classes?.includes(name))
			.map((name) => `.${name}`),
		...(allowed.effects
			? []
			: attributes.effects.map(({ track, sign, value }) => `${track}${sign}${value}`))
	];
	if (!strange.length) return;
	const known = [
		...(allowed.id === false ? [] : ['#id']),
		...(allowed.classes ?? []).map((name) => `.${name}`),
		...(allowed.values ?? []).map((name) => `${name}=`),
		...(allowed.flags ?? [])
	];
	problems.add(
		'attribute_unknown',
		document.file,
		line,
		`${strange.join(', ')} means nothing here. Known here: ${known.join(', ')}. Remove or correct it.`
	);
}

/** Reports an id that stands twice among its neighbours. */
export function refuseRepeats(
	ids: { id: string; line: number }[],
	what: string,
	document: Document,
	problems: Problems
): void {
	const seen = new Map<string, number>();
	for (const { id, line } of ids) {
		const first = seen.get(id);
		if (first === undefined) seen.set(id, line);
		else
			problems.add(
				'id_repeated',
				document.file,
				line,
				`The ${what} id "${id}" already stands on line ${first}. Give one of them another id.`
			);
	}
}

/** Splits `objective="a, b"` into ids. */
export function listOf(value: string | undefined): string[] {
	return value
		? value
				.split(',')
				.map((part) => part.trim())
				.filter(Boolean)
		: [];
}
