import { expect, test, type Page } from '@playwright/test';
import { addressOf, flagshipOf, itemOfKind, itemsOf, readCourse, say } from './course';
import { holdStorage } from './faults';
import {
	Desk,
	answer,
	answerTo,
	feedbackFor,
	feedbackIn,
	fillIn,
	itemOn,
	open,
	sendingOff,
	untilReady
} from './screens';

/** Goes to another page of the course and comes back, without loading the program anew. */
async function goAndComeBack(page: Page): Promise<void> {
	await page
		.getByRole('link', { name: say('nav_glossary') })
		.first()
		.click();
	await expect(page).toHaveURL('/glossary');
	await page.goBack();
}

/** The places of which the storage of the browser has fields. */
const keptFields = (page: Page): Promise<string[]> =>
	page.evaluate(() =>
		Object.keys(localStorage).filter((key) => key.startsWith('breakout:fields:'))
	);

test('What is filled in and not sent off is there again, for every kind of item', async ({
	page
}) => {
	test.setTimeout(120_000);
	const course = await readCourse();
	const kinds = new Set(itemsOf(course).map(({ item }) => item.kind));
	expect(kinds.size).toBe(9);
	for (const kind of kinds) {
		const place = itemOfKind(course, kind);
		const giving = answerTo(place.item, 'right');
		await open(page, addressOf(place));
		await fillIn(page, place.item, place.text, giving);
		await goAndComeBack(page);
		await untilReady(page);
		await page.reload();
		await untilReady(page);
		const card = itemOn(page, place.item);
		const send = card.getByRole('button', { name: sendingOff(place.item), exact: true });
		await send.click();
		await expect(feedbackIn(card), kind).toHaveText(feedbackFor(place.item, giving));
		if (giving.text) await expect(card.locator('.written')).toHaveText(giving.text);
		expect(await keptFields(page)).toEqual([]);
		// Asked again, it is empty: what was sent off is no longer filled in. But words are changed, not written anew.
		await card.locator('.feedback button').click();
		if (giving.text) await expect(card.getByRole('textbox')).toHaveValue(giving.text);
		else await expect(card.locator('input:checked')).toHaveCount(0);
		expect(await keptFields(page)).toEqual([]);
	}
});

test('A decision that is not made yet is still picked, at its own place and nowhere else', async ({
	page
}) => {
	const placed = flagshipOf(await readCourse());
	await open(page, `/lesson/${placed.lesson}/${placed.step}`);
	const desk = new Desk(page, placed);
	await desk.begin();
	const radios = page.getByRole('group', { name: say('decide_legend') }).getByRole('radio');
	await radios.first().check();
	await goAndComeBack(page);
	await untilReady(page);
	await expect(radios.first()).toBeChecked();
	await page.reload();
	await untilReady(page);
	const [kept] = await keptFields(page);
	const filled = await page.evaluate((key) => localStorage.getItem(key) ?? '', kept);
	await page.getByRole('button', { name: say('decide_button') }).click();
	await expect(page.locator('.happened').getByRole('heading')).toBeFocused();
	expect(await keptFields(page)).toEqual([]);
	await expect(radios.first()).not.toBeChecked();
	// As if a tab had been closed before the decision was kept: what was picked there is not picked here.
	const option = (await radios.first().getAttribute('value')) ?? '';
	await page.evaluate(
		([key, value]) => localStorage.setItem(key, value),
		[kept, JSON.stringify({ ...(JSON.parse(filled) as object), option })]
	);
	await page.reload();
	await untilReady(page);
	await expect(radios).not.toHaveCount(0);
	for (const radio of await radios.all()) await expect(radio).not.toBeChecked();
});

test('What is filled in before the record is open is kept once it is', async ({
	page,
	context
}) => {
	const place = itemOfKind(await readCourse(), 'reflection');
	await page.addInitScript(holdStorage);
	await page.goto(addressOf(place));
	await page.waitForFunction(() => (window as { isAsked?: boolean }).isAsked);
	await fillIn(page, place.item, place.text, { text: 'Typed early.' });
	expect(await keptFields(page)).toEqual([]);
	await page.evaluate(() => (window as { openUp?: () => void }).openUp?.());
	await untilReady(page);
	await expect(itemOn(page, place.item).getByRole('textbox')).toHaveValue('Typed early.');
	await page.close();
	const other = await context.newPage();
	await open(other, addressOf(place));
	await expect(itemOn(other, place.item).getByRole('textbox')).toHaveValue('Typed early.');
});

test('What is filled in before the record is open leaves the rest of what was left there', async ({
	page
}) => {
	const place = itemsOf(await readCourse()).find(
		({ item }) => item.certainty && item.kind === 'choice'
	);
	if (!place) throw new Error('No choice asks how sure one is.');
	const { item, text } = place;
	const [chosen] = answerTo(item, 'right').options ?? [];
	await open(page, addressOf(place));
	await fillIn(page, item, text, { options: [chosen] });
	await page.addInitScript(holdStorage);
	await page.reload();
	await page.waitForFunction(() => (window as { isAsked?: boolean }).isAsked);
	await fillIn(page, item, text, { certainty: 3 });
	await page.evaluate(() => (window as { openUp?: () => void }).openUp?.());
	await untilReady(page);
	const checked = itemOn(page, item).locator('input:checked');
	await expect(checked).toHaveCount(2);
	await expect(checked.first()).toHaveValue(chosen);
	const kept = await page.evaluate(() => JSON.stringify(localStorage));
	expect(kept).toContain(chosen);
	expect(kept).toContain('certainty');
});

test('What other tabs do takes nothing from fields, though the storage may lag behind', async ({
	page,
	context
}) => {
	const course = await readCourse();
	const several = itemOfKind(course, 'choices');
	const one = itemOfKind(course, 'choice');
	expect(addressOf(one)).toBe(addressOf(several));
	const other = await context.newPage();
	for (const tab of [page, other]) await open(tab, addressOf(several));
	const giving = answerTo(several.item, 'right');
	await fillIn(page, several.item, several.text, giving);
	await page.evaluate(() => {
		for (const key of Object.keys(localStorage))
			if (key.startsWith('breakout:fields:')) localStorage.removeItem(key);
	});
	await answer(other, one.item, one.text, answerTo(one.item, 'right'));
	await expect(feedbackIn(itemOn(page, one.item))).toHaveText(say('feedback_right'));
	await expect(itemOn(page, several.item).locator('.options input:checked')).toHaveCount(
		giving.options?.length ?? 0
	);
});

test('What one person filled in is not shown to another at the same device, and goes with their record', async ({
	page
}) => {
	const place = itemOfKind(await readCourse(), 'choice');
	await open(page, addressOf(place));
	await fillIn(page, place.item, place.text, answerTo(place.item, 'right'));
	expect((await keptFields(page))[0]).toContain(place.item.id);

	await open(page, '/settings');
	await page.getByLabel(say('settings_add')).fill('Bo');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await expect(page.getByText(say('settings_switched', { name: 'Bo' }))).toBeVisible();
	await open(page, addressOf(place));
	await expect(itemOn(page, place.item).locator('input:checked')).toHaveCount(0);
	await fillIn(page, place.item, place.text, answerTo(place.item, 'wrong'));
	expect(await keptFields(page)).toHaveLength(2);

	await open(page, '/settings');
	await page.getByRole('button', { name: say('settings_erase_button') }).click();
	await page.getByRole('button', { name: say('settings_erase_really') }).click();
	await expect(page.getByText(say('settings_erased'))).toBeVisible();
	expect(await keptFields(page)).toHaveLength(1);
	await open(page, addressOf(place));
	const [wanted] = answerTo(place.item, 'right').options ?? [];
	await expect(itemOn(page, place.item).locator('.options input:checked')).toHaveValue(wanted);
});

test('Where the browser keeps nothing, fields can be filled in and sent off', async ({ page }) => {
	await page.addInitScript(() => {
		Object.defineProperty(window, 'localStorage', {
			get: () => {
				throw new DOMException('Access is denied.', 'SecurityError');
			}
		});
	});
	const place = itemOfKind(await readCourse(), 'choice');
	const giving = answerTo(place.item, 'right');
	await open(page, addressOf(place));
	await fillIn(page, place.item, place.text, giving);
	const card = itemOn(page, place.item);
	await card.getByRole('button', { name: sendingOff(place.item), exact: true }).click();
	await expect(feedbackIn(card)).toHaveText(feedbackFor(place.item, giving));
});

test('What was filled in while fields still belonged to their step is there, and goes when it is sent off', async ({
	page
}) => {
	const place = itemOfKind(await readCourse(), 'reflection');
	await open(page, addressOf(place));
	await fillIn(page, place.item, place.text, { text: 'Typed long ago.' });
	const [now] = await keptFields(page);
	const [profile] = now.split(' ');
	await page.evaluate(
		([now, then]) => {
			localStorage.setItem(then, localStorage.getItem(now) ?? '');
			localStorage.removeItem(now);
		},
		[now, [profile, place.lesson.id, place.step, place.item.id].join(' ')]
	);
	await page.reload();
	await untilReady(page);
	await expect(itemOn(page, place.item).getByRole('textbox')).toHaveValue('Typed long ago.');
	await answer(page, place.item, place.text, { text: 'Typed long ago.' });
	expect(await keptFields(page)).toEqual([]);
});
