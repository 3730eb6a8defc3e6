import { expect, type Page } from '@playwright/test';

/** Looks at the page that says what is on the device, until it says that the network may go. */
export async function untilOnDevice(page: Page): Promise<void> {
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('Safe to go offline.', { timeout: 30_000 });
}
