import { headingKinds, idFrom, malformedIds, mendAttributes } from './attribute-slips';
import type { Problems } from './problem';

/**
 * What authors write by mistake, most of it because a word processor has done it for them. It is reported and then read as it
 * was meant, so that nothing follows from it and every other problem of the file is still found.
 */

const frontmatter = /^---[^\S\r\n]*\r?\n(?:[\s\S]*?\r?\n)?---[^\S\r\n]*(?:\r?\n|$)/;

/** Joiners behind a letter that is not Latin are spelling, as in Persian and Hindi, and no id has such letters. */
const invisible =
	/[\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|(?<!(?!\p{Script=Latin})[\p{L}\p{M}])[\u200C\u200D]/gu;

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

/** A space that nobody can tell from a plain one, and that makes no mark of what stands before it. */
const hard = '[\\u00A0\\u202F]';
const marks = '[-*+]|\\d+[.)]';
/**
 * What looks like the mark of a list: dashes, bullets and letters, and a mark without the plain space that makes it one. A star
 * may begin a stressed word, and a letter may stand in a line of prose that is indented.
 */
const lookalike = new RegExp(
	`^( {0,3})([–—−‐‑‒―•·∙‣▪●○◦\\uF0A7\\uF0B7]|\\\\[-*+•]|--(?!-)(?=\\s*\\S)|-(?=[^\\s-])|(?:${marks})(?=${hard})|^(?:\\*(?=[^\\s*][^*]*$)|\\(?[a-z]\\)|\\(\\d+\\)))\\s*`,
	'i'
);
const mark = new RegExp(`^ {0,3}(?:${marks})(?!${hard})(?:\\s|$)`);
const outerMark = new RegExp(`^(${marks})(?!${hard})\\s`);
const tightHeading = new RegExp(`^ {0,3}#{1,6}(?=[^#\\s]|${hard})`);
const ofHeading = new RegExp(
	`\\{[^{}]*(?:\\s(?:stage|asks|outcome)=|\\.(?:${headingKinds.join('|')})\\b)[^{}]*\\}\\s*$`
);
const withId = /\{[^{}#]*#[^{}]*\}/;

/**
 * Only what has an id is meant to be an option or a heading of the second level: speech may begin with a dash, too. Several #
 * are nothing but a heading.
 */
function mendMarks(text: string, add: Add): string {
	const lines = text.split('\n');
	return lines
		.map((line, index) => {
			const heading = tightHeading.exec(line)?.[0] ?? '';
			const isHeading = withId.test(line) && (heading || isPlainHeading(lines, index));
			if (isHeading || heading.includes('##')) {
				const words = line.slice(heading.length);
				add('heading_level', index + 1, tellHeading(heading.trim(), words));
				return `${heading || '##'} ${words.trimStart()}`;
			}
			const found = lookalike.exec(line);
			if (!found || !withId.test(paragraphAt(lines, index))) return line;
			const [begin, indent, sign] = found;
			const isHard = begin.length > indent.length + sign.length && outerMark.test(`${sign} `);
			const meant = isHard ? sign : markNear(lines, index);
			add('option_mark', index + 1, tellMark(sign, meant, isHard));
			return `${indent}${meant} ${line.slice(begin.length)}`;
		})
		.join('\n');
}

/** What to say of a heading without its signs, or without the plain space behind them. */
function tellHeading(signs: string, words: string): string {
	if (/^\s/.test(words) && signs)
		return `A non-breaking space stands behind ${signs}. Delete it and type a plain one.`;
	return `A heading begins with ${signs || '##'} and a space. Put ${signs ? `a space behind ${signs}` : 'them before this line'}.`;
}

/** What to say of a mark that is none, beside the one that its list has. */
function tellMark(sign: string, meant: string, isHard: boolean): string {
	const name = sign === '-' ? 'hyphen' : sign === '*' ? 'star' : 'sign';
	if (isHard)
		return `A non-breaking space stands behind this ${name}. Delete it and type a plain one.`;
	const begins =
		meant === '-'
			? 'An option begins with a plain hyphen and a space'
			: `The options of this list begin with "${meant}" and a space`;
	return sign === meant
		? `${begins}. Put a space behind this ${name}.`
		: `${begins}, and this one with "${sign}". Write "${meant} " instead.`;
}

/** The mark with which the list goes on that a line belongs to; a hyphen where it has no other. */
function markNear(lines: string[], index: number): string {
	for (const step of [-1, 1])
		for (let at = index + step; lines[at] !== undefined; at += step) {
			const found = outerMark.exec(lines[at]);
			if (found) return found[1];
			if (/^\S/.test(lines[at]) && !lookalike.test(lines[at])) break;
		}
	return '-';
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
