import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The flow of architecture §1: a folder of src/lib imports only from those to its left, and from itself. */
const flow = ['course', 'record', 'machines', 'sync', 'reports', 'ui', 'server'];
const lib = 'src/lib';
const drawers = ['utils', 'helpers', 'services', 'stores', 'types'];

/** Every file below a folder, and every folder, by their paths. */
function below(root: string): { files: string[]; folders: string[] } {
	const found = { files: [] as string[], folders: [] as string[] };
	for (const entry of readdirSync(root, { withFileTypes: true })) {
		const path = `${root}/${entry.name}`;
		if (!entry.isDirectory()) found.files.push(path);
		else {
			const inner = below(path);
			found.files.push(...inner.files);
			found.folders.push(path, ...inner.folders);
		}
	}
	return found;
}

/** What a source imports, type imports, re-exports, dynamic imports and style sheets alike. */
function importsOf(source: string): string[] {
	const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
	const patterns = [
		/\b(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]/g,
		/\bimport\s*['"]([^'"]+)['"]/g,
		/\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g,
		/@import\s+(?:url\()?['"]([^'"]+)['"]/g
	];
	return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name]) => name));
}

/** What a file of src/lib imports against the flow, in a sentence each. */
function wrongImports(file: string, source: string): string[] {
	const folderOf = (path: string) => path.slice(lib.length + 1).split('/')[0];
	const own = folderOf(file);
	return importsOf(source).flatMap((name) => {
		const path = name.startsWith('.')
			? normalize(join(dirname(file), name))
			: name.replace(/^\$lib(?=\/|$)/, lib).replace(/^\/src\//, 'src/');
		if (!path.startsWith('src/') && !name.startsWith('.')) return [];
		if (!path.startsWith(`${lib}/`)) return [`${file} imports ${name}, which is outside ${lib}`];
		const from = folderOf(path);
		if (from === own) return [];
		if (!flow.includes(from)) return [`${file} imports ${name}, which is no folder of the flow`];
		return flow.indexOf(from) < flow.indexOf(own)
			? []
			: [`${file} imports ${name}: ${own} comes before ${from}`];
	});
}

const { files, folders } = below('src');
const sources = files.filter(
	(file) =>
		file.startsWith(`${lib}/`) && /\.(ts|js|svelte|css)$/.test(file) && !/\.test\.ts$/.test(file)
);

describe('the folders of src/lib', () => {
	test('are those of the flow', () => {
		const own = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
		for (const { name } of own) expect(flow).toContain(name);
		expect(sources.filter((file) => dirname(file) === lib)).toEqual([]);
	});

	test('import only from those to their left', () => {
		expect(sources.length).toBeGreaterThan(50);
		expect(sources.flatMap((file) => wrongImports(file, readFileSync(file, 'utf8')))).toEqual([]);
	});
});

test('no folder is a drawer for things of one kind', () => {
	expect(folders.length).toBeGreaterThan(10);
	expect(folders.filter((folder) => drawers.includes(basename(folder)))).toEqual([]);
});

describe('the check of the flow', () => {
	const wrong = (file: string, source: string) => wrongImports(`${lib}/${file}`, source).length;

	test.each([
		['a relative import', "import { replay } from '../machines/replay';"],
		['an import by $lib', "import { replay } from '$lib/machines/replay';"],
		['an import of a type', "import type { Progress } from '../machines/replay';"],
		['an inline type', "import { type Progress } from '$lib/machines/replay';"],
		[
			'an import over several lines',
			"import {\n\treplay,\n\ttype Progress\n} from '../machines/replay';"
		],
		['a default import', "import replay, * as all from '../machines/replay';"],
		['an import for its effect', "import '../machines/replay';"],
		['a re-export', "export { replay } from '../machines/replay';"],
		['a re-export of everything', "export * from '../machines/replay';"],
		['a dynamic import', "const { replay } = await import('../machines/replay');"],
		['the type of an import', "let progress: import('../machines/replay').Progress;"],
		['an import by the root', "import { replay } from '/src/lib/machines/replay';"],
		['a folder that is not of the flow', "import { clamp } from '../clamp';"],
		['a route', "import { planOf } from '../../routes/(trainee)/plan';"]
	])('refuses %s', (_what, source) => {
		expect(wrong('record/entry.ts', source)).toBe(1);
		expect(wrong('record/deep/entry.svelte', source.replaceAll("'../", "'../../"))).toBe(1);
	});

	test.each([
		['a folder to the left', "import type { Stance } from '../course/model';"],
		[
			'its own folder',
			"import { union } from './union';\nimport { draft } from '$lib/record/entry';"
		],
		['a package', "import * as v from 'valibot';\nimport { readFileSync } from 'node:fs';"],
		['what a comment names', "/* import '../machines/replay'; */\n// import '../machines/replay';"],
		['what a text names', "const help = 'import it from machines';"]
	])('lets %s through', (_what, source) => {
		expect(wrong('record/entry.ts', source)).toBe(0);
	});

	test('holds between every two folders, one way only', () => {
		for (const [at, own] of flow.entries())
			for (const [other, from] of flow.entries())
				expect(wrong(`${own}/any.ts`, `import '../${from}/any';`)).toBe(other > at ? 1 : 0);
	});
});
