import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { launchOptions } from '../../playwright.config';
import { root } from './prepare.js';

/**
 * Takes the pictures of the install sheet from a course that is being served:
 * `npx tsx src/command/screenshots.js http://localhost:4173`. They are kept in static/icons and named in the manifest.
 */
const base = process.argv[2] ?? 'http://localhost:4173';
const pictures = [
	{ name: 'agenda-narrow', path: '/', width: 360, height: 740 },
	{ name: 'lesson-narrow', path: '/lesson/safeguards/seven-days', width: 360, height: 740 },
	{ name: 'agenda-wide', path: '/', width: 1280, height: 800 }
];

const browser = await chromium.launch(launchOptions);
for (const { name, path, width, height } of pictures) {
	const page = await browser.newPage({ viewport: { width, height }, serviceWorkers: 'block' });
	await page.goto(base + path);
	// The typeface is optional: it shows from the second visit on.
	await page.reload();
	await page.getByText('Saved on this device').waitFor();
	await page.screenshot({ path: join(root, 'static', 'icons', `screenshot-${name}.png`) });
	await page.close();
}
await browser.close();
