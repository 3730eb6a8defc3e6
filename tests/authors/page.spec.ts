import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { CourseCopy, CourseServer } from '../course-copy';
import { findsNothing } from '../e2e/axe';
import { readCourse } from '../e2e/course';
import { pick, press, tabTo } from '../e2e/keyboard';
import { complaintsOf, overflowOf } from '../e2e/screens';
import { firstScenario } from '../first-scenario';

/** The page for authors, as `npm run dev` serves it to the newcomer who has copied the README's scenario. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const copy = new CourseCopy();
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 7);
const first = firstScenario();
const late = '#the-late-letter';
const flagship = '#seven-days-of-logs';

test.beforeAll(async () => {
	writeFileSync(join(copy.root, first.file), first.text);
	writeFileSync(join(copy.root, first.lesson), first.placedIn(readFileSync(first.lesson, 'utf8')));
	await server.develop(copy.root);
});

test.afterAll(async () => {
	await server.stop();
	copy.remove();
});

const graph = (page: Page) => page.getByRole('navigation', { name: /^The scenes of/ });
const scene = (page: Page, title: string) => graph(page).getByRole('link', { name: title });
const desk = (page: Page) => page.getByRole('region', { name: /^Playing from/ });

/** Words of the flagship: a scene that only one value of a dial leads to, that value and another. */
async function wordsOfFlagship(): Promise<{ objection: string; insult: string; other: string }> {
	const { scenes, dials } = (await readCourse()).texts.safeguards.scenarios['seven-days-of-logs'];
	const { insult, ransomware } = dials.offence.values;
	return { objection: scenes.objection.title, insult, other: ransomware };
}

async function open(page: Page, hash = ''): Promise<void> {
	await page.goto(`${server.url}/author${hash}`, { timeout: 120_000 });
	await expect(page.locator('main h1')).toBeVisible({ timeout: 60_000 });
}

test('An author finds every scenario, and in it the graph with every scene', async ({ page }) => {
	const complaints = complaintsOf(page);
	const { texts } = await readCourse();
	const scenarios = Object.values(texts).flatMap((text) => Object.values(text.scenarios));
	await open(page);
	for (const { title } of scenarios)
		await expect(page.getByRole('rowheader', { name: title, exact: true })).toBeVisible();
	await page.getByRole('link', { name: 'The late letter' }).click();
	await expect(page.locator('main h1')).toHaveText('The late letter');
	await expect(page.locator('main h1')).toBeFocused();
	await expect(graph(page).getByRole('link')).toHaveCount(3);
	await expect(page.getByText('Scenes reached')).toBeVisible();
	await expect(page.getByText('3 of 3').first()).toBeVisible();
	expect(complaints).toEqual([]);
});

test('A scene is played from by a click, as a trainee would, and nothing is recorded', async ({
	page
}) => {
	await open(page, late);
	await scene(page, 'A letter from Kestria').click();
	await expect(desk(page).getByRole('heading').first()).toBeFocused();
	await expect(desk(page)).toContainText('The story begins here');
	await expect(desk(page).locator('h2.scene')).toHaveText('A letter from Kestria');

	await desk(page).locator('input[value="preserve"]').check();
	await desk(page).getByRole('button', { name: 'Decide' }).click();
	await expect(desk(page).locator('h2.scene')).toHaveText('Kept');
	await expect(scene(page, 'Kept')).toHaveAttribute('aria-current', 'step');

	await desk(page).getByRole('button', { name: 'From here again' }).click();
	await expect(desk(page).locator('h2.scene')).toHaveText('A letter from Kestria');
	expect(
		await page.evaluate(async () => [
			(await indexedDB.databases()).length,
			localStorage.length,
			sessionStorage.length
		])
	).toEqual([0, 0, 0]);
});

test('An ending is reached on a shortest way, with its debrief, and a reload comes back to it', async ({
	page
}) => {
	await open(page, late);
	await scene(page, 'Kept').click();
	await expect(desk(page)).toContainText('A shortest way here: preserve');
	await expect(desk(page).locator('h2.scene')).toHaveText('Kept');
	await expect(desk(page).locator('.debrief')).toBeVisible();
	await page.reload();
	await expect(desk(page).locator('h2.scene')).toHaveText('Kept');
	await desk(page).getByRole('link', { name: 'Close' }).click();
	await expect(desk(page)).toHaveCount(0);
	await expect(page.locator('main h1')).toBeFocused();
});

test('Dials are set before one plays; a scene they shut out is no link', async ({ page }) => {
	const { objection, insult, other } = await wordsOfFlagship();
	await open(page, flagship);
	await expect(graph(page).getByText(objection)).toBeVisible();
	await expect(scene(page, objection)).toHaveCount(0);
	await page.getByLabel(insult).check();
	await expect(page).toHaveURL(/#seven-days-of-logs\?/);
	await scene(page, objection).click();
	await expect(desk(page).locator('h2.scene')).toHaveText(objection);
	await page.getByLabel(other).check();
	await expect(page.getByText(`With these facts no path leads to “${objection}”.`)).toBeVisible();
});

test('Everything is done by keyboard alone', async ({ page }) => {
	const { objection, insult } = await wordsOfFlagship();
	await open(page);
	await tabTo(page, page.locator(`a[href="${flagship}"]`));
	await press(page, 'Enter');
	await expect(page.locator('main h1')).toBeFocused();
	const name = await page.getByLabel(insult).getAttribute('name');
	await pick(page, page.locator(`input[name="${name}"]`), 'insult');
	await tabTo(page, scene(page, objection));
	await press(page, 'Enter');
	await expect(desk(page).getByRole('heading').first()).toBeFocused();
	await tabTo(page, desk(page).getByRole('link', { name: 'Close' }));
	await press(page, 'Enter');
	await expect(page.locator('main h1')).toBeFocused();
});

test('No screen of it has a fault that axe finds, or is wider than the screen', async ({
	page
}) => {
	for (const hash of ['', '#the-gift', '#the-late-letter/kept', flagship])
		for (const width of [360, 1440]) {
			await page.setViewportSize({ width, height: 800 });
			await open(page, hash);
			if (hash.includes('/')) await expect(desk(page).locator('.debrief')).toBeVisible();
			expect(await overflowOf(page), `${hash} at ${width}`).toBe(0);
			if (width === 360) await findsNothing(page, hash);
		}
});

test('Advice and problems come with the saved file, beside their scene, and go with the mend', async ({
	page
}) => {
	const [, label] = /- (.*) \{#wait /.exec(first.text) as RegExpExecArray;
	const count = label.split(' ').length;
	const line = first.text.slice(0, first.text.indexOf('## A letter')).split('\n').length;
	const longer = `${label} ${'Then decide. '.repeat(10)}`;
	await open(page, late);
	const letter = page.getByRole('region', { name: 'A letter from Kestria', exact: true });
	const row = letter.getByRole('row', { name: /^wait/ });
	await expect(row).toContainText(`wait${count}`);

	copy.edit(first.file, label, longer);
	await expect(row).toContainText(`wait${count + 20} longest`, { timeout: 60_000 });
	await expect(letter).toContainText('Advice The longest option here has');
	await expect(letter).toContainText(`${first.file}:${line}`);
	await expect(scene(page, 'A letter from Kestria')).toContainText('advice: 1');

	copy.edit(first.file, '{#preserve to=kept', '{#preserve to=kep');
	const overlay = page.locator('vite-error-overlay');
	await expect(overlay).toContainText('link_broken', { timeout: 60_000 });
	await page.reload();
	await expect(letter).toContainText('Problem "preserve" leads to "kep"');
	await expect(graph(page).getByText('A letter from Kestria')).toBeVisible();
	await expect(graph(page).getByRole('link')).toHaveCount(0);

	copy.edit(first.file, '{#preserve to=kep ', '{#preserve to=kept ');
	await expect(graph(page).getByRole('link')).toHaveCount(3, { timeout: 60_000 });
	await expect(overlay).toHaveCount(0);
	copy.edit(first.file, longer, label);
	await expect(letter.getByText('Advice')).toHaveCount(0, { timeout: 60_000 });
});
