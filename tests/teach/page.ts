import type { Browser, BrowserContextOptions, Locator, Page } from '@playwright/test';

/** What a page of a browser of its own complains of: a broken policy, an error, another site that is asked. */
export interface Watched {
	page: Page;
	/** Each with the address that it is about. */
	complaints: string[];
}

/**
 * Opens a browser of its own at an address. `refusals` are the statuses with which the server is meant to refuse something,
 * of which a browser complains too.
 */
export async function openAt(
	browser: Browser,
	url: string,
	{ refusals = [], ...options }: BrowserContextOptions & { refusals?: readonly number[] } = {}
): Promise<Watched> {
	const context = await browser.newContext({ baseURL: url, ...options });
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on('console', (message) => {
		const text = message.text();
		const isMeant = refusals.some((status) => text.includes(`status of ${status}`));
		if (['error', 'warning'].includes(message.type()) && !isMeant)
			complaints.push(`${text} ${message.location().url}`);
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (protocol.startsWith('http') && origin !== url) complaints.push(request.url());
	});
	return { page, complaints };
}

export const field = (page: Page, label: string): Locator =>
	page.getByLabel(label, { exact: true });
export const button = (page: Page, name: string): Locator =>
	page.getByRole('button', { name, exact: true });
