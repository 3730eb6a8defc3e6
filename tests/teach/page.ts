import {
	expect,
	type Browser,
	type BrowserContextOptions,
	type Locator,
	type Page
} from '@playwright/test';
import { findsNothing } from '../e2e/axe';
import { say } from '../e2e/course';
import { overflowOf } from '../e2e/screens';

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

/** The one-time link in a text, as a server or a command prints it. */
export function linkIn(printed: string): string {
	const [link] = /http\S+\?token=\S+/.exec(printed) ?? [];
	if (!link) throw new Error(`No link in: ${printed}`);
	return link;
}

/** A facilitator of the tests. */
export interface Account {
	name: string;
	password: string;
}

/** Makes an account with a one-time link, and comes to the facilitators' first page. */
export async function makeAccount(page: Page, link: string, account: Account): Promise<void> {
	await page.goto(link);
	await fillIn(page, account);
	await button(page, say('teach_start_button')).click();
	await expect(page).toHaveURL(/\/teach$/);
}

/** Signs in at the server that the page belongs to. */
export async function signIn(page: Page, account: Account): Promise<void> {
	await page.goto('/teach/sign-in');
	await fillIn(page, account);
	await button(page, say('teach_sign_in')).click();
	await expect(page).toHaveURL(/\/teach$/);
}

async function fillIn(page: Page, { name, password }: Account): Promise<void> {
	await field(page, say('teach_name')).fill(name);
	await field(page, say('teach_password')).fill(password);
}

/** Makes a cohort of the whole course that shows names; gives its id, and the page stands at its invitation. */
export async function makeCohort(page: Page, title: string): Promise<string> {
	await page.goto('/teach/cohorts/new');
	await field(page, say('teach_plan_title')).fill(title);
	await page.locator('input[name=names][value=yes]').check();
	await button(page, say('teach_cohort_create')).click();
	await expect(page).toHaveURL(/\/invite\?done=created$/);
	return /cohorts\/([^/]+)/.exec(page.url())?.[1] ?? '';
}

/** The join code on the invitation. */
export const codeOn = async (page: Page): Promise<string> =>
	/([0-9A-Z]{4}-)+[0-9A-Z]{4}/.exec(await page.locator('.code').innerText())?.[0] ?? '';

/** The page hears of what comes in. */
export const isLive = (page: Page): Promise<void> =>
	expect(page.locator('[data-live="live"]')).toBeVisible();

/**
 * axe and the width at a phone and a desk, and the width on the narrowest phone and with space in the text; with the folder
 * SCREENS, pictures to look at. The page is as wide afterwards as before.
 */
export async function isFit(page: Page, screen: string): Promise<void> {
	const folder = process.env.SCREENS;
	const before = page.viewportSize();
	for (const width of folder ? [360, 768, 1440] : [360, 1440]) {
		await page.setViewportSize({ width, height: 800 });
		await findsNothing(page, `${screen} at ${width}`);
		expect.soft(await overflowOf(page), `${screen} at ${width}: wider than the screen`).toBe(0);
		if (width === 360)
			expect.soft(await overflowSpaced(page), `${screen}: wider with space in its text`).toBe(0);
		for (const colorScheme of folder ? (['light', 'dark'] as const) : []) {
			await page.emulateMedia({ colorScheme });
			const path = `${folder}/${screen.replaceAll(/\W+/g, '-')}-${width}-${colorScheme}.png`;
			await page.screenshot({ path, fullPage: true });
		}
	}
	await page.setViewportSize({ width: 320, height: 800 });
	expect.soft(await overflowOf(page), `${screen} at 320: wider than the screen`).toBe(0);
	if (before) await page.setViewportSize(before);
}

/** How far the page is wider than the screen for who has letters, words and lines stand further apart (WCAG 1.4.12). */
async function overflowSpaced(page: Page): Promise<number> {
	const space = (isSpaced: boolean) =>
		page.evaluate((isSpaced) => {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync(`* {
				line-height: 1.5 !important;
				letter-spacing: 0.12em !important;
				word-spacing: 0.16em !important;
			}`);
			document.adoptedStyleSheets = isSpaced ? [sheet] : [];
		}, isSpaced);
	await space(true);
	const overflow = await overflowOf(page);
	await space(false);
	return overflow;
}
