import { expect, test } from '@playwright/test';
import { addressOf, itemOfKind, readCourse, say } from './course';
import { answer, answerTo, open } from './screens';

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

test.describe('In a browser that speaks another language', () => {
	test.use({ locale: 'ar-EG' });

	test('the time of saving is told in the language of the page', async ({ page }) => {
		const place = itemOfKind(await readCourse(), 'choice');
		await open(page, addressOf(place));
		await answer(page, place.item, place.text, answerTo(place.item, 'right'));
		await expect(page.locator('header .saving')).toHaveText(/Saved on this device, \d\d:\d\d$/);
	});
});
