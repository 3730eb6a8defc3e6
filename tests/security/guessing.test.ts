import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCode, readCode } from '../../src/lib/server/code';
import { createCohort, joinCodeOf } from '../../src/lib/server/cohorts';
import { openDatabase, type Database } from '../../src/lib/server/database';
import { guessLimit } from '../../src/lib/server/guessing';
import { delayAfter } from '../../src/lib/server/identity/lockout';
import { join as joinCohort } from '../../src/lib/server/joining';
import { issueRejoinCode } from '../../src/lib/server/members';
import { realSources, type Storage } from '../../src/lib/server/storage';

/** The numbers that the threat model computes with, taken from the program, and what it computes. */

const folder = mkdtempSync(join(tmpdir(), 'breakout-guessing-'));
let database: Database;
let storage: Storage;
beforeAll(async () => {
	database = await openDatabase({ folder });
	storage = { database, sources: realSources, folds: {} as Storage['folds'] };
});
afterAll(async () => {
	await database.close();
	rmSync(folder, { recursive: true });
});

const model = readFileSync('tests/security/threat-model.md', 'utf8');

/** Years until one of so many codes is met, at the mean, by so many addresses that guess as fast as they may. */
function yearsToGuess(bits: number, codes: number, addresses: number): number {
	const perDay = (addresses * guessLimit.failures * 86_400) / guessLimit.seconds;
	return (2 ** bits + 1) / (codes + 1) / perDay / 365.25;
}

test('A join code has forty random bits and a personal one sixty', async () => {
	const { id } = await createCohort(storage, {
		title: 'Keepers',
		language: 'en',
		lessons: ['scope'],
		names: true,
		startsOn: null,
		endsOn: null
	});
	const code = await joinCodeOf(storage, id);
	expect(readCode(code)).toHaveLength(40 / 5);
	const joined = await joinCohort(
		storage,
		{ protocol: 1, code, name: 'Ada' },
		{ address: 'somewhere' }
	);
	if (joined.kind !== 'joined') throw new Error(joined.why);
	const { cohort, member } = joined.credential;
	const { code: personal, expiresAt } = await issueRejoinCode(storage, { cohort, member });
	expect(readCode(personal)).toHaveLength(60 / 5);
	const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
	expect(Math.round(hours)).toBe(48);
	// Every one of 32 signs can stand in every place.
	const all = Array.from({ length: 32 }, (_, byte) => makeCode(1, () => Uint8Array.of(byte)));
	expect(new Set(all).size).toBe(32);
});

test('The threat model says how long guessing takes, with the numbers of the program', () => {
	expect(guessLimit).toEqual({ failures: 30, seconds: 900 });
	const rows = [
		[1, 1],
		[1_000, 1],
		[1, 10_000],
		[1_000, 10_000]
	].map(([codes, addresses]) => {
		const years = yearsToGuess(40, codes, addresses);
		const [time, unit] = years < 1 ? [years * 365.25, 'days'] : [years, 'years'];
		const told = Number(time.toPrecision(2)).toLocaleString('en');
		return `| ${codes.toLocaleString('en')} | ${addresses.toLocaleString('en')} | ${told} ${unit} |`;
	});
	for (const row of rows) expect(model.replace(/ +/g, ' ')).toContain(row);
});

test('A name that is guessed at is locked for an hour at most, and an address later than a name', () => {
	const minutes = (failures: number, kind: 'name' | 'address') =>
		delayAfter(failures, kind) / 60_000;
	expect([4, 5, 6, 12, 13, 99].map((failures) => minutes(failures, 'name'))).toEqual([
		0, 0.25, 0.5, 32, 60, 60
	]);
	expect([29, 30].map((failures) => minutes(failures, 'address'))).toEqual([0, 0.25]);
});
