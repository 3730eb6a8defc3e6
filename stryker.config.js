import { basename } from 'node:path';

/** Which folder's tests are to notice, and which of its files are changed: src/command/mutants.js sets them. */
const { MUTANTS_FOLDER: folder = '', MUTATED: mutated = '', MUTANTS_STATIC } = process.env;
const reports = `.cache/mutants/${basename(folder)}`;

/**
 * Mutation testing: which changes of the code no test notices.
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	testRunner: 'vitest',
	plugins: ['@stryker-mutator/vitest-runner'],
	// Related tests would be those of servers and pages too; the configuration names those beside the code.
	vitest: { configFile: 'vitest.mutants.config.ts', related: false },
	mutate: [
		...mutated.split(','),
		// What only tests use is no code to test.
		...['test', 'contract', 'faults', 'd'].map((kind) => `!src/**/*.${kind}.ts`),
		...['sample', 'sample-course', 'fake-server'].map((name) => `!src/**/${name}.ts`),
		// Of a command there is nothing to change but what it prints.
		'!src/**/*.cli.ts'
	],
	// Kit's folder is left out unless it is asked for, and tsconfig.json stands on a file in it.
	ignorePatterns: ['build', 'data', 'static', '!.svelte-kit', '.svelte-kit/output'],
	coverageAnalysis: 'perTest',
	// What is worked out while a module loads is seen by every test, so that each such change costs a whole run of them all.
	// Where tests are named (vitest.mutants.config.ts) it may be asked for: schemas and remembered charts are of this kind.
	ignoreStatic: !MUTANTS_STATIC,
	incremental: true,
	// What was found without them is not to be believed with them.
	force: Boolean(MUTANTS_STATIC),
	incrementalFile: `${reports}/incremental.json`,
	tempDirName: '.cache/mutants/work',
	reporters: ['clear-text', 'progress', 'json', 'html'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: `${reports}/report.json` },
	htmlReporter: { fileName: `${reports}/report.html` },
	// Whoever waits for a busy machine is not a test that noticed something.
	timeoutMS: 10_000,
	concurrency: 1,
	thresholds: { high: 90, low: 80, break: 80 }
};
