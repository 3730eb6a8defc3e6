import { expect, test, type Page, type Request } from '@playwright/test';
import { viewPlaces } from '../../src/lib/machines/view-places';
import type { SentView } from '../../src/lib/sync/protocol';
import { viewWait } from '../../src/lib/sync/views-round';
import { CourseServer } from '../course-copy';
import { findsNothing } from '../e2e/axe';
import { readCourse, say } from '../e2e/course';
import { untilSaved } from '../e2e/first-answer';
import { overflowOf } from '../e2e/screens';
import { CohortAt } from '../teach/cohort';
import { button } from '../teach/page';
import { ownFolder } from '../own-folder';

/** A reflection goes to the room by choice alone. */

const data = ownFolder('sharing');
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 29, {
	DATA_DIR: data,
	DATABASE_URL: ''
});
let cohort: CohortAt;

test.describe.configure({ mode: 'serial', timeout: 180_000 });
test.beforeAll(async () => {
	await server.serve('.');
	cohort = await CohortAt.make(server.url, data);
});
test.afterAll(async () => {
	await cohort.close();
	await server.stop();
});

/** A step of a lesson that is open to everyone, with a position before a reflection. */
async function step() {
	const { index, models } = await readCourse();
	for (const { id } of index.lessons.filter(({ id }) => !index.after[id]?.length))
		for (const { id: step, activities } of models[id].steps)
			for (const model of models[id].activities.filter((one) => activities.includes(one.id))) {
				const places = viewPlaces(model);
				const position = places.find(({ kind }) => kind === 'position');
				const reflection = places.find(({ kind }) => kind === 'reflection');
				if (position && reflection)
					return { path: `/lesson/${id}/${step}`, position: position.item, words: reflection.item };
			}
	throw new Error('The course has no such step.');
}

async function write(page: Page, item: string, text: string): Promise<void> {
	const section = page.locator(`#${item}`);
	const again = section.locator('.feedback button');
	if (await again.isVisible()) await again.click();
	await section.locator('textarea').fill(text);
	await section.getByRole('button', { name: say('item_keep') }).click();
	await expect(section.locator('.written')).toHaveText(text);
}

test('A reflection that is not shared is never sent; a shared one is, and cannot be taken back', async ({
	browser
}) => {
	const { path, position, words } = await step();
	const context = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block' });
	const page = await context.newPage();
	await page.clock.install();
	const sent: SentView[] = [];
	const underWay = new Set<Request>();
	page.on('request', (request) => {
		if (new URL(request.url()).pathname !== '/api/v1/views') return;
		sent.push((request.postDataJSON() as { view: SentView }).view);
		underWay.add(request);
	});
	page.on('requestfinished', (request) => underWay.delete(request));
	page.on('requestfailed', (request) => underWay.delete(request));
	/**
	 * Lets more time pass than a view waits, in steps that no sleeping device would make. What is under way is waited for: by its
	 * quick clock the page would give it up, though it comes all the same, and send it again.
	 */
	const wait = async () => {
		for (let passed = 0; passed < 2 * viewWait.least; passed += 4000) {
			await page.clock.runFor(4000);
			await expect.poll(() => underWay.size).toBe(0);
		}
	};

	await page.goto(path);
	await untilSaved(page);
	await expect(page.locator(`#${words} textarea`)).toBeVisible();
	await expect(page.locator(`#${words} [type=checkbox]`)).toHaveCount(0);

	await page.goto(`/join/${cohort.code}`);
	await expect(page.getByText(say('join_views_final'))).toBeVisible();
	await page.getByLabel(say('join_name')).fill('Ada');
	await button(page, say('join_button')).click();
	await expect(page.locator('main h1')).toBeFocused();
	await page.goto('/cohorts');
	for (const what of ['', '_alone', '_together', '_final', '_reflection'])
		await expect(page.getByText(say(`join_views${what}`))).toBeVisible();

	await page.goto(path);
	const choice = page.getByLabel(say('reflection_share', { title: 'Keepers, spring' }));
	await expect(choice).not.toBeChecked();
	await page.locator(`#${position} input[type=radio]`).first().check();
	const certainty = page.locator(`#${position} input[name$=certainty]`);
	if (await certainty.count()) await certainty.first().check();
	await page
		.locator(`#${position}`)
		.getByRole('button', { name: say('item_keep') })
		.click();
	await write(page, words, 'For nobody but me.');
	await expect(async () => {
		await wait();
		expect(sent.length).toBeGreaterThan(0);
	}).toPass();
	// What waited as long is the reflection, and it was not sent.
	await wait();
	expect(JSON.stringify(sent)).not.toContain(words);
	expect(JSON.stringify(sent)).not.toContain('For nobody');

	await choice.check();
	await expect(page.getByText(say('reflection_share_waiting'))).toBeVisible();
	await choice.uncheck();
	await expect(page.getByText(say('reflection_share_note'))).toBeVisible();
	await wait();
	await page.reload();
	await expect(choice).not.toBeChecked();
	await wait();
	expect(JSON.stringify(sent)).not.toContain('For nobody');

	for (const width of [360, 1440]) {
		await page.setViewportSize({ width, height: 800 });
		await findsNothing(page, `a reflection at ${width}`);
		expect.soft(await overflowOf(page), `a reflection at ${width}`).toBe(0);
		if (process.env.SCREENS)
			await page
				.locator(`#${words}`)
				.screenshot({ path: `${process.env.SCREENS}/reflection-${width}.png` });
	}
	await write(page, words, 'For the room.');
	await choice.check();
	const told = say('reflection_shared_sent', { title: 'Keepers, spring' });
	await expect(async () => {
		await wait();
		await expect(page.getByText(told)).toBeVisible({ timeout: 1000 });
	}).toPass();
	expect(sent.filter(({ item }) => item === words).map(({ said }) => said)).toEqual([
		{ text: 'For the room.' }
	]);
	await expect(choice).toHaveCount(0);
	await page.reload();
	await expect(page.getByText(told)).toBeVisible();
	const rows = await cohort.storage.database.db
		.selectFrom('views')
		.selectAll()
		.where('item', '=', words)
		.execute();
	expect(rows.map(({ body }) => body)).toEqual(['{"again":null,"said":{"text":"For the room."}}']);
	await context.close();
});
