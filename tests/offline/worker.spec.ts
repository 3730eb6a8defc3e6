import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { say } from '../e2e/course';
import { untilSaved } from '../e2e/first-answer';
import { untilOnDevice } from '../e2e/screens';
import { scenario } from '../faults/activity';
import { NetworkBetween } from '../faults/network-between';

/** The worker on devices, and behind networks and servers, that go wrong while it works. */

test.describe.configure({ mode: 'default' });

const port = Number(process.env.TEST_PORT ?? 4271);
const between = new NetworkBetween(port + 8, port);
test.use({ baseURL: between.url });
test.beforeAll(() => between.start());
test.afterAll(() => between.stop());
test.beforeEach(() => {
	between.condition = 'works';
	between.instead.clear();
});

const seven = scenario('/lesson/safeguards/seven-days');
const notice = (page: Page) => page.locator('.notice').filter({ hasText: 'newer version' });

const icon = '/icons/icon-192.png';

/** Has the server offer a newer course, which is this one without a picture. */
function offerNewer(): void {
	const built = readFileSync('build/client/service-worker.js', 'utf8');
	const program = built.replace(/\{[^{}]*"url":"\/icons\/icon-192.png"[^{}]*\},/, '');
	expect(program.length).toBeLessThan(built.length);
	between.instead.set('/service-worker.js', (_, outgoing) =>
		outgoing.writeHead(200, { 'content-type': 'text/javascript' }).end(`${program}\n// Newer.`)
	);
}

/** Has a file be what a server says that has been given another course meanwhile. */
function change(path: string): void {
	between.instead.set(path, (_, outgoing) =>
		outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{"newer":true}')
	);
}

/** Takes a file from the device. */
const take = (page: Page, path: string): Promise<void> =>
	page.evaluate(async (path) => {
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys())
				if (request.url.includes(path)) await cache.delete(request);
		}
	}, path);

const scope = '/course/en/scope.json';

test('No file of another version is kept when the server changes while the course is put on the device', async ({
	page
}) => {
	change(scope);
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText(say('worker_failed'));
	between.instead.clear();
	await page.getByRole('button', { name: say('notice_install_now') }).click();
	await expect(page.locator('.verdict')).toContainText(say('device_safe'));

	await take(page, scope);
	await page.reload();
	change(scope);
	await page.getByRole('button', { name: say('device_fetch') }).click();
	await expect(page.getByText(say('device_fetch_failed'))).toBeVisible();
	between.instead.clear();
	await page.getByRole('button', { name: say('device_fetch') }).click();
	await expect(page.locator('.verdict')).toContainText(say('device_safe'));
});

test('An update that was long in coming does not land in an attempt that was begun meanwhile', async ({
	page
}) => {
	await untilOnDevice(page);
	let release = (): void => {};
	const released = new Promise<void>((go) => (release = go));
	between.instead.set('/course/slow.json', (_, outgoing) => {
		void released.then(() => outgoing.end('{}'));
	});
	offerNewer();
	await page.goto('/glossary');
	await expect(notice(page)).toBeVisible();
	// As long as it has something to answer, the worker that is there does not make way.
	await page.evaluate(() => void fetch('/course/slow.json'));
	await page.getByRole('button', { name: say('notice_update_now') }).click();
	await page.evaluate((path) => {
		const link = document.body.appendChild(document.createElement('a'));
		link.href = path;
		link.click();
	}, seven.path);
	await page.locator('.cover button.button').click();
	const standing = await seven.read(page);
	await page.evaluate(() => document.body.setAttribute('data-same', ''));
	release();
	await expect(notice(page)).toContainText(say('notice_update_held'));
	await expect(page.locator('body')).toHaveAttribute('data-same', '');
	expect(await seven.read(page)).toBe(standing);
});

test('A picture that a newer version has no more is on the device until that version is accepted', async ({
	context
}) => {
	let page = await context.newPage();
	await untilOnDevice(page);
	offerNewer();
	await page.reload();
	await expect(notice(page)).toBeVisible();
	await expect(async () => {
		await page.close();
		page = await context.newPage();
		await page.goto('/device');
		const states = await page.evaluate(async () => {
			const registration = await navigator.serviceWorker.getRegistration();
			return [registration?.waiting?.state, registration?.active?.state];
		});
		expect(states).toEqual([undefined, 'activated']);
	}).toPass();
	between.condition = 'away';
	const answered = (path: string) =>
		fetch(path).then(
			({ ok }) => ok,
			() => false
		);
	expect(await page.evaluate(answered, icon)).toBe(true);
});

test('Where the browser does not open what it keeps, the course comes from the network', async ({
	page,
	context
}) => {
	await untilOnDevice(page);
	const [worker] = context.serviceWorkers();
	await worker.evaluate(() => {
		const refuse = () => Promise.reject(new DOMException('A fault of the test.', 'UnknownError'));
		CacheStorage.prototype.open = refuse;
		CacheStorage.prototype.match = refuse;
	});
	await page.goto('/glossary');
	await untilSaved(page);
	await expect(page.locator('main h1')).toHaveText(say('nav_glossary'));
});

test('A browser that lets no site keep a worker says that it cannot keep the course', async ({
	page
}) => {
	const failures: string[] = [];
	page.on('pageerror', ({ message }) => failures.push(message));
	await page.addInitScript(() => {
		const refuse = () => Promise.reject(new DOMException('A fault of the test.', 'SecurityError'));
		ServiceWorkerContainer.prototype.getRegistration = refuse;
		ServiceWorkerContainer.prototype.register = refuse;
	});
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText(say('worker_unsupported'));
	expect(failures).toEqual([]);
});

test('A tab that is still being opened hears of an update too', async ({ page, context }) => {
	await untilOnDevice(page);
	offerNewer();
	await page.reload();
	await expect(notice(page)).toBeVisible();
	const other = await context.newPage();
	await other.addInitScript(() => (window.requestIdleCallback = () => 0));
	await other.goto('/glossary');
	await untilSaved(other);
	await other.evaluate(() => document.body.setAttribute('data-same', ''));
	await notice(page).getByRole('button').first().click();
	await expect(notice(page)).toHaveCount(0);
	await expect(other.locator('body')).not.toHaveAttribute('data-same');
	await untilSaved(other);
});

test('That the device has no room for a file is said at once', async ({ page, context }) => {
	await untilOnDevice(page);
	await take(page, scope);
	const [worker] = context.serviceWorkers();
	await worker.evaluate(() => {
		Cache.prototype.put = () =>
			Promise.reject(new DOMException('A fault of the test.', 'QuotaExceededError'));
	});
	await page.reload();
	await page.getByRole('button', { name: say('device_fetch') }).click();
	await expect(page.getByText(say('device_fetch_failed'))).toBeVisible({ timeout: 10_000 });
});

test('An address that was cut off in the midst of a letter is that of no page, and not an empty one', async ({
	page
}) => {
	await untilOnDevice(page);
	between.condition = 'away';
	await page.goto('/lesson/K%C3');
	await expect(page.getByRole('heading', { name: say('error_not_found') })).toBeVisible();
	await page.getByRole('link', { name: say('step_to_agenda') }).click();
	await expect(page).toHaveURL('/');
	await page.goto('/%67lossary');
	await expect(page.locator('main h1')).toHaveText(say('nav_glossary'));
});

test('What the server says of itself is not covered by the course', async ({ page }) => {
	await untilOnDevice(page);
	for (const path of ['/healthz', '/readyz', '/metrics']) {
		const answer = await page.goto(path);
		expect(answer?.fromServiceWorker(), path).toBe(false);
	}
});

const capsules = '/teach/capsules';

test('Where something could not be fetched, nobody has chosen to keep the page of capsules', async ({
	page
}) => {
	await untilOnDevice(page);
	between.condition = 'away';
	await page.evaluate(() => fetch('/course/none.json').catch(() => null));
	between.condition = 'works';
	await page.goto(capsules);
	await expect(page.locator('[data-keep="not"]')).toBeVisible();
	expect(await page.evaluate(() => caches.keys())).not.toContain('breakout-capsules');
});

test('The page of capsules that a facilitator keeps opens while the server is in trouble, or answers nothing', async ({
	page
}) => {
	await page.goto(capsules);
	await page.getByRole('button', { name: say('teach_capsules_keep') }).click();
	await expect(page.locator('[data-keep="kept"]')).toBeVisible({ timeout: 60_000 });
	for (const condition of ['trouble', 'silent'] as const) {
		between.condition = condition;
		await page.goto(capsules);
		await expect(
			page.getByRole('button', { name: say('teach_capsules_camera') }),
			condition
		).toBeVisible();
	}
});
