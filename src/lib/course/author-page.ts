import type { Plugin } from 'vite';
import { authorView } from './author';
import type { Compilation } from './compile';
import { isAuthors } from './read-files';

const name = 'virtual:author';
const resolved = `\0${name}`;

const page = `<!doctype html>
<html lang="en">
	<head>
		<meta charset="utf-8" />
		<meta name="viewport" content="width=device-width, initial-scale=1" />
		<meta name="color-scheme" content="light dark" />
		<link rel="icon" href="/icons/icon.svg" type="image/svg+xml" />
		<title>For authors · Breakout</title>
	</head>
	<body>
		<script type="module" src="/src/lib/ui/author/main.ts"></script>
	</body>
</html>`;

/**
 * Serves `/author` while `npm run dev` runs: every scenario as its graph, with its figures, problems and advice. A page of
 * the development server and no route, so that a build has nothing of it that it could contain.
 */
export function authorPage(compiled: (root: string) => Promise<Compilation>): Plugin {
	let root = '';
	return {
		name: 'breakout-author',
		apply: 'serve',
		configResolved(config) {
			root = config.root;
		},
		configureServer(server) {
			server.middlewares.use('/author', (request, response, next) => {
				const path = request.originalUrl?.split('?')[0];
				if (path !== '/author') return next();
				server.transformIndexHtml(path, page).then((html) => {
					response.setHeader('content-type', 'text/html; charset=utf-8');
					response.end(html);
				}, next);
			});
		},
		resolveId: (id) => (id === name ? resolved : undefined),
		async load(id) {
			if (id !== resolved) return;
			const course = JSON.stringify(authorView(await compiled(root)));
			return { code: `export default ${course};`, map: { mappings: '' } };
		},
		// Before `virtual:course` has the page loaded again.
		hotUpdate({ file, server }) {
			if (!isAuthors(file, root)) return;
			const { moduleGraph } = server.environments.client;
			const module = moduleGraph.getModuleById(resolved);
			if (module) moduleGraph.invalidateModule(module);
		}
	};
}
