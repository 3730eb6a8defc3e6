import type { ListItem, RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import type * as v from 'valibot';
import { takeAttributes } from './attributes';
import { readChoice, readCondition } from './choice';
import { lineOf, splitSections, type Document, type Section } from './document';
import { ScenarioFrontmatter } from './frontmatter';
import { versionOf } from './hash';
import { layoutOf } from './layout';
import {
	outcomes,
	type Prose,
	type ScenarioModel,
	type ScenarioText,
	type SceneModel
} from './model';
import {
	isUnnamed,
	listOf,
	readHeading,
	readOptions,
	refuseOthers,
	refuseRepeats,
	refuseSameWords,
	type ReadHeading
} from './option';
import { hasBrackets, splitAtScene, splitChoices } from './option-list';
import type { Problems } from './problem';
import { renderDocument, renderProse } from './prose';
import { parseWith } from './yaml';

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

type Head = v.InferOutput<typeof ScenarioFrontmatter>;

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
	let isBare = false;
	for (const section of sections.flatMap(splitAtScene)) {
		const attributes = readHeading(section.heading, document, problems, bracketsOf(section));
		isBare ||= attributes.isBare;
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
		} else scenes.push(readScene(section, attributes, head, document, problems));
	}
	if (!debrief && !isBare)
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
		walkable:
			!problems.all.slice(before).some(({ code }) => holes.includes(code)) &&
			!scenes.some(
				({ model, options }) => isUnnamed(model.id) || options.some(({ id }) => isUnnamed(id))
			),
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
	attributes: ReadHeading,
	head: Head | null,
	document: Document,
	problems: Problems
): ReadScene {
	const { file } = document;
	const { line } = section;
	const add = (code: string, message: string, at = line) => problems.add(code, file, at, message);
	const isMarked = attributes.classes.includes('ending');
	const chance = attributes.classes.includes('chance');
	// Only an ending says how it went, so the mark is what is missing where nothing else stands in its place.
	const ending =
		isMarked ||
		(attributes.values.outcome !== undefined &&
			!attributes.classes.length &&
			!section.nodes.some(hasBrackets));
	if (ending && !isMarked)
		add(
			'ending_mark',
			'outcome= is said of an ending, and this scene is not marked as one. Add .ending.'
		);
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
	const { prose: parts, list } = ending
		? { prose: section.nodes, list: section.nodes.findLast((node) => node.type === 'list') }
		: splitChoices(section.nodes, document, problems);
	const choices = ending ? (list?.children ?? []).map(takeOptionId) : [];
	if (list && choices.some(Boolean))
		add(
			'ending_with_choices',
			'An ending has no choices. Remove the list, or the .ending.',
			lineOf(list)
		);
	if (!ending && !list && !attributes.isBare)
		add(
			'scene_without_choices',
			'This scene has no choice, so the story stops here. Add a list of choices, or mark it .ending.'
		);
	const options =
		!ending && list
			? readOptions(list, document, problems, (id) =>
					chance ? `{#${id} to=…}` : `{#${id} to=… quality=…}`
				)
			: [];
	// Of two with conditions only one may be on offer.
	refuseSameWords(
		options.filter((option) => option.attributes.values.when === undefined),
		document,
		problems
	);
	const decides = !ending && !chance && !attributes.isBare;
	if (decides && !attributes.values.stage)
		add(
			'scene_without_stage',
			'Name the decision this scene belongs to: stage=id, listed under stages in the frontmatter.'
		);

	const named = listOf(attributes.values.objective);
	// Of a frontmatter that is wrong nothing is known.
	const objectives = head?.objectives ?? named;
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

	const prose = parts.map((node): Prose => {
		const last = node.type === 'blockquote' ? node.children.at(-1) : node;
		const own = last?.type === 'paragraph' ? takeAttributes(last) : null;
		if (own) refuseOthers(own, { id: false, values: ['when'] }, document, lineOf(node), problems);
		const when = own?.values.when;
		const condition = when === undefined ? undefined : readCondition(when, lineOf(node), add);
		return { ...renderPart(node), ...(condition ? { when: condition } : {}) };
	});

	const tracks = Object.keys(head?.tracks ?? {});
	const read = options.map((option) => readChoice(option, { chance, tracks }, document, problems));
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
function takeOptionId(item: ListItem): string | undefined {
	const first = item.children[0];
	return first?.type === 'paragraph' ? takeAttributes(first)?.id : undefined;
}

/** What an author could write behind a heading that has no id. */
function bracketsOf({ heading }: Section): (id: string) => string {
	return /^debrief$/i.test(toString(heading).trim())
		? () => '{#debrief .debrief}'
		: (id) => `{#${id} stage=…}, or {#${id} .ending outcome=…} where the story ends`;
}
