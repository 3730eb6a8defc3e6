import { expect, test, type Page } from '@playwright/test';
import { itemsOf, readCourse, say } from './course';
import { untilSaved } from './first-answer';

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
	wake();
	await untilSaved(page);
	await expect(selects.first()).toHaveValue(chosen);
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
