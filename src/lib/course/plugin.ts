import { join, sep } from 'node:path';
import type { Plugin, ViteDevServer } from 'vite';
import { compile } from './compile';
import { formatProblem, type Problem } from './problem';
import { readLessonFiles } from './read-files';

const name = 'virtual:course';
const resolved = `\0${name}`;

/**
 * Gives the server and the prerenderer the compiled course as `virtual:course`; the endpoints below `routes/course`
 * write it out, a file a lesson. A problem stops the build; in development it fills the browser's overlay and goes
 * away when the file is mended.
 */
export function course(): Plugin {
	let root = '';
	let standing: Problem[] = [];

	/** What a browser's overlay shows: every problem, and the place of the first. */
	const errorOf = (problems: Problem[]) => {
		const [{ file, line }] = problems;
		return {
			message: `The lessons have ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n\n${problems.map(formatProblem).join('\n')}\n`,
			id: join(root, file),
			loc: { file: join(root, file), line, column: 0 }
		};
	};
	const show = (server: ViteDevServer): void =>
		server.ws.send({
			type: 'error',
			err: { ...errorOf(standing), stack: '', plugin: 'breakout-course' }
		});

	return {
		name: 'breakout-course',
		configResolved(config) {
			root = config.root;
		},
		configureServer(server) {
			// A page that is opened or reloaded while there is a problem must say so too.
			server.ws.on('connection', () => {
				if (standing.length) show(server);
			});
		},
		resolveId: (id) => (id === name ? resolved : undefined),
		async load(id) {
			if (id !== resolved) return;
			const files = readLessonFiles(root);
			for (const file of Object.keys(files)) this.addWatchFile(join(root, file));
			const { courses, problems } = await compile(files);
			standing = problems;
			if (problems.length) this.error(errorOf(problems));
			return `export default ${JSON.stringify(courses)};`;
		},
		async hotUpdate({ file, server }) {
			if (!file.startsWith(join(root, 'lessons') + sep)) return;
			standing = (await compile(readLessonFiles(root))).problems;
			for (const environment of Object.values(server.environments)) {
				const module = environment.moduleGraph.getModuleById(resolved);
				if (module) environment.moduleGraph.invalidateModule(module);
			}
			if (standing.length) show(server);
			else server.ws.send({ type: 'full-reload' });
			return [];
		}
	};
}
