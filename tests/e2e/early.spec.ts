import { expect, test, type Page } from '@playwright/test';
import { itemsOf, readCourse, say } from './course';
import { holdStorage } from './faults';
import { untilSaved } from './first-answer';
import { exported } from './record';
import { stepHeading } from './screens';

/** On a slow phone the words are there before the program: what somebody does meanwhile is not lost. */

/** Opens a page whose program is held back; gives what lets it come. */
async function openAsleep(page: Page, path: string): Promise<() => void> {
	let wake = (): void => {};
	const awake = new Promise<void>((resolve) => (wake = resolve));
	await page.route('**/_app/**/*.js', async (route) => {
		await awake;
		await route.continue();
	});
	await page.goto(path, { waitUntil: 'commit' });
	return wake;
}

async function placeOf(kind: string): Promise<{ path: string; id: string }> {
	const found = itemsOf(await readCourse()).find(
		({ item, lesson }) => item.kind === kind && ['opening', 'background'].includes(lesson.id)
	);
	if (!found) throw new Error(`No first lesson has an item of the kind ${kind}.`);
	return { path: `/lesson/${found.lesson.id}/${found.step}`, id: found.item.id };
}

test('A choice made before the program has come is still made, and can be answered with', async ({
	page
}) => {
	const { path, id } = await placeOf('choice');
	const wake = await openAsleep(page, path);
	const item = page.locator(`section.item#${id}`);
	const option = item.locator('.options input').nth(1);
	const answer = item.getByRole('button', { name: say('item_answer') });
	await option.check();
	// Pressing it now would load the page anew.
	await expect(answer).toBeDisabled();
	wake();
	await untilSaved(page);
	await expect(option).toBeChecked();
	for (const sure of await item.locator('input[type=radio][value="2"]').all()) await sure.check();
	await answer.click();
	await expect(item.locator('.feedback')).toBeVisible();
	await expect(page).toHaveURL(path);
});

test('What was matched before the program has come stays matched', async ({ page }) => {
	const { path, id } = await placeOf('stance');
	const wake = await openAsleep(page, path);
	const selects = page.locator(`section.item#${id} select`);
	await selects.first().selectOption({ index: 2 });
	const chosen = await selects.first().inputValue();
	expect(chosen).not.toBe('');
	const label = await selects.first().locator('option:checked').textContent();
	wake();
	await untilSaved(page);
	await expect(selects.first()).toHaveValue(chosen);
	// It is seen whole, however narrow the screen is, and nothing else counts as chosen.
	await page.setViewportSize({ width: 320, height: 640 });
	const seen = page.locator(`section.item#${id} .chosen > span`);
	await expect(seen.first()).toHaveText(label ?? '');
	await expect(seen.nth(1)).toHaveText(say('pair_choose'));
	const { width, whole } = await seen.first().evaluate((span) => {
		return { width: span.clientWidth, whole: span.scrollWidth };
	});
	expect(whole).toBeLessThanOrEqual(width);
});

test('A code and a name typed before the program has come stay typed', async ({ page }) => {
	const wakeJoin = await openAsleep(page, '/join');
	await page.getByLabel(say('join_code')).fill('abcd efgh');
	wakeJoin();
	await untilSaved(page);
	await expect(page.getByLabel(say('join_code'))).toHaveValue('ABCD-EFGH');
	await page.unrouteAll();

	const wakeSignIn = await openAsleep(page, '/teach/sign-in');
	await page.getByLabel(say('teach_name'), { exact: true }).fill('Ada Lovelace');
	wakeSignIn();
	await expect(page.getByRole('button', { name: say('teach_sign_in_passkey') })).toBeVisible();
	await expect(page.getByLabel(say('teach_name'), { exact: true })).toHaveValue('Ada Lovelace');
});

/** Opens a step whose page is awake and whose record is not open; gives what opens it. */
async function openUnread(page: Page, path: string): Promise<() => Promise<void>> {
	await page.addInitScript(holdStorage);
	await page.goto(path);
	await page.waitForFunction(() => (window as Window & { isAsked?: boolean }).isAsked);
	return () => page.evaluate(() => (window as Window & { openUp?: () => void }).openUp?.());
}

/** What the record holds, each entry by its type and the step it is about. */
async function recorded(page: Page): Promise<string[]> {
	await untilSaved(page);
	await page.getByRole('link', { name: say('nav_settings') }).click();
	const { entries } = await exported(page);
	return entries.map(({ type, data }) => [type, data.step].filter(Boolean).join(' '));
}

/** The way on from a step. */
const onward = (page: Page) =>
	page.getByRole('navigation', { name: say('step_onward') }).getByRole('link');

/** The first two steps of the first lesson; the first is finished by reading on. */
async function firstSteps() {
	const { index, models } = await readCourse();
	const [{ id, steps }] = index.lessons;
	expect(models[id].steps[0].activities).toEqual([]);
	return { path: `/lesson/${id}/${steps[0].id}`, one: steps[0], two: steps[1] };
}

test('A step that is read on from before the record is open is finished all the same', async ({
	page
}) => {
	const { path, one, two } = await firstSteps();
	const openUp = await openUnread(page, path);
	await onward(page).click();
	await openUp();
	await expect(stepHeading(page)).toHaveText(two.title);
	await expect(page.locator('header .saving')).toContainText(/\d\d:\d\d/);
	expect(await recorded(page)).toEqual([
		'lesson.opened',
		`step.reached ${one.id}`,
		`step.finished ${one.id}`,
		`step.reached ${two.id}`
	]);
});

test('Whoever goes elsewhere before the record is open has finished the step, and stays there', async ({
	page
}) => {
	const { path, one } = await firstSteps();
	const openUp = await openUnread(page, path);
	await onward(page).click();
	await page.getByRole('link', { name: say('nav_glossary') }).click();
	await expect(stepHeading(page)).toHaveText(say('nav_glossary'));
	await openUp();
	await expect(page.locator('header .saving')).toContainText(/\d\d:\d\d/);
	await expect(page).toHaveURL('/glossary');
	expect(await recorded(page)).toEqual([
		'lesson.opened',
		`step.reached ${one.id}`,
		`step.finished ${one.id}`
	]);
});

test('Nothing is recorded of reading on in a lesson that turns out to be locked', async ({
	page
}) => {
	const { index } = await readCourse();
	const card = index.lessons.find(({ id }) => index.after[id]);
	if (!card) throw new Error('No lesson of the course is locked at first.');
	const openUp = await openUnread(page, `/lesson/${card.id}/${card.steps[0].id}`);
	await onward(page).click();
	await openUp();
	await expect(page.getByText(say('locked_why'))).toBeVisible();
	expect(await recorded(page)).toEqual([]);
});

test('Progress and certificate do not speak of an empty record while it is being opened', async ({
	page
}) => {
	for (const [path, empty] of [
		['/progress', 'progress_empty'],
		['/certificate', 'certificate_wait']
	]) {
		const openUp = await openUnread(page, path);
		await expect(page.locator('main').getByText(say('state_opening'))).toBeVisible();
		await expect(page.getByText(say(empty))).toHaveCount(0);
		await openUp();
		await expect(page.getByText(say(empty))).toBeVisible();
	}
});
