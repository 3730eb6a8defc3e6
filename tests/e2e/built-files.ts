import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const packed = /\.(br|gz)$/;

function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && !packed.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
		.sort();
}

/** Addresses of every page that was prerendered, home first. */
export function builtPages(build = 'build'): string[] {
	return filesBelow(join(build, 'prerendered'))
		.filter((file) => file.endsWith('.html'))
		.map((file) => file.replace(/(\/index)?\.html$/, '') || '/')
		.sort();
}

/** Addresses of everything else that is served: program, icons, compiled lessons, the worker. */
export function builtAssets(build = 'build'): string[] {
	return [
		...filesBelow(join(build, 'client')),
		...filesBelow(join(build, 'prerendered')).filter((file) => !file.endsWith('.html'))
	];
}

/** The files that a build's worker keeps: the address of each, and all that the list says of it. */
export function keptBy(build = 'build'): { url: string; entry: string }[] {
	const worker = readFileSync(join(build, 'client/service-worker.js'), 'utf8');
	return [...worker.matchAll(/\{[^{}]*?"?url"?:\s*["'`]([^"'`]+)["'`][^{}]*\}/g)].map(
		([entry, url]) => ({ url, entry })
	);
}

/** Bytes that a file takes on the wire: with brotli where the build made it, as it is otherwise. */
export function servedBytes(url: string, build = 'build'): number {
	const places = ['client', 'prerendered'].flatMap((folder) => [
		join(build, folder, url),
		join(build, folder, `${url}.html`)
	]);
	const file = places.find((place) => statSync(place, { throwIfNoEntry: false })?.isFile());
	if (!file) throw new Error(`The build has no ${url}.`);
	return statSync(`${file}.br`, { throwIfNoEntry: false })?.size ?? statSync(file).size;
}
