import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { launchOptions } from '../../playwright.config';
import { addressOf, itemsOf, readCourse, say, type PlacedItem } from '../e2e/course';
import { untilSaved } from '../e2e/first-answer';
import { answer, answerTo, feedbackIn, itemOn, untilOnDevice } from '../e2e/screens';
import { serveCohorts } from '../sync/cohort';
import { joinBy, phone, untilReceived } from '../sync/device';
import { certificate, NetworkBetween, trusting, type Condition } from './network-between';

/** What real browsers make of networks and storage that go wrong in ways of their own. */

test.describe.configure({ mode: 'serial', timeout: 240_000 });
const cohorts = serveCohorts(43);
const between = new NetworkBetween(cohorts.server.port + 1, cohorts.server.port);
test.beforeAll(() => between.start());
test.afterAll(() => between.stop());
test.beforeEach(() => void (between.condition = 'works'));

/** The first keyed items of the lessons that are open from the start. */
async function firstItems(count: number): Promise<PlacedItem[]> {
	const open = itemsOf(await readCourse()).filter(
		({ item, lesson }) =>
			['choice', 'choices'].includes(item.kind) && ['opening', 'background'].includes(lesson.id)
	);
	expect(open.length).toBeGreaterThanOrEqual(count);
	return open.slice(0, count);
}

/** Goes to an item by its address and answers it rightly. */
async function answerAt(page: Page, place: PlacedItem): Promise<void> {
	await page.goto(addressOf(place));
	await untilSaved(page);
	await answer(page, place.item, place.text, answerTo(place.item, 'right'));
	await expect(feedbackIn(itemOn(page, place.item))).toBeVisible();
}

/** Has a phone behind the network join a cohort, and take the course onto it. */
async function member(context: BrowserContext, title: string) {
	const { id, code } = await cohorts.cohort(title);
	const page = await context.newPage();
	await joinBy(page, code, 'Ada');
	await untilOnDevice(page);
	return { id, page };
}

/** A trainee works while something is wrong, and goes home once it is over: nothing is lost, and nothing comes twice. */
async function workThrough(
	context: BrowserContext,
	title: string,
	begin: () => void,
	end: () => void
): Promise<void> {
	const { id, page } = await member(context, title);
	const [one, two] = await firstItems(2);
	begin();
	await answerAt(page, one);
	await page.reload();
	await untilSaved(page);
	await expect(feedbackIn(itemOn(page, one.item))).toBeVisible();
	await answerAt(page, two);
	await page.goto('/progress');
	await expect(page.locator('main h1')).toBeVisible();
	await expect(page.locator('header .state')).toContainText(/[1-9]\d* on the way/);
	expect((await cohorts.heldOf(id)).entries).toEqual([]);

	end();
	await page.goto('/');
	await untilReceived(page);
	const { entries } = await cohorts.heldOf(id);
	const items = entries.flatMap(({ entry: { type, data } }) =>
		type === 'item.answered' ? [data.item] : []
	);
	expect(items.sort()).toEqual([one.item.id, two.item.id].sort());
	expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
	// Nothing of the portal or of the trouble has taken the place of the course.
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('Safe to go offline.');
}

for (const [condition, what] of [
	['portal', 'a portal answers everything with its own page'],
	['trouble', 'the server fails'],
	['away', 'nobody is there']
] as [Condition, string][])
	test(`While ${what}, a trainee works on, and everything arrives once it is over`, async ({
		browser
	}) => {
		const context = await phone(browser, between.url);
		await workThrough(
			context,
			`Behind ${condition}`,
			() => (between.condition = condition),
			() => (between.condition = 'works')
		);
		await context.close();
	});

test('While the server shows a certificate that nobody trusts, a trainee works on, and everything arrives once it is mended', async () => {
	const [trusted, other] = [certificate('trusted'), certificate('other')];
	const secure = new NetworkBetween(cohorts.server.port + 2, cohorts.server.port, trusted);
	await secure.start();
	const folder = mkdtempSync(join(tmpdir(), 'breakout-secure-'));
	// Which certificates a browser trusts, it is told when it starts, and only with a folder of its own.
	const context = await chromium.launchPersistentContext(folder, {
		...launchOptions,
		args: [...launchOptions.args, trusting(trusted)],
		baseURL: secure.url
	});
	await workThrough(
		context,
		'Behind a certificate',
		() => secure.show(other),
		() => secure.show(trusted)
	);
	await context.close();
	await secure.stop();
	rmSync(folder, { recursive: true });
});

test('An hour of a failing server is asked after less and less often', async ({ browser }) => {
	const context = await phone(browser, between.url);
	const { page } = await member(context, 'For an hour');
	const [one] = await firstItems(1);
	await page.clock.install();
	between.condition = 'trouble';
	await answerAt(page, one);
	const triesOf = () => between.asked.filter((path) => path.startsWith('/api/'));
	// What sends comes after the page itself, and by the page's quick clock an hour would be over before it is there.
	between.asked.splice(0);
	await expect(async () => {
		await page.clock.runFor('00:10');
		expect(triesOf()).not.toEqual([]);
	}).toPass();
	between.asked.splice(0);
	for (let minute = 0; minute < 60; minute += 1) await page.clock.runFor('01:00');
	const tries = triesOf();
	expect(tries.length).toBeGreaterThan(3);
	expect(tries.length).toBeLessThan(40);
	between.condition = 'works';
	await page.clock.runFor('30:00');
	await untilReceived(page);
	await context.close();
});

test('On the slowest of networks the course on the device opens and answers as ever', async ({
	browser
}) => {
	const context = await phone(browser, between.url);
	const page = await context.newPage();
	await untilOnDevice(page);
	const [one] = await firstItems(1);
	const session = await context.newCDPSession(page);
	await session.send('Network.emulateNetworkConditions', {
		offline: false,
		latency: 2_000,
		downloadThroughput: 5_000,
		uploadThroughput: 5_000
	});
	between.asked.splice(0);
	await answerAt(page, one);
	expect(between.asked.filter((path) => !path.includes('service-worker'))).toEqual([]);
	await context.close();
});

test('Five tabs of one person take turns, and each shows what the others did', async ({
	browser
}) => {
	const context = await phone(browser, between.url);
	const items = await firstItems(5);
	const tabs: Page[] = [];
	for (const place of items) {
		const tab = await context.newPage();
		await tab.goto(addressOf(place));
		await untilSaved(tab);
		tabs.push(tab);
	}
	await Promise.all(
		items.map(({ item, text }, at) => answer(tabs[at], item, text, answerTo(item, 'right')))
	);
	for (const [at, place] of items.entries()) {
		const other = tabs[(at + 1) % tabs.length];
		await other.goto(addressOf(place));
		await expect(feedbackIn(itemOn(other, place.item))).toHaveText(say('feedback_right'));
	}
	await context.close();
});

/** Answers the second question, which stays answered; the first is still answered, or is no more. */
async function answersOn(
	page: Page,
	[one, two]: PlacedItem[],
	isFirstBack: boolean
): Promise<void> {
	await answer(page, two.item, two.text, answerTo(two.item, 'right'));
	await page.reload();
	await untilSaved(page);
	await expect(feedbackIn(itemOn(page, two.item))).toBeVisible();
	await page.goto(addressOf(one));
	await untilSaved(page);
	await expect(itemOn(page, one.item).locator('.feedback')).toHaveCount(isFirstBack ? 1 : 0);
}

test('Whoever deletes the data of the site sees a course that begins anew and records again', async ({
	browser
}) => {
	const context = await phone(browser, between.url);
	const page = await context.newPage();
	const [one, two] = await firstItems(2);
	await answerAt(page, one);
	const session = await context.newCDPSession(page);
	await session.send('Storage.clearDataForOrigin', {
		origin: between.url,
		storageTypes: 'indexeddb,local_storage,service_workers,cache_storage'
	});
	await page.goto(addressOf(two));
	await untilSaved(page);
	await answersOn(page, [one, two], false);
	await context.close();
});

for (const [what, storageTypes, isBack] of [
	['the data of the site were deleted', 'indexeddb,cache_storage', false],
	['the browser lost its database', 'indexeddb', true]
] as const)
	test(`An answer given after ${what} under an open page ${isBack ? 'stands beside what was there' : 'begins the record anew'}`, async ({
		browser
	}) => {
		const context = await phone(browser, between.url);
		const page = await context.newPage();
		const [one, two] = await firstItems(2);
		await answerAt(page, one);
		await page.goto(addressOf(two));
		await untilSaved(page);
		const session = await context.newCDPSession(page);
		await session.send('Storage.clearDataForOrigin', { origin: between.url, storageTypes });
		await expect.poll(() => page.evaluate(() => indexedDB.databases())).toEqual([]);
		await answersOn(page, [one, two], isBack);
		await context.close();
	});
