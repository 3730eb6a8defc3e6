import { expect, type Page } from '@playwright/test';
import { untilSaved } from '../e2e/first-answer';
import type { Chance } from './chance';

/**
 * An activity as a trainee sees it: its words and what is chosen in it. `act` does one thing that is recorded and gives
 * what the screen says in the moment it is acknowledged.
 */
export interface Activity {
	path: string;
	act(page: Page, chance: Chance): Promise<string>;
	read(page: Page): Promise<string>;
}

/** The words of an element with the values chosen in it, or null while `pattern` finds fewer than `least`. */
const readIn = (page: Page, within: string, pattern: string, least: number): Promise<string> =>
	page
		.waitForFunction(
			([within, pattern, least]) => {
				const root = document.querySelector<HTMLElement>(within);
				if (!root || root.querySelectorAll(pattern).length < least) return null;
				const chosen = [...root.querySelectorAll<HTMLInputElement>('input:checked')];
				return `${root.innerText}\n[${chosen.map(({ value }) => value).join(' ')}]`;
			},
			[within, pattern, least] as const
		)
		.then(async (handle) => String(await handle.jsonValue()));

/** A quiz: the next item without feedback is answered, somehow. */
export const quiz = (path: string): Activity => ({
	path,
	read: (page) => readIn(page, '.quiz', 'form', 1),
	async act(page, chance) {
		const answered = await page.locator('.quiz .feedback').count();
		const item = page
			.locator('.quiz > .item')
			.filter({ hasNot: page.locator('.feedback') })
			.first();
		if (!(await item.count())) return this.read(page);
		for (const select of await item.locator('select').all())
			await select.selectOption({ index: 1 + chance.below(2) });
		const options = await item.locator('.options input').all();
		if (options.length) await chance.of(options).check();
		const groups = await item.evaluate((one) => {
			const radios = [...one.querySelectorAll<HTMLInputElement>('input[type=radio]')];
			const chosen = new Set(radios.filter(({ checked }) => checked).map(({ name }) => name));
			return [...new Set(radios.map(({ name }) => name))].filter((name) => !chosen.has(name));
		});
		for (const name of groups)
			await chance.of(await item.locator(`input[name="${name}"]`).all()).check();
		await item.locator('form button.button:not([type])').click();
		return readIn(page, '.quiz', '.feedback [tabindex]', answered + 1);
	}
});

/** A scenario: opened, decided, drawn, and played again as practice when it has ended. */
export const scenario = (path: string): Activity => ({
	path,
	read: (page) => readIn(page, '.case', '.scene', 1),
	async act(page, chance) {
		// The debrief of a story that has ended comes a moment after it.
		await page.locator('.cover, .case .file :is(form, .chances), .debrief').first().waitFor();
		const cover = page.locator('.cover button.button');
		const log = page.locator('.case .side ol > li');
		if (await cover.count()) {
			await cover.click();
			return this.read(page);
		}
		if (await page.locator('.debrief .actions button').count()) {
			await page.locator('.debrief .actions button').first().click();
			await expect(page.locator('.debrief')).toHaveCount(0);
			return this.read(page);
		}
		const before = await log.count();
		const options = await page.locator('.case form label').all();
		if (options.length) await chance.of(options).click();
		await page.locator('.case .file').locator('form > button, ul.chances + button').click();
		await expect(log).toHaveCount(before + 1);
		await page.locator('.case .file :is(form, .chances), .debrief').first().waitFor();
		return this.read(page);
	}
});

/** Opens an activity and waits until the record is there. */
export async function openActivity(page: Page, activity: Activity): Promise<void> {
	await page.goto(activity.path);
	await untilSaved(page);
}
