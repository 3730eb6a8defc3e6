import { defineConfig } from 'vitest/config';

/**
 * Tests beside the code that mutation testing changes (stryker.config.js), and no other: they need neither Svelte nor the
 * course as a module, so none of Vite's plugins stands between a change and its test.
 */
const folder = process.env.MUTANTS_FOLDER ?? 'src/lib';

/** Of sealed entries both halves are tested together, where they are sealed. */
const elsewhere: Record<string, string[]> = {
	'src/lib/machines': ['src/lib/sync/seal.test.ts']
};

export default defineConfig({
	test: {
		include: [`${folder}/**/*.test.ts`, ...(elsewhere[folder] ?? [])],
		// Every change is a run of its own, and of what it runs most would be spent on loading the same modules anew.
		isolate: false,
		// A change after which something never happens is the costliest of all: its test is to give up soon.
		testTimeout: 5000,
		expect: { poll: { timeout: 2000 } }
	}
});
