import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { startPostgres } from '../../src/command/postgres.js';
import { hasPostgres } from '../has-postgres';
import { CourseServer } from '../course-copy';
import { say } from '../e2e/course';
import { joinBy, phone, untilReceived } from '../sync/device';
import { ada } from './doings';
import { countsOn, itemOn } from './figures';
import { codeOn, isLive, linkIn, makeAccount, makeCohort, openAt } from './page';
import { giveAnswers } from './working';

/** Two processes on one PostgreSQL, as behind a proxy: what comes in at one is seen at the other. */

const port = Number(process.env.TEST_PORT ?? 4271) + 35;
const owner = { name: 'Grace Hopper', password: 'nanoseconds of wire' };

test.skip(!hasPostgres('two processes'), 'PostgreSQL is not installed.');

/** Marks the document, so that a page that was loaded anew is known. */
const markDocument = (page: Page) =>
	page.evaluate(() => document.documentElement.setAttribute('data-test', 'the same'));
const isSameDocument = (page: Page) =>
	expect(page.locator('html')).toHaveAttribute('data-test', 'the same');

test('Two processes that start at once on an empty PostgreSQL are one server to everybody', async ({
	browser
}) => {
	test.setTimeout(300_000);
	const postgres = await startPostgres();
	const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'breakout-two-servers-')));
	const [here, there] = folders.map(
		(folder, at) =>
			new CourseServer(port + at, {
				DATA_DIR: folder,
				DATABASE_URL: postgres.url(),
				AUTH_SECRET: 'the same for both of them, and longer than that',
				PROCESSES: '1'
			})
	);
	try {
		await Promise.all([here.serve('.'), there.serve('.')]);
		for (const { url, printed } of [here, there]) {
			expect(printed).not.toContain('cannot be opened');
			expect((await fetch(`${url}/readyz`)).status).toBe(200);
		}
		// Both found nobody; whichever link is used, the account is one, and the other link is over.
		const { page } = await openAt(browser, here.url);
		await makeAccount(page, linkIn(here.printed), owner);
		const cohort = await makeCohort(page, 'Keepers of the record');
		const code = await codeOn(page);
		const late = await openAt(browser, there.url);
		await late.page.goto(linkIn(there.printed));
		await expect(late.page.getByRole('button', { name: say('teach_start_button') })).toHaveCount(0);
		await late.page.context().close();

		// The cookie of one is a session at the other.
		const state = await page.context().storageState();
		const { page: desk, complaints } = await openAt(browser, there.url, { storageState: state });
		await desk.goto(`/teach/cohorts/${cohort}`);
		await expect(desk.getByText(say('teach_dash_members_none'))).toBeVisible();
		await isLive(desk);
		await markDocument(desk);
		const other = await openAt(browser, there.url, { storageState: state });
		const [{ quiz, item }] = ada.answers;
		await other.page.goto(`/teach/cohorts/${cohort}/activities/${quiz}`);
		await isLive(other.page);
		await markDocument(other.page);

		const device = await phone(browser, here.url);
		const trainee = await device.newPage();
		await joinBy(trainee, code, ada.name);
		await expect(desk.getByRole('row', { name: /Ada/ })).toBeVisible();
		await giveAnswers(trainee, ada.answers.slice(0, 2));
		await untilReceived(trainee);
		await expect(desk.getByRole('row', { name: /Ada/ })).toContainText('Certain and wrong');
		expect(await countsOn(desk)).toMatchObject({ [say('teach_dash_count_help')]: '1' });
		await expect(other.page.locator(`tr:has(a[href="#item-${item}"]) td`).first()).toHaveText('1');
		expect((await itemOn(other.page, item)).row.slice(0, 2)).toEqual(['1', '100%']);
		for (const one of [desk, other.page]) await isSameDocument(one);

		// Signed out at one is signed out at the other: its stream ends, and so does what it may read.
		await page.request.post('/teach/sign-out', { headers: { origin: here.url } });
		expect((await desk.request.get('/teach', { maxRedirects: 0 })).status()).toBe(303);
		expect(complaints).toEqual([]);
		for (const one of [device, page.context(), desk.context(), other.page.context()])
			await one.close();
	} finally {
		await Promise.all([here.stop(), there.stop()]);
		await postgres.stop();
		for (const folder of folders) rmSync(folder, { recursive: true, force: true });
	}
});
