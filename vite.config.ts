import { dirname, join } from 'node:path';
import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { course } from './src/lib/course/plugin';
import { isInProgram } from './src/lib/server/first-visit';
import { stableNames } from './src/lib/server/stable-names';
import { messages } from './src/lib/ui/language/plugin';

const noActors = '\0no-actors';

/** What members of a cohort need on every page, in one file too: a first visit carries the names of files it does not fetch. */
const cohorts =
	/xstate-actors|src\/lib\/sync\/(ack|back|lessons|member|open|outbox|protocol|refusal|rounds|sync|three|transport|wishes)|src\/routes\/\(trainee\)\/sync\/(desk|State)/;

/**
 * XState's index names its actors too, and with the index they would come into the program, where nothing uses them. Sync,
 * which does, imports them from `xstate/actors`; whoever imports them from the index is told so.
 */
const actorsApart: Plugin = {
	name: 'breakout-actors-apart',
	apply: 'build',
	enforce: 'pre',
	applyToEnvironment: ({ name }) => name === 'client',
	resolveId: (source, importer) =>
		source === './xstate-actors.esm.js' && importer?.endsWith('xstate.esm.js') ? noActors : null,
	load: (id) =>
		id === noActors
			? ['createEmptyActor', 'fromCallback', 'fromEventObservable', 'fromObservable']
					.concat(['fromPromise', 'fromTransition'])
					.map(
						(name) =>
							`export function ${name}() { throw new Error('Import ${name} from xstate/actors.'); }`
					)
					.join('\n')
			: null
};

/**
 * Kit asks for every layout and page by a file of its own, though the program has those of a lesson already: five files that
 * say nothing, and on a slow line a wait more. Kit's list of them is given those of the program at once.
 */
const lessonAtOnce: Plugin = {
	name: 'breakout-lesson-at-once',
	apply: 'build',
	applyToEnvironment: ({ name }) => name === 'client',
	transform(code, id) {
		if (!/[/\\]client-optimized[/\\]app\.js$/.test(id)) return null;
		const imports: string[] = [];
		const list = code.replace(/\(\) => import\('\.\/nodes\/(\d+)'\)/g, (asked, node: string) => {
			if (!isInProgram(join(dirname(id), 'nodes', `${node}.js`))) return asked;
			imports.push(`import * as node${node} from './nodes/${node}';`);
			return `async () => node${node}`;
		});
		return { code: `${imports.join('\n')}\n${list}`, map: null };
	}
};

export default defineConfig({
	plugins: [actorsApart, lessonAtOnce, stableNames, messages(), course(), sveltekit()],
	build: {
		target: 'es2022',
		cssTarget: ['chrome111', 'firefox113', 'safari16.4'],
		// Slower than Vite's own, and what a first visit fetches is a hundredth smaller. Commas for semicolons compress worse.
		minify: 'terser',
		terserOptions: { safari10: false, ecma: 2020, compress: { passes: 3, sequences: false } },
		// Which plugin took how long is nothing to somebody who starts the course.
		rolldownOptions: { checks: { pluginTimings: false } }
	},
	environments: {
		client: {
			build: {
				rolldownOptions: {
					output: {
						codeSplitting: {
							groups: [
								{ name: 'program', test: isInProgram },
								{ name: 'cohorts', test: (id) => cohorts.test(id.replaceAll('\\', '/')) },
								// Facilitators' words never come with a trainee's first visit.
								{ name: 'teach-words', test: /paraglide\/messages\/teach_/ },
								// Nor do the words of those who join a cohort.
								{ name: 'cohort-words', test: /paraglide\/messages\/(cohort|join|sync)_/ },
								{ name: 'words', test: /paraglide/, minShareCount: 2 }
							]
						}
					}
				}
			}
		}
	},
	// It names Svelte among its peers, so it would be taken for components and bundled: half of it, with a state of its own.
	ssr: { external: ['better-auth', '@better-auth/core', '@better-auth/passkey'] },
	// Known from the start, or the development server reloads a page when it meets one of them on the way.
	optimizeDeps: {
		include: ['@simplewebauthn/browser', 'fflate', 'idb', 'uuid', 'valibot', 'xstate']
	},
	server: { watch: { ignored: ['**/build/**', '**/test-results/**'] } },
	test: {
		include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
		// Only what hangs is to fail, on however busy a machine.
		testTimeout: 120_000,
		hookTimeout: 120_000,
		expect: { poll: { timeout: 60_000 } }
	}
});
