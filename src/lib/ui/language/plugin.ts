import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { lengthen } from './pseudo';

const here = 'src/lib/ui/language';
const output = `${here}/paraglide`;

/**
 * Compiles the interface messages. The language is that of the address (hooks.client.ts, server.ts); the ways to find and keep one
 * that would come along unused, to every phone, are left out. With PSEUDO=1 two invented languages come with them: `en-XA`, whose strings are
 * far longer, and `ar-XB`, which runs from right to left; `tests` try every screen in both.
 */
export function messages(): Plugin[] {
	const project = process.env.PSEUDO ? writePseudoProject() : `./${here}/project.inlang`;
	return [
		paraglideVitePlugin({
			project,
			outdir: `./${output}`,
			strategy: ['globalVariable', 'baseLocale']
		}) as Plugin,
		{
			name: 'breakout-messages-lean',
			transform(code, id) {
				if (!id.split('?')[0].endsWith(`/${output}/runtime.js`)) return;
				let left = 2;
				const lean = code.replace(/^export let ([gs]etLocale) = [^]*?^};$/gm, (_, name: string) => {
					left -= 1;
					return `export let ${name} = () => baseLocale;`;
				});
				if (left)
					this.error(
						'The runtime of paraglide-js is written otherwise than it was. Look where its getLocale and setLocale end.'
					);
				return { code: lean, map: null };
			}
		},
		{
			name: 'breakout-messages-present',
			buildEnd() {
				// A missing plugin is only a warning to Paraglide, and leaves every message undefined.
				const index = readFileSync(`${output}/messages/_index.js`, 'utf8');
				if (!index.includes('export'))
					this.error('No interface message was compiled. See the warning of paraglide-js above.');
			}
		}
	];
}

function writePseudoProject(): string {
	const folder = '.cache/pseudo';
	const settings = JSON.parse(
		readFileSync(`${here}/project.inlang/settings.json`, 'utf8')
	) as Record<string, unknown>;
	const english = JSON.parse(readFileSync(`${here}/messages/en.json`, 'utf8')) as Record<
		string,
		string
	>;
	mkdirSync(join(folder, 'project.inlang'), { recursive: true });
	mkdirSync(join(folder, 'messages'), { recursive: true });
	const write = (path: string, value: unknown) =>
		writeFileSync(join(folder, path), JSON.stringify(value, null, '\t'));
	write('messages/en.json', english);
	write(
		'messages/en-XA.json',
		Object.fromEntries(Object.entries(english).map(([key, text]) => [key, lengthen(text)]))
	);
	write('messages/ar-XB.json', english);
	write('project.inlang/settings.json', {
		...settings,
		locales: ['en', 'en-XA', 'ar-XB'],
		modules: ['../../node_modules/@inlang/plugin-message-format/dist/index.js']
	});
	return `./${folder}/project.inlang`;
}
