import { expect, type Page } from '@playwright/test';

/** The program is awake and the record is open. */
export async function untilSaved(page: Page): Promise<void> {
	await expect(page.locator('header .saving')).toContainText('Saved on this device');
}

/** Goes on through a lesson until an item is on the screen, answers it somehow, and waits for its feedback. */
export async function answerFirstItem(page: Page): Promise<void> {
	const item = page.locator('section.item').first();
	const onward = page.locator('nav.onward a');
	await untilStep(page);
	while (!(await item.isVisible())) {
		const before = page.url();
		await onward.click();
		// Else the step that is left passes for the next one, and is left twice.
		await expect(page).not.toHaveURL(before);
		await untilStep(page);
	}
	await fillIn(page);
	await item.locator('form button.button:not([type])').click();
	await expect(item.locator('.feedback [tabindex]')).toBeVisible();
	await expect(page.locator('header .saving')).toContainText(/\d\d:\d\d/);
}

/** The step that the address names is on the screen. */
async function untilStep(page: Page): Promise<void> {
	await expect(async () => {
		const here = page.locator('main nav a[aria-current="step"]');
		expect(await here.getAttribute('href', { timeout: 1000 })).toBe(new URL(page.url()).pathname);
	}).toPass();
}

/** Gives the first item something in every field, right or wrong. */
async function fillIn(page: Page): Promise<void> {
	const item = page.locator('section.item').first();
	for (const select of await item.locator('select').all()) await select.selectOption({ index: 1 });
	for (const box of await item.locator('textarea').all()) await box.fill('A thought.');
	const [option] = await item.locator('.options input').all();
	await option?.check();
	for (const group of await groupsIn(page))
		await item.locator(`input[name="${group}"]`).first().check();
}

/** Radio groups that have no choice yet: sureness, and the reasons of a dispute. */
async function groupsIn(page: Page): Promise<string[]> {
	return page
		.locator('section.item')
		.first()
		.evaluate((item) => {
			const names = [...item.querySelectorAll<HTMLInputElement>('input[type=radio]')].map(
				({ name }) => name
			);
			return [...new Set(names)].filter(
				(name) => !item.querySelector(`input[name="${name}"]:checked`)
			);
		});
}
