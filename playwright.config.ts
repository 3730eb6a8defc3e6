import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.TEST_PORT ?? 4271);
const pseudoPort = port + 1;
/** Facilitators' data of the servers that every test shares; a test of facilitators has a server of its own. */
const data = { DATA_DIR: '.cache/e2e-data' };
const debian = '/usr/bin/chromium';

/** Debian's Chromium where it is installed, Playwright's own elsewhere. */
export const launchOptions = {
	...(existsSync(debian) ? { executablePath: debian } : {}),
	args: [
		'--no-sandbox',
		'--disable-gpu',
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync'
	]
};

/**
 * `course` runs against the built course, served as `npm start` serves it; `pseudo` against the development server with
 * the two invented languages, long-string and right-to-left.
 */
export default defineConfig({
	testDir: 'tests',
	outputDir: 'test-results',
	fullyParallel: true,
	workers: 2,
	forbidOnly: true,
	retries: 0,
	// Only what hangs is to fail, on however busy a machine.
	timeout: 120_000,
	expect: { timeout: 20_000 },
	// It tells at its end what failed and how, which is what is left of a long log.
	reporter: [['list']],
	use: { launchOptions, viewport: { width: 360, height: 740 }, trace: 'off', screenshot: 'off' },
	projects: [
		{
			name: 'course',
			// The whole path is looked at, and a checkout may lie in a folder of any name.
			testMatch: /tests\/(e2e|offline|faults|authors|teach|sync)\/[^/]+\.spec\.ts$/,
			use: { baseURL: `http://localhost:${port}` }
		},
		{
			name: 'pseudo',
			testMatch: /tests\/pseudo\/[^/]+\.spec\.ts$/,
			use: { baseURL: `http://localhost:${pseudoPort}` }
		}
	],
	webServer: [
		{
			command: 'node src/command/serve.js',
			env: { PORT: String(port), ...data },
			url: `http://localhost:${port}/shell`,
			reuseExistingServer: false
		},
		{
			command: `npx vite dev --port ${pseudoPort} --strictPort`,
			env: { PSEUDO: '1', VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true', ...data },
			url: `http://localhost:${pseudoPort}/settings`,
			reuseExistingServer: false,
			timeout: 120_000
		}
	]
});
