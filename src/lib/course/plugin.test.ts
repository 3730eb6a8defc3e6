import type { Plugin } from 'vite';
import { expect, it, vi } from 'vitest';
import { course } from './plugin';

vi.mock('node:path', async (original) => (await original<typeof import('node:path')>()).win32);
vi.mock('./read-files', async (original) => ({
	...(await original<typeof import('./read-files')>()),
	readLessonFiles: () => ({})
}));

/** Vite writes every path with slashes, whatever the system does. */
it('hears of a saved lesson on Windows too', async () => {
	const root = 'C:/course';
	const said: unknown[] = [];
	const server = { environments: {}, ws: { send: (what: unknown) => said.push(what) } };
	const plugin = course().find(({ name }) => name === 'breakout-course') as Plugin & {
		configResolved: (config: { root: string }) => void;
		hotUpdate: (update: { file: string; server: typeof server }) => Promise<unknown>;
	};
	plugin.configResolved({ root });
	await plugin.hotUpdate({ file: `${root}/src/app.html`, server });
	expect(said).toEqual([]);
	await plugin.hotUpdate({ file: `${root}/lessons/1-scope/lesson.md`, server });
	expect(said).toMatchObject([{ type: 'error' }]);
	await plugin.hotUpdate({ file: `${root}/static/icons/icon.svg`, server });
	// What a system or an editor keeps for itself.
	await plugin.hotUpdate({ file: `${root}/lessons/.obsidian/workspace.json`, server });
	await plugin.hotUpdate({ file: `${root}/lessons/1-scope/.DS_Store`, server });
	expect(said).toHaveLength(1);
	await plugin.hotUpdate({ file: `${root}/static/pictures/lamp.png`, server });
	expect(said).toHaveLength(2);
});
