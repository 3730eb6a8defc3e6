import { headingKinds, idFrom, malformedIds, mendAttributes } from './attribute-slips';
import type { Problems } from './problem';

/**
 * What authors write by mistake, most of it because a word processor has done it for them. It is reported and then read as it
 * was meant, so that nothing follows from it and every other problem of the file is still found.
 */

const frontmatter = /^---[^\S\r\n]*\r?\n(?:[\s\S]*?\r?\n)?---[^\S\r\n]*(?:\r?\n|$)/;

const invisible = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * Takes out, and reports, characters that nobody sees and that change what is read: where ids and attributes stand, any of
 * them (zero-width spaces, direction marks); anywhere, those that turn the order of the text round (CVE-2021-42574). Marks
 * of direction in the prose of a right-to-left translation stay.
 */
export function withoutInvisible(file: string, whole: string, problems: Problems): string {
	const text = whole.replace(/^\uFEFF/, '');
	// They may stand beside the hyphens of the frontmatter, too, so its length is that without them.
	const head = frontmatter.exec(text.replace(invisible, ''))?.[0].length ?? 0;
	let passed = 0;
	return text.replace(invisible, (found: string, offset: number) => {
		const before = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
		const isRead = offset - passed++ < head || /[{[][^}\]]*$/.test(before);
		if (!isRead && !/[\u202A-\u202E]/.test(found)) return found;
		problems.add(
			'character_invisible',
			file,
			text.slice(0, offset).split('\n').length,
			`An invisible character (U+${found.charCodeAt(0).toString(16).toUpperCase()}) stands here. Remove it: delete the word it hides in, and write it again.`
		);
		return '';
	});
}

/** Mends what stands below the frontmatter. Every line keeps its number. */
export function mendSlips(file: string, text: string, problems: Problems): string {
	const head = frontmatter.exec(text)?.[0] ?? '';
	const lineBefore = head.split('\n').length - 1;
	const add = (code: string, line: number, message: string) =>
		problems.add(code, file, lineBefore + line, message);
	const body = mendMarks(text.slice(head.length), add);
	return head + mendBrackets(file.includes('/lesson.') ? mendPlacements(body, add) : body, add);
}

type Add = (code: string, line: number, message: string) => void;

/** Dashes and bullets that look like the mark of a list, and a hyphen without the space that makes it one. */
const lookalike = /^( {0,3})([–—−‐‑‒―•·∙‣▪●○◦]|-(?=[^\s-]))\s*/;
const mark = /^ {0,3}(?:[-*+]|\d+[.)])\s/;
const tightHeading = /^ {0,3}#{1,6}(?=[^#\s])/;
const ofHeading = new RegExp(
	`\\{[^{}]*(?:\\s(?:stage|asks|outcome)=|\\.(?:${headingKinds.join('|')})\\b)[^{}]*\\}\\s*$`
);
const withId = /\{[^{}#]*#[^{}]*\}/;

/** Only what has an id is meant to be an option or a heading: speech may begin with a dash, too. */
function mendMarks(text: string, add: Add): string {
	const lines = text.split('\n');
	return lines
		.map((line, index) => {
			const heading = tightHeading.exec(line)?.[0] ?? '';
			if (withId.test(line) && (heading || isPlainHeading(lines, index))) {
				add(
					'heading_level',
					index + 1,
					`A heading begins with ## and a space. Put ${heading ? 'a space behind ##' : 'them before this line'}.`
				);
				return `${heading || '##'} ${line.slice(heading.length)}`;
			}
			const found = lookalike.exec(line);
			if (!found || !withId.test(paragraphAt(lines, index))) return line;
			const [begin, indent, sign] = found;
			add(
				'option_mark',
				index + 1,
				sign === '-'
					? 'An option begins with a plain hyphen and a space. Put a space behind this hyphen.'
					: `An option begins with a plain hyphen and a space, and this one with "${sign}". Write "- " instead.`
			);
			return `${indent}- ${line.slice(begin.length)}`;
		})
		.join('\n');
}

/** Whether a paragraph of one line has attributes that only a heading has. */
function isPlainHeading(lines: string[], index: number): boolean {
	const [before, line, after] = [lines[index - 1], lines[index], lines[index + 1]];
	return (
		!before?.trim() &&
		!after?.trim() &&
		/^[\p{L}\p{N}“"*]/u.test(line) &&
		!mark.test(line) &&
		ofHeading.test(line)
	);
}

/** The lines from one to the next that is empty or begins a list item. */
function paragraphAt(lines: string[], from: number): string {
	let to = from + 1;
	while (lines[to]?.trim() && !mark.test(lines[to]) && !lookalike.test(lines[to])) to++;
	return lines.slice(from, to).join('\n');
}

const placementLike =
	/^[^\S\n]*<activity\b[^>\n]*\bid\s*=\s*["“”„'‘’]?([\w -]+?)["“”„'‘’]?\s*\/?>[^\S\n]*$/gim;

/** A tag that is nearly the one that places an activity. */
function mendPlacements(text: string, add: Add): string {
	return text.replace(placementLike, (written: string, id: string, offset: number) => {
		const meant = `<Activity id="${idFrom(id)}" />`;
		if (written.trim() === meant) return written;
		add(
			'placement_malformed',
			text.slice(0, offset).split('\n').length,
			`This line places no activity. Write ${meant} exactly so.`
		);
		return meant;
	});
}

const brackets = /(?<=\{)[^{}]*(?=\})/g;

function mendBrackets(text: string, add: Add): string {
	const ids = new Map([...text.matchAll(brackets)].flatMap(([inside]) => malformedIds(inside)));
	return text.replace(brackets, (inside: string, offset: number) => {
		const mended = mendAttributes(inside, ids);
		for (const { code, message } of mended.slips)
			add(code, text.slice(0, offset).split('\n').length, message);
		return mended.text;
	});
}
