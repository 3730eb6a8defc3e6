import { readFileSync } from 'node:fs';
import { expect, test, type Browser, type Page } from '@playwright/test';
import type { ItemModel } from '../../src/lib/course/model';
import { Device, rightAnswer } from '../../src/lib/machines/sample';
import { makeCapsule } from '../../src/lib/sync/capsule';
import { bearer, PROTOCOL } from '../../src/lib/sync/protocol';
import { makeKey, seal } from '../../src/lib/sync/seal';
import { CourseServer } from '../course-copy';
import { readCourse, say } from '../e2e/course';
import { press } from '../e2e/keyboard';
import { activities, answering, choosing, CohortAt, itemOf } from './cohort';
import { recordsOf, rowsOf } from './csv';
import { isFit, isLive, linkIn, makeAccount, openAt, signIn, type Watched } from './page';
import { ownFolder } from '../own-folder';

const port = Number(process.env.TEST_PORT ?? 4271) + 27;
const data = ownFolder('dashboard');
const server = new CourseServer(port, { DATA_DIR: data });
const ada = { name: 'Ada Lovelace', password: 'analytical engine' };
let cohort: CohortAt;

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);
test.beforeAll(async () => {
	await server.serve('.');
});
test.afterAll(async () => {
	await cohort?.close();
	await server.stop();
});

/** A page that complains of nothing but what it is told to bear. */
const open = (browser: Browser): Promise<Watched> => openAt(browser, server.url);

/** A table of the dashboard as the server gives it, row by row under its headings. */
async function table(page: Page, name: string, search = ''): Promise<Record<string, string>[]> {
	const answer = await page.request.get(`/teach/cohorts/${cohort.id}/csv/${name}${search}`);
	expect(answer.status()).toBe(200);
	return recordsOf(await answer.text());
}

test('While the page is open it shows what members do, live, and nothing else', async ({
	browser
}) => {
	const { page, complaints } = await open(browser);
	await makeAccount(page, linkIn(server.printed), ada);
	cohort = await CohortAt.make(server.url, data, ada.name);

	await page.goto(`/teach/cohorts/${cohort.id}`);
	await expect(page.getByText(say('teach_dash_members_none'))).toBeVisible();
	await isLive(page);
	await isFit(page, 'an empty cohort');
	await page.setViewportSize({ width: 320, height: 800 });
	const name = await page.getByText(ada.name, { exact: true }).boundingBox();
	for (const link of await page
		.getByRole('navigation', { name: say('teach_nav') })
		.locator('a')
		.all()) {
		const box = await link.boundingBox();
		expect(box && name && box.x + box.width <= name.x, 'a place and the name stand apart').toBe(
			true
		);
	}

	const ben = await cohort.join('Ben');
	await expect(page.getByRole('row', { name: /Ben/ })).toBeVisible();
	await expect(page.getByRole('row', { name: /Ben/ })).toContainText(say('teach_dash_never'));
	await cohort.push(ben, await answering('ben', { right: false, tries: 3 }), {
		waiting: 4,
		language: 'fr'
	});
	const row = page.getByRole('row', { name: /Ben/ });
	await expect(row).toContainText('Stuck: 3 tries');
	await expect(row).toContainText('Certain and wrong');
	await expect(row.getByRole('cell').last()).toHaveText(/4$/);

	for (const [at, name] of ['Cem', 'Dao', 'Eve', 'Fay', 'Gil'].entries()) {
		const member = await cohort.join(name);
		const key = name.toLowerCase();
		await cohort.push(member, await answering(key, { right: at % 2 === 0, whole: true }));
		await cohort.push(member, await choosing(`${key[0]}run`, at));
	}
	await expect(page.getByRole('row')).toHaveCount(7);
	// Who needs help comes first: two reasons before one, then by name.
	await expect(page.getByRole('row').nth(1)).toContainText('Ben');
	await expect(page.getByRole('row').nth(2)).toContainText('Dao');
	await expect(page.getByRole('row').nth(3)).toContainText('Fay');
	await isFit(page, 'a cohort under way');
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('The screens say what the CSV says, and filters are in the address', async ({ browser }) => {
	const { page, complaints } = await open(browser);
	await signIn(page, ada);
	await page.goto(`/teach/cohorts/${cohort.id}`);
	await expect(page.getByRole('row')).toHaveCount(7);
	const roster = await table(page, 'roster');
	const names = await page
		.getByRole('rowheader')
		.evaluateAll((all) => all.map((one) => one.firstChild?.textContent?.trim()));
	expect(names).toEqual(roster.map(({ name }) => name));
	const waiting = await page
		.locator('tbody tr')
		.evaluateAll((all) => all.map((one) => one.lastElementChild?.lastChild?.textContent?.trim()));
	expect(waiting).toEqual(
		roster.map((row) => row['not yet received'] || say('teach_dash_unknown'))
	);
	const help = await table(page, 'needs-help');
	await expect(page.locator('tbody li')).toHaveCount(help.length);

	await page.getByLabel(say('teach_dash_filter_language')).selectOption('fr');
	await expect(page).toHaveURL(/language=fr/);
	await expect(page.getByRole('row')).toHaveCount(2);
	expect((await table(page, 'roster', '?language=fr')).map(({ name }) => name)).toEqual(['Ben']);
	await page.reload();
	await expect(page.getByRole('row')).toHaveCount(2);
	const language = page.getByLabel(say('teach_dash_filter_language'));
	await page.emulateMedia({ media: 'print' });
	await expect(language, 'paper says of whom the figures are').toBeVisible();
	await page.emulateMedia({ media: null });
	await page.getByRole('link', { name: say('teach_dash_filter_clear') }).click();
	await expect(page.getByRole('row')).toHaveCount(7);
	await page.emulateMedia({ media: 'print' });
	await expect(language).toBeHidden();
	await page.emulateMedia({ media: null });
	await page.route('**/figures/overview', async (route) => {
		const response = await route.fetch();
		const told = (await response.json()) as object;
		await route.fulfill({ response, json: { ...told, pages: 100 } });
	});
	await page.reload();
	const next = page.getByRole('link', { name: say('teach_dash_page_after') });
	await expect(next.first()).toBeVisible();
	await page.emulateMedia({ media: 'print' });
	await expect(next.first()).toBeHidden();
	await expect(
		page.getByText(say('teach_dash_page_of', { page: '1', pages: '100' })).first(),
		'paper says of how many pages it shows one'
	).toBeVisible();
	await page.emulateMedia({ media: null });
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await page.goto(`/teach/cohorts/${cohort.id}?since=2100-01-01`);
	await expect(page.getByText(say('teach_dash_members_none_filtered'))).toBeVisible();

	const { quiz, scenario } = await activities();
	const item = itemOf(quiz);
	await page.goto(`/teach/cohorts/${cohort.id}/activities/${quiz.id}`);
	const search = `?activity=${quiz.id}`;
	const [figures] = (await table(page, 'items', search)).filter((one) => one.item === item.id);
	expect(figures).toMatchObject({ answered: '6', right: '3', facility: '0.5' });
	await expect(page.locator(`tr:has(a[href="#item-${item.id}"]) td`).first()).toHaveText('6');
	await expect(page.locator(`tr:has(a[href="#item-${item.id}"]) td`).nth(1)).toHaveText('50%');
	const answers = (await table(page, 'answers', search)).filter((one) => one.item === item.id);
	expect(
		await page.locator(`#item-${item.id} li > p > b`).allTextContents(),
		'what was chosen by how many'
	).toEqual(answers.map(({ chosen }) => chosen));
	await isFit(page, 'a quiz');

	await page.goto(`/teach/cohorts/${cohort.id}/activities/${scenario.id}`);
	await expect(page.locator('svg[role=img] .count').first()).toBeVisible();
	const paths = await table(page, 'paths', `?activity=${scenario.id}`);
	const counts = await page
		.locator('section[aria-labelledby=dash-paths] ol ul b')
		.allTextContents();
	expect(counts.map((one) => one.split(' ')[0])).toEqual(paths.map(({ members }) => members));
	await isFit(page, 'a scenario');
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('What a facilitator asks for is not lost to what comes in meanwhile', async ({ browser }) => {
	const { page } = await open(browser);
	await signIn(page, ada);
	await page.goto(`/teach/cohorts/${cohort.id}`);
	await isLive(page);
	await page.route(/figures\/overview\?.*language=fr/, async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 3000));
		await route.continue();
	});
	const asked = page.waitForRequest(/figures\/overview\?.*language=fr/);
	await page.getByLabel(say('teach_dash_filter_language')).selectOption('fr');
	await asked;
	await cohort.push(await cohort.join('Kim'), await answering('kim', { right: true }), {
		language: 'fr'
	});
	await expect(page).toHaveURL(/language=fr/);
	await expect(page.getByRole('row')).toHaveCount(3);
	await expect(page.getByRole('row', { name: /Kim/ })).toBeVisible();
	await page.context().close();
});

test('A day begins where it is chosen', async ({ browser }) => {
	const context = await browser.newContext({
		baseURL: server.url,
		timezoneId: 'Pacific/Auckland'
	});
	const page = await context.newPage();
	await signIn(page, ada);
	await page.goto(`/teach/cohorts/${cohort.id}`);
	await isLive(page);
	const asked: string[] = [];
	page.on('request', (request) => {
		const { searchParams } = new URL(request.url());
		if (searchParams.get('since')) asked.push(searchParams.get('since') ?? '');
	});
	await page.getByLabel(say('teach_dash_filter_since')).focus();
	await page.keyboard.type('03022026');
	await expect(page).toHaveURL(/since=2026-03-02&offset=-780$/);
	await expect(page.getByRole('row', { name: /Kim/ })).toBeVisible();
	expect([...new Set(asked)], 'no year of which only some digits are typed').toEqual([
		'2026-03-02'
	]);
	// In winter the clocks there are an hour behind those of summer.
	await page.getByLabel(say('teach_dash_filter_since')).fill('2100-07-01');
	await expect(page).toHaveURL(/since=2100-07-01&offset=-720$/);
	await expect(page.getByText(say('teach_dash_members_none_filtered'))).toBeVisible();
	await page.getByLabel(say('teach_dash_filter_since')).fill('');
	await expect(page).toHaveURL(/since=$/);
	await context.close();
});

test('Who has left is shown as that, at the end, and asks for no help', async ({ browser }) => {
	const { page, complaints } = await open(browser);
	await signIn(page, ada);
	const lee = await cohort.join('Lee');
	await cohort.push(lee, await answering('lee', { right: false, tries: 3 }));
	await page.goto(`/teach/cohorts/${cohort.id}`);
	const row = page.getByRole('row', { name: /Lee/ });
	await expect(row).toContainText('Stuck: 3 tries');
	const left = await page.request.post('/api/v1/members/leave', {
		headers: { authorization: `Bearer ${bearer(lee)}` },
		data: { protocol: PROTOCOL }
	});
	expect(await left.json()).toEqual({ kind: 'left' });
	await page.reload();
	await expect(row).toContainText(say('teach_member_left'));
	await expect(row).not.toContainText('Stuck');
	await expect(page.getByRole('row').last()).toContainText('Lee');
	await expect(page.getByText(say('teach_dash_count_left'))).toBeVisible();
	await isFit(page, 'a cohort that one has left');
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('The debrief goes by keyboard, one choice at a time, first the split, then the reasons', async ({
	browser
}) => {
	const { page, complaints } = await open(browser);
	await signIn(page, ada);
	await page.goto(`/teach/cohorts/${cohort.id}/debrief`);
	const debates = await table(page, 'debates');
	const slides = [...new Set(debates.map(({ activity, at }) => `${activity} ${at}`))];
	expect(slides.length).toBeGreaterThan(0);
	const first = debates.filter(({ activity, at }) => `${activity} ${at}` === slides[0]);
	const shown = page.locator('.slide:visible');
	await expect(shown).toHaveCount(1);
	expect((await shown.locator('.bar b').allTextContents()).map((one) => one.split(' ')[0])).toEqual(
		first.map(({ members }) => members)
	);
	await expect(shown.locator('.reason:visible')).toHaveCount(0);
	await isFit(page, 'the split');
	await page.keyboard.press('ArrowRight');
	await expect(shown.locator('.reason:visible').first()).toBeVisible();
	const { texts } = await readCourse();
	for (const id of first[0].claims.split(' ').filter(Boolean)) {
		const claim = Object.values(texts).find(({ claims }) => claims[id])?.claims[id];
		await expect(shown.getByText(claim?.text ?? 'no such claim')).toBeVisible();
	}
	await isFit(page, 'the reasons');
	await page.keyboard.press('ArrowRight');
	if (slides.length > 1)
		await expect(shown.locator('.eyebrow').first()).toContainText(`2 of ${slides.length}`);
	await page.keyboard.press('ArrowLeft');
	await page.keyboard.press('ArrowLeft');
	await expect(shown.locator('.reason:visible')).toHaveCount(0);
	expect(complaints).toEqual([]);
	await page.context().close();
});

test('What the room talks about stays on the wall, though what comes in puts another choice first', async ({
	browser
}) => {
	const { page, complaints } = await open(browser);
	const room = await CohortAt.make(server.url, data, ada.name);
	const { quiz } = await activities();
	const asked = quiz.items.filter(({ kind, certainty }) => kind === 'choice' && certainty);
	const answer = async (name: string, isRight: boolean, items: readonly ItemModel[]) => {
		const device = new Device(name).start(quiz.id, `${name}-quiz`, { version: quiz.version });
		for (const item of items) {
			const wrong = item.options.find(({ right }) => !right)!.id;
			const given = isRight ? rightAnswer(item) : { options: [wrong] };
			device.answer(quiz.id, `${name}-quiz`, item.id, given, 3);
		}
		await room.push(await room.join(name), device.entries);
	};
	for (let at = 0; at < 6; at++) await answer(`m${at}`, at % 2 === 0, asked.slice(0, 2));
	await signIn(page, ada);
	await page.goto(`/teach/cohorts/${room.id}/debrief`);
	await isLive(page);
	const shown = page.locator('.slide:visible');
	const title = await shown.getByRole('heading', { level: 2 }).innerText();
	await expect(shown.locator('.eyebrow').first()).toContainText('1 of 2');
	await page.keyboard.press('ArrowRight');
	await expect(shown.locator('.reason:visible').first()).toBeVisible();
	// Nearly all agree now on what was the hottest.
	const { texts } = await readCourse();
	const words = Object.values(texts).find(({ quizzes }) => quizzes[quiz.id])?.quizzes[quiz.id];
	const first = asked.find(({ id }) => words?.items[id].title === title)!;
	for (let at = 0; at < 12; at++) await answer(`n${at}`, true, [first]);
	await expect(shown.locator('.eyebrow').first()).toContainText('2 of 2');
	await expect(shown.getByRole('heading', { level: 2 })).toHaveText(title);
	await expect(shown.locator('.reason:visible').first()).toBeVisible();
	expect(complaints).toEqual([]);
	await room.close();
	await page.context().close();
});

test('A page that was hidden catches up, one whose server is away says so, and a revoked facilitator hears nothing more', async ({
	browser
}) => {
	const { page } = await open(browser);
	await signIn(page, ada);
	await page.goto(`/teach/cohorts/${cohort.id}`);
	await isLive(page);
	const hide = (isHidden: boolean) =>
		page.evaluate((isHidden) => {
			Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
			document.dispatchEvent(new Event('visibilitychange'));
		}, isHidden);
	await hide(true);
	await expect(page.locator('[data-live="paused"]')).toBeVisible();
	await cohort.join('Hal');
	await hide(false);
	await isLive(page);
	await expect(page.getByRole('row', { name: /Hal/ })).toBeVisible();

	// Who is no longer signed in is sent to sign in, and does not look at old figures.
	const cookies = await page.context().cookies();
	await hide(true);
	await page.context().clearCookies();
	await hide(false);
	await expect(page).toHaveURL(/\/teach\/sign-in\?to=/);
	await page.context().addCookies(cookies);
	await page.goto(`/teach/cohorts/${cohort.id}?language=fr`);
	await isLive(page);
	// Nor is the page for signing in saved as a table. The page says what is the matter when it is read anew.
	await page.context().clearCookies();
	await page.getByText(say('teach_dash_exports')).click();
	const download = page.waitForEvent('download');
	await page.locator('a[href*="/csv/"]').first().click();
	expect(await (await download).failure()).not.toBeNull();
	await hide(true);
	await hide(false);
	await expect(page).toHaveURL(/\/teach\/sign-in\?to=.*language%3Dfr$/);
	await page.context().addCookies(cookies);
	await page.goto(`/teach/cohorts/${cohort.id}`);
	await isLive(page);

	// What cannot be read anew leaves the page as it is, which says so, and goes on by itself.
	const read = '**/figures/overview*';
	await page.route(read, (route) => route.fulfill({ status: 503, body: '{}' }));
	await cohort.join('Gus');
	await expect(page.locator('[data-live="lost"]')).toBeVisible();
	await expect(page.getByRole('row', { name: /Hal/ })).toBeVisible();
	await page.unroute(read);
	await expect(page.getByRole('row', { name: /Gus/ })).toBeVisible();
	await isLive(page);

	// A proxy answers while the server behind it is away, or the figures cannot be had though it says that there are new ones.
	// Whoever hears the page is told once, and not at every try.
	const stream = '**/events';
	for (const away of [stream, '**/figures/overview*']) {
		await page.route(away, (route) => route.fulfill({ status: 502 }));
		await hide(true);
		await hide(false);
		await expect(page.locator('[data-live="lost"]')).toBeVisible();
		await page.evaluate(() => {
			const said: (string | null)[] = [];
			const state = document.querySelector('[data-live]')!;
			new MutationObserver(() => said.push(state.textContent)).observe(state, {
				subtree: true,
				childList: true,
				characterData: true
			});
			Object.assign(window, { said });
		});
		for (let times = 0; times < 2; times++) await page.waitForResponse(away);
		expect(await page.evaluate(() => Reflect.get(window, 'said') as string[])).toEqual([]);
		await page.unroute(away);
		await isLive(page);
	}

	await server.stop();
	await expect(page.locator('[data-live="lost"]')).toBeVisible();
	await server.serve('.');
	await cohort.join('Ida');
	await expect(page.getByRole('row', { name: /Ida/ })).toBeVisible({ timeout: 60_000 });
	await isLive(page);

	await page.evaluate(async (address) => {
		const heard: string[] = [];
		(window as Window & { heard?: string[] }).heard = heard;
		const source = new EventSource(address);
		await new Promise((resolve) => source.addEventListener('beat', resolve, { once: true }));
		source.addEventListener('new', () => heard.push('new'));
		source.addEventListener('end', () => {
			heard.push('end');
			source.close();
		});
	}, `/teach/cohorts/${cohort.id}/events`);
	await cohort.revoke();
	await cohort.join('Jon');
	await expect
		.poll(() => page.evaluate(() => (window as Window & { heard?: string[] }).heard))
		.toEqual(['end']);
	await expect(page.getByRole('heading', { name: say('error_not_found') })).toBeVisible();
	await expect(page.getByText('Jon')).toHaveCount(0);
	for (const path of ['figures/overview', 'csv/roster', 'events'])
		expect((await page.request.get(`/teach/cohorts/${cohort.id}/${path}`)).status()).toBe(404);
	await page.context().close();
});

test('Capsules become the same dashboard with no server, are refused whole, and are erased', async ({
	browser
}) => {
	const { page, complaints } = await open(browser);
	const { index } = await readCourse();
	const { quiz } = await activities();
	const item = itemOf(quiz);
	const capsule = async (name: string, right: boolean, first = Infinity) => ({
		name: `${name}.capsule`,
		mimeType: 'application/gzip',
		buffer: Buffer.from(
			makeCapsule({
				course: index.id,
				from: { kind: 'guest', profile: name, name },
				language: right ? 'fr' : 'en',
				joinedAt: null,
				// Nothing in it is a choice, so no model is asked for.
				entries: (
					await seal(await answering(name, { right, tries: right ? 1 : 3 }), () => null, makeKey())
				).slice(0, first),
				now: () => new Date()
			})
		)
	});
	const files = [await capsule('Kim', false), await capsule('Lou', true)];
	await page.goto('/teach/capsules');
	await expect(
		page.getByRole('heading', { name: say('teach_capsules'), exact: true })
	).toBeVisible();
	await isFit(page, 'no capsules');
	const choose = page.locator('input[type=file]');
	await expect(choose).toBeEnabled();
	const tab = await page.context().newPage();
	await tab.goto('/teach/capsules');
	await expect(tab.locator('input[type=file]')).toBeEnabled();
	await tab.waitForLoadState('networkidle');
	// Open once, it needs nothing more.
	await page.waitForLoadState('networkidle');
	await page.context().setOffline(true);
	const [kim] = files;
	await choose.setInputFiles([
		{ ...kim, name: 'cut short', buffer: kim.buffer.subarray(0, kim.buffer.length - 40) },
		{
			...kim,
			name: 'edited',
			buffer: Buffer.concat([kim.buffer.subarray(0, -8), Buffer.alloc(8, 7)])
		},
		{ ...kim, name: 'foreign', buffer: Buffer.from('no capsule at all') },
		{ ...kim, name: 'large', buffer: Buffer.alloc(17 * 1024 * 1024) }
	]);
	for (const code of ['truncated', 'damaged', 'foreign', 'too_large'])
		await expect(page.getByText(say(`teach_capsule_${code}`))).toBeVisible();
	await expect(page.getByRole('row')).toHaveCount(0);

	// What another tab took in meanwhile stays, though this one does not show it yet.
	await tab.locator('input[type=file]').setInputFiles(kim);
	await expect(tab.getByRole('row')).toHaveCount(2);
	await tab.close();
	await choose.setInputFiles(await capsule('Kim', false, 1));
	await expect(page.getByRole('row').nth(1)).toContainText('Stuck: 3 tries');

	await choose.setInputFiles(files);
	await expect(page.getByRole('row')).toHaveCount(3);
	await expect(page.getByRole('row').nth(1)).toContainText('Kim');
	await expect(page.getByRole('row').nth(1)).toContainText('Stuck: 3 tries');
	await choose.setInputFiles([files[1], files[0]]);
	await expect(page.getByText(say('teach_capsule_nothing_new', { name: 'Kim' }))).toBeVisible();
	await expect(page.getByRole('row')).toHaveCount(3);
	await isFit(page, 'capsules');

	// Who chooses goes on from where they are.
	const language = page.getByLabel(say('teach_dash_filter_language'));
	await language.focus();
	await language.selectOption('fr');
	await expect(page.getByRole('row')).toHaveCount(2);
	await expect(language).toBeFocused();
	await language.selectOption('');
	await expect(page.getByRole('row')).toHaveCount(3);

	const { index: course } = await readCourse();
	const title = course.lessons
		.flatMap((one) => Object.entries(one.activities))
		.find(([id]) => id === quiz.id)?.[1];
	await page.getByRole('link', { name: title, exact: true }).click();
	await expect(page.locator(`tr:has(a[href="#item-${item.id}"]) td`).nth(1)).toHaveText('50%');
	await expect(page.getByText(say('teach_dash_views_capsules'))).toBeVisible();
	await page.getByText(say('teach_dash_exports')).click();
	const saved = page.waitForEvent('download');
	await page.getByRole('button', { name: `${say('teach_dash_table_items')} (CSV)` }).click();
	const csv = rowsOf(readFileSync(await (await saved).path(), 'utf8'));
	expect(csv.find((row) => row[1] === item.id)?.slice(3, 6)).toEqual(['2', '1', '0.5']);

	await page.getByRole('button', { name: say('teach_capsules_erase') }).click();
	await page.getByRole('button', { name: say('teach_capsules_erase_all') }).click();
	await expect(page.locator(`tr:has(a[href="#item-${item.id}"])`)).toHaveCount(0);
	// A browser asks for the picture of its tab again whenever it likes.
	expect(complaints.filter((one) => !one.endsWith('/icons/icon.svg'))).toEqual([]);
	await page.context().close();
});

test('A capsule that the device cannot get at is refused in words, and the next one is taken', async ({
	browser
}) => {
	const { page } = await open(browser);
	// As of a file on a stick that was pulled out, or in a cloud without a network.
	await page.addInitScript(() => {
		const real = Blob.prototype.arrayBuffer;
		File.prototype.arrayBuffer = function () {
			return this.name === 'gone'
				? Promise.reject(new DOMException('', 'NotReadableError'))
				: real.call(this);
		};
	});
	await page.goto('/teach/capsules');
	const choose = page.locator('input[type=file]');
	await expect(choose).toBeEnabled();
	const mimeType = 'application/gzip';
	await choose.setInputFiles([
		{ name: 'gone', mimeType, buffer: Buffer.from('gone') },
		{ name: 'foreign', mimeType, buffer: Buffer.from('no capsule at all') }
	]);
	for (const code of ['truncated', 'foreign'])
		await expect(page.getByText(say(`teach_capsule_${code}`))).toBeVisible();
	await page.context().close();
});

test('A facilitator keeps the page of capsules by choice, and it opens without a network', async ({
	browser
}) => {
	const { page } = await open(browser);
	await page.goto('/teach/capsules');
	await page.getByRole('button', { name: say('teach_capsules_keep') }).click();
	await expect(page.locator('[data-keep="kept"]')).toBeVisible({ timeout: 60_000 });
	await page.context().setOffline(true);
	await page.goto('/teach/capsules');
	await expect(page.getByRole('button', { name: say('teach_capsules_camera') })).toBeVisible();
	await expect(page.locator('[data-keep="kept"]')).toBeVisible();
	await press(page, 'Tab');
	await page.getByRole('button', { name: say('teach_capsules_let_go') }).click();
	await expect(page.locator('[data-keep="not"]')).toBeVisible();
	await expect(page.goto('/teach/capsules')).rejects.toThrow();
	await page.context().close();
});
