import { sveltekit } from '@sveltejs/kit/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { course } from './src/lib/course/plugin';
import { messages } from './src/lib/ui/language/plugin';

/** What a first visit to a lesson needs, in one file: forty small ones compress a tenth worse. */
const program = new RegExp(
	[
		'node_modules/(svelte|@sveltejs/kit|esm-env|clsx|xstate(?!/dist/xstate-actors)|valibot|idb|uuid)/',
		// Not what only members of a cohort need.
		'src/lib/sync/update',
		// Not what only the debrief needs, or only members of a cohort.
		'src/lib/machines/(?!argued|explored|compare|flips|told|sealed|view-places)',
		'src/lib/record/(?!record-file|canonical)',
		'src/lib/ui/(evidence|shell|trusted)',
		'src/routes/\\(trainee\\)/(trainee|worker|plan|fetch|settings)',
		'src/routes/\\(trainee\\)/\\[\\[language=language\\]\\]/(\\+layout|\\+error|lesson)'
	].join('|')
);

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

export default defineConfig({
	plugins: [actorsApart, messages(), course(), sveltekit()],
	build: { target: 'es2022', cssTarget: ['chrome111', 'firefox113', 'safari16.4'] },
	environments: {
		client: {
			build: {
				rolldownOptions: {
					output: {
						codeSplitting: {
							groups: [
								{ name: 'program', test: (id) => program.test(id.replaceAll('\\', '/')) },
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
