import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { Problems } from './problem';
import { parseWith, readYaml } from './yaml';

const file = 'lessons/1-x/lesson.md';

describe('the line of a key', () => {
	const source = [
		'id: x',
		'tracks:',
		'  oil: { label: Oil, from: 2 }',
		'  trust:',
		'    label: Trust',
		'    from: 1',
		'list:',
		'  - id: one',
		'    text: >',
		'      long',
		'  - id: two',
		'many: [a, b]'
	].join('\n');
	const { lineOf } = readYaml(file, source, 10, new Problems());

	it('is that of the key itself, with the lines before the YAML added', () => {
		expect(lineOf(['id'])).toBe(11);
		expect(lineOf(['tracks'])).toBe(12);
		expect(lineOf(['tracks', 'oil'])).toBe(13);
		expect(lineOf(['tracks', 'oil', 'from'])).toBe(13);
		expect(lineOf(['tracks', 'trust'])).toBe(14);
		expect(lineOf(['tracks', 'trust', 'from'])).toBe(16);
		expect(lineOf(['list', 1])).toBe(21);
		expect(lineOf(['list', 0, 'text'])).toBe(19);
		expect(lineOf(['many', 1])).toBe(22);
	});

	it('is that of the nearest key around one that is absent, or else the first of the file', () => {
		expect(lineOf(['tracks', 'trust', 'max'])).toBe(14);
		expect(lineOf(['list', 5])).toBe(17);
		expect(lineOf(['title'])).toBe(1);
		expect(lineOf([])).toBe(1);
	});
});

describe('what cannot be read', () => {
	const sign = 'A value cannot begin with this sign. Put it in straight double quotation marks.';
	const column = 'This line does not begin in the same column as its neighbours. Move it there.';
	const colon =
		'This line cannot be read: its value holds a colon. Put the value in straight double quotation marks.';
	const tab = 'A line begins with a tab. Use two spaces instead.';
	const quote = 'A quotation mark opens here, and nothing closes it. Close it.';
	const curly =
		'This line cannot be read: its quotation marks are those of a word processor. Write straight ones: ".';
	const other = 'This line cannot be read. Write a name, a colon, a space and a value.';
	const bracket = (sign: string) =>
		`A bracket opens here, and nothing closes it. Close it with ${sign}.`;
	const cases: [what: string, yaml: string, line: number, message: string][] = [
		['a tab, though something else was found above it', 'id: “x: y”\n\ttitle: 1', 2, tab],
		['a tab in a list that is still open', 'id: [1\nb:\n\tc: 2', 3, tab],
		['a value that begins with an asterisk', 'id: x\ntitle: *Word* of it', 2, sign],
		['a single word in asterisks', 'id: x\ntitle: *word', 2, sign],
		['the first of several', 'id: *x\ntitle: *word', 1, sign],
		['a value that begins with an at sign', 'id: x\ntitle:  @all', 2, sign],
		['a value that begins with a backtick', 'title: `x`', 1, sign],
		['a sign alone', 'id: x\n@', 2, sign],
		['an asterisk alone, with something below it', 'title: *\n  by: z', 1, sign],
		['a sign before a colon', 'title:  !x y: z', 1, sign],
		['a quotation mark that stays open', 'id: x\nnote: "in"\ntitle: "Open\nname: y', 3, quote],
		['an apostrophe that stays open', "id: x\ntitle: 'Open\nname: y\nby: z", 2, quote],
		['curly marks around a colon', 'id: x\ntitle:  “Oil: a story”', 2, curly],
		['a list that stays open', 'id: x\nmany: [1, 2\nb: {c: d', 2, bracket(']')],
		['names that stay open', 'id: x\noil: {label: Oil\nb: c', 2, bracket('}')],
		['a list that stays open among names', 'oil: {from: [1}', 1, bracket(']')],
		['a line too far to the right', 'id: b\n  title: d\nlist: f', 2, column],
		['a line too far to the right before one that is further', 'id: b\n c:\n  d: e', 2, column],
		['a line too far to the left', 'id:\n    b: 1\n  c: 2', 3, column],
		['a point of a list too far to the left', 'id:\n  - b\n - c', 3, column],
		['a name too far to the left in a list', 'id:\n - b: c\n   d: e\n  f: g', 4, column],
		['a colon in a value', 'id: x\ntitle: Oil: a story', 2, colon],
		['a colon in a bracket of several lines', 'many: [\n  - id: x', 2, colon],
		[
			'a name twice',
			'id: 1\nid: 2',
			2,
			'The name at the beginning of this line already stands above. Keep one of them.'
		],
		[
			'words behind a quotation mark',
			'id: x\ntitle: "Oil" and gas',
			2,
			'Words stand behind a closing quotation mark. Put the whole value in one pair of them.'
		],
		[
			'spaces and words behind a quotation mark',
			'title: "Oil"  , gas',
			1,
			'Words stand behind a closing quotation mark. Put the whole value in one pair of them.'
		],
		['words behind a list in brackets', 'id: x\nmany: ["a"] b', 2, other],
		['a list above names', '- x\nid: c', 2, other],
		['a name without a colon', 'id: a\ntitle\nb: c', 2, other]
	];

	it.each(cases)('is %s', (_, source, line, message) => {
		const problems = new Problems();
		const { value } = readYaml(file, source, 10, problems);
		expect(value).toBeUndefined();
		expect(problems.all).toEqual([
			expect.objectContaining({ code: 'yaml_broken', file, line: line + 10, message })
		]);
	});
});

describe('a comment', () => {
	const told = (source: string): string[] => {
		const problems = new Problems();
		readYaml(file, source, 10, problems);
		return problems.all.map(({ code, line }) => `${line} ${code}`);
	};

	it('behind words without quotation marks is told, since it may be some of them', () => {
		const problems = new Problems();
		const { value } = readYaml(file, 'id: x\ntitle: Request #2 from T', 10, problems);
		expect(value).toEqual({ id: 'x', title: 'Request' });
		expect(problems.all).toEqual([
			{
				code: 'yaml_comment',
				file,
				line: 12,
				message:
					'Words behind a space and # are a comment and would be lost. Put the value in straight double quotation marks, or the comment on a line of its own.'
			}
		]);
	});

	it.each([
		['in every line', 'a: b # c\nd:\n  e: f\t#g', ['11 yaml_comment', '13 yaml_comment']],
		['in a list', 'a:\n  - "b" # c\n  - d # e', ['13 yaml_comment']],
		['in the last line of a value', 'a: b\n  c # d\ne: f', ['12 yaml_comment']],
		['that cuts a value of two lines', 'a: b # c\n  d\ne: f', ['11 yaml_comment']],
		['that swallows a bracket', 'a: { b: c # d, e: f }\ng: h', ['11 yaml_comment']],
		['above something else', 'a: b # c\nd: e\nf: *g', ['13 yaml_broken']]
	])('is told %s', (_, source, problems) => {
		expect(told(source)).toEqual(problems);
	});

	it.each([
		['on a line of its own', '# a\nb: c\n  # d\ne: f\n\n# g'],
		['behind a value in quotation marks', `a: "b" # c\nd: 'e' # f`],
		['behind a name', 'a: # b\n  c: d\ne: > # f\n  g # h'],
		['behind a bracket', 'a: [b, c] # d\ne: { f: g } # h'],
		['behind a number', 'a: 1 # b'],
		['behind no space', 'a: b#c']
	])('may stand %s', (_, source) => {
		expect(told(source)).toEqual([]);
	});
});

describe('a value that is not as it should be', () => {
	const Schema = v.strictObject({
		id: v.pipe(v.string(), v.regex(/^x/, 'must begin with x')),
		kind: v.optional(v.picklist(['a (b)', 'c'])),
		many: v.optional(v.array(v.number())),
		of: v.optional(v.strictObject({ from: v.number() }))
	});

	function told(source: string, name = file): string[] {
		const problems = new Problems();
		const { value, lineOf } = readYaml(name, source, 0, problems);
		expect(parseWith(Schema, value, { file: name, lineOf }, problems)).toBeNull();
		expect(problems.all.every(({ code }) => code === 'frontmatter_wrong')).toBe(true);
		return problems.all.map(({ line, message }) => `${line} ${message}`);
	}

	it.each([
		[
			'id: 7',
			'1 id: must be words, not 7. Put it in straight double quotation marks. See lessons/README.md.'
		],
		['id: y', '1 id: must begin with x. See lessons/README.md.'],
		[
			'id:\nkind: c',
			'1 id: has no value. Write one behind it, or below it in lines that begin with two spaces. See lessons/README.md.'
		],
		['kind: c', '1 id: is missing. Add it. See lessons/README.md.'],
		[
			'id: x\nkind: d',
			'2 kind: must be one of a (b), c, not "d". Correct it. See lessons/README.md.'
		],
		[
			'id: x\nmany: 7',
			'2 many: must be a list, as in [one, two], not 7. Correct it. See lessons/README.md.'
		],
		['id: x\nmany: [a]', '2 many.0: must be a number, not "a". Correct it. See lessons/README.md.'],
		[
			'id: x\nof: [1]',
			'2 of: must be a list of names, each with its value, not a list. Correct it. See lessons/README.md.'
		],
		[
			'id: x\nof:\n  from: a',
			'3 of.from: must be a number, not "a". Correct it. See lessons/README.md.'
		],
		[
			'id: x\nby: z',
			'2 by: is no name that is known here. Remove or correct it. See lessons/README.md.'
		],
		[
			'[x]',
			'1 the frontmatter: must be a list of names, each with its value, not a list. Correct it. See lessons/README.md.'
		]
	])('%s', (source, message) => {
		expect(told(source)).toEqual([message]);
	});

	it('is the file’s where there is nothing but YAML in it', () => {
		expect(told('[x]', 'lessons/course.yaml')).toEqual([expect.stringMatching(/^1 the file: /)]);
	});

	it('is only the empty name where what should be below it stands beside it', () => {
		expect(told('id: x\nof:\nfrom: 1')).toEqual([expect.stringMatching(/^2 of: has no value/)]);
	});

	it('is given as it is where it is right, and not judged where it could not be read', () => {
		const problems = new Problems();
		const look = { file, lineOf: () => 1 };
		expect(parseWith(Schema, { id: 'x' }, look, problems)).toEqual({ id: 'x' });
		expect(parseWith(Schema, undefined, look, problems)).toBeNull();
		expect(problems.all).toEqual([]);
	});
});
