import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

/** The documents of this folder name files and tests: each must be there, and be called so. */

const read = (name: string) => readFileSync(`tests/security/${name}`, 'utf8');
const named = /`((?:src|tests|lessons)\/[^`]+|[\w.-]+\.(?:js|ts|md|json))`(?: “([^”]+)”)?/g;

describe.each(['threat-model.md', 'asvs.md'])('%s', (document) => {
	const places = [...read(document).matchAll(named)].map(([, file, title]) => ({ file, title }));

	test('names files that are there', () => {
		expect(places.length).toBeGreaterThan(30);
		expect(places.filter(({ file }) => !existsSync(file)).map(({ file }) => file)).toEqual([]);
	});

	test('names tests by titles that they have', () => {
		const titled = places.filter(({ title }) => title !== undefined);
		expect(titled.length).toBeGreaterThan(20);
		const missing = titled.filter(
			({ file, title }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(title)
		);
		expect(missing).toEqual([]);
	});
});

test('Every requirement of ASVS 5.0 at level 1 and 2 is answered, once', () => {
	const rows = read('asvs.md')
		.split('\n')
		.filter((line) => /^\| \d/.test(line));
	const numbers = rows.flatMap((row) => row.split('|')[1].match(/\d+\.\d+\.\d+/g) ?? []);
	expect(new Set(numbers).size).toBe(numbers.length);
	// 70 of level 1 and 183 of level 2.
	expect(numbers).toHaveLength(253);
	for (const row of rows) {
		const [, , what, answer] = row.split('|').map((cell) => cell.trim());
		expect(what.length, row).toBeGreaterThan(2);
		expect(answer, row).toMatch(/^(yes: |not applicable: |falls short: )./);
	}
});
