import { readFileSync } from 'node:fs';
import {
	expect,
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	type Page
} from '@playwright/test';
import { readCapsule, type Capsule } from '../../src/lib/sync/capsule';
import { readQr } from '../../src/lib/ui/qr/qr.sample';
import { readCourse, say } from '../e2e/course';

/** A trainee's device: what is done with cohorts on it. */

/** How a device differs from others. */
export interface DeviceOptions extends BrowserContextOptions {
	/** Its browser wakes the worker when there is a network (Background Sync). */
	wakes?: boolean;
}

/** A browser of its own, of a server. */
export async function phone(
	browser: Browser,
	baseURL: string,
	{ wakes = false, ...options }: DeviceOptions = {}
): Promise<BrowserContext> {
	const context = await browser.newContext({ baseURL, acceptDownloads: true, ...options });
	// A long journey is to say at once where it stands still.
	context.setDefaultTimeout(60_000);
	// A test cuts the network of pages alone. What a page sends as it goes away would outlive it and arrive, and the browser,
	// which knows that there is a network, would wake the worker.
	await context.addInitScript((wakes) => {
		if (!wakes) Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync');
		const real = window.fetch;
		window.fetch = (...given) =>
			navigator.onLine || !given[1]?.keepalive
				? real(...given)
				: Promise.reject(new TypeError('The network is cut.'));
	}, wakes);
	return context;
}

/** Joins by the link that the facilitator gave. */
export async function joinBy(
	page: Page,
	code: string,
	name: string,
	earlier?: boolean
): Promise<void> {
	await page.goto(`/join/${code}`);
	if (name) await page.getByLabel(say('join_name')).fill(name);
	if (earlier) await page.getByLabel(say('join_earlier_yes')).check();
	await page.getByRole('button', { name: say('join_button'), exact: true }).click();
	await expect(page.getByRole('button', { name: say('join_button') })).toBeHidden();
	await expect(page.locator('main h1')).toBeFocused();
}

/** The header says that everything was received. */
export async function untilReceived(page: Page): Promise<void> {
	await expect(page.locator('header .state')).toContainText(
		/Received by the facilitator, .*nothing on the way/,
		{ timeout: 30_000 }
	);
}

/** Shows what can be done with the only cohort beyond looking at it. */
export async function openMore(page: Page): Promise<void> {
	await page.goto('/cohorts');
	await page.getByText(say('cohort_more')).click();
}

/** Makes a code for the member's further device; the page shows more of the only cohort. */
export async function transferCode(page: Page): Promise<string> {
	await page.getByRole('button', { name: say('cohort_transfer_button'), exact: true }).click();
	return (await page.locator('p.code').textContent()) ?? '';
}

/** Joins with a code of another device; the server knows the name. */
export async function moveHere(page: Page, code: string, name: string): Promise<void> {
	await page.goto('/join');
	await page.getByLabel(say('join_code')).fill(code.toLowerCase().replaceAll('-', ' '));
	await page.getByRole('button', { name: say('join_look'), exact: true }).click();
	await confirmMove(page, name);
}

/**
 * The link for the member's further device, as its camera reads it from the code that is shown: beside the code it has the
 * key to the sides that were taken.
 */
export async function transferLink(page: Page): Promise<string> {
	await page.getByRole('button', { name: say('cohort_transfer_button'), exact: true }).click();
	const code = page.getByRole('img', { name: say('cohort_transfer_qr') });
	const path = (await code.locator('path').getAttribute('d')) ?? '';
	const size = Number((await code.getAttribute('viewBox'))?.split(' ')[2]);
	return readQr({ size, path });
}

/** Joins by a link of another device; the server knows the name. */
export async function moveBy(page: Page, link: string, name: string): Promise<void> {
	await page.goto(link);
	await confirmMove(page, name);
}

async function confirmMove(page: Page, name: string): Promise<void> {
	await expect(page.getByText(say('join_back_as', { name }))).toBeVisible();
	await page.getByRole('button', { name: say('join_button'), exact: true }).click();
	await expect(page.getByText(say('join_done_as', { name }))).toBeVisible();
}

/** A capsule as its file, and as what is in it. */
export interface SavedCapsule {
	bytes: Buffer;
	capsule: Capsule;
}

/** Saves the capsule of the only cohort; the page shows more of it. */
export async function saveCapsule(page: Page): Promise<SavedCapsule> {
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: say('cohort_capsule_save'), exact: true }).click();
	const bytes = readFileSync(await (await download).path());
	const read = readCapsule(bytes, (await readCourse()).index.id);
	if (!read.ok) throw new Error(read.problem);
	return { bytes, capsule: read.capsule };
}
