import { join } from 'node:path';
import type { Plugin, ViteDevServer } from 'vite';
import { authorPage } from './author-page';
import { compile, type Compilation } from './compile';
import { formatProblem, type Problem } from './problem';
import { isAuthors, readLessonFiles } from './read-files';
import { Readings } from './readings';

const name = 'virtual:course';
const resolved = `\0${name}`;

/** The course for the server and the prerenderer, and in development the author's page. */
export function course(): Plugin[] {
	const compiled = compiler();
	return [authorPage(compiled), compiledCourse(compiled)];
}

/** Compiles what stands below a root, once for the same files: two modules and several environments ask for it. */
function compiler(): (root: string) => Promise<Compilation> {
	const readings = new Readings();
	let known = '';
	let compilation: Promise<Compilation>;
	return (root) => {
		const files = readLessonFiles(root);
		const now = JSON.stringify(files);
		if (now !== known) compilation = compile(files, readings);
		known = now;
		return compilation;
	};
}

/**
 * Gives the server and the prerenderer the compiled course as `virtual:course`; the endpoints below `routes/course`
 * write it out, a file a lesson. A problem stops the build; in development it fills the browser's overlay and goes
 * away when the file is mended.
 */
function compiledCourse(compiled: (root: string) => Promise<Compilation>): Plugin {
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
			for (const file of Object.keys(readLessonFiles(root))) this.addWatchFile(join(root, file));
			const { courses, problems } = await compiled(root);
			standing = problems;
			if (problems.length) this.error(errorOf(problems));
			return `export default ${JSON.stringify(courses)};`;
		},
		async hotUpdate({ file, server }) {
			if (!isAuthors(file, root)) return;
			standing = (await compiled(root)).problems;
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
