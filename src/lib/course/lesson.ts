import type { RootContent } from 'mdast';
import { toString } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import type * as v from 'valibot';
import { checkBrackets, reference } from './citations';
import { lineOf, placedActivity, splitSections, type Document } from './document';
import { LessonFrontmatter } from './frontmatter';
import { stepKinds, type Block, type StepKind, type StepModel } from './model';
import { readHeading, readKind, refuseOthers, refuseRepeats } from './option';
import type { Problems } from './problem';
import { countWords, renderProse, renderStep } from './prose';
import { parseWith } from './yaml';

export interface ReadStep {
	model: StepModel;
	title: string;
	blocks: Block[];
	words: number;
	line: number;
	to: number;
}

export interface ReadLesson {
	head: v.InferOutput<typeof LessonFrontmatter>;
	steps: ReadStep[];
	placements: { id: string; line: number; step: StepKind }[];
	/** Activities named by a tag that places none where it stands, which is then already reported. */
	misplaced: Set<string>;
	document: Document;
}

/** Reads `lesson.md`: its steps, rendered by mdsvex, and where the activities stand. */
export async function readLesson(
	document: Document,
	problems: Problems
): Promise<ReadLesson | null> {
	const { file } = document;
	const head = parseWith(LessonFrontmatter, document.frontmatter, document, problems);
	const { intro, sections } = splitSections(document);
	if (intro.length)
		problems.add(
			'lesson_intro',
			file,
			lineOf(intro[0]),
			'Nothing may stand before the first step. Put it below a heading: ## Title {#id .reading}.'
		);
	if (!sections.length)
		problems.add(
			'lesson_empty',
			file,
			1,
			'The lesson has no step. Add one as a heading: ## Title {#id .reading}.'
		);
	const source = document.source.split('\n');
	const headings = sections.map((section) => ({
		section,
		attributes: readHeading(
			section.heading,
			document,
			problems,
			(id) => `{#${id} .reading}, with its kind`
		)
	}));
	// mdsvex would read a bracket as code, so a misplaced one must be refused before it is rendered.
	checkBrackets(document, problems);
	const sane = !problems.all.some(({ code }) => code === 'attributes_misplaced');
	// What is already told may well be read in two ways.
	const isRight = !problems.all.length;

	const placements: ReadLesson['placements'] = [];
	const steps = await Promise.all(
		headings.map(async ({ section, attributes }): Promise<ReadStep> => {
			const kind = readKind(attributes, stepKinds, (message) =>
				problems.add('step_kind', file, section.line, `This step ${message}`)
			);
			refuseOthers(
				attributes,
				{ classes: stepKinds, flags: ['extra'] },
				document,
				section.line,
				problems
			);
			const extra = attributes.flags.includes('extra') ? { extra: true as const } : {};
			const activities = section.nodes.flatMap((node) => {
				const id = placedActivity(node);
				if (id) placements.push({ id, line: lineOf(node), step: kind ?? 'reading' });
				return id ? [id] : [];
			});
			if (!section.nodes.length)
				problems.add(
					'step_empty',
					file,
					section.line,
					'This step shows nothing. Write below its heading, or place an activity there.'
				);
			refuseLoneClaims(section.nodes, document, problems);
			const blocks = sane
				? await renderStep(source.slice(section.from - 1, section.to).join('\n'))
				: [];
			if (isRight) refuseMisread(section.nodes, blocks, document, problems);
			return {
				model: { id: attributes.id, kind: kind ?? 'reading', ...extra, activities },
				title: attributes.title,
				blocks,
				words: blocks.reduce(
					(sum, block) => sum + ('html' in block ? countWords(block.html) : 0),
					0
				),
				line: section.line,
				to: section.to
			};
		})
	);
	refuseRepeats(
		steps.map((step) => ({ id: step.model.id, line: step.line })),
		'step',
		document,
		problems
	);
	return head ? { head, steps, placements, misplaced: misplacedIn(document), document } : null;
}

/** The activities that tags name which place none: not alone between empty lines, or as code. */
function misplacedIn({ root }: Document): Set<string> {
	const ids = new Set<string>();
	visit(root, (node, _, parent) => {
		if (node.type !== 'html' && node.type !== 'code') return;
		if (parent === root && placedActivity(node)) return;
		for (const [, id] of node.value.matchAll(/<Activity\b[^>]*\bid="([^"]*)"/g)) ids.add(id);
	});
	return ids;
}

/** The words and addresses of HTML, without the spaces between them. Not every parser writes a % of an address as %25. */
function wordsOf(html: string): string {
	return html
		.replace(/<(?:[^>]*\b(?:href|src)="([^"]*)")?[^>]*>/g, '$1')
		.replace(/\s+|(?<=%)25/g, '');
}

/**
 * Reports where the page would show other words than those that are checked: mdsvex carries an older parser, which takes a few
 * things for something else (`1)` for no list, a claim and a colon for an address kept elsewhere).
 */
function refuseMisread(
	nodes: readonly RootContent[],
	blocks: readonly Block[],
	{ file }: Document,
	problems: Problems
): void {
	const written = nodes.map((node) =>
		placedActivity(node) ? '' : wordsOf(renderProse([node]).html)
	);
	const shown = blocks.map((block) => ('html' in block ? wordsOf(block.html) : '')).join('');
	let passed = 0;
	for (const [at, words] of written.entries()) {
		if (
			!shown.startsWith(words, passed) ||
			(at === written.length - 1 && passed + words.length < shown.length)
		)
			return problems.add(
				'step_misread',
				file,
				lineOf(nodes[at]),
				'The page would show this otherwise than it is written here. Put an empty line above and below a list or a table, and begin it with - or 1. or |; break a line with two spaces, not with \\; begin no line with a claim and a colon; write \\* and \\_ for a star or an underscore that is meant to be seen, and &amp; for such an &; and write an address as [words](https://…).'
			);
		passed += words.length;
	}
}

/** Claims alone in a paragraph belong to the words above; at the head of a step, and behind an activity, there are none. */
function refuseLoneClaims(
	nodes: readonly RootContent[],
	document: Document,
	problems: Problems
): void {
	let hasWords = false;
	for (const node of nodes) {
		const isPlain = node.type === 'paragraph' && node.children.every(({ type }) => type === 'text');
		const words = toString(node).trim();
		if (!isPlain || words.replace(reference, '').trim()) hasWords = !placedActivity(node);
		else if (!hasWords)
			problems.add(
				'claim_misplaced',
				document.file,
				lineOf(node),
				`No words stand above ${words} since the heading or an activity, so that nobody would see it. Put it behind the words that it supports.`
			);
	}
}
