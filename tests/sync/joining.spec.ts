import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { createCohort, joinCodeOf, setCohortState } from '../../src/lib/server/cohorts';
import { openDatabase, type Database } from '../../src/lib/server/database';
import { reportFolds } from '../../src/lib/server/folds';
import { realSources, type Storage } from '../../src/lib/server/storage';
import { planOf } from '../../src/lib/machines/plan';
import { CourseServer } from '../course-copy';
import { findsNothing } from '../e2e/axe';
import { readCourse, say } from '../e2e/course';
import { answerFirstItem, untilSaved } from '../e2e/first-answer';
import { press, tabTo } from '../e2e/keyboard';
import { overflowOf } from '../e2e/screens';
import {
	joinBy,
	moveHere,
	phone as phoneOf,
	saveCapsule,
	transferCode,
	untilReceived
} from './device';

/** The trainee's side of a cohort, in a real browser, against a server of its own. */

const port = Number(process.env.TEST_PORT ?? 4271) + 25;
const data = mkdtempSync(join(tmpdir(), 'breakout-joining-'));
const server = new CourseServer(port, { DATA_DIR: data, DATABASE_URL: '' });
let database: Database;
let storage: Storage;

test.describe.configure({ mode: 'serial', timeout: 120_000 });
test.beforeAll(async () => {
	await server.serve('.');
	database = await openDatabase({ folder: data });
	const { index, models } = await readCourse();
	const folds = reportFolds(planOf(index), models) as Storage['folds'];
	storage = { database, sources: realSources, folds };
});
test.afterAll(async () => {
	await server.stop();
	await database.close();
	rmSync(data, { recursive: true });
});

/** A new cohort of the whole course; gives its id and join code. */
async function cohort(title: string, names = true): Promise<{ id: string; code: string }> {
	const { index } = await readCourse();
	const lessons = index.lessons.map(({ id }) => id);
	const plan = { title, language: 'en', lessons, names, startsOn: null, endsOn: null };
	const { id } = await createCohort(storage, plan);
	return { id, code: await joinCodeOf(storage, id) };
}

/** What the server holds of a cohort: its members, and the entries in the order in which they came. */
async function heldOf(id: string) {
	const [members, entries] = await Promise.all(
		(['members', 'entries'] as const).map((table) =>
			database.db.selectFrom(table).selectAll().where('cohort_id', '=', id).execute()
		)
	);
	return { members: members as { shown_as: string }[], entries: entries as { id: string }[] };
}

const phone = (browser: Browser): Promise<BrowserContext> => phoneOf(browser, server.url);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Answers the first question of a lesson that is open to everyone. */
async function work(page: Page, lesson = 'background'): Promise<void> {
	await page.goto(`/lesson/${lesson}`);
	await untilSaved(page);
	await page.locator('main .start a').click();
	await answerFirstItem(page);
}

/** axe at the widths of a phone and a desk, light and dark. */
async function isAccessible(page: Page, screen: string): Promise<void> {
	for (const width of [360, 1440]) {
		await page.setViewportSize({ width, height: 800 });
		await findsNothing(page, `${screen} at ${width}`);
		expect.soft(await overflowOf(page), `${screen} at ${width}: wider than the screen`).toBe(0);
		const folder = process.env.SCREENS;
		for (const colorScheme of folder ? (['light', 'dark'] as const) : []) {
			await page.emulateMedia({ colorScheme });
			const path = `${folder}/${screen.replaceAll(' ', '-')}-${width}-${colorScheme}.png`;
			await page.screenshot({ path, fullPage: true });
		}
	}
	await page.setViewportSize({ width: 360, height: 740 });
}

test('A trainee without a membership fetches nothing of sync', async ({ browser }) => {
	const context = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block' });
	const page = await context.newPage();
	const scripts = new Set<string>();
	page.on('request', (request) => {
		const { pathname } = new URL(request.url());
		if (pathname.endsWith('.js')) scripts.add(pathname);
	});
	await work(page);
	await page.goto('/settings');
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_none'))).toBeVisible();
	expect(scripts.size).toBeGreaterThan(5);
	// What only a program that sends has in it.
	const sends = (path: string) => readFileSync(`build/client${path}`, 'utf8').includes('/api/v1/');
	expect([...scripts].filter(sends)).toEqual([]);
	await context.close();
});

test('A trainee joins by the link, works, loses the network and finds it: nothing is lost and nothing comes twice', async ({
	browser
}) => {
	const { id, code } = await cohort('Keepers of the record');
	const context = await phone(browser);
	const page = await context.newPage();
	await page.goto(`/join/${code.toLowerCase().replace('-', '')}`);
	await expect(page.getByRole('heading', { name: 'Keepers of the record' })).toBeVisible();
	await expect(page.getByText(say('join_rule'))).toBeVisible();
	await isAccessible(page, 'before joining');
	await page.getByLabel(say('join_name')).fill('Ada');
	await button(page, say('join_button')).click();
	await expect(page.getByText(say('join_done_as', { name: 'Ada' }))).toBeVisible();
	await isAccessible(page, 'joined');
	await work(page);
	await untilReceived(page);
	const { members, entries } = await heldOf(id);
	expect(members.map(({ shown_as }) => shown_as)).toEqual(['Ada']);
	expect(entries.length).toBeGreaterThan(0);

	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('Safe to go offline.', { timeout: 60_000 });
	await context.setOffline(true);
	await work(page, 'opening');
	await expect(page.locator('header .state')).toContainText(/[1-9]\d* on the way/);
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_phase_offline'))).toBeVisible();
	await isAccessible(page, 'my cohorts offline');
	expect((await heldOf(id)).entries.length).toBe(entries.length);

	// What cannot reach the facilitator by the network is carried there.
	await page.getByText(say('cohort_more')).click();
	const { capsule } = await saveCapsule(page);
	expect(capsule.from).toMatchObject({ kind: 'member', cohort: id, name: 'Ada' });
	expect(capsule.entries.length).toBeGreaterThan(entries.length);
	await button(page, say('cohort_codes_show')).click();
	await expect(page.getByRole('img', { name: /^Code 1 of/ })).toBeVisible();
	await isAccessible(page, 'my cohorts with codes');

	await context.setOffline(false);
	await untilReceived(page);
	const after = await heldOf(id);
	const ids = after.entries.map((entry) => entry.id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(new Set(ids)).toEqual(new Set(capsule.entries.map((entry) => entry.id)));
	await page.goto(`/join/${code}`);
	await expect(
		page.getByText(say('join_already', { title: 'Keepers of the record', name: 'Ada' }))
	).toBeVisible();
	await context.close();
});

test('Earlier work stays with the trainee unless they say otherwise, and a second device goes on where the first was', async ({
	browser
}) => {
	const { id, code } = await cohort('Two devices');
	const first = await phone(browser);
	const page = await first.newPage();
	await work(page);
	await joinBy(page, code, 'Ben');
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_earlier_no'))).toBeVisible();
	await expect(page.getByText(say('cohort_phase_idle'))).toBeVisible();
	expect((await heldOf(id)).entries).toEqual([]);
	await button(page, say('cohort_send_earlier')).click();
	await untilReceived(page);
	const sent = (await heldOf(id)).entries.length;
	expect(sent).toBeGreaterThan(0);

	await page.getByText(say('cohort_more')).click();
	const transfer = await transferCode(page);
	await expect(page.getByRole('img', { name: say('cohort_transfer_qr') })).toBeVisible();
	await isAccessible(page, 'another device');

	const second = await phone(browser);
	const other = await second.newPage();
	await moveHere(other, transfer, 'Ben');
	await expect(async () => {
		await other.goto('/device');
		await expect(other.getByText(`${sent} entries`)).toBeVisible({ timeout: 2000 });
	}).toPass({ timeout: 30_000 });
	await work(other, 'opening');
	await untilReceived(other);
	const { members, entries } = await heldOf(id);
	expect(members).toHaveLength(1);
	expect(entries.length).toBeGreaterThan(sent);
	// The first device sees it once it looks.
	await page.reload();
	await expect(async () => {
		await page.goto('/device');
		await expect(page.getByText(`${entries.length} entries`)).toBeVisible({ timeout: 2000 });
	}).toPass({ timeout: 30_000 });
	await first.close();
	await second.close();
});

test('Every refusal has its sentence, and without a network the code is kept', async ({
	browser
}) => {
	const { id, code } = await cohort('Closed rooms', false);
	const context = await phone(browser);
	const page = await context.newPage();
	await page.goto('/join');
	await untilSaved(page);
	await tabTo(page, page.getByLabel(say('join_code')));
	await page.keyboard.type('zzzz zzzz');
	await press(page, 'Enter');
	await expect(page.getByText(say('join_refused_code'))).toBeVisible();
	await isAccessible(page, 'a wrong code');
	await page.getByLabel(say('join_code')).fill('abc');
	await press(page, 'Enter');
	await expect(page.getByText(say('join_refused_malformed'))).toBeVisible();

	await context.setOffline(true);
	await page.getByLabel(say('join_code')).fill(code);
	await press(page, 'Enter');
	await expect(page.getByText(say('join_no_network'))).toBeVisible();
	await context.setOffline(false);
	// It is tried again by itself.
	await expect(page.getByText(say('join_pseudonym'))).toBeVisible();
	await button(page, say('cohort_cancel')).click();

	await setCohortState(storage, id, 'closed');
	await page.getByLabel(say('join_code')).fill(code);
	await press(page, 'Enter');
	await expect(page.getByText(say('join_refused_closed'))).toBeVisible();

	await server.stop();
	await button(page, say('try_again')).click();
	await expect(page.getByText(say('join_server_away'))).toBeVisible();
	await server.serve('.');
	await context.close();
});

test('A trainee leaves one cohort, and is erased from another for good', async ({ browser }) => {
	const [leaving, erasing] = [await cohort('For a while'), await cohort('For ever')];
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, leaving.code, 'Cleo');
	await joinBy(page, erasing.code, 'Cleo');
	await work(page);
	await untilReceived(page);
	await page.goto('/cohorts');
	const [one, other] = ['For a while', 'For ever'].map((name) =>
		page.getByRole('region', { name })
	);
	await one.getByText(say('cohort_more')).click();
	await one.getByRole('button', { name: say('cohort_leave') }).click();
	await one.getByRole('button', { name: say('cohort_leave_sure') }).click();
	await expect(page.getByText(say('cohort_left', { title: 'For a while' }))).toBeVisible();
	await expect(one).toBeHidden();
	expect((await heldOf(leaving.id)).entries.length).toBeGreaterThan(0);

	await other.getByText(say('cohort_more')).click();
	await other.getByRole('button', { name: say('cohort_erase') }).click();
	await isAccessible(page, 'before erasing');
	await other.getByRole('button', { name: say('cohort_erase_sure') }).click();
	await expect(page.getByText(say('cohort_erased', { title: 'For ever' }))).toBeVisible();
	await expect(other.getByText(say('cohort_stopped_erased'))).toBeVisible();
	expect(await heldOf(erasing.id)).toEqual({ members: [], entries: [] });
	await work(page, 'opening');
	expect((await heldOf(erasing.id)).entries).toEqual([]);
	await page.goto(`/join/${erasing.code}`);
	await button(page, say('join_button')).click();
	await expect(page.getByText(say('join_refused_erased'))).toBeVisible();
	await context.close();
});
