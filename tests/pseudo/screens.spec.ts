import { expect, test, type Page } from '@playwright/test';
import { itemKinds } from '../../src/lib/course/model';
import { addressOf, flagshipOf, itemOfKind, itemsOf, readCourse, waysThrough } from '../e2e/course';
import { answerTo, feedbackIn, overflowOf } from '../e2e/screens';
import {
	courseDone,
	fileOf,
	recordOf,
	scenarioForked,
	scenarioPlayed,
	type Doings
} from '../e2e/record';
import { cutOff, notFromMessages, strayLinks } from './faults-of-screen';

const languages = [
	{ language: 'en-XA', direction: 'ltr' },
	{ language: 'ar-XB', direction: 'rtl' }
] as const;
const widths = [360, 768, 1440];

/** Brings a record in by the settings page, whose words are not in English here. */
async function bring(page: Page, language: string, doings: Doings): Promise<void> {
	await page.goto(`/${language}/settings`);
	const record = recordOf(doings);
	await expect(page.locator('header .state')).toContainText(/[Sś]/);
	await expect(page.locator('input[type="file"]')).toBeEnabled();
	await page.locator('input[type="file"]').setInputFiles({
		name: 'record.json',
		mimeType: 'application/json',
		buffer: Buffer.from(fileOf(record))
	});
	await expect(page.locator('.said')).toContainText(String(record.entries.length));
}

/** Asserts of the screen as it stands what holds on every screen, at every width. */
async function looksRight(
	page: Page,
	screen: string,
	{ language, direction }: (typeof languages)[number]
): Promise<void> {
	await expect(page.locator('html')).toHaveAttribute('dir', direction);
	await expect(page.locator('html')).toHaveAttribute('lang', language);
	for (const width of widths) {
		await page.setViewportSize({ width, height: 800 });
		expect.soft(await overflowOf(page), `${screen} fits ${width} pixels`).toBeLessThanOrEqual(0);
		expect.soft(await page.evaluate(cutOff), `${screen} at ${width}: cut off`).toEqual([]);
	}
	const course = await courseWords();
	if (language === 'en-XA')
		expect
			.soft(await page.evaluate(notFromMessages, course), `${screen}: not from the messages`)
			.toEqual([]);
	expect.soft(await page.evaluate(strayLinks, language), `${screen}: other languages`).toEqual([]);
}

/** What may stand without brackets: every word of the course, and what the trainee wrote. */
async function courseWords(): Promise<string> {
	const course = await readCourse();
	const { index, texts, glossary, models } = course;
	const written = itemsOf(course).map(({ item }) => answerTo(item, 'right').text);
	return JSON.stringify([index, texts, glossary, models, written]);
}

for (const pseudo of languages) {
	const { language, direction } = pseudo;
	test.describe(`In ${language}`, () => {
		test.describe.configure({ timeout: 240_000 });

		test('every screen of someone new fits, and speaks one language', async ({ page }) => {
			const { index } = await readCourse();
			const locked = index.lessons.find(({ id }) => index.after[id])?.id;
			for (const address of [
				'',
				`/lesson/${index.sessions[0]}`,
				`/lesson/${locked}`,
				'/glossary',
				'/progress',
				'/certificate',
				'/settings',
				'/device',
				'/about',
				'/privacy',
				'/no-such-page'
			]) {
				await page.goto(`/${language}${address}`);
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				await looksRight(page, address || 'home', pseudo);
			}
		});

		test('every item kind fits before and after the answer', async ({ page }) => {
			const course = await readCourse();
			const places = itemKinds.map((kind) => itemOfKind(course, kind));
			const visit = async (heading: string | null) => {
				for (const { lesson, step, item } of places) {
					await page.goto(`/${language}/lesson/${lesson.id}/${step}`);
					const card = page.locator(`section[id="${item.id}"]`);
					await expect(heading ? feedbackIn(card) : card).toBeVisible();
					await looksRight(page, `${item.kind} ${heading ?? 'to answer'}`, pseudo);
				}
			};
			await visit(null);
			await bring(page, language, courseDone(course));
			await visit('answered');
		});

		test('a debrief fits with its map and its comparison', async ({ page }) => {
			const { lesson, step, model } = flagshipOf(await readCourse());
			const [first, other] = waysThrough(model);
			await bring(page, language, scenarioForked(model, first, other));
			await page.goto(`/${language}/lesson/${lesson}/${step}`);
			await expect(page.locator('.compare')).toBeVisible();
			for (const summary of await page.locator('.path > li > details > summary').all())
				await summary.click();
			await looksRight(page, 'debrief', pseudo);
			await page.locator('.debrief .actions button').last().click();
			await expect(page.locator('.cover')).toBeVisible();
			await looksRight(page, 'cover for other facts', pseudo);
		});

		test('a scenario fits from its cover to its first scenes', async ({ page }) => {
			const { lesson, step, model } = flagshipOf(await readCourse());
			const address = `/${language}/lesson/${lesson}/${step}`;
			await page.goto(address);
			await expect(page.locator('.cover')).toBeVisible();
			await looksRight(page, 'cover', pseudo);
			const [way] = waysThrough(model);
			await bring(page, language, scenarioPlayed(model, { ...way, moves: way.moves.slice(0, 2) }));
			await page.goto(address);
			await expect(page.locator('.case form')).toBeVisible();
			await looksRight(page, 'scene', pseudo);
		});

		test('the screens of someone who has done everything fit', async ({ page }) => {
			const course = await readCourse();
			const flagship = flagshipOf(course);
			await bring(page, language, courseDone(course));
			for (const address of [
				'',
				'/progress',
				'/certificate',
				'/settings',
				'/lesson/safeguards',
				`/lesson/${flagship.lesson}/${flagship.step}`
			]) {
				await page.goto(`/${language}${address}`);
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				await looksRight(page, `${address || 'home'}, all done`, pseudo);
			}
		});

		test('progress is drawn in the direction of reading', async ({ page }) => {
			const course = await readCourse();
			const [card] = course.index.lessons;
			await page.goto(`/${language}/lesson/${card.id}/${card.steps[0].id}`);
			const tick = page.locator('nav svg rect');
			await expect(tick).toHaveCount(card.steps.length);
			const [first, last] = [await tick.first().boundingBox(), await tick.last().boundingBox()];
			const isLeftToRight = (first?.x ?? 0) < (last?.x ?? 0);
			expect(isLeftToRight).toBe(direction === 'ltr');
		});

		test('a page that the worker’s frame starts says its language and direction', async ({
			page
		}) => {
			// The frame is one for all languages, and none of them is its own.
			await page.route(`**/${language}`, async (route) => {
				const { href } = new URL('/shell', route.request().url());
				await route.fulfill({ response: await route.fetch({ url: href }) });
			});
			await page.goto(`/${language}`);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			await expect(page.locator('html')).toHaveAttribute('dir', direction);
			await expect(page.locator('html')).toHaveAttribute('lang', language);
		});

		test('the course can be turned into it and back, and what was done stays', async ({ page }) => {
			const course = await readCourse();
			const place = itemOfKind(course, 'choice');
			const feedback = feedbackIn(page.locator(`section[id="${place.item.id}"]`));
			await page.goto('/');
			await page.locator(`a[hreflang="${language}"]`).click();
			await expect(page).toHaveURL(`/${language}`);
			await expect(page.locator('html')).toHaveAttribute('dir', direction);
			await bring(page, language, courseDone(course));
			const back = page.locator('a[hreflang="en"]');
			await expect(back).toHaveText('English');
			await back.click();
			await expect(page).toHaveURL('/settings');
			await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
			await page.goto(addressOf(place));
			await expect(feedback).toBeVisible();
		});

		test('joined letters are not spaced, and others are as ever', async ({ page }) => {
			await page.goto(`/${language}`);
			const spaced = await page.evaluate(() =>
				[...document.querySelectorAll('h1, h2, h3, .eyebrow')].some(
					(one) => !['normal', '0px'].includes(getComputedStyle(one).letterSpacing)
				)
			);
			expect(spaced).toBe(direction === 'ltr');
		});

		test('a code to join keeps the order of its groups', async ({ page }) => {
			await page.goto(`/${language}/join/2345-KXQ7`);
			const field = page.locator('#code');
			await expect(field).toHaveValue('2345-KXQ7');
			// Digits before a hyphen would change places with the letters behind it.
			await expect(field).toHaveCSS('direction', 'ltr');
		});

		test('the language stays when one goes on by the links', async ({ page }) => {
			const { index } = await readCourse();
			await page.goto(`/${language}`);
			await expect(page.locator('header .dot')).toBeVisible();
			await page.getByRole('link', { name: index.lessons[0].title, exact: true }).click();
			await expect(page).toHaveURL(`/${language}/lesson/${index.lessons[0].id}`);
			await page.locator('.start a').click();
			await expect(page).toHaveURL(new RegExp(`^[^?]*/${language}/lesson/`));
			await page.locator('.onward a').click();
			await expect(page).toHaveURL(
				`/${language}/lesson/${index.lessons[0].id}/${index.lessons[0].steps[1].id}`
			);
			await page.getByRole('banner').getByRole('link').first().click();
			await expect(page).toHaveURL(`/${language}`);
		});
	});
}
