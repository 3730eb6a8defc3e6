import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { builtAssets, builtPages } from '../e2e/built-files';
import { openActivity, scenario } from '../faults/activity';
import { Chance } from '../faults/chance';
import { CourseCopy, CourseServer } from './course-copy';
import { untilOnDevice } from './device';

test.describe.configure({ mode: 'serial' });

const page1 = '/lesson/background/about';
const edited = { file: 'lessons/0-background/lesson.md', lesson: 'background' };
const seven = scenario('/lesson/safeguards/seven-days');

const copy = new CourseCopy();
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 5);
/** The first sentence of the lesson's prose, and what an author makes of it. */
const sentence = firstSentence(readFileSync(edited.file, 'utf8'));
const mended = `${sentence} This sentence was added later.`;
let second = '';

test.beforeAll(async () => {
	test.setTimeout(300_000);
	copy.edit(edited.file, sentence, mended);
	second = await copy.build();
});

test.afterAll(async () => {
	await server.stop();
	copy.remove();
});

/** A line of prose that stands in the file once. */
function firstSentence(text: string): string {
	const lines = text.slice(text.indexOf('\n## ')).split('\n');
	const line = lines.find(
		(one) => /^[A-Z][^[\]{}|<>]{60,}\.$/.test(one) && text.split(one).length === 2
	);
	if (!line) throw new Error(`${edited.file} has no plain sentence to edit.`);
	return line;
}

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

/** The addresses with hashes that a worker keeps. */
const keptBy = (build: string): string[] =>
	[
		...readFileSync(join(build, 'client/service-worker.js'), 'utf8').matchAll(
			/\{[^{}]*"?url"?:[^{}]*\}/g
		)
	]
		.map(([entry]) => entry)
		.sort();

test('One edited sentence changes that lesson and the list of the worker, and no script', () => {
	const assets = changed(builtAssets, readAsset);
	const own = new RegExp(`^/course/en/${edited.lesson}(/[^/]+)?\\.json$`);
	expect(assets.filter((path) => !own.test(path))).toEqual(['/service-worker.js']);
	expect(assets).toContain(`/course/en/${edited.lesson}.json`);
	expect(assets.filter((path) => own.test(path)).length).toBe(2);
	expect(
		changed(builtPages, readPage).every((path) => path.startsWith(`/lesson/${edited.lesson}/`))
	).toBe(true);
	const before = keptBy('build');
	const news = keptBy(second).filter((entry) => !before.includes(entry));
	expect(news.length).toBe(1);
	expect(news[0]).toContain(`/course/en/${edited.lesson}.json`);
});

/** Everything the server itself answers, to page or worker. */
function watch(page: Page): string[] {
	const asked: string[] = [];
	page.context().on('response', (response) => {
		if (!response.fromServiceWorker()) asked.push(new URL(response.url()).pathname);
	});
	return asked;
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

	await page.goto(page1);
	await expect(notice.getByRole('button', { name: 'Update now' })).toBeVisible();
	await expect(page.locator('main')).toContainText(words(sentence));
	await expect(page.locator('main')).not.toContainText('added later');

	await notice.getByRole('button', { name: 'Update now' }).click();
	await expect(page.locator('main')).toContainText('This sentence was added later.');
	await expect(notice).toHaveCount(0);
	await openActivity(page, seven);
	expect(await seven.read(page)).toBe(standing);
	await context.close();
});
