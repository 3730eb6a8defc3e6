import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Licences that let the course be used and passed on by anybody, with a notice at the most (SPDX). */
const permissive = [
	'0BSD',
	'Apache-2.0',
	'Apache-2.0 WITH LLVM-exception',
	'BlueOak-1.0.0',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'CC0-1.0',
	'ISC',
	'MIT',
	'MIT-0',
	'Zlib'
];

/** What is under another licence, or does not say it in the lockfile, with why that is no harm. */
const exceptions: Record<string, string> = {
	'@axe-core/playwright': 'MPL-2.0: tests with it; nothing of it is passed on',
	'axe-core': 'MPL-2.0: the same',
	lightningcss: 'MPL-2.0: the build compresses styles with it; nothing of it is passed on',
	argparse: 'Python-2.0, permissive: a tool of the build',
	'caniuse-lite': 'CC-BY-4.0: data for tools of the build',
	'@inlang/plugin-message-format': 'Apache-2.0, in its LICENSE: a tool of the build',
	'@lix-js/sdk-linux-x64': 'part of @lix-js/sdk: a tool of the build',
	format: 'MIT, in its Readme: a tool of the build',
	'svg-tags': 'MIT, in its package.json: a tool of lint'
};

interface Locked {
	license?: string;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
	packages: Record<string, Locked>;
};

/** Whether all the licences of one choice are permissive. */
const isPermissive = (license = ''): boolean =>
	license
		.replace(/^\(|\)$/g, '')
		.split(' OR ')
		.some((choice) => choice.split(' AND ').every((one) => permissive.includes(one)));

test('Every package that the lockfile names may be used and passed on', () => {
	const others = Object.entries(packages).flatMap(([path, { license }]) => {
		const name = path.split('node_modules/').at(-1) ?? '';
		// The builds of one package for each system are named after it.
		const isKnown = Object.keys(exceptions).some(
			(known) => name === known || (name.startsWith(`${known}-`) && known === 'lightningcss')
		);
		return path === '' || isPermissive(license) || isKnown ? [] : [`${name}: ${license ?? 'none'}`];
	});
	expect(others).toEqual([]);
	expect(Object.keys(packages).length).toBeGreaterThan(500);
});

test('No exception stands longer than its package', () => {
	const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
	expect(Object.keys(exceptions).filter((name) => !names.has(name))).toEqual([]);
});
