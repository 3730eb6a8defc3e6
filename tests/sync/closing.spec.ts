import { expect, test, type BrowserContext, type CDPSession, type Page } from '@playwright/test';
import { outboxTag } from '../../src/lib/sync/background';
import { say } from '../e2e/course';
import { answerFirstItem } from '../e2e/first-answer';
import { untilOnDevice } from '../e2e/screens';
import { begin, button, serveCohorts, work, type Held } from './cohort';
import { joinBy, untilReceived } from './device';

/** What a page that goes away still sends, and pages that are there at the same time. */

test.describe.configure({ mode: 'serial', timeout: 180_000 });
const { server, cohort, heldOf, phone } = serveCohorts(26);

const answersOf = (entries: readonly Held[], of: string) =>
	entries.filter((held) => held.of === of && held.entry.type === 'item.answered');

/** The page is put away, as when a person turns to another app: headless browsers hide nothing by themselves. */
async function hide(page: Page): Promise<void> {
	await page.evaluate(() => {
		Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
		document.dispatchEvent(new Event('visibilitychange'));
	});
}

/** Notes in a page, from its next load on, the bodies of requests that may outlive it. */
async function noteLastWords(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const { fetch } = window;
		const lastWords: string[] = [];
		Object.assign(window, { lastWords });
		window.fetch = (input, init) => {
			if (init?.keepalive) lastWords.push(String(init.body));
			return fetch(input, init);
		};
	});
}

/** Resolves once a page has sent, in a request that outlives it, something in which `words` stand. */
async function untilLastWords(page: Page, words: string): Promise<void> {
	await page.waitForFunction(
		(words) =>
			(window as unknown as { lastWords: string[] }).lastWords.some((body) => body.includes(words)),
		words
	);
}

/** Adds a person to the device, who is at it from then on. */
async function addPerson(page: Page, name: string): Promise<void> {
	await page.goto('/settings');
	await page.getByLabel(say('settings_add')).fill(name);
	await button(page, say('settings_add_button')).click();
	await expect(page.getByText(say('settings_switched', { name }))).toBeVisible();
}

test('What was answered just before the page is put away and closed arrives with no further visit', async ({
	browser
}) => {
	const { id, code } = await cohort('Last words');
	// Without the worker, which would send it too.
	const context = await phone(browser, { serviceWorkers: 'block' });
	const page = await context.newPage();
	await noteLastWords(page);
	await joinBy(page, code, 'Ada');
	await begin(page);
	await untilReceived(page);
	expect(answersOf((await heldOf(id)).entries, 'Ada')).toEqual([]);
	await answerFirstItem(page);
	// Closed as soon as its last words are out: how soon they are made ready depends on what else the machine does.
	await hide(page);
	await untilLastWords(page, 'item.answered');
	await page.close();
	await expect
		.poll(async () => answersOf((await heldOf(id)).entries, 'Ada').length, { timeout: 20_000 })
		.toBe(1);
	const again = await context.newPage();
	await again.goto('/');
	await untilReceived(again);
	const { entries } = await heldOf(id);
	expect(answersOf(entries, 'Ada')).toHaveLength(1);
	expect(new Set(entries.map((held) => held.id)).size).toBe(entries.length);
	await context.close();
});

/** Wakes the worker as Chromium does once there is a network; no page of the course need be open. */
async function wakeWorker(context: BrowserContext): Promise<CDPSession> {
	const page = await context.newPage();
	const session = await context.newCDPSession(page);
	const registered = new Promise<string>((resolve) =>
		session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
			const own = registrations.find(
				({ scopeURL, isDeleted }) => scopeURL.startsWith(server.url) && !isDeleted
			);
			if (own) resolve(own.registrationId);
		})
	);
	await session.send('ServiceWorker.enable');
	await session.send('ServiceWorker.dispatchSyncEvent', {
		origin: `${server.url}/`,
		registrationId: await registered,
		tag: outboxTag,
		lastChance: false
	});
	return session;
}

test('What two people left on one device without a network is sent by the worker, with no page open', async ({
	browser
}) => {
	const { id, code } = await cohort('One tablet for two');
	const context = await phone(browser, { wakes: true });
	const page = await context.newPage();
	await joinBy(page, code, 'Ada');
	await addPerson(page, 'Ben');
	await joinBy(page, code, 'Ben');
	await work(page);
	await untilReceived(page);
	await untilOnDevice(page);

	await context.setOffline(true);
	/** How many people have left an answer; what came before it may lie there already. */
	const parcels = () =>
		page.evaluate(async () => {
			const cache = await caches.open('breakout-outbox');
			const people = new Set<string>();
			for (const key of await cache.keys())
				if ((await (await cache.match(key))?.text())?.includes('item.answered'))
					people.add(new URL(key.url).pathname.split('/')[2]);
			return people.size;
		});
	await work(page, 'opening');
	await page.goto('/settings');
	// Ben hands the device over: what he did is left with the worker.
	await page.locator('.profiles button[aria-current=false]').click();
	await expect.poll(parcels).toBe(1);
	await work(page, 'opening');
	await hide(page);
	await expect.poll(parcels).toBe(2);
	await page.close();
	const before = (await heldOf(id)).entries;
	expect(answersOf(before, 'Ben')).toHaveLength(1);
	expect(answersOf(before, 'Ada')).toEqual([]);

	await context.setOffline(false);
	const session = await wakeWorker(context);
	await expect
		.poll(
			async () => {
				const { entries } = await heldOf(id);
				return ['Ada', 'Ben'].map((name) => answersOf(entries, name).length);
			},
			{ timeout: 20_000 }
		)
		.toEqual([1, 2]);
	await session.detach();

	const again = await context.newPage();
	await again.goto('/');
	await untilReceived(again);
	const { entries } = await heldOf(id);
	expect(new Set(entries.map((held) => held.id)).size).toBe(entries.length);
	const devicesOf = (name: string) =>
		entries.filter(({ of }) => of === name).map(({ entry }) => entry.device);
	expect(devicesOf('Ada').filter((device) => devicesOf('Ben').includes(device))).toEqual([]);
	await context.close();
});

test('Two tabs of one person and one of another send everything once, each in the name of its own', async ({
	browser
}) => {
	const { id, code } = await cohort('Three tabs');
	const context = await phone(browser);
	const [one, two, other] = [
		await context.newPage(),
		await context.newPage(),
		await context.newPage()
	];
	await joinBy(one, code, 'Ada');
	await begin(one);
	await begin(two, 'opening');
	await addPerson(other, 'Ben');
	await joinBy(other, code, 'Ben');
	await begin(other);
	await Promise.all([one, two, other].map(answerFirstItem));
	for (const page of [one, two, other]) await untilReceived(page);
	for (const page of [one, two, other]) await hide(page);
	for (const page of [one, two, other]) await page.close();
	const again = await context.newPage();
	await again.goto('/');
	await untilReceived(again);
	const { members, entries } = await heldOf(id);
	expect(members.map(({ shown_as }) => shown_as).sort()).toEqual(['Ada', 'Ben']);
	expect(new Set(entries.map((held) => held.id)).size).toBe(entries.length);
	expect(answersOf(entries, 'Ada')).toHaveLength(2);
	expect(answersOf(entries, 'Ben')).toHaveLength(1);
	await context.close();
});
