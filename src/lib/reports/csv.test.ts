import { describe, expect, test } from 'vitest';
import { csvFile, csvOf, tableOf } from './csv';
import { needsHelpTable, rosterTable } from './member-tables';
import { rosterRow } from './roster';

const cell = (value: string | number | boolean | null): string =>
	csvOf({ columns: [], rows: [[value]] }).slice(2, -2);

describe('a cell', () => {
	test.each([
		'=1+1',
		'+1',
		'-1',
		'@SUM(A1)',
		'\t=1',
		'＝1',
		'＋1',
		'－1',
		'＠a',
		' =1',
		'\u00a0=1'
	])('that would be a formula (%j) is a text', (text) => {
		expect(csvOf({ columns: [text], rows: [] })).toBe(`"'${text}"\r\n`);
	});

	test('keeps quotes, commas and lines inside itself', () => {
		expect(csvOf({ columns: [], rows: [['a "b", c\r\nd', 'e']] })).toBe(
			'\r\n"a ""b"", c\r\nd","e"\r\n'
		);
		expect(['\r=1', '\n=1'].map(cell)).toEqual([`"'\r'=1"`, `"'\n'=1"`]);
		expect(cell('=cmd|"/c calc"!A1')).toBe(`"'=cmd|""/c calc""!A1"`);
	});

	test.each([
		['Ada;=1+1;', `"Ada;'=1+1;"`],
		['Ada; "@SUM(A1)', `"Ada;' ""@SUM(A1)"`],
		['so:\n- one\r\n+ two\r=3', `"so:\n'- one\r\n'+ two\r'=3"`],
		['a = b, or - c; d', `"a = b, or - c; d"`]
	])('runs nothing where semicolons part cells and quotes hold none together: %j', (text, is) => {
		expect(cell(`x${text}`)).toBe(is.replace('"', '"x'));
	});

	test('is a number when it is one, also below 0', () => {
		expect([-0.25, 0, 1e21].map(cell)).toEqual(['-0.25', '0', '1e+21']);
		expect(cell('-0.25')).toBe(`"'-0.25"`);
	});

	test('is empty for null, and a word for true and for what is no number', () => {
		expect([null, true, NaN].map(cell)).toEqual(['', '"true"', '"NaN"']);
	});
});

test('a table shows rows by its columns', () => {
	expect(tableOf([['twice', (one: number) => 2 * one]], [1, 2])).toEqual({
		columns: ['twice'],
		rows: [[2], [4]]
	});
});

test('a file begins with the mark by which spreadsheets know UTF-8, and is the table', () => {
	const table = { columns: ['naïve'], rows: [['é']] };
	expect(csvFile(table)).toBe('\uFEFF"naïve"\r\n"é"\r\n');
});

test('a name that a member chose cannot run in a spreadsheet', () => {
	const row = rosterRow({
		member: 'm1',
		joined: '2026-03-01T08:00:00.000Z',
		language: 'en',
		received: { entries: 3, lastSeen: null, lastReceived: null, notYetReceived: null },
		progress: { lessons: {}, earned: false },
		inside: [],
		signals: {}
	});
	const csv = csvOf(
		rosterTable([{ ...row, left: null }], () => '=HYPERLINK("https://example.org")')
	);
	expect(csv).toContain(`"m1","'=HYPERLINK(""https://example.org"")","en"`);
	expect(csv).toContain(',3,,,0,0,"","","false"\r\n');
});

test('a reason shows what it has, and nothing else', () => {
	const { rows } = needsHelpTable(
		[{ member: 'm', reasons: [{ code: 'stuck', activity: 'checks', item: 'lamp', tries: 3 }] }],
		(member) => member
	);
	expect(rows).toEqual([['m', 'm', 'stuck', 'checks', 'lamp', 3, null, null]]);
});
