import { describe, expect, it } from 'vitest';
import { readLedger } from './ledger';
import { Problems } from './problem';
import { paths, sampleCourse } from './sample-course';

const file = paths.ledger;
const whole = sampleCourse[file];

/** What is read of a ledger, and the lines at which something is said of it. */
function read(source: string) {
	const problems = new Problems();
	const ledger = readLedger(file, source, problems);
	return { ledger, told: problems.all.map(({ line, code, message }) => ({ line, code, message })) };
}
const lineOf = (source: string, words: string) =>
	source.split('\n').findIndex((line) => line.includes(words)) + 1;

describe('a row of the ledger', () => {
	it.each([
		['without an id', '  - section: breakout-1\n'],
		['that is one word', '  - L1-K7\n'],
		['with a number for an id', '  - id: 7\n']
	])('%s is told, and the others are read', (_, row) => {
		const source = whole.replace('claims:\n', `claims:\n${row}`);
		const { ledger, told } = read(source);
		expect(ledger.readable).toBe(true);
		expect([...ledger.lines.keys()]).toEqual([...read(whole).ledger.lines.keys()]);
		expect(ledger.claims.size).toBe(read(whole).ledger.claims.size);
		expect(new Set(told.map(({ code }) => code))).toEqual(new Set(['ledger_wrong']));
		expect(told.every(({ line }) => line === 2)).toBe(true);
	});

	it('stands on the line of its id, wherever that is among its names', () => {
		const source = whole.replace(
			'  - id: L1-K2\n    section: breakout-1\n',
			'  - section: breakout-1\n    id: L1-K1\n'
		);
		const { told } = read(source);
		const [first, again] = [lineOf(source, '- id: L1-K1'), lineOf(source, '    id: L1-K1')];
		expect(told).toEqual([
			{
				line: again,
				code: 'id_repeated',
				message: `The claim id L1-K1 already stands on line ${first}. Give one of them another id.`
			}
		]);
	});

	it('of the background that is wrong is told, and is no background', () => {
		const source = whole.replace('kind: secondary-source', 'kind: gossip');
		const { ledger, told } = read(source);
		expect(told.map(({ code }) => code)).toEqual(['ledger_wrong']);
		expect(ledger.background.size).toBe(read(whole).ledger.background.size - 1);
		expect(ledger.lines.size).toBe(read(whole).ledger.lines.size);
	});
});

it.each(['claims: 7\nbackground: []', 'background: []', '[]', ''])(
	'a ledger without its lists cannot be read: %s',
	(source) => {
		const { ledger, told } = read(source);
		expect(ledger).toMatchObject({ readable: false, claims: new Map(), lines: new Map() });
		expect(told.length).toBeGreaterThan(0);
	}
);
