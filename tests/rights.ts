import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** Something that a browser can ask of a route: to see its page, one of its methods, or an action of its form. */
export interface Request {
	/** As Kit names it: `/teach/cohorts/[cohort]/members`. */
	route: string;
	/** `page`, a method of `+server.ts`, or `?/` with the name of an action. */
	what: string;
	/** Whether the page is rendered in the browser alone, so that whoever is signed in gets its empty frame. */
	isFrame?: boolean;
}

const methods = /export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE|HEAD)\b/g;

/** Everything that can be asked of the routes that are not files: found in the route tree, so that none can be forgotten. */
export function requestsOf(routes = 'src/routes'): Request[] {
	const files = readdirSync(routes, { recursive: true, encoding: 'utf8' }).sort();
	const found = files.flatMap((file): Request[] => {
		const route = `/${dirname(file).split(sep).join('/')}`.replace(/\/\.$/, '');
		const text = () => readFileSync(join(routes, file), 'utf8');
		if (file.endsWith('+server.ts') && !file.endsWith('+page.server.ts'))
			return [...text().matchAll(methods)].map(([, what]) => ({ route, what }));
		if (file.endsWith('+page.server.ts')) {
			const [, actions = ''] = /actions: Actions = \{\n([\s\S]*?)\n\};/.exec(text()) ?? [];
			return [...actions.matchAll(/^\t(?:async )?(\w+)[:(]/gm)].map(([, name]) => ({
				route,
				what: `?/${name}`
			}));
		}
		if (!file.endsWith('+page.svelte')) return [];
		const load = join(routes, file.replace('+page.svelte', '+page.ts'));
		const isFrame = existsSync(load) && /export const ssr = false/.test(readFileSync(load, 'utf8'));
		return [{ route, what: 'page', isFrame }];
	});
	return found.filter(({ route }) => !isFile(routes, files, route));
}

/** Whether the build makes a route into a file, by what its own folder or one above says: the course, for everybody. */
function isFile(routes: string, files: readonly string[], route: string): boolean {
	return files.some((file) => {
		const folder = `/${dirname(file).split(sep).join('/')}`.replace(/\/\.$/, '');
		const isOwn = /\+(page|server)\.ts$/.test(file) && folder === route;
		const isAbove =
			/\+layout\.ts$/.test(file) && (folder === '/' || `${route}/`.startsWith(`${folder}/`));
		return (
			(isOwn || isAbove) &&
			/export const prerender = true/.test(readFileSync(join(routes, file), 'utf8'))
		);
	});
}
