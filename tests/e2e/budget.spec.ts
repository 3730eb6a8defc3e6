import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { builtPages, keptBy, servedBytes } from './built-files';
import { answerFirstItem, untilSaved } from './first-answer';

/** Bytes as served with brotli, one language; the sentences are those of the budgets the course has set itself. */
const budgets = { program: 75_000, visit: 130_000, course: 700_000 };

/** Counts what the page itself requests, by path; the worker's install comes later and is counted apart. */
function countRequests(page: Page): Map<string, number> {
	const fetched = new Map<string, number>();
	page.on('response', (response) => {
		if (response.status() !== 200) return;
		const { pathname } = new URL(response.url());
		const { 'content-length': length, 'content-encoding': encoding } = response.headers();
		if (!length) throw new Error(`${pathname} does not say how long it is.`);
		if (/\.(js|css|json)$|\/lesson\//.test(pathname) && encoding !== 'br')
			throw new Error(`${pathname} is not served with brotli.`);
		fetched.set(pathname, Number(length));
	});
	return fetched;
}

/** A browser that has never been here and keeps no worker. */
const newcomer = (browser: Browser): Promise<BrowserContext> =>
	browser.newContext({ serviceWorkers: 'block' });

const sum = (sizes: Iterable<number>): number => [...sizes].reduce((one, other) => one + other, 0);

/** What a browser asks for in its own time, so that a count may come too early for it. */
const besides = ['/icons/icon.svg', '/manifest.json'];

test('A cold visit to any step of any lesson stays within its budget', async ({ browser }) => {
	test.setTimeout(240_000);
	const waiting = builtPages().filter((path) => /^\/lesson\/[^/]+\/./.test(path));
	expect(waiting.length).toBeGreaterThan(40);

	const visits: { path: string; bytes: number; late: string[] }[] = [];
	const visitNext = async (): Promise<void> => {
		for (let path = waiting.shift(); path; path = waiting.shift()) {
			const context = await newcomer(browser);
			const page = await context.newPage();
			const fetched = countRequests(page);
			const html = await (await page.goto(path))?.text();
			await untilSaved(page);
			const late = [...fetched.keys()].filter(
				(file) => /\.(js|css)$/.test(file) && !html?.includes(file)
			);
			for (const path of besides) fetched.set(path, servedBytes(path));
			visits.push({ path, bytes: sum(fetched.values()), late });
			await context.close();
		}
	};
	await Promise.all([visitNext(), visitNext(), visitNext()]);
	visits.sort((one, other) => other.bytes - one.bytes);
	const [largest] = visits;
	console.log(`cold visits: ${visits.length}, largest ${largest.path} ${largest.bytes} B`);
	expect(visits.filter(({ bytes }) => bytes > budgets.visit)).toEqual([]);
	// On a slow line, what is known only from another file waits for it.
	expect(visits.filter(({ late }) => late.length)).toEqual([]);
});

for (const lesson of ['background', 'opening', 'scope', 'safeguards', 'cooperation'])
	test(`The program up to the first feedback of ${lesson} stays within its budget`, async ({
		browser
	}) => {
		const context = await newcomer(browser);
		const page = await context.newPage();
		const fetched = countRequests(page);
		await page.goto(`/lesson/${lesson}`);
		await untilSaved(page);
		await page.locator('main .start a').click();
		await answerFirstItem(page);
		const scripts = [...fetched].filter(([path]) => path.endsWith('.js'));
		const bytes = sum(scripts.map(([, size]) => size));
		console.log(`${lesson}: ${scripts.length} scripts, ${bytes} B to the first feedback`);
		expect(scripts.length).toBeGreaterThan(5);
		expect(bytes).toBeLessThanOrEqual(budgets.program);
		await context.close();
	});

test('The whole course on the device stays within its budget', () => {
	const urls = keptBy().map(({ url }) => url);
	expect(urls.length).toBeGreaterThan(30);
	const bytes = sum(urls.map((url) => servedBytes(url)));
	console.log(`on the device: ${urls.length} files, ${bytes} B`);
	expect(bytes).toBeLessThanOrEqual(budgets.course);
});
