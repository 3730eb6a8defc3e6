import { defineConfig } from 'vitest/config';

/**
 * Tests beside the code that mutation testing changes (stryker.config.js), and no other: they need neither Svelte nor the
 * course as a module, so none of Vite's plugins stands between a change and its test.
 */
const { MUTANTS_FOLDER: folder = 'src/lib', MUTANTS_TESTS: named } = process.env;

/** Of sealed entries both halves are tested together, where they are sealed. */
const elsewhere: Record<string, string[]> = {
	'src/lib/machines': ['src/lib/sync/seal.test.ts']
};

/** Where a folder takes minutes for every change, as the compiler does, the tests may be named. */
const tests = named?.split(',') ?? [`${folder}/**/*.test.ts`, ...(elsewhere[folder] ?? [])];

export default defineConfig({
	test: {
		include: tests,
		// Every change is a run of its own, and of what it runs most would be spent on loading the same modules anew.
		isolate: false,
		// A change after which something never happens is the costliest of all: its test gives up as soon as a slow one may.
		testTimeout: 20_000,
		expect: { poll: { timeout: 2000 } }
	}
});
