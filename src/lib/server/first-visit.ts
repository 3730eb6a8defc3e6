import { existsSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { LessonModel } from '../course/model';

/**
 * What a first visit fetches, and when: on a slow line every file that waits for another costs more than its bytes. Used by
 * the build (vite.config.ts) and where pages are prerendered (hooks.server.ts); a page made when it is asked for takes what
 * Kit gives it.
 */

/** What a first visit to a lesson needs, in one file: forty small ones compress a tenth worse. */
const program = new RegExp(
	[
		'node_modules/(svelte|@sveltejs/kit|esm-env|clsx|xstate(?!/dist/xstate-actors)|valibot|idb|uuid)/',
		// Not what only members of a cohort need.
		'src/lib/sync/update',
		// Not what only the debrief or the page on progress needs, or only members of a cohort.
		'src/lib/machines/(?!argued|explored|compare|flips|summary|told|sealed|view-places)',
		'src/lib/record/(?!record-file|canonical)',
		'src/lib/ui/(evidence|fields|shell|trusted)',
		'src/routes/(\\(trainee\\)/)?(\\+layout|\\+error)',
		'src/routes/\\(trainee\\)/(trainee|worker|plan|fetch|fields|settings)',
		'src/routes/\\(trainee\\)/\\[\\[language=language\\]\\]/(\\+layout|\\+error|lesson)'
	].join('|')
);

/** Whether a module belongs to the program, or is Kit's word for a layout or page that does. */
export function isInProgram(module: string): boolean {
	return program.test(isNode(module) ? readFileSync(module, 'utf8') : module.replaceAll(sep, '/'));
}

/** Kit's word for a layout or page: a file that names its component and what loads its data. */
const isNode = (module: string): boolean => /[/\\]client-optimized[/\\]nodes[/\\]/.test(module);

/** The build's own list of what it made of each source. */
const list = '.svelte-kit/output/client/.vite/manifest.json';
/** What shows an activity of a kind, and comes besides the program. */
const shownBy = {
	quiz: 'src/lib/ui/quiz/Quiz.svelte',
	scenario: 'src/lib/ui/scenario/CaseFile.svelte'
};

type Chunks = Record<string, { file: string; imports?: string[] }>;

let chunks: Chunks | null = null;

/** The list, which is there once the client is built. */
function readChunks(): Chunks {
	if (!chunks && existsSync(list)) chunks = JSON.parse(readFileSync(list, 'utf8')) as Chunks;
	return chunks ?? {};
}

/** Whether a file is worth its request: not one that only says of a layout or page that the program has it. */
export function isWorthFetching(path: string): boolean {
	const [source] =
		Object.entries(readChunks()).find(([, { file }]) => path.endsWith(`/${file}`)) ?? [];
	return !source || !isNode(source) || !isInProgram(source);
}

/** The files that show the activities of a step, as addresses: each would else be asked for by the one before. */
export function filesToShow({ steps, activities }: LessonModel, step: string): string[] {
	const placed = steps.find(({ id }) => id === step)?.activities ?? [];
	const kinds = new Set(activities.filter(({ id }) => placed.includes(id)).map(({ kind }) => kind));
	const chunks = readChunks();
	const names = [...kinds].flatMap((kind) => {
		const name = shownBy[kind];
		return chunks[name] ? [name, ...(chunks[name].imports ?? [])] : [];
	});
	return [...new Set(names.map((name) => `/${chunks[name].file}`))];
}
