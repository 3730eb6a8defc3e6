import { join } from 'node:path';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import english from '../../src/lib/ui/language/messages/en.json' with { type: 'json' };
import { CourseServer } from '../course-copy';
import { press, tabTo } from '../e2e/keyboard';
import { overflowOf } from '../e2e/screens';
import { button, codeOn, field, isFit, linkIn, makeAccount, openAt, type Watched } from './page';
import { ownFolder } from '../own-folder';

const port = Number(process.env.TEST_PORT ?? 4271) + 24;
const data = ownFolder('cohorts');
const server = new CourseServer(port, { DATA_DIR: data });
const adaState = join(data, 'ada.json');
const password = 'analytical engine';
const title = 'Spring school';

/** A sentence of the interface, with its blanks filled in. */
const say = (key: keyof typeof english, blanks: Record<string, string> = {}): string =>
	english[key].replace(/\{(\w+)\}/g, (_, name: string) => blanks[name] ?? '');

// Every screen is looked at by axe four times, and every way is gone with Tab.
test.describe.configure({ mode: 'serial', timeout: 240_000 });
test.beforeAll(() => server.serve('.'));
test.afterAll(async () => {
	await server.stop();
});

/** A page of this server, and what it complains of beyond what is refused on purpose. */
const open = (browser: Browser, storageState?: string): Promise<Watched> =>
	openAt(browser, server.url, { storageState, refusals: [400, 403, 404] });

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });
/** What unfolds the button that does it. */
const unfolds = (page: Page, words: string) =>
	page.locator('summary', { hasText: words.slice(0, -1) });

/** Goes to a control with Tab alone and presses it. */
async function use(page: Page, control: Locator, key = 'Enter'): Promise<void> {
	await tabTo(page, control);
	await page.keyboard.press(key);
}

const begin = (page: Page, link: string, name: string): Promise<void> =>
	makeAccount(page, link, { name, password });

/** What the API answers to whoever comes with a code. */
async function joinWith(code: string, name: string): Promise<Record<string, unknown>> {
	const answer = await fetch(`${server.url}/api/v1/members`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ protocol: 1, code, name })
	});
	return (await answer.json()) as Record<string, unknown>;
}

const linkOn = async (page: Page): Promise<string> => page.locator('.issued .link').innerText();

let cohort: string;

test('The first facilitator makes a cohort by keyboard alone, and what was typed survives mistakes', async ({
	browser
}) => {
	const { page, complaints } = await open(browser);
	await begin(page, linkIn(server.printed), 'Ada Lovelace');
	await expect(page.getByRole('heading', { name: say('teach_cohorts_none') })).toBeVisible();
	await use(page, link(page, say('teach_cohort_new')));
	await expect(page).toHaveURL(`${server.url}/teach/cohorts/new`);
	await isFit(page, 'a new cohort');

	await page.reload();
	await use(page, field(page, say('teach_plan_title')), 'Space');
	await field(page, say('teach_plan_starts')).fill('2026-03-05');
	await field(page, say('teach_plan_ends')).fill('2026-03-01');
	const lessons = page.getByRole('checkbox');
	const titles = await page
		.getByRole('listitem')
		.locator('label > span:first-of-type')
		.allInnerTexts();
	const up = button(page, say('teach_lesson_up', { title: titles[1] }));
	await tabTo(page, up);
	await press(page, 'Enter');
	await expect(up).toBeFocused();
	await expect(
		page.getByText(
			say('teach_lesson_moved', { title: titles[1], place: '1', count: String(titles.length) })
		)
	).toHaveCount(1);
	// At the top already: it stays, and so does the focus.
	await press(page, 'Enter');
	await expect(up).toBeFocused();
	await use(page, lessons.nth(5), 'Space');
	await use(page, page.getByRole('radio').first(), 'ArrowDown');
	await use(page, button(page, say('teach_cohort_create')));
	await expect(page.getByText(say('teach_plan_problems'))).toBeVisible();
	await expect(page.getByText(say('teach_plan_title_missing'))).toBeVisible();
	await expect(page.getByText(say('teach_plan_days_reversed'))).toBeVisible();
	await expect(field(page, say('teach_plan_ends'))).toHaveValue('2026-03-01');
	await expect(lessons.first()).toHaveAttribute('value', 'opening');
	await expect(lessons.nth(5)).not.toBeChecked();
	await expect(page.getByRole('radio').nth(1)).toBeChecked();
	await isFit(page, 'a new cohort with mistakes');

	await tabTo(page, field(page, say('teach_plan_title')));
	await page.keyboard.type(title);
	await field(page, say('teach_plan_ends')).fill('2026-03-19');
	await use(page, button(page, say('teach_cohort_create')));
	await expect(page).toHaveURL(/\/teach\/cohorts\/[^/]+\/invite\?done=created$/);
	cohort = /cohorts\/([^/]+)/.exec(page.url())?.[1] ?? '';
	await expect(page.getByText(say('teach_done_created'))).toBeVisible();

	await page.goto('/teach');
	const row = page.getByRole('row').filter({ hasText: title });
	await expect(row).toContainText(say('teach_role_owner'));
	await expect(row).toContainText('Mar 5, 2026');
	await isFit(page, 'the list of cohorts');
	expect(complaints).toEqual([]);
	await page.context().storageState({ path: adaState });
	await page.context().close();
});

/** Ada again, signed in as before. */
const ada = (browser: Browser) => open(browser, adaState);

test('The join code is shown large with its link and a QR code, and is renewed', async ({
	browser
}) => {
	const { page, complaints } = await ada(browser);
	await page.goto(`/teach/cohorts/${cohort}/invite`);
	const old = await codeOn(page);
	expect(old).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
	const address = `${server.url}/join/${old}`;
	await expect(
		page.getByRole('img', { name: say('teach_invite_qr', { link: address }) })
	).toBeVisible();
	await expect(page.getByText(say('teach_invite_machine'))).toBeVisible();
	await page.setViewportSize({ width: 1440, height: 900 });
	const size = await page
		.locator('.code')
		.evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
	expect(size, 'readable from the last row').toBeGreaterThan(60);
	await isFit(page, 'the invitation');
	await page.emulateMedia({ media: 'print' });
	await expect(page.locator('.code')).toBeVisible();
	await expect(unfolds(page, say('teach_renew'))).toBeHidden();
	await expect(page.getByText(say('teach_invite_machine'))).toBeHidden();
	await page.emulateMedia({ media: null });
	await use(page, unfolds(page, say('teach_renew')));
	await isFit(page, 'before renewing the code');
	await use(page, button(page, say('teach_renew_button')));
	await expect(page.getByText(say('teach_done_renewed'))).toBeVisible();
	expect(await codeOn(page)).not.toBe(old);
	expect(await joinWith(old, 'Late')).toMatchObject({ why: 'not_a_member' });
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('Members are found, get a rejoin code that is shown once, and are erased on request', async ({
	browser
}) => {
	const { page, complaints } = await ada(browser);
	await page.goto(`/teach/cohorts/${cohort}/members`);
	await expect(page.getByText(say('teach_members_none'))).toBeVisible();
	await isFit(page, 'no members');
	await page.goto(`/teach/cohorts/${cohort}/invite`);
	const code = await codeOn(page);
	for (let at = 1; at <= 52; at++) await joinWith(code, `Trainee ${at}`);
	const joined = await joinWith(code, 'Émile');
	expect(joined).toMatchObject({ kind: 'joined', shownAs: 'Émile' });

	await use(page, link(page, say('teach_tab_members')));
	await expect(page.getByText(say('teach_members_count', { all: '53' }))).toBeVisible();
	await expect(page.locator('tbody tr')).toHaveCount(50);
	await expect(page.locator('tbody tr').first()).toContainText('Émile');
	await isFit(page, 'members');
	await use(page, link(page, say('teach_page_next')));
	await expect(page.locator('tbody tr')).toHaveCount(3);
	await tabTo(page, field(page, say('teach_members_search')));
	await page.keyboard.type('emi');
	await page.keyboard.press('Enter');
	await expect(page.locator('tbody tr')).toHaveCount(1);
	await expect(field(page, say('teach_members_search'))).toBeFocused();
	await use(page, link(page, 'Émile'));
	await expect(page.getByRole('heading', { name: 'Émile' })).toBeVisible();
	await isFit(page, 'a member');

	await use(page, button(page, say('teach_rejoin_button')));
	const rejoin = await codeOn(page);
	expect(rejoin).toMatch(/^([0-9A-Z]{4}-){2}[0-9A-Z]{4}$/);
	await isFit(page, 'a rejoin code');
	expect(await joinWith(rejoin, '')).toMatchObject({ kind: 'joined', shownAs: 'Émile' });
	expect(await joinWith(rejoin, '')).toMatchObject({ why: 'not_a_member' });
	await page.goto(page.url().split('?')[0]);
	await expect(page.locator('.code')).toHaveCount(0);

	await use(page, unfolds(page, say('teach_erase_ask', { name: 'Émile' })));
	await expect(page.getByText(say('teach_erase_final'))).toBeVisible();
	await isFit(page, 'before erasing');
	await use(page, button(page, say('teach_erase_button', { name: 'Émile' })));
	await expect(page.getByText(say('teach_done_erased'))).toBeVisible();
	await expect(page.getByText(say('teach_members_count', { all: '52' }))).toBeVisible();
	await expect(page.getByText('Émile')).toHaveCount(0);
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('A colleague comes in by a link, sees what the role allows, and is out at once', async ({
	browser
}) => {
	const [{ page, complaints }, other] = [await ada(browser), await open(browser)];
	const settings = `/teach/cohorts/${cohort}/settings`;
	await page.goto(settings);
	await isFit(page, 'settings');
	await field(page, say('teach_sharing_as')).selectOption('observer');
	await use(page, button(page, say('teach_sharing_make')));
	await expect(page.locator('.issued .link')).toBeInViewport();
	const invitation = await linkOn(page);
	await isFit(page, 'an invitation');
	await begin(other.page, invitation, 'Grace');
	await expect(link(other.page, title)).toBeVisible();
	await other.page.goto(`/teach/cohorts/${cohort}/members`);
	await expect(other.page.getByRole('heading', { name: say('teach_forbidden') })).toBeVisible();
	await isFit(other.page, 'what the role does not allow');

	await page.goto(settings);
	await field(page, say('teach_sharing_role', { name: 'Grace' })).selectOption('facilitator');
	await use(page, button(page, say('teach_sharing_save_named', { name: 'Grace' })));
	await expect(page.getByText(say('teach_done_role'))).toBeVisible();
	await other.page.goto(`/teach/cohorts/${cohort}/members`);
	await expect(other.page.locator('tbody tr')).toHaveCount(50);
	await other.page.goto(settings);
	await expect(button(other.page, say('teach_plan_save'))).toBeVisible();
	await expect(button(other.page, say('teach_sharing_make'))).toHaveCount(0);

	// The only owner stays one.
	await field(page, say('teach_sharing_role', { name: 'Ada Lovelace' })).selectOption('observer');
	await use(page, button(page, say('teach_sharing_save_named', { name: 'Ada Lovelace' })));
	await expect(page.getByText(say('teach_sharing_last_owner'))).toBeInViewport();
	await page.goto(settings);
	const grace = page.getByRole('listitem').filter({ hasText: 'Grace' });
	await use(page, grace.locator('summary'));
	await use(page, button(page, say('teach_sharing_remove_named', { name: 'Grace' })));
	await expect(page.getByText(say('teach_done_role_taken'))).toBeVisible();
	await other.page.goto(settings);
	await expect(other.page.getByRole('heading', { name: say('error_not_found') })).toBeVisible();
	expect([...complaints, ...other.complaints]).toEqual([]);
	await page.context().close();
	await other.page.context().close();
});

test('A cohort is changed, closed, archived and opened again', async ({ browser }) => {
	const { page, complaints } = await ada(browser);
	const settings = `/teach/cohorts/${cohort}/settings`;
	await page.goto(`/teach/cohorts/${cohort}/invite`);
	const code = await codeOn(page);
	await page.goto(settings);
	// In another tab, as a colleague's, the same is open.
	const stale = await page.context().newPage();
	await stale.goto(settings);
	const language = await field(stale, say('teach_plan_language')).inputValue();
	await field(stale, say('teach_plan_ends')).fill('2031-05-02');
	await field(page, say('teach_plan_title')).fill('Autumn school');
	await use(page, button(page, say('teach_plan_save')));
	await expect(page.getByText(say('teach_done_changed'))).toBeVisible();
	await button(stale, say('teach_plan_save')).click();
	await expect(stale.getByText(say('teach_done_changed'))).toBeVisible();
	await expect(field(stale, say('teach_plan_title'))).toHaveValue('Autumn school');
	await expect(field(stale, say('teach_plan_ends'))).toHaveValue('2031-05-02');
	await expect(field(stale, say('teach_plan_language'))).toHaveValue(language);
	await stale.close();
	await expect(page.locator('.title')).toHaveText('Autumn school');
	await expect(page.getByRole('checkbox').first()).toHaveAttribute('value', 'opening');

	await use(page, unfolds(page, say('teach_state_close')));
	await isFit(page, 'before closing');
	await use(page, button(page, say('teach_state_close_button')));
	await expect(page.getByText(say('teach_done_closed'))).toBeVisible();
	expect(await joinWith(code, 'Late')).toMatchObject({ why: 'cohort_closed' });
	await page.goto(`/teach/cohorts/${cohort}/invite`);
	await expect(page.getByRole('heading', { name: say('teach_invite_closed') })).toBeVisible();
	await isFit(page, 'the invitation of a closed cohort');
	await page.goto(settings);
	await use(page, unfolds(page, say('teach_state_archive')));
	await use(page, button(page, say('teach_state_archive_button')));
	await expect(page.getByText(say('teach_done_archived'))).toBeVisible();
	await page.goto('/teach');
	await expect(page.getByRole('heading', { name: say('teach_cohorts_archived') })).toBeVisible();
	await page.goto(settings);
	await use(page, button(page, say('teach_state_reopen')));
	await expect(page.getByText(say('teach_done_open'))).toBeVisible();
	expect(await joinWith(code, 'In time')).toMatchObject({ kind: 'joined' });
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('On a slow line a cohort is made once, though its button is pressed again', async ({
	browser
}) => {
	const { page, complaints } = await ada(browser);
	await page.goto('/teach/cohorts/new');
	await field(page, say('teach_plan_title')).fill('Winter school');
	const create = button(page, say('teach_cohort_create'));
	await create.focus();
	const line = await page.context().newCDPSession(page);
	await line.send('Network.enable');
	await line.send('Network.emulateNetworkConditions', {
		offline: false,
		latency: 2_000,
		downloadThroughput: -1,
		uploadThroughput: -1
	});
	await page.keyboard.press('Enter');
	await page.waitForTimeout(500);
	await page.keyboard.press('Enter');
	await expect(page.getByText(say('teach_done_created'))).toBeVisible();
	await line.detach();
	await page.goto('/teach');
	await expect(link(page, 'Winter school')).toHaveCount(1);
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('Names of one long word widen no page, and high contrast shows where one is', async ({
	browser
}) => {
	const [{ page }, other] = [await ada(browser), await open(browser)];
	const member = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80);
	const colleague = member.slice(0, 40);
	const settings = `/teach/cohorts/${cohort}/settings`;
	await page.goto(settings);
	await button(page, say('teach_sharing_make')).click();
	await begin(other.page, await linkOn(page), colleague);
	await page.goto(`/teach/cohorts/${cohort}/invite`);
	expect(await joinWith(await codeOn(page), member)).toMatchObject({ shownAs: member });
	await page.goto(`/teach/cohorts/${cohort}/members?search=wolf`);
	await link(page, member).click();
	await expect(page.getByRole('heading', { name: member })).toBeVisible();
	for (const one of [page, other.page]) await one.setViewportSize({ width: 320, height: 800 });
	expect.soft(await overflowOf(page), 'a member').toBe(0);
	await page.goto(settings);
	await page.getByRole('listitem').filter({ hasText: colleague }).locator('summary').click();
	expect.soft(await overflowOf(page), 'settings').toBe(0);
	await other.page.goto('/teach/account');
	expect.soft(await overflowOf(other.page), 'the account').toBe(0);
	// Times are longer until the page is awake: they are told in UTC.
	const asleep = await openAt(browser, server.url, {
		javaScriptEnabled: false,
		storageState: await other.page.context().storageState(),
		viewport: { width: 320, height: 800 }
	});
	await asleep.page.goto('/teach/account');
	expect.soft(await overflowOf(asleep.page), 'the account, not awake yet').toBe(0);
	await asleep.page.context().close();

	await page.emulateMedia({ forcedColors: 'active' });
	await other.page.emulateMedia({ forcedColors: 'active' });
	for (const here of [
		link(page, say('teach_tab_settings')),
		link(other.page, say('teach_account'))
	])
		await expect(here).toHaveCSS('border-bottom-style', 'solid');
	await page.context().close();
	await other.page.context().close();
});
