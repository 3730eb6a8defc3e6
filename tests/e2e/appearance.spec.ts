import { expect, test } from '@playwright/test';
import { addressOf, flagshipOf, itemOfKind, readCourse, say, scenarioOf } from './course';
import { bring, courseDone } from './record';
import { answer, answerTo, itemOn, open, overflowOf } from './screens';

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

test('What a sentence rests on is folded on the screen, and stands on paper', async ({ page }) => {
	const { lesson, step } = itemOfKind(await readCourse(), 'choice');
	await open(page, `/lesson/${lesson.id}/${step}`);
	const claim = page.locator('.claim').first();
	await expect(claim).toBeHidden();
	await page.emulateMedia({ media: 'print' });
	await expect(claim).toBeVisible();
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

test('What a trainee writes is read in the direction of its own script', async ({ page }) => {
	const place = itemOfKind(await readCourse(), 'reflection');
	const text = 'من يقرر، وباسم من؟';
	await open(page, addressOf(place));
	const card = itemOn(page, place.item);
	const field = card.getByRole('textbox');
	await expect(field).toHaveCSS('direction', 'ltr');
	await field.fill(text);
	await expect(field).toHaveCSS('direction', 'rtl');
	await answer(page, place.item, place.text, { text });
	await expect(card.getByText(text)).toHaveCSS('direction', 'rtl');
});

test('A case file says how many decisions are to come: a number, or from the least to the most', async ({
	page
}) => {
	const course = await readCourse();
	const flagship = flagshipOf(course);
	await open(page, `/lesson/${flagship.lesson}/${flagship.step}`);
	await expect(page.locator('.cover .meta')).toContainText('Decisions: 2 to 8');

	const { scope } = course.models;
	const same = scenarioOf(scope, course.texts.scope, 'name-the-tool');
	if (!same) throw new Error('The scenario with as many decisions on every way is gone.');
	await open(page, `/lesson/${same.lesson}/${same.step}`);
	await expect(page.locator('.cover .meta')).toContainText(/Decisions: 4(?! to)/);
	await page.getByRole('button', { name: say('cover_open') }).click();
	await expect(page.locator('.case .eyebrow').first()).toContainText('0 decided, 4 to come');
});

test('No screen is wider than a phone with the largest letters of the settings', async ({
	page
}) => {
	const course = await readCourse();
	await page.setViewportSize({ width: 320, height: 740 });
	await bring(page, courseDone(course));
	await page.getByLabel(say('text_larger')).check();
	for (const address of ['/', '/lesson/safeguards', '/progress', '/certificate', '/device']) {
		await open(page, address);
		expect.soft(await overflowOf(page), address).toBeLessThanOrEqual(0);
	}
});
