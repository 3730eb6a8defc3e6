import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { builtAssets, builtPages, keptBy } from '../e2e/built-files';
import { untilSaved } from '../e2e/first-answer';
import { openActivity, scenario } from '../faults/activity';
import { Chance } from '../faults/chance';
import { NetworkBetween } from '../faults/network-between';
import { CourseCopy, CourseServer, firstSentence } from '../course-copy';
import { judgePath } from '../../src/lib/machines/quality';
import { readCourse, say, scenarioOf, waysThrough } from '../e2e/course';
import { bring, lessonDone, together } from '../e2e/record';
import { answer, answerTo, complaintsOf, untilOnDevice } from '../e2e/screens';

test.describe.configure({ mode: 'serial' });

const page1 = '/lesson/background/about';
const edited = { file: 'lessons/0-background/lesson.md', lesson: 'background' };
const seven = scenario('/lesson/safeguards/seven-days');

const mixed = '/lesson/safeguards/mixed-request';
const onePage = '/lesson/closing/one-page';
const [removed, removedTitle] = ['/lesson/background/limits', 'What a summary can show'];

const copy = new CourseCopy();
/** The course after an edit that takes away a step, a choice and an answer, and places a quiz elsewhere. */
const cut = new CourseCopy();
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 5);
/** The first sentence of the lesson's prose, and what an author makes of it. */
const sentence = firstSentence(edited.file);
const mended = `${sentence} This sentence was added later.`;
let second = '';
const lamp =
	'<svg xmlns="http://www.w3.org/2000/svg" width="12" height="34"><rect width="12" height="34" /></svg>';

test.beforeAll(async () => {
	test.setTimeout(600_000);
	copy.edit(edited.file, sentence, mended);
	second = await copy.build();
	const lesson = readFileSync(edited.file, 'utf8');
	const [, step] = /(## What a summary can show \{#limits[^]*?)## /.exec(lesson) ?? [];
	cut.edit(edited.file, step, '');
	cut.add('static/pictures/a lamp.svg', lamp);
	cut.edit(edited.file, sentence, `${sentence} ![A lamp](/pictures/a%20lamp.svg)`);
	cut.edit('lessons/3-safeguards/the-mixed-request.scenario.md', '{#pile to=', '{#pile-up to=');
	// What `lessonDone` has answered is gone, and a page to write has moved on to another step.
	cut.edit('lessons/3-safeguards/checks.quiz.md', '{#replace-them ', '{#replace-all ');
	cut.edit('lessons/5-closing/lesson.md', '<Activity id="one-page-draft" />', '');
	const before = '<Activity id="across-the-rooms" />';
	cut.edit('lessons/5-closing/lesson.md', before, `${before}\n\n<Activity id="one-page-draft" />`);
	await cut.build();
});

test.afterAll(async () => {
	await server.stop();
	copy.remove();
	cut.remove();
});

/** Files that differ between two builds, or are in one alone. */
function changed(
	list: (build: string) => string[],
	read: (build: string, path: string) => Buffer
): string[] {
	const paths = new Set([...list('build'), ...list(second)]);
	const sames = (path: string) => {
		try {
			return read('build', path).equals(read(second, path));
		} catch {
			return false;
		}
	};
	return [...paths].filter((path) => !sames(path)).sort();
}

const readAsset = (build: string, path: string): Buffer => {
	try {
		return readFileSync(join(build, 'client', path));
	} catch {
		return readFileSync(join(build, 'prerendered', path));
	}
};
const readPage = (build: string, path: string): Buffer =>
	readFileSync(join(build, 'prerendered', `${path === '/' ? '/index' : path}.html`));

test('One edited sentence changes that lesson and the list of the worker, and no script', () => {
	const assets = changed(builtAssets, readAsset);
	const own = new RegExp(`^/course/en/${edited.lesson}(/[^/]+)?\\.json$`);
	// The two lists of files: a trainee's device's, and that of the facilitators' page for capsules.
	expect(assets.filter((path) => !own.test(path))).toEqual([
		'/capsules.json',
		'/service-worker.js'
	]);
	expect(assets).toContain(`/course/en/${edited.lesson}.json`);
	expect(assets.filter((path) => own.test(path)).length).toBe(2);
	expect(
		changed(builtPages, readPage).every((path) => path.startsWith(`/lesson/${edited.lesson}/`))
	).toBe(true);
	const before = keptBy().map(({ entry }) => entry);
	const news = keptBy(second).filter(({ entry }) => !before.includes(entry));
	expect(news.map(({ url }) => url)).toEqual([`/course/en/${edited.lesson}.json`]);
});

/** Everything the server itself answers, to page or worker. */
function watch(page: Page): string[] {
	const asked: string[] = [];
	page.context().on('response', (response) => {
		if (!response.fromServiceWorker()) asked.push(new URL(response.url()).pathname);
	});
	return asked;
}

/** Whatever the server has now is on the device. */
async function untilTaken(page: Page): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready.then((worker) => worker.update()));
	await page.waitForFunction(async () => {
		const worker = await navigator.serviceWorker.getRegistration();
		return worker?.installing === null;
	});
}

const words = (text: string): string => text.replace(/[*_`]/g, '').slice(0, 50);

test('An update downloads one lesson, waits for consent, and then shows it with nothing lost', async ({
	browser
}) => {
	test.setTimeout(120_000);
	await server.serve('.');
	const context = await browser.newContext({ baseURL: server.url });
	const page = await context.newPage();
	await page.goto('/');
	await untilOnDevice(page);
	await openActivity(page, seven);
	await seven.act(page, new Chance(1));
	await seven.act(page, new Chance(2));
	const standing = await seven.read(page);

	await server.serve(copy.root);
	const asked = watch(page);
	const notice = page.getByRole('status').filter({ hasText: 'newer version' });
	await page.reload();
	await expect(notice).toContainText('It waits until you have finished');
	await expect(page.getByRole('button', { name: 'Update now' })).toHaveCount(0);
	expect(await seven.read(page)).toBe(standing);
	expect(asked.filter((path) => path.startsWith('/course/') || path.startsWith('/_app/'))).toEqual([
		`/course/en/${edited.lesson}.json`
	]);

	// A page that reloads while the new worker is still being activated may never get an answer.
	await page.addInitScript(() => {
		const old = navigator.serviceWorker.controller;
		navigator.serviceWorker.addEventListener('message', () => {
			const { controller } = navigator.serviceWorker;
			sessionStorage.setItem('told-by', controller === old ? 'the old' : (controller?.state ?? ''));
		});
	});
	await page.goto(page1);
	await expect(notice.getByRole('button', { name: 'Update now' })).toBeVisible();
	await expect(page.locator('main')).toContainText(words(sentence));
	await expect(page.locator('main')).not.toContainText('added later');

	await notice.getByRole('button', { name: 'Update now' }).click();
	await expect(page.locator('main')).toContainText('This sentence was added later.');
	expect(await page.evaluate(() => sessionStorage.getItem('told-by'))).toBe('activated');
	await expect(notice).toHaveCount(0);
	await openActivity(page, seven);
	expect(await seven.read(page)).toBe(standing);
	await context.close();
});

test('An update that the browser starts by itself, with every tab closed, still waits for consent', async ({
	browser
}) => {
	test.setTimeout(120_000);
	await server.serve('.');
	const context = await browser.newContext({ baseURL: server.url });
	let page = await context.newPage();
	await untilOnDevice(page);
	await openActivity(page, seven);
	await seven.act(page, new Chance(1));
	const standing = await seven.read(page);
	await server.serve(copy.root);
	await page.reload();
	await expect(page.getByRole('status').filter({ hasText: 'newer version' })).toBeVisible();

	// The browser takes a moment after the last tab is closed; a tab that opens before that puts it off.
	await expect(async () => {
		await page.close();
		page = await context.newPage();
		await page.goto(seven.path);
		const states = await page.evaluate(async () => {
			const registration = await navigator.serviceWorker.getRegistration();
			return [registration?.waiting?.state, registration?.active?.state];
		});
		expect(states).toEqual([undefined, 'activated']);
	}).toPass();
	await context.setOffline(true);
	await page.reload();
	expect(await seven.read(page)).toBe(standing);
	await page.goto(page1);
	await expect(page.locator('main')).toContainText(words(sentence));
	await expect(page.locator('main')).not.toContainText('added later');
	await context.setOffline(false);

	// What is under way in one tab holds the update back in every other.
	const other = await context.newPage();
	await openActivity(other, seven);
	await page.getByRole('button', { name: 'Update now' }).click();
	await expect(page.getByRole('status').filter({ hasText: 'another tab' })).toBeVisible();
	await other.goto('/glossary');
	await page.getByRole('button', { name: 'Update now' }).click();
	await expect(page.locator('main')).toContainText('This sentence was added later.');
	await expect(other.locator('main h1')).toBeVisible();
	await other.goto(page1);
	await expect(other.locator('main')).toContainText('This sentence was added later.');
	await openActivity(page, seven);
	expect(await seven.read(page)).toBe(standing);
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('up to date');
	await context.close();
});

/** A scenario with an open decision on the way that `lessonDone` goes, in a lesson other than the last. */
async function scenarioToArgue(): Promise<string> {
	const { models, texts } = await readCourse();
	const found = Object.values(models)
		.flatMap((lesson) =>
			lesson.activities.flatMap(({ id }) => scenarioOf(lesson, texts[lesson.id], id) ?? [])
		)
		.find(({ model }) => {
			const [way] = waysThrough(model);
			return judgePath(model, way.dials, way.moves).some(({ quality }) => quality === 'open');
		});
	if (!found) throw new Error('No scenario has an open decision on its first way.');
	return `/lesson/${found.lesson}/${found.step}`;
}

test('Words that are typed and not kept yet are there after an update, in every tab', async ({
	browser
}) => {
	test.setTimeout(120_000);
	await server.serve('.');
	const { models } = await readCourse();
	const context = await browser.newContext({ baseURL: server.url });
	const page = await context.newPage();
	const { closing: _, ...others } = models;
	await bring(page, together(...Object.values(others).map(lessonDone)));
	await untilOnDevice(page);
	await server.serve(copy.root);
	await page.reload();

	const words = page.locator('.item').getByRole('textbox');
	await page.goto(onePage);
	await words.fill('A page for Ilvaria.');
	const other = await context.newPage();
	await other.goto(await scenarioToArgue());
	await other.getByLabel(say('argue_own')).first().fill('It keeps the text as it is.');
	await other.getByRole('button', { name: 'Update now' }).click();
	await expect(page.getByRole('button', { name: 'Update now' })).toHaveCount(0);
	await expect(words).toHaveValue('A page for Ilvaria.');
	await expect(other.getByLabel(say('argue_own')).first()).toHaveValue(
		'It keeps the text as it is.'
	);
	await expect(other.getByLabel(say('argue_opposing')).first()).toHaveValue('');
	await page.getByRole('button', { name: say('item_keep'), exact: true }).click();
	await other
		.getByRole('button', { name: say('argue_keep') })
		.first()
		.click();
	await expect(other.locator('.said').first()).toContainText('It keeps the text as it is.');

	// What is changed and not kept again is no more than filled in: what was kept stands until then.
	await page.getByRole('button', { name: say('item_change') }).click();
	await words.fill('Another page for Ilvaria.');
	await page.reload();
	await expect(page.locator('.written')).toHaveText('A page for Ilvaria.');
	await page.getByRole('button', { name: say('item_change') }).click();
	await expect(words).toHaveValue('Another page for Ilvaria.');
	await other.goto(page1);
	await expect(other.locator('main')).toContainText('This sentence was added later.');
	await context.close();
});

test('After an edit that removes the step in use, the trainee lands on the nearest one and is told', async ({
	browser
}) => {
	test.setTimeout(120_000);
	await server.serve('.');
	const context = await browser.newContext({ baseURL: server.url });
	const page = await context.newPage();
	await untilOnDevice(page);
	await openActivity(page, scenario(mixed));
	await page.locator('.cover button.button').click();
	await page.locator('.case form label', { hasText: 'place it behind the 900 files' }).click();
	await page.locator('.case form > button').click();
	await expect(page.locator('.case .side ol > li')).toHaveCount(1);
	for (const step of ['five-ways', 'limits']) {
		await page.goto(`/lesson/background/${step}`);
		await untilSaved(page);
	}

	await server.serve(cut.root);
	await page.reload();
	await page.getByRole('button', { name: 'Update now' }).click();
	await expect(page).toHaveURL(/\/lesson\/background\/five-ways$/);
	await expect(page.locator('.lost')).toContainText('the step you were on is gone');
	await page.goto('/');
	await untilSaved(page);
	await page.locator('.start a').click();
	await expect(page).toHaveURL(/five-ways$/);
	await expect(page.locator('.lost')).toBeVisible();
	await page
		.getByRole('link', { name: /Read like a rapporteur/ })
		.last()
		.click();
	await expect(page.locator('.lost')).toHaveCount(0);
	await page.goto(removed);
	await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();

	await context.setOffline(true);
	await page.goto(page1);
	const picture = page.getByRole('img', { name: 'A lamp' });
	await expect
		.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalHeight))
		.toBe(34);
	await context.setOffline(false);

	await page.goto(mixed);
	await expect(page.locator('.case .notice')).toContainText('edited since you began');
	await expect(page.locator('.case .side ol > li')).toHaveCount(0);
	await expect(page.locator('.case form label')).toHaveCount(4);
	await context.close();
});

test('After an edit that asks again in one lesson, the lesson after it stays open, and typed words go where their quiz goes', async ({
	browser
}) => {
	test.setTimeout(120_000);
	await server.serve('.');
	const { models, texts } = await readCourse();
	const context = await browser.newContext({ baseURL: server.url });
	const page = await context.newPage();
	const complaints = complaintsOf(page);
	const { closing: _, ...others } = models;
	await bring(page, together(...Object.values(others).map(lessonDone)));
	await untilOnDevice(page);
	await page.goto(onePage);
	const words = page.locator('.item').getByRole('textbox');
	await words.fill('A page for Ilvaria.');

	await server.serve(cut.root);
	await page.goto(page1);
	await page.getByRole('button', { name: 'Update now' }).click();
	// Whoever leaves before it is there stays with what was.
	await expect(page.getByRole('img', { name: 'A lamp' })).toBeVisible();
	await page.goto(onePage);
	await untilSaved(page);
	await expect(page.locator('.item')).toHaveCount(0);
	await page.goto('/lesson/closing/across');
	await expect(words).toHaveValue('A page for Ilvaria.');
	await page.getByRole('button', { name: say('item_keep'), exact: true }).click();
	await expect(page.locator('.written')).toHaveText('A page for Ilvaria.');

	// The trainee was last at the end of that lesson, from where nothing is left.
	await page.goto('/lesson/safeguards');
	await page.locator('.start a').click();
	await expect(page).toHaveURL(/\/lesson\/safeguards\/checks$/);
	const quiz = models.safeguards.activities.find(({ id }) => id === 'safeguards-checks');
	const item = quiz?.kind === 'quiz' && quiz.items.find(({ id }) => id === 'default-road');
	if (!quiz || !item) throw new Error('The item that is asked again is gone.');
	await expect(page.getByText(say('step_unfinished'))).toBeVisible();
	const text = texts.safeguards.quizzes[quiz.id].items[item.id];
	await answer(page, item, text, answerTo(item, 'right'));
	await expect(page.getByText(say('step_unfinished'))).toHaveCount(0);
	expect(complaints).toEqual([]);
	await context.close();
});

test('Of three versions in a row one is never accepted, and the last is taken back: each comes whole, and nothing is lost', async ({
	browser
}) => {
	test.setTimeout(180_000);
	await server.serve('.');
	const context = await browser.newContext({ baseURL: server.url });
	const page = await context.newPage();
	await untilOnDevice(page);
	await openActivity(page, seven);
	await seven.act(page, new Chance(1));
	const standing = await seven.read(page);
	const notice = page.getByRole('status').filter({ hasText: 'newer version' });

	// The second is offered and left alone; the third comes meanwhile.
	for (const root of [copy.root, cut.root]) {
		await server.serve(root);
		await page.reload();
		await untilTaken(page);
		await expect(notice).toContainText('It waits until you have finished');
		expect(await seven.read(page)).toBe(standing);
	}
	await page.goto(removed);
	await expect(page.locator('main h1')).toHaveText(removedTitle);
	await page.getByRole('button', { name: 'Update now' }).click();
	await expect(page).not.toHaveURL(new RegExp(`${removed}$`));
	await expect(notice).toHaveCount(0);
	await page.goto(page1);
	await expect(page.locator('main')).toContainText(words(sentence));
	await expect(page.locator('main')).not.toContainText('added later');
	await openActivity(page, seven);
	expect(await seven.read(page)).toBe(standing);

	await server.serve(copy.root);
	await page.goto(page1);
	await page.getByRole('button', { name: 'Update now' }).click();
	await expect(page.locator('main')).toContainText('This sentence was added later.');
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('up to date');
	await context.setOffline(true);
	await page.goto(removed);
	await expect(page.locator('main h1')).toHaveText(removedTitle);
	await openActivity(page, seven);
	expect(await seven.read(page)).toBe(standing);
	await context.close();
});

test('A proxy that has browsers keep everything for a year keeps no update away', async ({
	browser
}) => {
	test.setTimeout(120_000);
	await server.serve('.');
	const between = new NetworkBetween(server.port + 42, server.port);
	await between.start();
	between.condition = 'hoards';
	const context = await browser.newContext({ baseURL: between.url });
	const page = await context.newPage();
	await page.goto(page1);
	await untilOnDevice(page);
	const asked = watch(page);
	await server.serve(copy.root);
	await page.goto(page1);
	await page.getByRole('button', { name: 'Update now' }).click();
	await expect(page.locator('main')).toContainText('This sentence was added later.');
	expect(asked).toContain(`/course/en/${edited.lesson}.json`);
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('up to date');
	await context.close();
	await between.stop();
});
