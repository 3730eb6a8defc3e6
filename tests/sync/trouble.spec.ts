import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test, type Browser, type Page } from '@playwright/test';
import type { Entry } from '../../src/lib/record/entry';
import { writeBackup } from '../../src/lib/server/backup/backup-file';
import { restoreBackup } from '../../src/lib/server/backup/restore';
import { say } from '../e2e/course';
import { answerFirstItem } from '../e2e/first-answer';
import { exported } from '../e2e/record';
import { button, isAccessible, serveCohorts, work } from './cohort';
import { joinBy, untilReceived } from './device';

/** What goes wrong at the server, as a trainee meets it. */

test.describe.configure({ mode: 'serial' });
const cohorts = serveCohorts(28);
const { server, cohort, heldOf, phone } = cohorts;

/** Damages the first answer on its way, whenever it is sent; gives how often that was. */
async function damageFirstAnswer(page: Page): Promise<{ id: string; sent: number }> {
	const damaged = { id: '', sent: 0 };
	await page.route('**/api/v1/entries', async (route) => {
		const request = route.request();
		if (request.method() !== 'POST') return route.continue();
		const { 'content-encoding': encoding, ...headers } = request.headers();
		const body = request.postDataBuffer()!;
		const push = JSON.parse(String(encoding ? gunzipSync(body) : body)) as { entries: Entry[] };
		damaged.id ||= push.entries.find(({ type }) => type === 'item.answered')?.id ?? '';
		const entries = push.entries.map((entry) => {
			if (entry.id !== damaged.id) return entry;
			damaged.sent += 1;
			return { ...entry, at: 'yesterday' };
		});
		return route.continue({ headers, postData: JSON.stringify({ ...push, entries }) });
	});
	return damaged;
}

test('An entry that the server does not take is shown and can be saved, and holds nothing up', async ({
	browser
}) => {
	const { id, code } = await cohort('One bad entry');
	const context = await phone(browser, { serviceWorkers: 'block' });
	const page = await context.newPage();
	await joinBy(page, code, 'Ada');
	const damaged = await damageFirstAnswer(page);
	await work(page);
	await expect(page.locator('header .state')).toContainText(say('sync_set_aside', { count: '1' }));
	await work(page, 'opening');
	await untilReceived(page);
	const { entries } = await heldOf(id);
	expect(entries.filter(({ entry }) => entry.type === 'item.answered')).toHaveLength(1);
	expect(entries.map((held) => held.id)).not.toContain(damaged.id);
	expect(damaged.sent).toBe(1);

	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_aside', { count: '1' }))).toBeVisible();
	await expect(page.getByText(say('cohort_aside_malformed'))).toBeVisible();
	await isAccessible(page, 'an entry set aside');
	const download = page.waitForEvent('download');
	await button(page, say('cohort_aside_export')).click();
	const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as unknown;
	expect(saved).toMatchObject([{ entry: { id: damaged.id }, why: 'malformed' }]);
	// Nor does another look at the server send it again.
	await button(page, say('cohort_sync_now')).click();
	await page.reload();
	await untilReceived(page);
	expect(damaged.sent).toBe(1);
	await context.close();
});

test('A server that goes on from an older backup has everything again once the course is opened', async ({
	browser
}) => {
	const { id, code } = await cohort('From a backup');
	const folder = mkdtempSync(join(tmpdir(), 'breakout-restored-'));
	const file = join(folder, 'all.gz');
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, code, 'Ada');
	await work(page);
	await untilReceived(page);
	const kept = (await heldOf(id)).entries.length;
	await writeBackup(cohorts.storage.database, file, new Date());
	await work(page, 'opening');
	await untilReceived(page);
	const before = (await heldOf(id)).entries.map((held) => held.id).sort();
	expect(before.length).toBeGreaterThan(kept);

	await server.stop();
	await restoreBackup(cohorts.storage, file);
	expect((await heldOf(id)).entries).toHaveLength(kept);
	await server.serve('.');
	await page.goto('/');
	await expect
		.poll(async () => (await heldOf(id)).entries.map((held) => held.id).sort(), {
			timeout: 30_000
		})
		.toEqual(before);
	await untilReceived(page);
	await context.close();
	rmSync(folder, { recursive: true });
});

test('Whoever loses the browser’s database is still in the cohort, and sends on without a new code', async ({
	browser
}) => {
	const { id, code } = await cohort('A lost database');
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, code, 'Ada');
	await work(page);
	await untilReceived(page);
	const before = (await heldOf(id)).entries.map((held) => held.id);
	const session = await context.newCDPSession(page);
	await session.send('Storage.clearDataForOrigin', {
		origin: server.url,
		storageTypes: 'indexeddb'
	});
	await page.goto('/');
	await work(page, 'opening');
	await untilReceived(page);
	const { members, entries } = await heldOf(id);
	expect(members.map(({ shown_as }) => shown_as)).toEqual(['Ada']);
	expect(entries.map((held) => held.id)).toEqual(expect.arrayContaining(before));
	expect(entries.filter(({ entry }) => entry.type === 'item.answered')).toHaveLength(2);
	await context.close();
});

/**
 * A new cohort, and a page of Ada's, who has joined it and whose first answer is received. From then on the session may say what
 * the page's browser does not open: its databases, or its caches as well.
 */
async function adasPage(browser: Browser, title: string): Promise<{ id: string; page: Page }> {
	const { id, code } = await cohort(title);
	const page = await (await phone(browser)).newPage();
	await page.addInitScript(() => {
		const open = indexedDB.open.bind(indexedDB);
		indexedDB.open = (...place) => {
			if (sessionStorage.getItem('shut')) throw new DOMException('A full disk.', 'UnknownError');
			return open(...place);
		};
		const openCache = caches.open.bind(caches);
		caches.open = (name) =>
			sessionStorage.getItem('shut') === 'all'
				? Promise.reject(new DOMException('A full disk.', 'UnknownError'))
				: openCache(name);
	});
	await joinBy(page, code, 'Ada');
	await work(page);
	await untilReceived(page);
	return { id, page };
}

test('Whoever opens the course while the browser does not open its database sees what they did, and goes on', async ({
	browser
}) => {
	const { id, page } = await adasPage(browser, 'A disk that was full');

	await page.evaluate(() => sessionStorage.setItem('shut', '1'));
	await page.goto('/settings');
	const warning = page.getByRole('alert').filter({ hasText: say('notice_not_saved') });
	await expect(warning).toBeVisible();
	// What was received before is not known here, and so not denied.
	const state = page.locator('header .state');
	await expect(state).toContainText('on the way');
	await expect(state).not.toContainText(say('sync_received_nothing'));
	const seen = (await exported(page)).entries;
	expect(seen.filter(({ type }) => type === 'item.answered')).toHaveLength(1);
	await page.goto('/lesson/opening');
	await expect(warning).toBeVisible();
	await page.locator('main .start a').click();
	await page.evaluate(() => sessionStorage.removeItem('shut'));
	await answerFirstItem(page);
	await expect(warning).toHaveCount(0);
	await untilReceived(page);
	await page.reload();
	await untilReceived(page);
	const { members, entries } = await heldOf(id);
	expect(members.map(({ shown_as }) => shown_as)).toEqual(['Ada']);
	expect(entries.filter(({ entry }) => entry.type === 'item.answered')).toHaveLength(2);
	await page.context().close();
});

test('Whoever opens the course while the browser opens nothing at all is in the cohort the next time', async ({
	browser
}) => {
	const { page } = await adasPage(browser, 'A browser that opened nothing');
	await page.evaluate(() => sessionStorage.setItem('shut', 'all'));
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_none'))).toBeVisible();
	await page.evaluate(() => sessionStorage.removeItem('shut'));
	await page.goto('/');
	await untilReceived(page);
	await page.context().close();
});
