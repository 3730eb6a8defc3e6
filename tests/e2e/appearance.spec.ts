import { expect, test } from '@playwright/test';
import { say } from './course';
import { open } from './screens';

test('Paper is light, whatever theme was chosen for the screen', async ({ page }) => {
	await open(page, '/settings');
	await page.getByLabel(say('theme_dark')).check();
	const ink = () => page.evaluate(() => getComputedStyle(document.body).color);
	const dark = await ink();
	await page.getByLabel(say('theme_light')).check();
	const light = await ink();
	expect(light).not.toBe(dark);
	await page.getByLabel(say('theme_dark')).check();
	await page.emulateMedia({ media: 'print' });
	expect(await ink()).toBe(light);
});
