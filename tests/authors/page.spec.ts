import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { CourseCopy, CourseServer } from '../course-copy';
import { findsNothing } from '../e2e/axe';
import { pick, press, tabTo } from '../e2e/keyboard';
import { complaintsOf, overflowOf } from '../e2e/screens';

/** The page for authors, as `npm run dev` serves it. */
test.describe.configure({ mode: 'serial', timeout: 180_000 });

const copy = new CourseCopy();
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 7);
const mixed = 'lessons/3-safeguards/the-mixed-request.scenario.md';

test.beforeAll(() => server.develop(copy.root));
test.afterAll(async () => {
	await server.stop();
	copy.remove();
});

const graph = (page: Page) => page.getByRole('navigation', { name: /^The scenes of/ });
const desk = (page: Page) => page.getByRole('region', { name: /^Playing from/ });

async function open(page: Page, hash = ''): Promise<void> {
	await page.goto(`${server.url}/author${hash}`, { timeout: 120_000 });
	await expect(page.locator('main h1')).toBeVisible({ timeout: 60_000 });
}

/** The line on which words stand for the first time. */
function lineOf(words: string): number {
	const text = readFileSync(mixed, 'utf8');
	return text.slice(0, text.indexOf(words)).split('\n').length;
}

test('An author finds every scenario, and in it the graph with every scene', async ({ page }) => {
	const complaints = complaintsOf(page);
	await open(page);
	await expect(page.getByRole('row')).not.toHaveCount(0);
	await page.getByRole('link', { name: 'The mixed request' }).click();
	await expect(page.locator('main h1')).toHaveText('The mixed request');
	await expect(page.locator('main h1')).toBeFocused();
	const scenes = [...readFileSync(mixed, 'utf8').matchAll(/^## .*\{(?!.*\.debrief)/gm)].length;
	await expect(graph(page).getByRole('link')).toHaveCount(scenes);
	await expect(page.getByText('States explored')).toBeVisible();
	expect(complaints).toEqual([]);
});

test('A scene is played from by a click, on a shortest way, and nothing is recorded', async ({
	page
}) => {
	await open(page, '#the-mixed-request');
	await graph(page)
		.getByRole('link', { name: /The letter/ })
		.click();
	await expect(desk(page).getByRole('heading').first()).toBeFocused();
	await expect(desk(page)).toContainText('A shortest way here: split');
	await expect(desk(page).locator('h2.scene')).toHaveText('The letter');
	await expect(desk(page).locator('aside section > ol > li')).toHaveCount(1);

	await desk(page).locator('input[value="undertaking"]').check();
	await desk(page).getByRole('button', { name: 'Decide' }).click();
	await expect(desk(page).locator('h2.scene')).toHaveText('Budget week');
	await expect(graph(page).getByRole('link', { name: /Budget week/ })).toHaveAttribute(
		'aria-current',
		'step'
	);

	await desk(page).getByRole('button', { name: 'From here again' }).click();
	await expect(desk(page).locator('h2.scene')).toHaveText('The letter');
	expect(
		await page.evaluate(async () => [
			(await indexedDB.databases()).length,
			localStorage.length,
			sessionStorage.length
		])
	).toEqual([0, 0, 0]);
});

test('An ending is played to its debrief, and a reload comes back to it', async ({ page }) => {
	await open(page, '#the-mixed-request/clean');
	await expect(desk(page).locator('h2.scene')).toHaveText('A clean answer');
	await expect(desk(page).locator('.debrief')).toBeVisible();
	await page.reload();
	await expect(desk(page).locator('h2.scene')).toHaveText('A clean answer');
	await desk(page).getByRole('link', { name: 'Close' }).click();
	await expect(desk(page)).toHaveCount(0);
	await expect(page.locator('main h1')).toBeFocused();
});

test('Dials are set before one plays; a scene they shut out is no link', async ({ page }) => {
	await open(page, '#seven-days-of-logs');
	await expect(graph(page).getByText('The objection')).toBeVisible();
	await expect(graph(page).getByRole('link', { name: /The objection/ })).toHaveCount(0);
	await page.getByLabel('An insult online, and no sign of an attack').check();
	await expect(page).toHaveURL(/#seven-days-of-logs\?/);
	await graph(page)
		.getByRole('link', { name: /The objection/ })
		.click();
	await expect(desk(page).locator('h2.scene')).toHaveText('The objection');
	await page.getByLabel('Ransomware and nothing else').check();
	await expect(page.getByText('With these facts no path leads to “The objection”.')).toBeVisible();
});

test('Everything is done by keyboard alone', async ({ page }) => {
	await open(page);
	await tabTo(page, page.getByRole('link', { name: 'Seven days of logs' }));
	await press(page, 'Enter');
	await expect(page.locator('main h1')).toBeFocused();
	const file = page.getByLabel('An insult online, and no sign of an attack');
	const value = (await file.getAttribute('value')) as string;
	await pick(page, page.locator(`input[name="${await file.getAttribute('name')}"]`), value);
	await tabTo(page, graph(page).getByRole('link', { name: /The objection/ }));
	await press(page, 'Enter');
	await expect(desk(page).getByRole('heading').first()).toBeFocused();
	await tabTo(page, desk(page).getByRole('link', { name: 'Close' }));
	await press(page, 'Enter');
	await expect(page.locator('main h1')).toBeFocused();
});

test('No screen of it has a fault that axe finds, or is wider than the screen', async ({
	page
}) => {
	for (const hash of ['', '#the-gift', '#the-gift/side-by-side', '#seven-days-of-logs'])
		for (const width of [360, 1440]) {
			await page.setViewportSize({ width, height: 800 });
			await open(page, hash);
			if (hash.includes('/')) await expect(desk(page)).toBeVisible();
			expect(await overflowOf(page), `${hash} at ${width}`).toBe(0);
			if (width === 360) await findsNothing(page, hash);
		}
});

test('Advice and problems come with the saved file, beside their scene, and go with the mend', async ({
	page
}) => {
	await open(page, '#the-mixed-request');
	const letter = page.getByRole('region', { name: 'The letter', exact: true });
	const label = 'Withdraw page 1 as well: without a promise from the courts themselves,';
	const longer = `${label} from the minister and from the whole of its parliament,`;
	await expect(letter.getByRole('row', { name: /^withdraw/ })).toContainText('20 shortest');
	copy.edit(mixed, label, longer);
	await expect(letter.getByRole('row', { name: /^withdraw/ })).toContainText('30 longest', {
		timeout: 30_000
	});
	await expect(letter.getByText('Advice')).toHaveCount(0);

	copy.edit(mixed, longer, `${longer} from its press and from its bar,`);
	await expect(letter).toContainText('Advice', { timeout: 30_000 });
	await expect(letter).toContainText(`${mixed}:${lineOf('## The letter')}`);
	await expect(graph(page).getByRole('link', { name: /The letter/ })).toContainText('advice: 1');

	copy.edit(mixed, '{#undertaking to=budget', '{#undertaking to=budge');
	const overlay = page.locator('vite-error-overlay');
	await expect(overlay).toContainText('link_broken', { timeout: 30_000 });
	await page.reload();
	await expect(letter).toContainText('"undertaking" leads to "budge"');
	await expect(graph(page).getByRole('link')).toHaveCount(0);
	copy.edit(mixed, '{#undertaking to=budge ', '{#undertaking to=budget ');
	await expect(graph(page).getByRole('link')).not.toHaveCount(0, { timeout: 30_000 });
	await expect(overlay).toHaveCount(0);
});
