import { expect, test } from '@playwright/test';
import {
	addressOf,
	flagshipOf,
	itemOfKind,
	readCourse,
	say,
	scenarioOf,
	waysThrough
} from './course';
import { bring, courseDone, scenarioForked } from './record';
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

test('A debrief on paper has the ways not taken, and nothing of what the screen offers', async ({
	page
}) => {
	const { lesson, step, model } = flagshipOf(await readCourse());
	const [first, other] = waysThrough(model);
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
	});
	await bring(page, scenarioForked(model, first, other));
	await open(page, `/lesson/${lesson}/${step}`);
	const notTaken = page.locator('.path > li').first().locator('details ul').last();
	const offer = page.getByText(say('notice_install'));
	await expect(notTaken).toBeHidden();
	await expect(offer).toBeVisible();
	await page.emulateMedia({ media: 'print' });
	await expect(offer).toBeHidden();
	await expect(notTaken).toBeVisible();
});

test('Who is at the desk, and which run is shown, is not told by colours alone', async ({
	page
}) => {
	await open(page, '/settings');
	await page.getByLabel(say('settings_add')).fill('Bo');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	const widthOf = (name: string) =>
		page
			.getByRole('button', { name, exact: true })
			.evaluate((button) => parseFloat(getComputedStyle(button).borderInlineStartWidth));
	await expect(page.getByRole('button', { name: 'Bo' })).toHaveAttribute('aria-current', 'true');
	await page.emulateMedia({ forcedColors: 'active' });
	expect(await widthOf('Bo')).toBeGreaterThan(2 * (await widthOf(say('profile_unnamed'))));
});

test('A name of one long word widens no page', async ({ page }) => {
	const name = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80);
	await page.setViewportSize({ width: 320, height: 740 });
	await bring(page, courseDone(await readCourse()));
	await page.getByLabel(say('settings_add')).fill(name);
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
	for (const address of ['/settings', '/', '/certificate']) {
		await open(page, address);
		expect.soft(await overflowOf(page), address).toBeLessThanOrEqual(0);
	}
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
