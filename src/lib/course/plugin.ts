import { join, sep } from 'node:path';
import type { Plugin } from 'vite';
import { compile } from './compile';
import { formatProblem } from './problem';
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
	return {
		name: 'breakout-course',
		configResolved(config) {
			root = config.root;
		},
		resolveId: (id) => (id === name ? resolved : undefined),
		async load(id) {
			if (id !== resolved) return;
			const files = readLessonFiles(root);
			for (const file of Object.keys(files)) this.addWatchFile(join(root, file));
			const { courses, problems } = await compile(files);
			if (problems.length) {
				const [first] = problems;
				this.error({
					message: `The lessons have ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n\n${problems.map(formatProblem).join('\n')}\n`,
					id: join(root, first.file),
					loc: { file: join(root, first.file), line: first.line, column: 0 }
				});
			}
			return `export default ${JSON.stringify(courses)};`;
		},
		async hotUpdate({ file, server }) {
			if (!file.startsWith(join(root, 'lessons') + sep)) return;
			const { problems } = await compile(readLessonFiles(root));
			for (const environment of Object.values(server.environments)) {
				const module = environment.moduleGraph.getModuleById(resolved);
				if (module) environment.moduleGraph.invalidateModule(module);
			}
			if (problems.length) {
				const [first] = problems;
				server.ws.send({
					type: 'error',
					err: {
						message: problems.map(formatProblem).join('\n'),
						stack: '',
						id: join(root, first.file),
						loc: { file: join(root, first.file), line: first.line, column: 0 },
						plugin: 'breakout-course'
					}
				});
			} else server.ws.send({ type: 'full-reload' });
			return [];
		}
	};
}
