import * as v from 'valibot';
import {
	isMap,
	isNode,
	isScalar,
	isSeq,
	LineCounter,
	parseDocument,
	visit,
	type Document as YamlDocument,
	type YAMLError
} from 'yaml';
import type { Problems } from './problem';

/** What was written as YAML, and where. */
export interface Yaml {
	/** Undefined when it cannot be read, which is then already reported. */
	value: unknown;
	/** Line on which a key stands; 1 when it is absent. */
	lineOf: (path: readonly (string | number)[]) => number;
}

/** Parses YAML, keeping the line of every key. `offset` is the number of lines before it. */
export function readYaml(file: string, source: string, offset: number, problems: Problems): Yaml {
	const counter = new LineCounter();
	const yaml = parseDocument(source, { lineCounter: counter });
	const lineAt = (at: number) => counter.linePos(at).line + offset;
	const fault = faultIn(yaml, source);
	const faultLine = fault ? lineAt(fault.offset) : Infinity;
	const comments = commentsIn(yaml, source).map(lineAt);
	// What is cut off a value can leave its bracket open, or its next line without a beginning.
	const cause = comments.find((line) => line === faultLine || line === faultLine - 1);
	if (fault && !cause) problems.add('yaml_broken', file, faultLine, fault.message);
	else
		for (const line of cause ? [cause] : comments)
			problems.add(
				'yaml_comment',
				file,
				line,
				'Words behind a space and # are a comment and would be lost. Put the value in straight double quotation marks, or the comment on a line of its own.'
			);
	return {
		value: fault ? undefined : yaml.toJS(),
		lineOf: (path) => {
			let line = 1;
			let node: unknown = yaml.contents;
			for (const step of path) {
				const pair = isMap(node)
					? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
					: undefined;
				const at: unknown = isSeq(node) ? node.items[Number(step)] : pair?.key;
				if (!isNode(at) || !at.range) break;
				line = lineAt(at.range[0]);
				node = pair ? pair.value : at;
			}
			return line;
		}
	};
}

/** Where comments stand behind words without quotation marks, which may have been meant to go on. A number cannot go on. */
function commentsIn(yaml: YamlDocument, source: string): number[] {
	const found: number[] = [];
	visit(yaml, {
		Scalar: (_, { type, value, range }) => {
			const end = range?.[1];
			if (type !== 'PLAIN' || typeof value !== 'string' || end === undefined) return;
			if (/^[ \t]+#/.test(source.slice(end))) found.push(end);
		}
	});
	return found;
}

/** What keeps YAML from being read: where it was written, which may be far above where a parser notices, and what to do. */
interface Fault {
	offset: number;
	message: string;
}

const inQuotes = 'Put it in straight double quotation marks.';

/** Where a line begins with what looks like a plain space or a hyphen, or has such a space behind its name. */
const lookalike = /^(?: *([–—−•])\s| *(?:- *)?(?:[\w-]+:)?[\u00A0\u202F])/m;

/** Nobody sees what is wrong there, and the parser may only notice it in the next line. */
function explainSign({ index, 1: dash }: RegExpExecArray): Fault {
	return {
		offset: index,
		message: dash
			? `A row of a list begins with a plain hyphen and a space. Write "- " instead of "${dash}".`
			: 'A non-breaking space begins this line, or stands behind its colon or hyphen. Delete it and type plain ones.'
	};
}

/** The first fault, in words for somebody who has never heard of YAML: what comes after it mostly follows from it. */
function faultIn(yaml: YamlDocument, source: string): Fault | null {
	const { errors } = yaml;
	const error = errors.find(({ code }) => code === 'TAB_AS_INDENT') ?? errors.at(0);
	if (!error) return aliasIn(yaml);
	const line = source.slice(0, error.pos[0]).split('\n').length;
	const sign = lookalike.exec(source.split('\n').slice(0, line).join('\n'));
	return sign ? explainSign(sign) : explain(error, yaml, source);
}

/** `*word*` asks for a value named elsewhere, which no lesson has: it is meant to be emphasis. */
function aliasIn(yaml: YamlDocument): Fault | null {
	let fault: Fault | null = null;
	visit(yaml, {
		Alias: (_, { range }) => {
			fault = {
				offset: range?.[0] ?? 0,
				message: `A value cannot begin with this sign. ${inQuotes}`
			};
			return visit.BREAK;
		}
	});
	return fault;
}

function explain({ code, message, pos }: YAMLError, yaml: YamlDocument, source: string): Fault {
	const [offset] = pos;
	const lineStart = source.lastIndexOf('\n', offset - 1) + 1;
	const [line] = source.slice(lineStart).split('\n');
	if (code === 'TAB_AS_INDENT')
		return { offset, message: 'A line begins with a tab. Use two spaces instead.' };
	if (message.startsWith('Missing closing'))
		return {
			offset: lastStart(yaml, offset, (node) => isScalar(node) && /^QUOTE/.test(node.type ?? '')),
			message: 'A quotation mark opens here, and nothing closes it. Close it.'
		};
	if (message.startsWith('Flow ')) {
		const start = lastStart(yaml, offset, (node) => (isMap(node) || isSeq(node)) && !!node.flow);
		return {
			offset: start,
			message: `A bracket opens here, and nothing closes it. Close it with ${source[start] === '[' ? ']' : '}'}.`
		};
	}
	if (/:\s+[“”„‘’]/.test(line))
		return {
			offset,
			message:
				'This line cannot be read: its quotation marks are those of a word processor. Write straight ones: ".'
		};
	if (code === 'BAD_SCALAR_START' || /:\s+[*&@`%!|>]/.test(line))
		return { offset, message: `A value cannot begin with this sign. ${inQuotes}` };
	// The value goes on in the next line, because that is indented: then the next line is the one to move.
	const key = source.slice(offset).split(/:(?=\s|$)/)[0];
	const isMisplaced = code === 'BLOCK_AS_IMPLICIT_KEY' && key.includes('\n');
	if (isMisplaced || /^(All |A block sequence may not|Sequence item without)/.test(message))
		return {
			offset: isMisplaced ? offset + key.lastIndexOf('\n') + 1 : offset,
			message: 'This line does not begin in the same column as its neighbours. Move it there.'
		};
	if (code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'BLOCK_IN_FLOW')
		return {
			offset,
			message:
				'This line cannot be read: its value holds a colon. Put the value in straight double quotation marks.'
		};
	if (code === 'DUPLICATE_KEY')
		return {
			offset,
			message: 'The name at the beginning of this line already stands above. Keep one of them.'
		};
	if (/["']\s*$/.test(source.slice(lineStart, offset)))
		return {
			offset,
			message:
				'Words stand behind a closing quotation mark. Put the whole value in one pair of them.'
		};
	return {
		offset,
		message: 'This line cannot be read. Write a name, a colon, a space and a value.'
	};
}

/** Where the last node of a kind begins that begins before an offset; the offset when there is none. */
function lastStart(
	yaml: YamlDocument,
	before: number,
	isWanted: (node: unknown) => boolean
): number {
	let start = before;
	visit(yaml, {
		Node: (_, node) => {
			if (node.range && node.range[0] <= before && isWanted(node)) [start] = node.range;
		}
	});
	return start;
}

/** Checks a value against its schema; every mismatch becomes a problem with its line. */
export function parseWith<const S extends v.GenericSchema>(
	schema: S,
	value: unknown,
	{ file, lineOf }: { file: string; lineOf: Yaml['lineOf'] },
	problems: Problems,
	code = 'frontmatter_wrong'
): v.InferOutput<S> | null {
	if (value === undefined) return null;
	const result = v.safeParse(schema, value);
	if (result.success) return result.output;
	// What should be indented below an empty name stands beside it: the names that nobody knows are what belongs there.
	const isEmptied = result.issues.some(({ received }) => received === 'null');
	const mismatches = result.issues
		.filter(({ expected }) => !isEmptied || expected !== 'never')
		.map((issue): Mismatch => listedIn(issue) ?? { path: issue.path ?? [], words: wordsOf(issue) });
	const told = new Set<string>();
	for (const { path, words } of mismatches) {
		const keys = path.map((step) => step.key as string | number);
		const name = keys.join('.') || (file.endsWith('.md') ? 'the frontmatter' : 'the file');
		if (told.has(`${name}: ${words}`)) continue;
		told.add(`${name}: ${words}`);
		problems.add(code, file, lineOf(keys), `${name}: ${words}. See lessons/README.md.`);
	}
	return null;
}

const kinds: Record<string, string> = {
	Array: 'a list, as in [one, two]',
	Object: 'a list of names, each with its value',
	string: 'words',
	number: 'a number'
};

/** What is said of a list where names belong. */
export const notAList = `must be ${kinds.Object}, not a list. Correct it`;

/** What does not match, and what is said of it. */
interface Mismatch {
	path: readonly v.IssuePathItem[];
	words: string;
}

/** Of a list where names belong the library tells every name that is missing, and that nobody knows a name 0. */
function listedIn(issue: v.BaseIssue<unknown>): Mismatch | null {
	const path: v.IssuePathItem[] = issue.path ?? [];
	const at = path.findIndex(({ type, input }) => type === 'object' && Array.isArray(input));
	if (at < 0) return null;
	return { path: path.slice(0, at), words: notAList };
}

/** The words of our own schemas stand; those that the library gives are for programmers. */
function wordsOf({ kind, expected, received, message }: v.BaseIssue<unknown>): string {
	if (kind !== 'schema') return message;
	if (expected === 'never') return 'is no name that is known here. Remove or correct it';
	if (received === 'undefined') return 'is missing. Add it';
	if (received === 'null')
		return 'has no value. Write one behind it, or below it in lines that begin with two spaces';
	const wanted = expected ?? '';
	const one = wanted
		.replace(/^\((.*)\)$/, '$1')
		.replaceAll('"', '')
		.replaceAll(' | ', ', ');
	// YAML takes 2022 and true for what they are.
	const isRaw = wanted === 'string' && /^(?:-?[\d.]+|true|false)$/.test(received);
	return `must be ${kinds[wanted] ?? `one of ${one}`}, not ${kinds[received] ?? received}. ${isRaw ? 'Put it in straight double quotation marks' : 'Correct it'}`;
}
