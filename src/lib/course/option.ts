import type { Blockquote, Heading, List, ListItem, Nodes, Paragraph, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { idFrom } from './attribute-slips';
import { noAttributes, takeAttributes, type Attributes } from './attributes';
import { reference } from './citations';
import { lineOf, type Document } from './document';
import type { Prose } from './model';
import { nearClaims } from './near-claims';
import { addWordless, liftNested } from './option-list';
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
	/** Whether the feedback cites a claim that cannot be read, which is then already reported. */
	miscites: boolean;
	/** Words that stand where a feedback does, without its mark. */
	strays: { nodes: RootContent[]; line: number; isAbove: boolean }[];
	/** Whether it has no brackets at all, so that what they would say is missing for no other reason. */
	isBare: boolean;
	/** Whether words stood right behind the brackets, which is then already reported. */
	goesOn: boolean;
	line: number;
}

/** Stands for an id that is missing, which is then already reported. No author can write one with a space. */
const unnamed = (line: number): string => `line ${line}`;

/** Whether an id only stands for one that is missing. */
export function isUnnamed(id: string): boolean {
	return id.startsWith('line ');
}

/**
 * Reads a list as options: each needs words and an id; quotations below are its feedback. `brackets` writes, for an id,
 * what an author could add.
 */
export function readOptions(
	list: List,
	document: Document,
	problems: Problems,
	brackets: (id: string) => string = (id) => `{#${id}}`
): ListOption[] {
	return liftNested(list, document, problems).flatMap((item) => {
		const line = lineOf(item);
		const label = item.children[0];
		const more = label?.type === 'paragraph' ? splitBehindBrackets(label) : null;
		if (more)
			problems.add(
				'option_without_gap',
				document.file,
				lineOf(more),
				'The curly brackets end the first paragraph of an option. Put an empty line above this line, and begin it with two spaces; or move the brackets to its end.'
			);
		const taken = label?.type === 'paragraph' ? takeAttributes(label) : null;
		const attributes = taken ?? noAttributes;
		if (label?.type !== 'paragraph' || !toString(label).trim()) {
			addWordless(item, document, problems);
			return [];
		}
		if (!attributes.id && !hasStrayBracket(label))
			problems.add(
				'id_missing',
				document.file,
				line,
				`This option has no id. Add one at the end of its first paragraph: ${brackets(idFromTitle(toString(label)))}.`
			);
		refuseClaims(label, document, problems);
		const quotes = item.children.filter((node): node is Blockquote => node.type === 'blockquote');
		const story = [...(more ? [more] : []), ...item.children.slice(1)].filter(
			(node) => node.type !== 'blockquote'
		);
		// What cites a claim can only be a feedback, and its mark may be missing, or escaped.
		const unmarked = quotes.length ? [] : fromClaim(story);
		if (unmarked.length) {
			story.splice(-unmarked.length);
			problems.add(
				'feedback_mark',
				document.file,
				lineOf(unmarked[0]),
				'This cites a claim below an option, so it is the feedback, and it has no mark. Begin each of its lines with >.'
			);
		}
		const read = renderProse([...unmarked, ...quotes.flatMap((quote) => quote.children)]);
		const feedback = read.html ? read : undefined;
		return [
			{
				id: attributes.id ?? unnamed(line),
				attributes,
				label,
				story,
				feedback,
				miscites: nearClaims(toString({ type: 'root', children: quotes })).length > 0,
				strays: findStrays(item),
				isBare: !taken,
				goesOn: more !== null,
				line
			}
		];
	});
}

/** What stands below an option from the first paragraph on that cites a claim. */
function fromClaim(nodes: RootContent[]): RootContent[] {
	const at = nodes.findIndex(citesClaim);
	return at < 0 ? [] : nodes.slice(at);
}

/** Whether a paragraph cites a claim. */
export function citesClaim(node: RootContent): boolean {
	return node.type === 'paragraph' && toString(node).search(reference) >= 0;
}

/**
 * Finds what lacks the mark of the feedback: what stands below a quotation, told once for what is in a row, and a line right
 * above one. What is not indented is reported as that.
 */
function findStrays({ children: [label, ...below] }: ListItem): ListOption['strays'] {
	const strays: ListOption['strays'] = [];
	for (const [at, node] of below.entries()) {
		const [before, next] = [below[at - 1], below[at + 1]];
		const end = node.position?.end.line ?? 0;
		const row = strays.at(-1);
		if (node.type === 'blockquote' || columnOf(node) < columnOf(label)) continue;
		if (before?.type === 'blockquote')
			strays.push({ nodes: [node], line: lineOf(node), isAbove: false });
		else if (row && !row.isAbove && row.nodes.at(-1) === before) row.nodes.push(node);
		else if (node.type === 'paragraph' && next?.type === 'blockquote' && lineOf(next) === end + 1)
			strays.push({ nodes: [node], line: end, isAbove: true });
	}
	return strays;
}

function columnOf(node: Nodes): number {
	return node.position?.start.column ?? 1;
}

/** Takes off a paragraph what stands on the lines below its curly brackets; null when they end it. */
function splitBehindBrackets(paragraph: Paragraph): Paragraph | null {
	const { children } = paragraph;
	for (const [index, node] of children.entries()) {
		if (node.type !== 'text') continue;
		const isBroken = children[index + 1]?.type === 'break';
		const end = (isBroken ? /\{[^{}]*\}\s*$/ : /\{[^{}]*\}[^\S\n]*\n/).exec(node.value);
		if (!end) continue;
		const to = end.index + end[0].length;
		const rest = children.slice(index + (isBroken ? 2 : 1));
		const line = lineOf(node) + node.value.slice(0, to).split('\n').length - (isBroken ? 0 : 1);
		const start = { line, column: 1 };
		const more: Paragraph = {
			type: 'paragraph',
			children: isBroken ? rest : [{ type: 'text', value: node.value.slice(to) }, ...rest],
			position: { start, end: paragraph.position?.end ?? start }
		};
		node.value = node.value.slice(0, to);
		paragraph.children = children.slice(0, index + 1);
		return more;
	}
	return null;
}

/** What a section's heading says. */
export interface ReadHeading extends Attributes {
	id: string;
	title: string;
	/** Whether it has no brackets at all, so that what they would say is missing for no other reason. */
	isBare: boolean;
}

/**
 * The words and attributes of a section's heading; absent words or an absent id are a problem. `brackets` writes, for an id,
 * what an author could add.
 */
export function readHeading(
	heading: Heading,
	document: Document,
	problems: Problems,
	brackets: (id: string) => string
): ReadHeading {
	const taken = takeAttributes(heading);
	const attributes = taken ?? noAttributes;
	const title = toString(heading).trim();
	if (!attributes.id && !hasStrayBracket(heading))
		problems.add(
			'id_missing',
			document.file,
			lineOf(heading),
			`This heading has no id. Add one at its end: ${brackets(idFromTitle(title))}.${heading.depth === 2 ? '' : ' Begin it with ##.'}`
		);
	if (!title)
		problems.add(
			'heading_without_words',
			document.file,
			lineOf(heading),
			'This heading has no words. Write a title before its brackets.'
		);
	refuseClaims(heading, document, problems);
	return { ...attributes, id: attributes.id ?? unnamed(lineOf(heading)), title, isBare: !taken };
}

/** Whether brackets stand in the middle or are not closed: `checkBrackets` reports them, and the id may stand in them. */
function hasStrayBracket(node: Heading | Paragraph): boolean {
	return /[{}]/.test(toString(node));
}

/** An id that an author could choose: the first words. */
function idFromTitle(title: string): string {
	return idFrom(title.split(/\s+/, 4).join(' ')) || 'some-words';
}

/** The one kind among a section's classes; none, or several, are a problem, unless there are no brackets at all. */
export function readKind<K extends string>(
	{ classes, isBare }: ReadHeading,
	kinds: readonly K[],
	add: (message: string) => void
): K | undefined {
	const given = kinds.filter((name) => classes.includes(name));
	const known = kinds.map((name) => `.${name}`).join(' ');
	if (!given.length && !isBare) add(`has no kind. Add one of ${known}.`);
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
		/** The tracks that an effect may move, where there may be one. */
		tracks?: string[];
	},
	document: Document,
	line: number,
	problems: Problems
): void {
	const tracks = allowed.tracks ?? [];
	const unsigned = attributes.flags.filter((name) =>
		tracks.some((track) => name.startsWith(track) && /^\d+$/.test(name.slice(track.length)))
	);
	if (unsigned.length)
		problems.add(
			'attribute_unknown',
			document.file,
			line,
			`${unsigned.join(', ')} is an effect without a sign. Write for example ${unsigned[0].replace(/(?=\d+$)/, '+')} or ${unsigned[0].replace(/(?=\d+$)/, '-')}.`
		);
	const strange = [
		...(attributes.id && allowed.id === false ? [`#${attributes.id}`] : []),
		...attributes.strange,
		...Object.keys(attributes.values)
			.filter((name) => !allowed.values?.includes(name))
			.map((name) => `${name}=`),
		...attributes.flags.filter(
			(name) => !allowed.flags?.includes(name) && !unsigned.includes(name)
		),
		...attributes.classes
			.filter((name) => !allowed.classes?.includes(name))
			.map((name) => `.${name}`),
		...(allowed.tracks
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
	const effects = tracks.length
		? `, and effects on a track (${tracks.join(', ')}), such as ${['+1', '-1', '=0', '<=1'].map((change) => tracks[0] + change).join(' ')}`
		: '';
	problems.add(
		'attribute_unknown',
		document.file,
		line,
		`${strange.join(', ')} means nothing here. Known here: ${known.join(', ')}${effects}. Remove or correct it.`
	);
}

/** Reports an id that stands twice among its neighbours. */
export function refuseRepeats(
	ids: { id: string; line: number }[],
	what: string,
	document: Document,
	problems: Problems
): void {
	for (const [{ id, line }, first] of repeated(ids, ({ id }) => id))
		problems.add(
			'id_repeated',
			document.file,
			line,
			`The ${what} id "${id}" already stands on line ${first}. Give one of them another id.`
		);
}

/** Reports options that nobody could tell apart. A full stop or a capital makes no difference to who reads them. */
export function refuseSameWords(
	options: ListOption[],
	document: Document,
	problems: Problems
): void {
	const wordsOf = ({ label }: ListOption) =>
		toString(label).trim().replace(/\s+/g, ' ').replace(/\.$/, '').toLowerCase();
	for (const [{ line }, first] of repeated(options, wordsOf))
		problems.add(
			'option_words_repeated',
			document.file,
			line,
			`The option on line ${first} has the same words, so nobody can tell the two apart. Change one of them, or remove it.`
		);
}

/** The rows that are the same as one before them, each with the line of the first. */
function repeated<Row extends { line: number }>(
	rows: Row[],
	keyOf: (row: Row) => string
): [row: Row, first: number][] {
	const seen = new Map<string, number>();
	return rows.flatMap((row): [Row, number][] => {
		const first = seen.get(keyOf(row));
		if (first === undefined) seen.set(keyOf(row), row.line);
		return first === undefined ? [] : [[row, first]];
	});
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
