import { expect, type Locator, type Page } from '@playwright/test';

/** A trainee without a pointer. */

/** What has the focus, and whether a person looking at the screen can tell. */
interface Focus {
	what: string;
	isSeen: boolean;
}

/** Looks at the focused element: it must be on the screen and carry a ring. */
export async function focusOf(page: Page): Promise<Focus> {
	return page.evaluate(() => {
		const one = document.activeElement;
		if (!one || one === document.body) return { what: 'nothing', isSeen: false };
		const { outlineStyle, outlineWidth } = getComputedStyle(one);
		const box = one.getBoundingClientRect();
		const isOnScreen =
			box.width > 0 &&
			box.bottom > 0 &&
			box.top < innerHeight &&
			box.right > 0 &&
			box.left < innerWidth;
		return {
			what: `${one.tagName.toLowerCase()} ${(one.textContent ?? '').trim().slice(0, 40)}`,
			isSeen: isOnScreen && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2
		};
	});
}

/** Presses a key and asserts that the focus went somewhere one can see. */
export async function press(page: Page, key: string): Promise<void> {
	await page.keyboard.press(key);
	await expect
		.poll(async () => (await focusOf(page)).isSeen, {
			message: `after ${key} the focus is seen, on ${(await focusOf(page)).what}`
		})
		.toBe(true);
}

/** Goes to a control with Tab or Shift+Tab alone. */
export async function tabTo(
	page: Page,
	target: Locator,
	key: 'Tab' | 'Shift+Tab' = 'Tab'
): Promise<void> {
	for (let presses = 0; presses < 150; presses++) {
		if (await target.evaluate((one) => one === document.activeElement)) return;
		await press(page, key);
	}
	throw new Error('Tab never came to the control.');
}

/** Picks a radio button: Tab enters the group, the arrows go round it, and picking follows the focus. */
export async function pick(page: Page, group: Locator, value: string): Promise<void> {
	const focused = () =>
		page.evaluate(() => {
			const one = document.activeElement;
			return one instanceof HTMLInputElement ? { name: one.name, value: one.value } : null;
		});
	const name = await group.first().getAttribute('name');
	for (let presses = 0; (await focused())?.name !== name && presses < 50; presses++)
		await press(page, 'Tab');
	await press(page, 'Space');
	for (let presses = 0; (await focused())?.value !== value && presses < 10; presses++)
		await press(page, 'ArrowDown');
	await expect(page.locator(':focus')).toBeChecked();
}
