import { run } from './prepare.js';

/**
 * `npm run mutants -- src/lib/record`: changes the code of a folder in one place at a time, and tells which changes no test
 * beside it notices. Files of one folder may be named in its place, and what was found in others of it before is kept.
 * tests/mutants.md says what came of it.
 */

const places = process.argv.slice(2).map((place) => place.replace(/\/$/, ''));
const parts = places.map((place) =>
	/^(src\/lib\/(?:course|machines|record|reports|sync))(\/[\w.-]+\.ts)?$/.exec(place)
);
const [folder, ...others] = new Set(parts.map((part) => part?.[1]));

if (!folder || others.length > 0) {
	console.error(
		'Name one folder of src/lib, or files of one, such as: npm run mutants -- src/lib/record'
	);
	process.exit(1);
}

run('npx', ['svelte-kit', 'sync']);
run('npx', ['stryker', 'run'], {
	...process.env,
	MUTATED: parts.map((part) => folder + (part?.[2] ?? '/*.ts')).join(),
	MUTANTS_FOLDER: folder,
	VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true'
});
