import { describe, expect, it } from 'vitest';
import { collectCitations } from './citations';
import { readDocument } from './document';
import { readLedger } from './ledger';
import { checkNearClaims } from './near-claims';
import { Problems } from './problem';

const ids = [
	'B2-K1b',
	'B2-K1a',
	'P1-1',
	'BUD-7-8',
	'RES-74-247',
	'RES-74-247-VOTE',
	'CLOUD-ACT',
	'NO (ID'
];
const ledger = readLedger(
	'lessons/ledger.yaml',
	`claims: []\nbackground:\n${ids.map((id) => `  - id: ${id}\n`).join('')}`,
	new Problems()
);

/** What is said of a paragraph, which begins on line 5. */
function told(body: string): string[] {
	const problems = new Problems();
	const document = readDocument('lessons/1-x/lesson.md', `---\nid: x\n---\n\n${body}`, problems);
	if (!document) throw new Error('The sample cannot be read.');
	const { passages } = collectCitations(document, problems);
	checkNearClaims(passages, ledger, problems);
	return problems.all.map(({ code, line, message }) => `${line} ${code} ${message}`);
}

describe('what is nearly a claim', () => {
	it.each([
		['[B2–K1b]', '[B2-K1b]'],
		['[B2—K1b]', '[B2-K1b]'],
		['[B2\u2011K1b]', '[B2-K1b]'],
		['[B2\u00adK1b]', '[B2-K1b]'],
		['[B2_K1b]', '[B2-K1b]'],
		['[\u0412\u0032-K1b]', '[B2-K1b]'],
		['[B2-\u041a1b]', '[B2-K1b]'],
		['[B2–K99]', '[B2-K99]'],
		['[D\u041eC?]', '[DOC?]'],
		['[B2–K1b', '[B2-K1b]'],
		['[ B2–K1b ]', '[B2-K1b]']
	])('has another sign that looks like its own: %s', (written, meant) => {
		expect(told(`It is so. ${written}`)).toEqual([
			`5 claim_malformed ${written} looks like a claim and is none. Write ${meant} with plain letters and a plain hyphen, as the ledger spells it.`
		]);
	});

	it.each([
		['[B2K1b]', '[B2-K1b]'],
		['[B2 K1b]', '[B2-K1b]'],
		['[B2 -K1b]', '[B2-K1b]'],
		['[B2- K1b]', '[B2-K1b]'],
		['[B2 – K1b]', '[B2-K1b]'],
		['B2-K1b]', '[B2-K1b]'],
		['(B2-K1b)', '[B2-K1b]'],
		['(b2-k1b)', '[B2-K1b]'],
		['(B2–K1b)', '[B2-K1b]'],
		['(B2-K1b]', '[B2-K1b]'],
		['(B2-K1b and more', '[B2-K1b]'],
		['[B2-K1b and B2-K1a]', '[B2-K1b] [B2-K1a]'],
		['[see B2-K1b]', '[B2-K1b]'],
		['[see (B2-K1b)]', '[B2-K1b]'],
		['[B2-K1b, p. 3]', '[B2-K1b]'],
		['[B2-K1b.]', '[B2-K1b]'],
		['(P1 1)', '[P1-1]'],
		['(BUD-7–8)', '[BUD-7-8]'],
		['(RES-74-247-VOTE)', '[RES-74-247-VOTE]'],
		['(DOC?)', '[DOC?]'],
		['[DOC ?, p. 3]', '[DOC?]']
	])('names one of the ledger in brackets of another kind: %s', (written, meant) => {
		expect(told(`It is so. ${written}`)).toEqual([
			`5 claim_malformed A claim is named here and not cited. Write ${meant}: square brackets around each id, with nothing else in them.`
		]);
	});

	it('has a space before its question mark', () => {
		expect(told('It is so. [DOC ?]')).toEqual([
			expect.stringContaining('5 claim_malformed [DOC ?] looks like a claim')
		]);
	});

	it('is told on its own line, each once', () => {
		expect(
			told('One [B2-K1b]\ntwo [B2–K1b] [B2–K1b] three\nfour (a\nB2-K1a) [B2-K1b]\nfive\nsix').map(
				(one) => one.slice(0, 17)
			)
		).toEqual(['6 claim_malformed', '6 claim_malformed', '8 claim_malformed']);
	});

	it.each([
		'[B2-K1b] [DOC?] [B2-K1a].',
		'Covid (COVID-19), an EU-wide rule (EU-wide), the G-20 (G-20) and [an A-level].',
		'On 3-5 May (2021-22), article (5-7), (art. 32-b), page (P11) and (1) [2] [a | b].',
		'The CLOUD Act (CLOUD Act), the Cloud-act (cloud-act), a resolution (74-247).',
		'[RES-74-247-X] is another one.',
		'B2 and K1b (both).',
		'The B2-K1b lamp, without brackets.',
		'(This) is the B2-K1b lamp (that) is the P1-1 [lamp].',
		'(XB2-K1b) (B2-K1bx) (B2-K1b-2)',
		'[sic] [see note] [e-mail] [со-во]',
		'`(B2-K1b)`'
	])('is none of: %s', (body) => {
		expect(told(body)).toEqual([]);
	});

	it('is not looked for where the ledger has no rows', () => {
		const problems = new Problems();
		const nothing = { ...ledger, lines: new Map<string, number>() };
		checkNearClaims([{ words: '(B2-K1b) (x)', file: 'a', line: 1 }], nothing, problems);
		expect(problems.all).toEqual([]);
	});
});
