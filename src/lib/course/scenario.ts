import type { RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { takeAttributes } from './attributes';
import { parseCondition } from './condition';
import { lineOf, parseWith, splitSections, type Document, type Section } from './document';
import { reservedWords, ScenarioFrontmatter } from './frontmatter';
import { versionOf } from './hash';
import { layoutOf } from './layout';
import {
	outcomes,
	qualities,
	type Cases,
	type Condition,
	type Effect,
	type OptionModel,
	type Prose,
	type ScenarioModel,
	type ScenarioOptionText,
	type ScenarioText,
	type SceneModel
} from './model';
import {
	listOf,
	readHeading,
	readOptions,
	refuseClaims,
	refuseOthers,
	refuseRepeats,
	type ListOption
} from './option';
import type { Problems } from './problem';
import { renderDocument, renderInline, renderProse } from './prose';

export interface ReadScenario {
	model: ScenarioModel;
	text: ScenarioText;
	/** Line of every scene and choice, by id, and of the parts of every scene. */
	lines: {
		scenes: Record<string, number>;
		choices: Record<string, number>;
		prose: Record<string, number[]>;
	};
	/** False when a part of the graph could not be read, so that walking it would only find that again. */
	walkable: boolean;
	document: Document;
}

/** Problems of reading that leave a hole in the graph. */
const holes = [
	'id_missing',
	'id_repeated',
	'option_without_words',
	'scene_without_choices',
	'ending_with_choices',
	'choice_without_target',
	'cases_without_default',
	'cases_unreachable',
	'condition_wrong'
];

/** Scenes of a scenario at most: the longest in this course has a tenth of it, and the drawing of the map recurses. */
const mostScenes = 100;

interface ReadScene {
	model: SceneModel;
	text: ScenarioText['scenes'][string];
	line: number;
	proseLines: number[];
	options: { id: string; line: number }[];
}

/** Compiles a scenario file: headings are scenes, list items are choices. */
export function readScenario(document: Document, problems: Problems): ReadScenario | null {
	const before = problems.all.length;
	const head = parseWith(ScenarioFrontmatter, document.frontmatter, document, problems);
	const { intro, sections } = splitSections(document);
	const scenes: ReadScene[] = [];
	let debrief: Prose[] | null = null;
	for (const section of sections) {
		const attributes = readHeading(section.heading, document, problems);
		if (attributes.classes.includes('debrief')) {
			if (debrief)
				problems.add(
					'debrief_repeated',
					document.file,
					section.line,
					'A scenario has one debrief. Merge the two, with ### for smaller headings.'
				);
			refuseOthers(attributes, { classes: ['debrief'] }, document, section.line, problems);
			debrief = section.nodes.map((node) => renderProse([node]));
		} else scenes.push(readScene(section, attributes, head?.objectives ?? [], document, problems));
	}
	if (!debrief)
		problems.add(
			'scenario_without_debrief',
			document.file,
			1,
			'The scenario has no debrief. Add a last section: ## Debrief {#debrief .debrief}.'
		);
	if (!scenes.length)
		problems.add(
			'scenario_empty',
			document.file,
			1,
			'The scenario has no scene. Add one as a heading: ## The note {#note stage=…}.'
		);
	refuseRepeats(
		scenes.map((scene) => ({ id: scene.model.id, line: scene.line })),
		'scene',
		document,
		problems
	);
	refuseRepeats(
		scenes.flatMap((scene) => scene.options),
		'choice',
		document,
		problems
	);
	if (scenes.length > mostScenes)
		problems.add(
			'scenario_too_large',
			document.file,
			scenes[0].line,
			`The scenario has ${scenes.length} scenes; at most ${mostScenes} can be walked and drawn. Use fewer, or make several scenarios of it.`
		);
	if (!head || !scenes.length || scenes.length > mostScenes) return null;
	const graph = {
		objectives: head.objectives,
		stages: Object.keys(head.stages),
		tracks: mapValues(head.tracks, ({ from, min, max, better }) => ({ from, min, max, better })),
		dials: mapValues(head.dials, ({ from, values }) => ({ from, values: Object.keys(values) })),
		start: scenes[0].model.id,
		scenes: scenes.map((scene) => scene.model)
	};
	return {
		model: { kind: 'scenario', id: head.id, version: versionOf(graph), ...graph },
		text: {
			title: head.title,
			role: head.role,
			intro: intro.map(renderPart),
			stages: head.stages,
			tracks: mapValues(head.tracks, (track) => track.label),
			dials: mapValues(head.dials, ({ label, values }) => ({ label, values })),
			scenes: Object.fromEntries(scenes.map((scene) => [scene.model.id, scene.text])),
			debrief: debrief ?? [],
			map: layoutOf(graph)
		},
		lines: {
			scenes: Object.fromEntries(scenes.map((scene) => [scene.model.id, scene.line])),
			choices: Object.fromEntries(
				scenes.flatMap((scene) => scene.options.map(({ id, line }) => [id, line]))
			),
			prose: Object.fromEntries(scenes.map((scene) => [scene.model.id, scene.proseLines]))
		},
		walkable: !problems.all.slice(before).some(({ code }) => holes.includes(code)),
		document
	};
}

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
	return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function renderPart(node: RootContent): Prose {
	return node.type === 'blockquote' ? renderDocument(node) : renderProse([node]);
}

function readScene(
	section: Section,
	attributes: ReturnType<typeof readHeading>,
	objectives: string[],
	document: Document,
	problems: Problems
): ReadScene {
	const { file } = document;
	const { line } = section;
	const add = (code: string, message: string, at = line) => problems.add(code, file, at, message);
	const ending = attributes.classes.includes('ending');
	const chance = attributes.classes.includes('chance');
	refuseOthers(
		attributes,
		ending
			? { values: ['outcome'], classes: ['ending'] }
			: { values: chance ? ['stage'] : ['stage', 'objective'], classes: ['chance'] },
		document,
		line,
		problems
	);
	const outcome = outcomes.find((name) => name === attributes.values.outcome);
	if (ending && !outcome)
		add(
			'ending_outcome',
			'An ending says how it went. Add outcome=sound, outcome=mixed or outcome=poor.'
		);
	const lists = section.nodes.filter((node) => node.type === 'list');
	const list = lists.at(-1);
	const choices = ending ? (list?.children ?? []).map(takeOptionId) : [];
	if (list && choices.some(Boolean))
		add(
			'ending_with_choices',
			'An ending has no choices. Remove the list, or the .ending.',
			lineOf(list)
		);
	if (!ending && !list)
		add(
			'scene_without_choices',
			'This scene has no choice, so the story stops here. Add a list of choices, or mark it .ending.'
		);
	const options = !ending && list ? readOptions(list, document, problems) : [];
	const after = list && !ending ? section.nodes[section.nodes.indexOf(list) + 1] : undefined;
	if (after)
		add(
			'scene_after_choices',
			'Nothing may stand below the choices of a scene. Move it above them, or indent it by two spaces so that it belongs to a choice.',
			lineOf(after)
		);
	if (!ending && !chance && !attributes.values.stage)
		add(
			'scene_without_stage',
			'Name the decision this scene belongs to: stage=id, listed under stages in the frontmatter.'
		);

	const named = listOf(attributes.values.objective);
	const decides = !ending && !chance;
	if (decides && !named.length && objectives.length > 1)
		add(
			'scene_without_objective',
			`This scenario has several objectives. Name the ones this decision exercises: objective= one or several of ${objectives.join(', ')}.`
		);
	for (const id of named)
		if (!objectives.includes(id))
			add(
				'scene_objective',
				`"${id}" is no objective of this scenario. Correct it, or add it to objectives in the frontmatter.`
			);

	const parts = section.nodes.filter((node) => ending || node !== list);
	const prose = parts.map((node): Prose => {
		const last = node.type === 'blockquote' ? node.children.at(-1) : node;
		const own = last?.type === 'paragraph' ? takeAttributes(last) : null;
		if (own) refuseOthers(own, { id: false, values: ['when'] }, document, lineOf(node), problems);
		const when = own?.values.when;
		const condition = when === undefined ? undefined : readCondition(when, lineOf(node), add);
		return { ...renderPart(node), ...(condition ? { when: condition } : {}) };
	});

	const read = options.map((option) => readChoice(option, chance, document, problems));
	return {
		model: {
			id: attributes.id,
			...(attributes.values.stage ? { stage: attributes.values.stage } : {}),
			objectives: named.length ? named : decides && objectives.length === 1 ? objectives : [],
			...(ending ? { outcome: outcome ?? 'mixed' } : {}),
			...(chance ? { chance: true as const } : {}),
			options: read.map((option) => option.model)
		},
		text: {
			title: attributes.title,
			prose,
			options: Object.fromEntries(read.map((option) => [option.model.id, option.text]))
		},
		line,
		proseLines: parts.map(lineOf),
		options: options.map(({ id, line }) => ({ id, line }))
	};
}

/** Takes the id of a list item that looks like a choice. */
function takeOptionId(item: { children: RootContent[] }): string | undefined {
	const first = item.children[0];
	return first?.type === 'paragraph' ? takeAttributes(first)?.id : undefined;
}

function readChoice(
	option: ListOption,
	chance: boolean,
	document: Document,
	problems: Problems
): { model: OptionModel; text: ScenarioOptionText } {
	const { attributes, line, id } = option;
	const add: Add = (code, message, at = line) => problems.add(code, document.file, at, message);
	const words = chance ? ['to', 'when'] : ['to', 'quality', 'when', 'reveals'];
	refuseOthers(
		attributes,
		{ values: [...words, ...setTracks(attributes.values)], effects: true },
		document,
		line,
		problems
	);
	const to = readCases(attributes.values.to, (value) => value, line, add);
	if (attributes.values.to === undefined)
		add('choice_without_target', `The choice "${id}" leads nowhere. Add to=the id of a scene.`);
	const quality = readCases(
		attributes.values.quality,
		(value) => qualities.find((name) => name === value) ?? null,
		line,
		add
	);
	if (!chance && attributes.values.quality === undefined)
		add(
			'choice_without_quality',
			`The choice "${id}" has no quality. Add quality= one of ${qualities.join(', ')}.`
		);
	if (!option.feedback)
		add(
			'option_without_feedback',
			`The choice "${id}" has no feedback. Add a quotation (>) below it that says why, with a claim.`
		);
	else if (!option.feedback.claims.length)
		add(
			'option_without_claim',
			`The feedback of "${id}" names no claim. Add its id in square brackets, or [DOC?] where the summary is silent.`
		);
	const { date, story } = splitStory(option.story);
	if (!story)
		add(
			'choice_without_story',
			`The choice "${id}" has no story. Write below it what happens next.`
		);
	for (const node of option.story) refuseClaims(node, document, problems);
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
		...setTracks(attributes.values).map((track): Effect => ({
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

type Add = (code: string, message: string, line?: number) => void;

function readCondition(source: string, line: number, add: Add): Condition | undefined {
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
