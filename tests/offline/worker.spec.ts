import { expect, test, type Page } from '@playwright/test';
import { say } from '../e2e/course';
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
