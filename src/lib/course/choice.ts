import type { RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { parseCondition } from './condition';
import type { Document } from './document';
import { reservedWords } from './frontmatter';
import {
	qualities,
	type Cases,
	type Condition,
	type Effect,
	type OptionModel,
	type ScenarioOptionText
} from './model';
import { refuseClaims, refuseOthers, type ListOption } from './option';
import type { Problems } from './problem';
import { renderInline, renderProse } from './prose';

/** An option of a scene: where it leads, what it changes, and what is told of it. */
export function readChoice(
	option: ListOption,
	{ chance, tracks }: { chance: boolean; tracks: string[] },
	document: Document,
	problems: Problems
): { model: OptionModel; text: ScenarioOptionText } {
	const { attributes, line, id, isBare } = option;
	const add: Add = (code, message, at = line) => problems.add(code, document.file, at, message);
	const words = chance ? ['to', 'when'] : ['to', 'quality', 'when', 'reveals'];
	const set = setTracks(attributes.values);
	const values = Object.fromEntries(
		Object.entries(attributes.values).filter(([name]) => !set.includes(name))
	);
	refuseOthers({ ...attributes, values }, { values: words, tracks }, document, line, problems);
	const to = readCases(attributes.values.to, (value) => value, line, add);
	if (attributes.values.to === undefined && !isBare)
		add('choice_without_target', `The choice "${id}" leads nowhere. Add to=the id of a scene.`);
	const quality = readCases(
		attributes.values.quality,
		(value) => qualities.find((name) => name === value) ?? null,
		line,
		add
	);
	if (!chance && attributes.values.quality === undefined && !isBare)
		add(
			'choice_without_quality',
			`The choice "${id}" has no quality. Add quality= one of ${qualities.join(', ')}.`
		);
	if (attributes.values.reveals && quality.length === 1 && quality[0].value === 'sound')
		add(
			'right_reveals',
			`"${id}" is sound, and reveals= would tell whoever chooses it of a misconception. Remove it, or correct quality=.`
		);
	if (!option.feedback)
		add(
			'option_without_feedback',
			`The choice "${id}" has no feedback. Add a quotation (>) below it that says why, with a claim.`
		);
	else if (!option.feedback.claims.length && !option.miscites && !option.strays.length)
		add(
			'option_without_claim',
			`The feedback of "${id}" names no claim. Add its id in square brackets, or [DOC?] where the summary is silent.`
		);
	for (const { line, isAbove } of option.strays)
		add(
			'feedback_mark',
			isAbove
				? 'This line stands right above the feedback and is no part of it, so it would be shown at once. Begin it with >, or put an empty line below it.'
				: 'This stands below the feedback, so it would be shown at once. Begin it with >, or put it above.',
			line
		);
	const { date, story } = splitStory(option.story);
	if (!story)
		add(
			'choice_without_story',
			`The choice "${id}" has no story. Write below it what happens next.`
		);
	// Once it has its mark, what a stray cites is cited.
	const strays = option.strays.flatMap(({ nodes }) => nodes);
	for (const node of option.story)
		if (!strays.includes(node)) refuseClaims(node, document, problems);
	const when =
		attributes.values.when === undefined
			? undefined
			: readCondition(attributes.values.when, line, add);
	const effects: Effect[] = [
		...attributes.effects.map(({ track, sign, value }): Effect =>
			sign === '<='
				? { track, kind: 'cap', value }
				: { track, kind: 'add', value: sign === '-' ? -value : value }
		),
		...set.map((track): Effect => ({
			track,
			kind: 'set',
			value: Number(attributes.values[track])
		}))
	];
	return {
		model: {
			id,
			to,
			...(quality.length && !chance ? { quality } : {}),
			...(when ? { when } : {}),
			effects,
			...(attributes.values.reveals && !chance ? { reveals: attributes.values.reveals } : {})
		},
		text: {
			label: renderInline(option.label).html,
			date,
			story,
			feedback: option.feedback ?? { html: '', claims: [] }
		}
	};
}

const choiceWords: string[] = [...reservedWords];

/** Names whose value is a number are tracks being set: `evidence=0`. */
function setTracks(values: Record<string, string>): string[] {
	return Object.keys(values).filter(
		(name) => !choiceWords.includes(name) && /^\d+$/.test(values[name])
	);
}

/** The bold beginning of a story is its date in the log. */
function splitStory(nodes: RootContent[]): { date: string; story: string } {
	const [first, ...rest] = nodes;
	if (first?.type === 'paragraph' && first.children[0]?.type === 'strong') {
		const date = toString(first.children[0]).replace(/\.\s*$/, '');
		const [, ...words] = first.children;
		if (words[0]?.type === 'text')
			words[0] = { ...words[0], value: words[0].value.replace(/^[\s.:]+/, '') };
		return { date, story: renderProse([{ type: 'paragraph', children: words }, ...rest]).html };
	}
	return { date: '', story: renderProse(nodes).html };
}

/** Reports a problem of a scene or a choice, on its own line unless another is given. */
export type Add = (code: string, message: string, line?: number) => void;

/** A condition, or a problem and nothing. */
export function readCondition(source: string, line: number, add: Add): Condition | undefined {
	const condition = parseCondition(source);
	if (!condition)
		add(
			'condition_wrong',
			`"${source}" is not a condition. Write for example trust<2, chose=some-choice or record=misused, joined by and, or.`,
			line
		);
	return condition ?? undefined;
}

function readCases<T>(
	source: string | undefined,
	read: (value: string) => T | null,
	line: number,
	add: Add
): Cases<T> {
	if (source === undefined) return [];
	const parts = source.split(',').map((part) => part.trim());
	return parts.flatMap((part, index) => {
		const [, value, when] = /^(.*?)(?:\s+when\s+(.*))?$/s.exec(part) ?? [];
		const result = read(value);
		const last = index === parts.length - 1;
		if (result === null)
			add('value_unknown', `"${value}" is no quality. Write one of ${qualities.join(', ')}.`, line);
		if (last && when !== undefined)
			add(
				'cases_without_default',
				`The last of several values has no "when": it is what happens otherwise. Add one after "${part}".`,
				line
			);
		if (!last && when === undefined)
			add(
				'cases_unreachable',
				`"${value}" has no "when", so nothing after it can happen. Add a condition, or put it last.`,
				line
			);
		const condition = when === undefined ? undefined : readCondition(when, line, add);
		return result === null ? [] : [{ value: result, ...(condition ? { when: condition } : {}) }];
	});
}
