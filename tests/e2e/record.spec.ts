import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { stances } from '../../src/lib/course/model';
import { v7 } from 'uuid';
import type { Entry, ViewContent } from '../../src/lib/record/entry';
import {
	addressOf,
	flagshipOf,
	itemOfKind,
	itemsOf,
	type PlacedItem,
	readCourse,
	say
} from './course';
import { breakReading, breakStorage, limitStorage } from './faults';
import {
	bring,
	courseDone,
	exported,
	fileOf,
	give,
	lessonDone,
	quizDone,
	recordOf,
	together,
	untilCopied
} from './record';
import {
	answer,
	answerTo,
	Desk,
	feedbackFor,
	feedbackIn,
	fillIn,
	itemOn,
	open,
	readOn,
	sendingOff,
	stepHeading,
	toAgenda
} from './screens';

/** Waits until settings says that what was asked for is done. */
async function says(page: Page, key: string, parameters = {}): Promise<void> {
	await expect(page.getByText(say(key, parameters))).toBeVisible();
}

test('An answer given in one tab appears in the other', async ({ page, context }) => {
	const place = itemOfKind(await readCourse(), 'choice');
	const other = await context.newPage();
	await open(page, addressOf(place));
	await open(other, addressOf(place));
	await answer(page, place.item, place.text, answerTo(place.item, 'right'));
	await expect(feedbackIn(itemOn(other, place.item))).toHaveText(say('feedback_right'));
});

test('Two tabs on two steps say each once where they are, and leave each other in peace', async ({
	page,
	context
}) => {
	const all = itemsOf(await readCourse()).filter(({ item }) => item.kind === 'choice');
	const places = ['background', 'opening'].map((id) => all.find(({ lesson }) => lesson.id === id)!);
	const tabs = [page, await context.newPage()];
	for (const [at, tab] of tabs.entries()) await open(tab, addressOf(places[at]));
	await Promise.all(
		tabs.map((tab, at) => {
			const { item, text } = places[at];
			return answer(tab, item, text, answerTo(item, 'right'));
		})
	);
	await open(page, '/settings');
	const { entries } = await exported(page);
	const of = (type: string) => entries.filter((entry) => entry.type === type);
	expect(of('item.answered')).toHaveLength(2);
	expect(of('step.reached').map(({ data }) => data.step)).toEqual(places.map(({ step }) => step));
});

test('Two tabs that decide the same scene record one choice', async ({ page, context }) => {
	const placed = flagshipOf(await readCourse());
	const [scene] = placed.model.scenes.filter(({ id }) => id === placed.model.start);
	const address = `/lesson/${placed.lesson}/${placed.step}`;
	const other = await context.newPage();
	const tabs = [page, other];
	for (const tab of tabs) await open(tab, address);
	await new Desk(page, placed).begin();
	for (const [at, tab] of tabs.entries())
		await tab
			.locator(`input[name="decision-${scene.id}"][value="${scene.options[at].id}"]`)
			.check();
	// Both at once, and neither waits for the other.
	await Promise.all(
		tabs.map((tab) =>
			tab.evaluate(() => document.querySelector<HTMLFormElement>('.file form')?.requestSubmit())
		)
	);
	for (const tab of tabs) await expect(tab.locator('aside section > ol > li')).toHaveCount(1);
	const [first, second] = await Promise.all(
		tabs.map((tab) => tab.locator('.happened .prose').innerText())
	);
	expect(second).toBe(first);
	await open(page, '/settings');
	const { entries } = await exported(page);
	expect(entries.filter(({ type }) => type === 'choice.made')).toHaveLength(1);
	expect(entries.filter(({ type }) => type === 'attempt.started')).toHaveLength(1);
});

test('Two tabs that open the same file begin one attempt', async ({ page, context }) => {
	const placed = flagshipOf(await readCourse());
	const address = `/lesson/${placed.lesson}/${placed.step}`;
	const tabs = [page, await context.newPage()];
	for (const tab of tabs) await open(tab, address);
	await Promise.all(
		tabs.map((tab) =>
			tab.evaluate(() => document.querySelector<HTMLButtonElement>('.cover button.button')?.click())
		)
	);
	for (const tab of tabs) await expect(tab.getByText(say('decide_legend'))).toBeVisible();
	await open(page, '/settings');
	const { entries } = await exported(page);
	expect(entries.filter(({ type }) => type === 'attempt.started')).toHaveLength(1);
});

test('People on one device do not see each other’s work, in any tab', async ({ page, context }) => {
	const place = itemOfKind(await readCourse(), 'reflection');
	await open(page, addressOf(place));
	await answer(page, place.item, place.text, { text: 'Only for Ines.' });
	await open(page, '/settings');
	await page.getByLabel(say('settings_name')).fill('Ines');
	await page.getByRole('button', { name: say('settings_keep'), exact: true }).click();
	await says(page, 'settings_name_kept');

	const other = await context.newPage();
	await open(other, '/settings');
	await page.getByLabel(say('settings_add')).fill('Tomas');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await says(page, 'settings_switched', { name: 'Tomas' });
	// The other tab learns of the new person without a reload.
	await expect(other.getByRole('button', { name: 'Tomas' })).toBeVisible();

	await open(page, addressOf(place));
	await expect(page.getByText('Only for Ines.')).toHaveCount(0);
	await expect(feedbackIn(itemOn(page, place.item))).toHaveCount(0);
	await open(page, '/progress');
	await expect(page.locator('header')).toContainText('Tomas');

	await open(page, '/settings');
	await page.getByRole('button', { name: 'Ines' }).click();
	await expect(page.locator('header')).toContainText('Ines');
	await open(page, addressOf(place));
	await expect(page.getByText('Only for Ines.')).toBeVisible();
});

test('A person erased in one tab is gone from the other, and cannot be brought back by it', async ({
	page,
	context
}) => {
	const place = itemOfKind(await readCourse(), 'choice');
	await open(page, addressOf(place));
	await answer(page, place.item, place.text, answerTo(place.item, 'right'));
	const other = await context.newPage();
	await open(other, '/settings');
	await other.getByRole('button', { name: say('settings_erase_button') }).click();
	await other.getByRole('button', { name: say('settings_erase_really') }).click();
	await says(other, 'settings_erased');
	await expect(feedbackIn(itemOn(page, place.item))).toHaveCount(0);
	await answer(page, place.item, place.text, answerTo(place.item, 'wrong'));
	await open(other, '/settings');
	const { entries } = await exported(other);
	expect(entries.filter(({ type }) => type === 'item.answered')).toHaveLength(1);
});

test('What is answered for a person erased elsewhere is not put into the record of another', async ({
	page,
	context
}) => {
	// This tab hears nothing of the others.
	await page.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'));
	const place = itemOfKind(await readCourse(), 'choice');
	await open(page, '/settings');
	await page.getByLabel(say('settings_add')).fill('Tomas');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await says(page, 'settings_switched', { name: 'Tomas' });
	await open(page, addressOf(place));
	const other = await context.newPage();
	await open(other, '/settings');
	await other.getByRole('button', { name: say('settings_erase_button') }).click();
	await other.getByRole('button', { name: say('settings_erase_really') }).click();
	await says(other, 'settings_erased');
	// Who is left has done something, so it is somebody.
	await open(other, addressOf(place));
	await expect(other.locator('header .saving')).toContainText(/\d\d:\d\d/);
	await open(other, '/settings');
	const { entries: before } = await exported(other);
	expect(before).not.toEqual([]);

	const card = itemOn(page, place.item);
	await fillIn(page, place.item, place.text, answerTo(place.item, 'right'));
	await card.getByRole('button', { name: sendingOff(place.item), exact: true }).click();
	await expect(page.locator('header')).not.toContainText('Tomas');
	await expect(card.locator('.feedback')).toHaveCount(0);
	const { entries: after } = await exported(other);
	expect(after).toEqual(before);
});

test('Whoever was last at a shared device is there again after the browser has lost its database', async ({
	page,
	context,
	baseURL
}) => {
	await open(page, '/settings');
	await page.getByLabel(say('settings_name')).fill('Ada');
	await page.getByRole('button', { name: say('settings_keep'), exact: true }).click();
	await says(page, 'settings_name_kept');
	await page.getByLabel(say('settings_add')).fill('Ben');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await says(page, 'settings_switched', { name: 'Ben' });
	const copied = () =>
		page.evaluate(async () => {
			const cache = await caches.open('breakout-second-copy');
			const parts = (await cache.keys()).map(async (key) => (await cache.match(key))?.text());
			return (await Promise.all(parts))
				.join()
				.match(/(Ada|Ben)/g)
				?.sort();
		});
	await expect.poll(copied).toEqual(['Ada', 'Ben']);
	// Away from the course, so that no page of it has the database open.
	await page.goto('/manifest.json');
	const session = await context.newCDPSession(page);
	await session.send('Storage.clearDataForOrigin', {
		origin: baseURL ?? '',
		storageTypes: 'indexeddb'
	});
	await open(page, '/settings');
	await expect(page.locator('header .name')).toHaveText('Ben');
	await expect(page.getByRole('button', { name: 'Ada' })).toBeVisible();
});

test('Export, then erase, then import gives everything back', async ({ page }) => {
	const course = await readCourse();
	const done = courseDone(course);
	await bring(page, done);
	const before = await exported(page);
	expect(before.entries).toHaveLength(done.drafts.length);
	expect(before.views).toHaveLength(done.views.length);

	await page.getByRole('button', { name: say('settings_erase_button') }).click();
	await page.getByRole('button', { name: say('settings_erase_really') }).click();
	await says(page, 'settings_erased');
	expect((await exported(page)).entries).toEqual([]);
	await open(page, '/progress');
	await expect(page.getByText(say('progress_empty'))).toBeVisible();

	await open(page, '/settings');
	await give(page, fileOf(before));
	await says(page, 'settings_imported', { added: before.entries.length, known: 0 });
	const after = await exported(page);
	expect(after.entries).toEqual(before.entries);
	expect(after.views).toEqual(before.views);
	await give(page, fileOf(before));
	await says(page, 'settings_imported', { added: 0, known: before.entries.length });
	await open(page, '/certificate');
	await expect(page.getByRole('article')).toBeVisible();
});

test('The record of somebody else is added to one’s own only on a second word', async ({
	page
}) => {
	const course = await readCourse();
	const { background, opening } = course.models;
	await bring(page, lessonDone(background));
	await page.getByLabel(say('settings_name')).fill('Ada');
	await page.getByRole('button', { name: say('settings_keep'), exact: true }).click();
	await says(page, 'settings_name_kept');
	const before = await exported(page);

	const bens = recordOf(lessonDone(opening));
	const question = page.getByText(say('settings_import_anothers', { theirs: 'Ben', name: 'Ada' }));
	await give(page, fileOf(bens, 'Ben'));
	await expect(question).toBeFocused();
	await page.getByRole('button', { name: say('cohort_cancel') }).click();
	await expect(question).toBeHidden();
	await expect(page.getByLabel(say('settings_import'))).toBeFocused();
	expect(await exported(page)).toMatchObject({ entries: before.entries });
	await give(page, fileOf(bens, 'Ben'));
	await page.getByRole('button', { name: say('settings_import_all_the_same') }).click();
	await says(page, 'settings_imported', { added: bens.entries.length, known: 0 });

	// What one has taken along under another name is one's own.
	await give(page, fileOf(before, 'Ada L.'));
	await says(page, 'settings_imported', { added: 0, known: before.entries.length });
});

test('Two quick taps erase nobody, and the question whether to erase is about the one who was asked', async ({
	page
}) => {
	await open(page, '/settings');
	await page.getByLabel(say('settings_name')).fill('Ada');
	await page.getByRole('button', { name: say('settings_keep'), exact: true }).click();
	await says(page, 'settings_name_kept');
	await page.getByRole('button', { name: say('settings_erase_button') }).dblclick();
	await expect(page.getByRole('button', { name: say('settings_erase_really') })).toBeVisible();
	await expect(page.locator('header .name')).toHaveText('Ada');

	await page.getByLabel(say('settings_add')).fill('Ben');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await says(page, 'settings_switched', { name: 'Ben' });
	await expect(page.getByRole('button', { name: 'Ada' })).toBeVisible();
	// The question was about Ada.
	await expect(page.getByRole('button', { name: say('settings_erase_really') })).toBeHidden();
});

test('Two quick taps add one person', async ({ page }) => {
	await open(page, '/settings');
	await page.getByLabel(say('settings_add')).fill('Ben');
	await page.getByRole('button', { name: say('settings_add_button') }).dblclick();
	await says(page, 'settings_switched', { name: 'Ben' });
	await expect(page.getByRole('button', { name: 'Ben' })).toHaveCount(1);
});

test('What settings says is seen on a phone wherever it was asked, and has the focus', async ({
	page
}) => {
	await open(page, '/settings');
	const record = recordOf(lessonDone((await readCourse()).models.background));
	// Whoever has chosen a file is back where it was asked for.
	await page.getByLabel(say('settings_import')).focus();
	await give(page, fileOf(record));
	await expect(
		page.getByText(say('settings_imported', { added: record.entries.length, known: 0 }))
	).toBeInViewport();
	await page.getByLabel(say('settings_import')).focus();
	await give(page, '{');
	await expect(page.getByText(say('file_not_json'))).toBeInViewport();
	await page.getByRole('button', { name: say('settings_erase_button') }).click();
	await expect(page.getByText(say('settings_erase_explained_unnamed'))).toBeFocused();
	await page.getByRole('button', { name: say('settings_erase_really') }).click();
	await expect(page.getByText(say('settings_erased'))).toBeInViewport();
	await expect(page.getByText(say('settings_erased'))).toBeFocused();
});

test('A file that the phone cannot get at is refused in words', async ({ page }) => {
	// As for a file that is kept in a cloud, when there is no network.
	await page.addInitScript(() => {
		Blob.prototype.text = () => Promise.reject(new DOMException('', 'NotReadableError'));
	});
	await open(page, '/settings');
	await give(page, fileOf({ entries: [], views: [] }));
	await expect(page.getByRole('alert')).toHaveText(say('file_not_json'));
});

test('A file that is no whole record of this course is refused, and nothing changes', async ({
	page
}) => {
	const place = itemOfKind(await readCourse(), 'choice');
	await open(page, addressOf(place));
	await answer(page, place.item, place.text, answerTo(place.item, 'right'));
	await open(page, '/settings');
	const before = await exported(page);
	const good = fileOf(recordOf(courseDone(await readCourse())));
	const written = JSON.parse(good) as { entries: Entry[] } & Record<string, unknown>;
	for (const [file, key] of [
		[good.slice(0, good.length / 2), 'file_not_json'],
		['', 'file_not_json'],
		['{"format":"shopping-list","version":1}', 'file_foreign'],
		['[]', 'file_foreign'],
		[JSON.stringify({ ...written, version: 2 }), 'file_newer'],
		[good.replace('"choice.made"', '"choice.mode"'), 'file_damaged'],
		[JSON.stringify({ ...written, entries: written.entries.slice(1) }), 'file_damaged']
	]) {
		await give(page, file);
		await expect(page.getByRole('alert')).toHaveText(say(key));
	}
	expect((await exported(page)).entries).toEqual(before.entries);
});

test('An entry that clashes with what is here is left out, and the trainee is told', async ({
	page
}) => {
	const quiz = (await readCourse()).models.background.activities.find(
		({ kind }) => kind === 'quiz'
	);
	if (quiz?.kind !== 'quiz') throw new Error('The first lesson has no quiz.');
	const record = recordOf(quizDone(quiz));
	await open(page, '/settings');
	await give(page, fileOf(record));
	await says(page, 'settings_imported', { added: record.entries.length, known: 0 });
	const [first, ...rest] = record.entries;
	await give(page, fileOf({ entries: [{ ...first, type: 'forged' }, ...rest], views: [] }));
	await expect(page.getByRole('alert')).toHaveText(say('settings_clashes', { count: 1 }));
	expect((await exported(page)).entries).toEqual(record.entries);
});

test('An entry of a version not known yet is kept, and exported again as it came', async ({
	page
}) => {
	const unknown: Entry[] = [
		{
			id: v7(),
			device: v7(),
			seq: 1,
			at: '2030-01-01T00:00:00.000Z',
			attempt: null,
			type: 'lesson.opened',
			v: 9,
			data: { lesson: 'background', mood: ['calm', { depth: 3 }] }
		},
		{
			id: v7(),
			device: v7(),
			seq: 1,
			at: '2030-01-02T00:00:00.000Z',
			attempt: 'x',
			type: 'badge.won',
			v: 1,
			data: {}
		}
	];
	await open(page, '/settings');
	await give(page, fileOf({ entries: unknown, views: [] }));
	await says(page, 'settings_imported', { added: 2, known: 0 });
	expect((await exported(page)).entries).toEqual(unknown);
	await open(page, '/');
	await expect(page.getByRole('link', { name: say('home_start'), exact: true })).toBeVisible();
	await open(page, '/settings');
	expect((await exported(page)).entries).toEqual(unknown);
});

test('Without IndexedDB the course goes on in memory, says so, and exports what was done', async ({
	page
}) => {
	const course = await readCourse();
	const [place] = itemsOf(course);
	await page.addInitScript(breakStorage);
	await page.goto('/');
	await expect(page.getByRole('alert')).toContainText(say('notice_not_saved'));
	await expect(page.locator('header .state')).toContainText(say('state_not_saved'));
	await page.getByRole('link', { name: place.lesson.title, exact: true }).click();
	await page
		.getByRole('link', { name: place.lesson.steps.find(({ id }) => id === place.step)?.title })
		.click();
	await answer(page, place.item, place.text, answerTo(place.item, 'right'));
	await expect(page.getByRole('alert').first()).toContainText(say('notice_not_saved'));
	const { entries } = await exported(page);
	expect(entries.filter(({ type }) => type === 'item.answered')).toHaveLength(1);
	// The export itself changes nothing on the screen.
	await expect(feedbackIn(itemOn(page, place.item))).toHaveText(say('feedback_right'));
});

test('Without IndexedDB from the first visit on, what was done counts, and opens the closing lesson', async ({
	page
}) => {
	const { index, models } = await readCourse();
	const closing = index.lessons.find(({ id }) => index.after[id])!;
	await page.addInitScript(breakStorage);
	await bring(page, together(...index.after[closing.id].map((id) => lessonDone(models[id]))));
	await toAgenda(page);
	await expect(page.locator('.agenda .word.done')).toHaveCount(index.after[closing.id].length);
	await page.getByRole('link', { name: closing.title, exact: true }).click();
	await expect(stepHeading(page)).toHaveText(closing.title);
	await expect(page.getByRole('link', { name: say('lesson_begin') })).toBeVisible();
});

test('A device that has room only later is known as one where somebody was at work', async ({
	page
}) => {
	const course = await readCourse();
	const { entries, views } = recordOf(courseDone(course));
	await page.addInitScript(limitStorage);
	await page.addInitScript(() => (window as Window & { fillUp?: () => void }).fillUp?.());
	await open(page, '/settings');
	const warning = page.getByRole('alert').filter({ hasText: say('notice_not_saved') });
	await expect(warning).toBeVisible();
	await page.evaluate(() => (window as Window & { makeRoom?: () => void }).makeRoom?.());
	await give(page, fileOf({ entries, views }));
	await says(page, 'settings_imported', { added: entries.length, known: 0 });
	await expect(warning).toHaveCount(0);
	await open(page, '/');
	await expect(page.getByRole('link', { name: say('home_certificate') })).toBeVisible();
});

for (const isCopied of [true, false])
	test(`A record that cannot be read is left alone: the course goes on ${isCopied ? 'with its second copy' : 'in memory'} and says so`, async ({
		page,
		context
	}) => {
		const [place] = itemsOf(await readCourse());
		await open(page, addressOf(place));
		await answer(page, place.item, place.text, answerTo(place.item, 'right'));
		await untilCopied(page, 1);
		const broken = await context.newPage();
		await broken.addInitScript(breakReading);
		if (!isCopied)
			await broken.addInitScript(() => {
				caches.open = () => Promise.reject(new DOMException('A fault.', 'UnknownError'));
			});
		await open(broken, addressOf(place));
		await expect(broken.getByRole('alert')).toContainText(say('notice_not_saved'));
		const feedback = feedbackIn(itemOn(broken, place.item));
		if (isCopied) await expect(feedback).toHaveText(say('feedback_right'));
		else await answer(broken, place.item, place.text, answerTo(place.item, 'wrong'));
		await broken.close();
		// The next start reads it again, under the same profile.
		await page.reload();
		await expect(feedbackIn(itemOn(page, place.item))).toHaveText(say('feedback_right'));
	});

test('A device that fills up in the middle loses nothing: memory goes on, and saves when there is room', async ({
	page
}) => {
	const course = await readCourse();
	const places = itemsOf(course).filter(
		({ step, lesson }, _, [first]) => lesson.id === first.lesson.id && step === first.step
	);
	const [one, two, three] = [...places, ...itemsOf(course).slice(places.length)];
	await page.addInitScript(limitStorage);
	const call = (name: 'fillUp' | 'makeRoom') =>
		page.evaluate((method) => (window as unknown as Record<string, () => void>)[method](), name);
	await open(page, addressOf(one));
	await answer(page, one.item, one.text, answerTo(one.item, 'right'));
	await call('fillUp');

	const link = async (place: PlacedItem) => {
		if (page.url().endsWith(addressOf(place))) return;
		await toAgenda(page);
		await page.getByRole('link', { name: place.lesson.title, exact: true }).click();
		const { title } = place.lesson.steps.find(({ id }) => id === place.step) ?? { title: '' };
		await page.getByRole('listitem').getByRole('link', { name: title, exact: true }).click();
	};
	await link(two);
	await answer(page, two.item, two.text, answerTo(two.item, 'wrong'));
	const warning = page.getByRole('alert').filter({ hasText: say('notice_not_saved') });
	await expect(warning).toBeVisible();
	const kept = await exported(page);
	expect(
		kept.entries.filter(({ type }) => type === 'item.answered').map(({ data }) => data.item)
	).toEqual([one.item.id, two.item.id]);

	await call('makeRoom');
	await link(three);
	await answer(page, three.item, three.text, answerTo(three.item, 'right'));
	await expect(warning).toHaveCount(0);
	await open(page, '/settings');
	const saved = await exported(page);
	expect(
		saved.entries.filter(({ type }) => type === 'item.answered').map(({ data }) => data.item)
	).toEqual([one.item.id, two.item.id, three.item.id]);
});

test('Back and Forward go through the steps of a lesson, each with its own heading', async ({
	page
}) => {
	const { index } = await readCourse();
	const [{ id, steps }] = index.lessons;
	await open(page, `/lesson/${id}/${steps[0].id}`);
	await readOn(page, steps[1]);
	await readOn(page, steps[2]);
	await page.goBack();
	await expect(stepHeading(page)).toHaveText(steps[1].title);
	await page.goBack();
	await expect(stepHeading(page)).toHaveText(steps[0].title);
	await page.goForward();
	await expect(stepHeading(page)).toHaveText(steps[1].title);
	await expect(page).toHaveURL(`/lesson/${id}/${steps[1].id}`);
	await expect(page).toHaveTitle(new RegExp(`^${steps[1].title}`));
});

test('Whoever goes on in another tab has finished the step as well', async ({ page, context }) => {
	const { index } = await readCourse();
	const [{ id, steps }] = index.lessons;
	await open(page, `/lesson/${id}/${steps[0].id}`);
	const opened = context.waitForEvent('page');
	const onward = page.getByRole('navigation', { name: say('step_onward') }).getByRole('link');
	await onward.click({ modifiers: ['ControlOrMeta'] });
	const other = await opened;
	await expect(stepHeading(other)).toHaveText(steps[1].title);
	await expect(stepHeading(page)).toHaveText(steps[0].title);
	for (const tab of [page, other]) await expect(tab.locator('.ticks .done')).toHaveCount(1);
});

test('An address of a step leads there, wherever the trainee was last', async ({ page }) => {
	const { index } = await readCourse();
	const [{ id, steps }] = index.lessons;
	await open(page, `/lesson/${id}/${steps[3].id}`);
	await open(page, `/lesson/${id}/${steps[1].id}`);
	await expect(stepHeading(page)).toHaveText(steps[1].title);
	await expect(page).toHaveURL(`/lesson/${id}/${steps[1].id}`);
});

test('Tomorrow home goes on at the same step, in a browser opened anew', async ({ baseURL }) => {
	test.setTimeout(120_000);
	const { index } = await readCourse();
	const { id, steps } = index.lessons[1];
	const folder = mkdtempSync(join(tmpdir(), 'breakout-tomorrow-'));
	const { launchOptions, viewport } = test.info().project.use;
	const launch = () =>
		chromium.launchPersistentContext(folder, { ...launchOptions, viewport, baseURL });
	const work = async (then: (page: Page) => Promise<void>) => {
		const context = await launch();
		try {
			await then(context.pages()[0] ?? (await context.newPage()));
		} finally {
			await context.close();
		}
	};
	try {
		await work(async (page) => {
			await open(page, `/lesson/${id}/${steps[0].id}`);
			await readOn(page, steps[1]);
			await toAgenda(page);
			await expect(
				page.getByRole('link', { name: say('home_continue', { name: steps[1].title }) })
			).toBeVisible();
		});
		await work(async (page) => {
			await open(page, '/');
			await page
				.getByRole('link', { name: say('home_continue', { name: steps[1].title }) })
				.click();
			await expect(page).toHaveURL(`/lesson/${id}/${steps[1].id}`);
			await expect(stepHeading(page)).toHaveText(steps[1].title);
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test('The page of a lesson knows what a new visitor has done since coming to a step of it', async ({
	page
}) => {
	const { index } = await readCourse();
	const [{ id, title, steps }] = index.lessons;
	await open(page, `/lesson/${id}/${steps[0].id}`);
	await readOn(page, steps[1]);
	await page.getByRole('link', { name: title, exact: true }).click();
	await expect(page).toHaveURL(`/lesson/${id}`);
	await expect(
		page.getByRole('link', { name: say('home_continue', { name: steps[1].title }) })
	).toBeVisible();
	await expect(page.getByRole('listitem').filter({ hasText: steps[0].title })).toContainText(
		say('agenda_done')
	);
});

test('Progress says that something was put right only where something was wrong', async ({
	page
}) => {
	const placed = itemOfKind(await readCourse(), 'choice');
	const { item, text } = placed;
	await open(page, addressOf(placed));
	await answer(page, item, text, answerTo(item, 'right'));
	await open(page, '/progress');
	await expect(page.getByText(say('progress_review_empty'))).toBeVisible();
	const other = itemsOf(await readCourse()).find(
		(one) => one.item.kind === 'choice' && one.item.id !== item.id
	)!;
	await open(page, addressOf(other));
	await answer(page, other.item, other.text, answerTo(other.item, 'wrong'));
	await itemOn(page, other.item)
		.getByRole('button', { name: say('item_retry') })
		.click();
	await answer(page, other.item, other.text, answerTo(other.item, 'right'));
	await open(page, '/progress');
	await expect(page.getByText(say('progress_review_none'))).toBeVisible();
});

test('Progress is shown to whoever chose two options that show the same misconception', async ({
	page
}) => {
	const placed = itemsOf(await readCourse()).find(({ item }) => {
		const shown = item.options.flatMap(({ reveals }) => reveals ?? []);
		return item.kind === 'choices' && new Set(shown).size < shown.length;
	});
	if (!placed) throw new Error('No item has two options that show the same misconception.');
	const { item, text } = placed;
	const wrong = item.options.filter(({ reveals }) => reveals).map(({ id }) => id);
	await open(page, addressOf(placed));
	await answer(page, item, text, { ...answerTo(item, 'wrong'), options: wrong });
	await open(page, '/progress');
	await expect(page.getByRole('link', { name: text.title })).toBeVisible();
});

test('Whoever takes a statement for agreed that was not is told what that shows, and nobody else', async ({
	page
}) => {
	const course = await readCourse();
	const placed = itemsOf(course).find(
		({ item }) => item.kind === 'stance' && item.options.some(({ reveals }) => reveals)
	);
	if (!placed) throw new Error('No statement has a misconception.');
	const { item, text, lesson } = placed;
	const { pairs } = answerTo(item, 'right');
	const { id, reveals, is } = item.options.find((option) => option.reveals)!;
	const other = stances.find((stance) => stance !== 'agreed' && stance !== is)!;
	const shown = say('misconception', {
		name: course.texts[lesson.id].misconceptions[reveals!]
	});
	await open(page, addressOf(placed));
	for (const [stance, times] of [
		[other, 0],
		['agreed', 1]
	] as const) {
		await answer(page, item, text, {
			...answerTo(item, 'right'),
			pairs: { ...pairs, [id]: stance }
		});
		await expect(feedbackIn(itemOn(page, item))).toBeVisible();
		await expect(itemOn(page, item).getByText(shown)).toHaveCount(times);
		if (!times)
			await itemOn(page, item)
				.getByRole('button', { name: say('item_retry') })
				.click();
	}
});

/** What was said where something of the item is gone since. */
const outdated: [
	kind: 'position' | 'contested',
	gone: string,
	change: (said: ViewContent) => ViewContent
][] = [
	['position', 'choice', (said) => ({ ...said, options: ['gone'] })],
	['contested', 'choice', (said) => ({ ...said, options: ['gone'] })],
	['contested', 'reason', (said) => ({ ...said, reasons: ['gone'] })]
];
for (const [kind, gone, change] of outdated)
	test(`A ${kind} item whose chosen ${gone} was edited away is asked again`, async ({ page }) => {
		const course = await readCourse();
		const placed = itemOfKind(course, kind);
		const { item, text } = placed;
		const quiz = course.models[placed.lesson.id].activities.find(
			({ id }) => id === placed.activity
		);
		if (quiz?.kind !== 'quiz') throw new Error(`${placed.activity} is no quiz.`);
		const done = quizDone(quiz);
		const views = done.views.map((view) =>
			view.item === item.id ? { ...view, content: change(view.content) } : view
		);
		await bring(page, { ...done, views });
		await open(page, addressOf(placed));
		const giving = answerTo(item, 'right');
		const { title } = course.texts[placed.lesson.id].quizzes[placed.activity];
		const says = async (done: number): Promise<void> => {
			const count = quiz.items.length;
			if (count > 1)
				await expect(page.getByRole('group', { name: title })).toContainText(
					say('quiz_answered', { done, count })
				);
		};
		await says(quiz.items.length - 1);
		await answer(page, item, text, giving);
		await says(quiz.items.length);
		await page.reload();
		await expect(feedbackIn(itemOn(page, item))).toHaveText(feedbackFor(item, giving));
	});
