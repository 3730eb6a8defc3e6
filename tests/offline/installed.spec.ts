import { readFileSync } from 'node:fs';
import { expect, test, type Locator } from '@playwright/test';
import { builtPages } from '../e2e/built-files';
import { untilSaved } from '../e2e/first-answer';
import { untilOnDevice } from '../e2e/screens';

test('With the network cut every page opens by its address, from the installed icon too', async ({
	page,
	context
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await untilOnDevice(page);
	await context.setOffline(true);
	const steps = builtPages().filter((path) => /^\/lesson\/[^/]+\/./.test(path));
	const one = (lesson: string) => steps.filter((path) => path.startsWith(`/lesson/${lesson}/`))[0];
	const lessons = [...new Set(steps.map((path) => path.split('/')[2]))];
	for (const path of [
		'/',
		'/glossary',
		'/progress',
		'/settings',
		'/certificate',
		'/about',
		'/privacy',
		'/device',
		...lessons.map(one)
	]) {
		await page.goto(path);
		await untilSaved(page);
		await page.reload();
		await untilSaved(page);
		await expect(page.locator('header .offline'), path).toBeVisible();
		await expect(page.locator('main h1'), path).toBeVisible();
		await expect(page.getByRole('heading', { name: 'could not be opened' }), path).toHaveCount(0);
	}
	const { start_url: start } = JSON.parse(readFileSync('static/manifest.json', 'utf8')) as {
		start_url: string;
	};
	const icon = await context.newPage();
	await icon.goto(start);
	await untilSaved(icon);
	await expect(icon.locator('.start a')).toContainText('Continue:');
	await icon.goto('/no/such/page');
	await expect(icon.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
	await icon.getByRole('link', { name: 'To the agenda' }).click();
	await expect(icon.locator('.start a')).toContainText('Continue:');
});

test('The frame that the worker keeps shows the bar before the program runs, where the program puts its own', async ({
	page,
	browser
}) => {
	const still = await browser.newContext({ javaScriptEnabled: false });
	const frame = await still.newPage();
	await frame.goto('/shell');
	const bar = frame.locator('#waking');
	await expect(bar).toBeVisible();
	await expect(bar).toHaveText('Breakout');
	const before = await placeOf(bar);
	await frame.goto('/');
	await expect(bar).toHaveCount(0);
	await still.close();

	await page.goto('/');
	await untilOnDevice(page);
	await page.goto('/');
	await untilSaved(page);
	await expect(page.locator('#waking')).toBeHidden();
	const after = await placeOf(page.locator('header .brand'));
	// How wide and how high the words are depends on whether the typeface was there in time.
	for (const at of [0, 1]) expect(Math.abs(after[at] - before[at])).toBeLessThan(1);
});

test('A record that is still being opened is not shown as one that is empty, with a network or without', async ({
	page,
	context
}) => {
	await page.goto('/');
	await expect(page.locator('.start a')).toHaveText('Take your seat');
	await untilOnDevice(page);
	await page.goto('/');
	await page.locator('.start a').click();
	await page.getByRole('link', { name: 'Begin', exact: true }).click();
	// The arrival is stored: that the record is open was said before.
	await expect(page.locator('header .saving')).toContainText(/\d\d:\d\d/);
	await page.addInitScript(() => {
		const { open } = IDBFactory.prototype;
		IDBFactory.prototype.open = function (...given) {
			const request = open.apply(this, given);
			// Events are told later, as on a device that is slow to open a database.
			const late = (event: Event) => {
				if (!event.isTrusted) return;
				event.stopImmediatePropagation();
				setTimeout(() => request.dispatchEvent(new Event(event.type)), 1500);
			};
			request.addEventListener('success', late);
			return request;
		};
	});
	for (const isOffline of [false, true]) {
		await context.setOffline(isOffline);
		await page.goto('/');
		await expect(page.locator('header')).toContainText('Opening your record');
		await expect(page.locator('.agenda h2').first()).toBeVisible();
		for (const told of ['.start a', '.agenda .word', '.agenda svg'])
			await expect(page.locator(told).first()).toBeHidden();
		await untilSaved(page);
		await expect(page.locator('.start a')).toContainText('Continue:');
		await expect(page.locator('.start a')).toBeVisible();
		for (const told of ['.agenda .word', '.agenda svg'])
			await expect(page.locator(told).first()).toBeVisible();
	}
});

/** Where the words of an element begin from the left, and their middle from above, in pixels. */
async function placeOf(element: Locator): Promise<number[]> {
	return element.evaluate((node) => {
		const words = document.createRange();
		words.selectNodeContents(node);
		const { left, top, height } = words.getBoundingClientRect();
		return [left, top + height / 2];
	});
}

test('With Data Saver on nothing is downloaded until the trainee accepts', async ({
	page,
	context
}) => {
	await context.addInitScript(() =>
		Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) })
	);
	await page.goto('/');
	const offer = page.getByRole('status').filter({ hasText: 'Data Saver is on' });
	await expect(offer).toBeVisible();
	// The button goes with its press, and the focus does not go with it.
	await offer.getByRole('button', { name: 'Later' }).click();
	await expect(offer).toHaveCount(0);
	await expect(page.locator('#main')).toBeFocused();
	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('Not ready to go offline.');
	const kept = () =>
		page.evaluate(async () => [
			(await navigator.serviceWorker.getRegistrations()).length,
			// The second copy of the record is nothing that was downloaded.
			(await caches.keys()).filter((name) => name !== 'breakout-second-copy').length
		]);
	expect(await kept()).toEqual([0, 0]);
	await offer.getByRole('button', { name: 'Keep it on this device' }).click();
	await expect(page.locator('.verdict')).toContainText('Safe to go offline.');
	// The files, and the list in force.
	expect(await kept()).toEqual([1, 2]);
});

test('The device page lists every file, says so when one is missing, and fetches it', async ({
	page,
	context
}) => {
	await page.goto('/');
	await untilOnDevice(page);
	await page.getByText('Every file').click();
	const listed = page.locator('details li');
	const count = await listed.count();
	expect(count).toBeGreaterThan(30);
	await expect(page.locator('dl')).toContainText(`${count} of ${count} present`);
	await expect(page.locator('dl')).toContainText(/\d{3} kB/);
	await expect(page.locator('dl')).toContainText('Storage protected from clearing');
	await page.evaluate(async () => {
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const request of await cache.keys())
				if (request.url.includes('/course/en/scope.json')) await cache.delete(request);
		}
	});
	await page.reload();
	await expect(page.locator('.verdict')).toContainText('Not ready to go offline.');
	await expect(page.locator('dl')).toContainText(`${count - 1} of ${count} present`);
	await expect(page.locator('.missing')).toHaveText('/course/en/scope.json');
	await expect(page.locator('.verdict')).not.toContainText('The whole course is on this device');
	await context.setOffline(true);
	await page.getByRole('button', { name: 'Fetch the missing files' }).click();
	await expect(page.getByRole('status').filter({ hasText: 'Not everything' })).toBeVisible();
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Fetch the missing files' }).click();
	await expect(page.locator('.verdict')).toContainText('Safe to go offline.');
	await expect(page.locator('dl')).toContainText(`${count} of ${count} present`);
});

interface Picture {
	src: string;
	sizes: string;
	type: string;
	purpose?: string;
	form_factor?: string;
}

test('The manifest has what an install sheet asks for', async ({ request }) => {
	const answer = await request.get('/manifest.json');
	// Any JSON type will do (Web Application Manifest, §5), and this one the build packs.
	expect(answer.headers()['content-type']).toContain('application/json');
	const manifest = (await answer.json()) as Record<string, unknown> & {
		icons: Picture[];
		screenshots: Picture[];
	};
	expect(manifest.name).toBeTruthy();
	expect(manifest.short_name).toBeTruthy();
	expect([manifest.start_url, manifest.scope, manifest.display]).toEqual(['/', '/', 'standalone']);
	const sizes = manifest.icons.map(({ sizes }) => sizes);
	expect(sizes).toEqual(expect.arrayContaining(['192x192', '512x512']));
	expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
	expect(new Set(manifest.screenshots.map((one) => one.form_factor))).toEqual(
		new Set(['narrow', 'wide'])
	);
	for (const { src, sizes, type } of [...manifest.icons, ...manifest.screenshots]) {
		const picture = await request.get(src);
		expect(picture.headers()['content-type'], src).toBe(type);
		const body = await picture.body();
		expect(body.length, src).toBeLessThan(120_000);
		if (type === 'image/png')
			expect(`${body.readUInt32BE(16)}x${body.readUInt32BE(20)}`, src).toBe(sizes);
	}
});
