import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ask } from '../e2e/answers';

/** Every file below a folder, packed ones left out. */
function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !/\.(br|gz|woff2|png)$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
}

/** Words by which a part of the author's page is known wherever a build may have put it. */
const traces = [
	['src/lib/ui/author/FilePlace.svelte', '__open-in-editor'],
	['src/lib/ui/author/Play.svelte', 'A shortest way here'],
	['src/lib/ui/author/Figures.svelte', 'Sound endings locked without notice'],
	['src/lib/ui/author/rehearsal.svelte.ts', 'rehearsal'],
	['src/lib/course/author-page.ts', 'For authors · Breakout'],
	['src/lib/course/advice.ts', 'best_often_longest'],
	['node_modules/@dagrejs/dagre/dist/dagre.esm.js', 'network-simplex'],
	['node_modules/syllable/problematic.js', 'abalone'],
	['node_modules/flesch-kincaid/index.js', '15.59']
];

test('What is built has nothing of the page for authors, nor of what draws and measures for it', () => {
	const files = filesBelow('build').map((file) => ({ file, text: readFileSync(file, 'utf8') }));
	expect(files.length).toBeGreaterThan(100);
	for (const [source, words] of traces) {
		expect(readFileSync(source, 'utf8'), source).toContain(words);
		expect
			.soft(
				files.filter(({ text }) => text.includes(words)).map(({ file }) => file),
				words
			)
			.toEqual([]);
	}
});

test('Where it is asked for, what is built knows no such page', async ({ baseURL }) => {
	expect((await ask(baseURL, '/author')).status).toBe(404);
});
