import type { RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { lineOf, splitSections, type Document, type Section } from './document';
import { QuizFrontmatter } from './frontmatter';
import { versionOf } from './hash';
import { listWithFeedback, splitItem, withSecondList, type ItemParts } from './item-parts';
import {
	askKinds,
	type Asks,
	itemKinds,
	stances,
	type ItemKind,
	type ItemModel,
	type ItemText,
	type Prose,
	type QuizModel,
	type QuizText
} from './model';
import {
	listOf,
	readHeading,
	readKind,
	readOptions,
	refuseOthers,
	refuseRepeats,
	refuseSameWords,
	type ListOption
} from './option';
import type { Problems } from './problem';
import { renderDocument, renderInline, renderProse } from './prose';
import { parseWith } from './yaml';

/** A compiled item with what the rules need: where each part stands. */
export interface ReadItem {
	model: ItemModel;
	text: ItemText;
	/** Absent when the item does not say it, which is then already reported. */
	asks?: Asks;
	line: number;
	lines: Record<string, number>;
	/** Words of stem and title, for the modal rule. */
	stem: string;
	labels: Record<string, string>;
}

export interface ReadQuiz {
	model: QuizModel;
	text: QuizText;
	items: ReadItem[];
	document: Document;
}

const optionAttributes: Record<ItemKind, { values: string[]; flags: string[] }> = {
	choice: { values: ['reveals'], flags: ['right'] },
	choices: { values: ['reveals'], flags: ['right'] },
	sequence: { values: [], flags: [] },
	match: { values: ['to'], flags: [] },
	spot: { values: ['reveals'], flags: ['right'] },
	stance: { values: ['is', 'reveals'], flags: [] },
	contested: { values: [], flags: [] },
	position: { values: [], flags: [] },
	reflection: { values: [], flags: [] }
};

/** Compiles a quiz file: items under second-level headings. */
export function readQuiz(document: Document, problems: Problems): ReadQuiz | null {
	const head = parseWith(QuizFrontmatter, document.frontmatter, document, problems);
	const { intro, sections } = splitSections(document);
	if (intro.length)
		problems.add(
			'quiz_intro',
			document.file,
			lineOf(intro[0]),
			'Nothing may stand before the first item. Move it into an item or the lesson.'
		);
	const items = sections.map((section) => readItem(section, document, problems));
	if (!items.length)
		problems.add(
			'quiz_empty',
			document.file,
			1,
			'This quiz has no item. Add one as a heading: ## Question {#id .choice asks=room}.'
		);
	refuseRepeats(
		items.map((item) => ({ id: item.model.id, line: item.line })),
		'item',
		document,
		problems
	);
	if (!head) return null;
	const models = items.map((item) => item.model);
	return {
		model: { kind: 'quiz', id: head.id, version: versionOf(models), items: models },
		text: {
			title: head.title,
			items: Object.fromEntries(items.map((item) => [item.model.id, item.text]))
		},
		items,
		document
	};
}

function readItem(section: Section, document: Document, problems: Problems): ReadItem {
	const { file } = document;
	const { line } = section;
	const attributes = readHeading(
		section.heading,
		document,
		problems,
		(id) => `{#${id} .choice asks=…}, with its kind and what it asks`
	);
	const add = (code: string, message: string, at = line) => problems.add(code, file, at, message);
	const kind = readKind(attributes, itemKinds, (message) =>
		add('item_kind', `This item ${message}`)
	);
	const asks = askKinds.find((name) => name === attributes.values.asks);
	if (!asks && !attributes.isBare)
		add('item_asks', 'Say what the item asks: asks=room, asks=text, asks=law or asks=judgement.');
	refuseOthers(
		attributes,
		{
			values: ['asks', 'objective', ...(kind === 'position' ? ['closes'] : [])],
			flags: ['certainty'],
			classes: itemKinds
		},
		document,
		line,
		problems
	);

	const shape = kind ?? 'choice';
	const parts = splitItem(section.nodes, shape, document, problems);
	const options = parts.first ? readOptions(parts.first, document, problems) : [];
	const answers = parts.second ? readOptions(parts.second, document, problems) : [];
	for (const option of [...options, ...answers])
		if (option.story.length && !option.goesOn)
			add(
				'option_with_more',
				`What stands below "${option.id}" would not be seen. Make it part of the option's first paragraph, or of its feedback with >.`,
				lineOf(option.story[0])
			);
	refuseRepeats([...options, ...answers], 'option', document, problems);
	refuseSameWords(options, document, problems);
	// Two sides may give the same reason.
	for (const side of new Set(answers.map(({ attributes }) => attributes.values.for)))
		refuseSameWords(
			answers.filter(({ attributes }) => attributes.values.for === side),
			document,
			problems
		);
	if (kind) {
		for (const option of options)
			refuseOthers(option.attributes, optionAttributes[kind], document, option.line, problems);
		for (const answer of answers)
			refuseOthers(
				answer.attributes,
				kind === 'contested' ? { values: ['for'], flags: ['best'] } : {},
				document,
				answer.line,
				problems
			);
		checkLists(kind, options, answers, parts, add);
		checkKeys(kind, options, answers, add);
		if (kind === 'spot') checkPhrases(options, parts.stem, add);
	}

	if (kind === 'match')
		for (const answer of answers)
			if (answer.feedback)
				add(
					'option_with_more',
					`Feedback below the answer "${answer.id}" would not be seen. Move it to the options of the first list.`,
					answer.line
				);

	const withFeedback = kind ? listWithFeedback[kind] : null;
	const feedbackNeeded = withFeedback === null ? [] : [options, answers][withFeedback];
	for (const option of feedbackNeeded) {
		if (!option.feedback)
			add(
				'option_without_feedback',
				`The option "${option.id}" has no feedback. Add a quotation (>) below it that says why, with a claim.`,
				option.line
			);
		else if (!option.feedback.claims.length && !option.miscites)
			add(
				'option_without_claim',
				`The feedback of "${option.id}" names no claim. Add its id in square brackets, or [DOC?] where the summary is silent.`,
				option.line
			);
	}

	const labels = Object.fromEntries(
		[...options, ...answers].map((option) => [option.id, toString(option.label)])
	);
	return {
		asks,
		line,
		lines: Object.fromEntries([...options, ...answers].map((option) => [option.id, option.line])),
		stem: [attributes.title, ...parts.stem.map((node) => toString(node))].join(' '),
		labels,
		model: {
			id: attributes.id,
			kind: shape,
			asks: asks ?? 'judgement',
			objectives: listOf(attributes.values.objective),
			...(attributes.flags.includes('certainty') || shape === 'position'
				? { certainty: true as const }
				: {}),
			...(kind === 'position' && attributes.values.closes
				? { closes: attributes.values.closes }
				: {}),
			options: options.map(({ id, attributes: { flags, values } }) => ({
				id,
				...(flags.includes('right') ? { right: true as const } : {}),
				...(values.reveals ? { reveals: values.reveals } : {}),
				...(values.to ? { to: values.to } : {}),
				...(stances.find((name) => name === values.is)
					? { is: stances.find((name) => name === values.is) }
					: {})
			})),
			answers: answers.map(({ id, attributes: { flags, values } }) => ({
				id,
				...(values.for ? { for: values.for } : {}),
				...(flags.includes('best') ? { best: true as const } : {})
			}))
		},
		text: {
			title: attributes.title,
			stem: parts.stem.map((node) =>
				node.type === 'blockquote' ? renderDocument(node) : renderProse([node])
			),
			...(parts.hint ? { hint: renderInline(parts.hint).html } : {}),
			options: textOf(options),
			...(parts.question ? { question: renderInline(parts.question).html } : {}),
			answers: textOf(answers),
			explanation: parts.explanation.map((node) =>
				renderProse(node.type === 'blockquote' ? node.children : [node])
			)
		}
	};
}

function textOf(options: ListOption[]): Record<string, { html: string; feedback?: Prose }> {
	return Object.fromEntries(
		options.map((option) => [
			option.id,
			{
				html: renderInline(option.label).html,
				...(option.feedback ? { feedback: option.feedback } : {})
			}
		])
	);
}

type Add = (code: string, message: string, line?: number) => void;

function checkLists(
	kind: ItemKind,
	options: ListOption[],
	answers: ListOption[],
	{ question }: ItemParts,
	add: Add
): void {
	const least = kind === 'reflection' ? 0 : 2;
	if (options.length < least)
		add(
			'item_without_options',
			`A .${kind} item needs a list of at least two options. Add them with -, each with an id.`
		);
	if (kind === 'reflection' && options.length)
		add(
			'item_lists',
			'A .reflection item has no list: the trainee writes. Remove the list or change the kind.'
		);
	const wants = withSecondList.includes(kind);
	if (wants && !(answers.length && question))
		add(
			'item_lists',
			`A .${kind} item needs a second list. Add a paragraph below the first, and then the list, with * instead of -.`
		);
	if (!wants && answers.length)
		add('item_lists', `A .${kind} item has one list only. Remove the second, or change the kind.`);
}

/** The phrases of a .spot item are marked in its clause, so they stand there word for word. */
function checkPhrases(options: ListOption[], stem: RootContent[], add: Add): void {
	const plain = (words: string) => words.replace(/\s+/g, ' ').trim();
	const clause = plain(
		stem
			.filter((node) => node.type === 'blockquote')
			.map((node) => toString(node))
			.join(' ')
	);
	if (!clause)
		return add(
			'spot_clause',
			'A .spot item marks the phrases of a clause, and this one has none. Add it as a quotation above the list.'
		);
	for (const { id, label, line } of options)
		if (!clause.includes(plain(toString(label))))
			add(
				'spot_phrase',
				`The phrase "${id}" does not stand in the clause, the quotation before the list. Copy it from there word for word.`,
				line
			);
}

function checkKeys(kind: ItemKind, options: ListOption[], answers: ListOption[], add: Add): void {
	const right = options.filter((option) => option.attributes.flags.includes('right'));
	for (const { id, attributes, line } of right)
		if (attributes.values.reveals)
			add(
				'right_reveals',
				`"${id}" is right, and reveals= would tell whoever chooses it of a misconception. Remove one of the two.`,
				line
			);
	for (const { id, attributes, line } of options)
		if (attributes.values.is === 'agreed' && attributes.values.reveals)
			add(
				'right_reveals',
				`"${id}" is agreed, and reveals= is for who takes a statement for agreed that is not. Remove it.`,
				line
			);
	if (kind === 'choice' && right.length !== 1)
		add(
			'item_key',
			`A .choice item has exactly one option marked right; this one has ${right.length}. Mark one.`
		);
	if ((kind === 'choices' || kind === 'spot') && (!right.length || right.length === options.length))
		add(
			'item_key',
			`A .${kind} item needs at least one option marked right and one not. Mark them so.`
		);
	if (kind === 'match')
		for (const option of options)
			if (!answers.some((answer) => answer.id === option.attributes.values.to))
				add(
					'item_key',
					`"${option.id}" has no answer. Add to= an id of the second list.`,
					option.line
				);
	if (kind === 'stance')
		for (const option of options)
			if (!(stances as readonly string[]).includes(option.attributes.values.is ?? ''))
				add(
					'item_key',
					`"${option.id}" has no stance. Add is= one of ${stances.join(', ')}.`,
					option.line
				);
	if (kind === 'contested') {
		for (const answer of answers)
			if (!options.some((option) => option.id === answer.attributes.values.for))
				add(
					'item_key',
					`The reason "${answer.id}" belongs to no side. Add for= the id of a side.`,
					answer.line
				);
		for (const option of options)
			if (
				answers.filter(
					(answer) =>
						answer.attributes.values.for === option.id && answer.attributes.flags.includes('best')
				).length !== 1
			)
				add(
					'item_key',
					`Mark the strongest reason of the side "${option.id}", and no other of that side, as best.`,
					option.line
				);
	}
	if (['choice', 'choices'].includes(kind))
		for (const option of options)
			if (
				!option.attributes.flags.includes('right') &&
				!option.attributes.values.reveals &&
				!option.isBare
			)
				add(
					'option_without_misconception',
					`The wrong option "${option.id}" names no misconception. Add reveals=id and list it in the lesson's frontmatter.`,
					option.line
				);
}
