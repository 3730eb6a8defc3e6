import { expect, test, type Page } from '@playwright/test';
import type { ItemModel } from '../../src/lib/course/model';
import { addressOf, itemOfKind, itemsOf, readCourse, say } from './course';
import { focusOf, pick, press, tabTo } from './keyboard';
import { give } from './record';
import {
	answerTo,
	feedbackFor,
	feedbackIn,
	headOf,
	itemOn,
	open,
	readOn,
	sendingOff,
	stepHeading,
	type Giving
} from './screens';

/** Answers an item by keyboard. */
async function answer(page: Page, item: ItemModel, giving: Giving): Promise<void> {
	const card = itemOn(page, item);
	if (item.kind === 'match' || item.kind === 'stance')
		for (const select of await card.locator('select').all()) {
			// In the order shown, which is not the order of the key.
			const label = (await select.getAttribute('aria-labelledby')) ?? '';
			const row = item.options.find(({ id }) => label.endsWith(`-${id}`))?.id ?? '';
			await tabTo(page, select);
			for (let presses = 0; presses < 10; presses++) {
				if ((await select.inputValue()) === giving.pairs?.[row]) break;
				await press(page, 'ArrowDown');
			}
		}
	else if (item.kind === 'choices' || item.kind === 'spot')
		for (const box of await card.locator('.options input').all()) {
			await tabTo(page, box);
			if (giving.options?.includes((await box.getAttribute('value')) ?? ''))
				await press(page, 'Space');
		}
	else if (item.kind === 'reflection') {
		await tabTo(page, card.getByRole('textbox'));
		await page.keyboard.type(giving.text ?? '');
	} else if (item.kind === 'sequence')
		// As it lies: that moving works by keyboard has a test of its own.
		await tabTo(page, card.getByRole('button').first());
	else await pick(page, card.locator('.options input'), giving.options?.[0] ?? '');
	if (giving.reason) await pick(page, card.locator('input[name$="-reason"]'), giving.reason);
	if (giving.certainty)
		await pick(page, card.locator('input[name$="-certainty"]'), String(giving.certainty));
	await tabTo(page, card.getByRole('button', { name: sendingOff(item), exact: true }));
	await press(page, 'Enter');
	await expect(headOf(card, item)).toBeFocused();
	if (item.kind !== 'sequence')
		await expect(feedbackIn(card)).toHaveText(feedbackFor(item, giving));
}

test('The first lesson is done by keyboard alone, with the focus always in sight', async ({
	page
}) => {
	test.setTimeout(180_000);
	const { index, models } = await readCourse();
	const [card] = index.lessons;
	const model = models[card.id];
	await open(page, '/');
	await tabTo(page, page.getByRole('link', { name: say('home_start'), exact: true }));
	await press(page, 'Shift+Tab');
	await press(page, 'Tab');
	await page.keyboard.press('Enter');
	await expect(stepHeading(page)).toHaveText(card.title);
	await tabTo(page, page.getByRole('link', { name: say('lesson_begin') }));
	await page.keyboard.press('Enter');

	for (const [at, step] of model.steps.entries()) {
		await expect(stepHeading(page)).toHaveText(card.steps[at].title);
		await expect(stepHeading(page)).toBeFocused();
		expect((await focusOf(page)).isSeen, 'the heading of the step shows its focus').toBe(true);
		for (const id of step.activities) {
			const activity = model.activities.find((one) => one.id === id);
			if (activity?.kind !== 'quiz') continue;
			for (const [place, item] of activity.items.entries())
				await answer(page, item, answerTo(item, place % 2 ? 'wrong' : 'right'));
		}
		const onward = page.getByRole('navigation', { name: say('step_onward') }).getByRole('link');
		await tabTo(page, onward);
		await page.keyboard.press('Enter');
	}
	await expect(stepHeading(page)).toHaveText(index.title);
	const home = page.getByRole('listitem').filter({
		has: page.getByRole('link', { name: card.title, exact: true })
	});
	await expect(home.getByText(say('agenda_done'), { exact: true })).toBeVisible();
});

test('The skip link is the first stop, comes into sight, and leads past the bar', async ({
	page
}) => {
	await open(page, '/lesson/background/the-day');
	await press(page, 'Tab');
	const skip = page.getByRole('link', { name: say('skip_to_content') });
	await expect(skip).toBeFocused();
	await expect(skip).toBeInViewport();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('main')).toBeFocused();
	await press(page, 'Tab');
	await expect(page.getByRole('main').locator(':focus')).toHaveCount(1);
});

/** A step with a glossary term, and the one before it. */
async function placeOfTerm() {
	const { models, texts } = await readCourse();
	const place = Object.values(models)
		.flatMap(({ id: lesson, steps }) =>
			steps.slice(1).map(({ id: step }, at) => ({ lesson, step, before: steps[at].id }))
		)
		.find(({ lesson, step }) =>
			texts[lesson].steps[step].blocks.some(
				(block) => 'html' in block && block.html.includes('data-term')
			)
		);
	if (!place) throw new Error('No step has a glossary term.');
	return { ...place, title: texts[place.lesson].steps[place.step].title };
}

test('A glossary term that is open does not stay over the page that Back leads to', async ({
	page
}) => {
	const { lesson, before, title } = await placeOfTerm();
	await open(page, `/lesson/${lesson}/${before}`);
	await readOn(page, { title });
	await page.getByRole('main').locator('a[data-term]').first().click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await page.goBack();
	await expect(stepHeading(page)).not.toHaveText(title);
	await expect(page.getByRole('dialog')).toBeHidden();
});

test('A glossary term opens over the page, keeps the focus inside, and gives it back', async ({
	page
}) => {
	const place = await placeOfTerm();
	await open(page, `/lesson/${place.lesson}/${place.step}`);
	const term = page.getByRole('main').locator('a[data-term]').first();
	await tabTo(page, term);
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	await expect(page).toHaveURL(new RegExp(`${place.step}$`));
	await expect(dialog.getByRole('button', { name: say('close') })).toBeFocused();
	for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
		await page.keyboard.press(key);
		const isBehind = await page.evaluate(() => {
			const one = document.activeElement;
			return Boolean(one && one !== document.body && !one.closest('dialog'));
		});
		expect(isBehind, 'nothing behind the dialog takes the focus').toBe(false);
	}
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(term).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(dialog).toBeVisible();
	await tabTo(page, dialog.getByRole('button', { name: say('close') }));
	await page.keyboard.press('Enter');
	await expect(term).toBeFocused();
});

test('How sure one is of an order is asked for as well', async ({ page }) => {
	const { models, index } = await readCourse();
	const [{ id, steps }] = index.lessons;
	const lesson = structuredClone(models[id]);
	const item = lesson.activities
		.flatMap((activity) => (activity.kind === 'quiz' ? activity.items : []))
		.find(({ kind }) => kind === 'sequence');
	if (!item) throw new Error(`${id} has no sequence.`);
	item.certainty = true;
	await page.route(`**/course/models/${id}.json`, (route) => route.fulfill({ json: lesson }));
	await open(page, `/lesson/${id}/${steps[0].id}`);
	await readOn(page, steps[1]);
	const card = itemOn(page, item);
	await card.getByRole('button', { name: sendingOff(item), exact: true }).click();
	await expect(card.getByText(say('missing_certainty'))).toBeVisible();
	await expect(feedbackIn(card)).toHaveCount(0);
});

test('An answer that is not complete is not taken, and the reason gets the focus', async ({
	page
}) => {
	const { models } = await readCourse();
	const quiz = models.background.activities.find(({ kind }) => kind === 'quiz');
	const step = models.background.steps.find(({ activities }) =>
		activities.includes(quiz?.id ?? '')
	);
	if (quiz?.kind !== 'quiz' || !step) throw new Error('The first lesson has no quiz.');
	await open(page, `/lesson/background/${step.id}`);
	const card = itemOn(page, quiz.items[0]);
	await tabTo(page, card.getByRole('button', { name: sendingOff(quiz.items[0]), exact: true }));
	await press(page, 'Enter');
	await expect(card.locator('.missing')).toBeFocused();
	await expect(feedbackIn(card)).toHaveCount(0);
});

test('What is still missing is told once, and not over the option that is being chosen', async ({
	page
}) => {
	const place = itemOfKind(await readCourse(), 'contested');
	await open(page, addressOf(place));
	const card = itemOn(page, place.item);
	await card.getByRole('button', { name: sendingOff(place.item), exact: true }).click();
	await expect(card.getByText(say('missing_one'))).toBeFocused();
	await card.locator('.options input').first().check();
	await expect(card.getByText(say('missing_reason'))).toBeVisible();
	await expect(card.locator('[role=alert], [role=status], [aria-live]')).toHaveCount(0);
});

test('What is disputed has the focus once a side is taken, since it stands above the rest', async ({
	page
}) => {
	const place = itemOfKind(await readCourse(), 'contested');
	await open(page, addressOf(place));
	await answer(page, place.item, answerTo(place.item, 'right'));
	await expect(itemOn(page, place.item).getByText(say('dispute_head'))).toBeFocused();
});

test('A hint that was asked for, and an item that is tried again, get the focus', async ({
	page
}) => {
	const place = itemsOf(await readCourse()).find(({ text }) => text.hint);
	if (!place) throw new Error('No item has a hint.');
	await open(page, addressOf(place));
	const card = itemOn(page, place.item);
	await tabTo(page, card.getByRole('button', { name: say('hint_ask') }));
	await press(page, 'Enter');
	await expect(card.getByText(say('hint'))).toBeVisible();
	await expect(card.locator(':focus')).toContainText(say('hint'));

	await open(page, addressOf(place));
	await answer(page, place.item, answerTo(place.item, 'right'));
	await tabTo(page, card.getByRole('button', { name: say('item_retry') }));
	await press(page, 'Enter');
	await expect(card.getByRole('heading', { level: 2 })).toBeFocused();
	await press(page, 'Tab');
	await expect(card.locator('form :focus')).toHaveCount(1);
});

test('Things in a sequence move by keyboard, and the focus stays on the thing that moved', async ({
	page
}) => {
	const { models } = await readCourse();
	const found = Object.values(models)
		.flatMap((lesson) =>
			lesson.activities.flatMap((quiz) =>
				quiz.kind === 'quiz'
					? quiz.items
							.filter(({ kind }) => kind === 'sequence')
							.map((item) => ({ lesson, quiz, item }))
					: []
			)
		)
		.at(0);
	if (!found) throw new Error('The course has no sequence.');
	const step = found.lesson.steps.find(({ activities }) => activities.includes(found.quiz.id));
	await open(page, `/lesson/${found.lesson.id}/${step?.id}`);
	const rows = itemOn(page, found.item).getByRole('listitem');
	const first = (await rows.first().locator('.prose').textContent()) ?? '';
	const down = say('sequence_down', { place: 1 });
	await tabTo(page, rows.first().getByRole('button', { name: down }));
	await press(page, 'Enter');
	await expect(rows.nth(1).locator('.prose')).toHaveText(first);
	await expect(
		rows.nth(1).getByRole('button', { name: say('sequence_down', { place: 2 }) })
	).toBeFocused();
	await expect(
		page.getByText(say('sequence_moved', { place: 2, count: found.item.options.length }))
	).toBeAttached();
});

test('Settings ask before they erase, and what they did or refuse has the focus', async ({
	page
}) => {
	await open(page, '/settings');
	await give(page, '{');
	await expect(page.getByRole('alert')).toBeFocused();

	const erase = page.getByRole('button', { name: say('settings_erase_button') });
	await tabTo(page, erase);
	await press(page, 'Enter');
	await expect(page.getByText(say('settings_erase_explained_unnamed'))).toBeFocused();
	await tabTo(page, page.getByRole('button', { name: say('cohort_cancel') }));
	await press(page, 'Enter');
	await expect(erase).toBeFocused();
	await press(page, 'Enter');
	await tabTo(page, page.getByRole('button', { name: say('settings_erase_really') }));
	await press(page, 'Enter');
	await expect(page.getByText(say('settings_erased'))).toBeFocused();
});

test('On the page about the device a button that is gone leaves the focus on how things stand', async ({
	page
}) => {
	await page.addInitScript(() => {
		navigator.storage.persist = () => Promise.resolve(true);
		navigator.storage.persisted = () => Promise.resolve(false);
	});
	await open(page, '/device');
	const ask = page.getByRole('button', { name: say('device_persist_ask') });
	await tabTo(page, ask);
	await press(page, 'Enter');
	await expect(ask).toHaveCount(0);
	await expect(page.locator('.verdict')).toBeFocused();
});
