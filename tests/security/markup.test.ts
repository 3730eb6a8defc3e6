import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** How text that a person wrote could become markup or program, and that no place in the source does it. */

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
	.filter((name) => /\.(ts|js|svelte|html)$/.test(name))
	.filter((name) => !/paraglide\/|\.test\.ts$|\.contract\.ts$|sample\.ts$/.test(name))
	.map((name) => ({ name, text: readFileSync(join('src', name), 'utf8') }));

const placesOf = (pattern: RegExp) =>
	sources.flatMap(({ name, text }) =>
		[...text.matchAll(pattern)].map(([found]) => `${name}: ${found}`)
	);

test('All HTML that is put into a page goes through the one policy, which is for the compiled course', () => {
	expect(placesOf(/\{@html /g).length).toBeGreaterThan(20);
	expect(placesOf(/\{@html (?!trusted\()[^}]*/g)).toEqual([]);
	expect(placesOf(/createPolicy\(\s*'[\w-]+'/g).map((place) => place.replace(/\s/g, ''))).toEqual([
		"lib/ui/trusted-worker.ts:createPolicy('breakout-worker'",
		"lib/ui/trusted.ts:createPolicy('breakout-html'"
	]);
});

test('Nothing else makes markup or program from text', () => {
	expect(
		placesOf(
			/\b(innerHTML|outerHTML|insertAdjacentHTML|srcdoc|createContextualFragment|DOMParser|document\.write)\b/g
		)
	).toEqual([]);
	expect(placesOf(/\beval\(|new Function\(|set(Timeout|Interval)\(\s*['"`]/g)).toEqual([]);
	expect(placesOf(/javascript:|href="data:/g)).toEqual([]);
});

test('What people write is nowhere blessed as HTML', () => {
	// The names under which the program holds it.
	const theirs = /trusted\([^)]*\b(shownAs|name|reason\.text|said|again|reflection|displayName)\b/g;
	expect(placesOf(theirs)).toEqual([]);
});

test('The page opens no window, and takes no message, from another origin', () => {
	expect(placesOf(/window\.open\(|target="_blank"|\.postMessage\([^)]*'\*'/g)).toEqual([]);
	expect(placesOf(/window\.addEventListener\('message'|onmessage=\{/g)).toEqual([]);
});
