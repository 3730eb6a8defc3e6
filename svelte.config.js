import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import node from '@sveltejs/adapter-node';
import { injectManifest } from 'workbox-build';

/**
 * The version of the program, not of the lessons: an edited lesson must not change a single script.
 * A hash of what the client is built from; generated files are left out, because they change while it is built, and so is
 * the page for authors, which no build has.
 */
function programVersion() {
	const hash = createHash('sha256');
	const others = /\.test\.ts$|[/\\]paraglide$|project\.inlang$|ui[/\\]author$/;
	const add = (folder) => {
		for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
			a.name < b.name ? -1 : 1
		)) {
			const path = join(folder, entry.name);
			if (others.test(path)) continue;
			if (entry.isDirectory()) add(path);
			else hash.update(path).update(readFileSync(path));
		}
	};
	add('src');
	hash.update(readFileSync('package-lock.json'));
	return hash.digest('hex').slice(0, 12);
}

const manifest = '.svelte-kit/output/client/.vite/manifest.json';

/**
 * Every script and style that is reached from an entry and from the page's nodes that are wanted, by its name below `client/`.
 * @param {(source: string) => boolean} isWanted given a node's source, which names its route
 * @returns {Set<string>}
 */
function filesFor(isWanted) {
	const chunks = JSON.parse(readFileSync(manifest, 'utf8'));
	const isLeftOut = (name) =>
		/[/\\]client-optimized[/\\]nodes[/\\]/.test(name) && !isWanted(readFileSync(name, 'utf8'));
	const found = new Set();
	const files = new Set();
	const add = (name) => {
		if (found.has(name) || isLeftOut(name)) return;
		found.add(name);
		const { file, css = [], imports = [], dynamicImports = [] } = chunks[name];
		for (const one of [file, ...css]) files.add(one);
		[...imports, ...dynamicImports].forEach(add);
	};
	for (const [name, { isEntry }] of Object.entries(chunks)) if (isEntry) add(name);
	return files;
}

/**
 * What a trainee's page may need. What only facilitators' pages need comes from the server with them, and is not kept on
 * trainees' devices.
 */
const traineesFiles = () => filesFor((source) => !/[/\\]routes[/\\]teach[/\\]/.test(source));

/** What the page that reads capsules without a server needs; a facilitator may keep it (routes/teach/capsules/keep.ts). */
const capsulesFiles = () =>
	filesFor((source) => /[/\\]routes[/\\](teach[/\\]capsules[/\\]|\+error)/.test(source));

/** What a browser checks a file by, as Subresource Integrity writes it. */
const digestOf = (path) =>
	`sha256-${createHash('sha256').update(readFileSync(path)).digest('base64')}`;

/**
 * The Node adapter, after the worker has got its list: the shell, the program and a file for each lesson, each with a
 * hash of its content, by which the browser checks it, and not every page.
 * @returns {import('@sveltejs/kit').Adapter}
 */
function adapter() {
	const { adapt, ...rest } = node({ precompress: true });
	return {
		...rest,
		async adapt(builder) {
			const globDirectory = '.svelte-kit/output';
			const worker = `${globDirectory}/client/service-worker.js`;
			writeFileSync(
				'.svelte-kit/output/client/capsules.json',
				JSON.stringify([...capsulesFiles()].map((file) => `/${file}`))
			);
			const needed = traineesFiles();
			const { warnings } = await injectManifest({
				swSrc: worker,
				swDest: worker,
				globDirectory,
				globPatterns: [
					'client/_app/immutable/**/*.{js,css}',
					'client/{fonts,icons,pictures}/**/*',
					'client/manifest.json',
					'prerendered/pages/shell.html',
					'prerendered/{pages,dependencies}/course/*/*.json',
					'prerendered/{pages,dependencies}/course/*/scenarios/*.json'
				],
				// Kept for a device that installs the program, but never shown offline; and who made the typeface.
				globIgnores: ['client/icons/screenshot-*.png', 'client/fonts/*.txt'],
				dontCacheBustURLsMatching: /\/immutable\//,
				manifestTransforms: [
					(entries) => ({
						manifest: entries
							.map((entry) => ({
								...entry,
								integrity: digestOf(join(globDirectory, entry.url)),
								url: entry.url
									.replace(/^(client|prerendered\/(pages|dependencies))/, '')
									.replace(/^\/shell\.html$/, '/shell')
							}))
							.filter(({ url }) => !url.startsWith('/_app/') || needed.has(url.slice(1)))
					})
				]
			});
			if (warnings.length) throw new Error(warnings.join('\n'));
			await adapt(builder);
		}
	};
}

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		adapter: adapter(),
		// Computed once a build: the prerenderer loads this file again, in a thread of its own.
		version: { name: (process.env.PROGRAM_VERSION ??= programVersion()) },
		paths: { relative: false },
		// The worker is registered by lib/ui/worker, which asks first when Data Saver is on.
		serviceWorker: { register: false },
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self'],
				// Kit's route announcer carries one style attribute; this is its hash, and nothing else passes.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self'],
				'base-uri': ['none'],
				'form-action': ['self'],
				// Only a header can say this: listen.js adds it to the policy of a prerendered page.
				'frame-ancestors': ['none'],
				'require-trusted-types-for': ['script'],
				'trusted-types': [
					'svelte-trusted-html',
					'sveltekit-trusted-url',
					'breakout-worker',
					'breakout-html'
				]
			}
		},
		prerender: { handleMissingId: 'fail', handleHttpError: 'fail' },
		// Styles stand in the page: on a slow line one more file is one more wait before anything is seen.
		inlineStyleThreshold: 32_768,
		output: { bundleStrategy: 'split' }
	}
};
