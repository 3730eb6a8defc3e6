import { readdirSync } from 'node:fs';
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
