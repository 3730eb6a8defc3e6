import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { ask, type ServerAnswer } from './answers';
import { builtAssets, builtPages } from './built-files';
import { untilSaved } from './first-answer';

/** What every answer must say, whatever was asked. */
function expectSafe(path: string, { headers }: ServerAnswer): void {
	const policy = String(headers['content-security-policy']);
	const about = `${path}: ${policy}`;
	expect(policy, about).toContain("default-src 'none'");
	expect(policy, about).toContain("frame-ancestors 'none'");
	expect(policy, about).toContain("base-uri 'none'");
	expect(policy, about).not.toMatch(/unsafe-(inline|eval)|https?:|\*/);
	expect(
		[
			'x-content-type-options',
			'referrer-policy',
			'cross-origin-opener-policy',
			'cross-origin-resource-policy',
			'x-frame-options'
		].map((name) => headers[name]),
		path
	).toEqual(['nosniff', 'no-referrer', 'same-origin', 'same-origin', 'DENY']);
	expect(headers['permissions-policy'], path).toContain('geolocation=()');
}

test('Every page is served under the strict policy, with Trusted Types', async ({ baseURL }) => {
	const pages = builtPages();
	expect(pages.length).toBeGreaterThan(60);
	for (const path of pages) {
		const answer = await ask(baseURL, path);
		expect(answer.status, path).toBe(200);
		expectSafe(path, answer);
		expect(answer.headers['content-security-policy'], path).toContain(
			"require-trusted-types-for 'script'"
		);
		// The policy stands in the page too, and no header may be weaker than it.
		expect(answer.body.toString(), path).not.toMatch(/ style="(?!position: absolute)/);
	}
});

test('Every other file is served under a policy and with the protecting headers', async ({
	baseURL
}) => {
	for (const path of builtAssets()) {
		const answer = await ask(baseURL, path);
		expect(answer.status, path).toBe(200);
		expectSafe(path, answer);
	}
});

test('What is not there is answered under the same policy', async ({ baseURL }) => {
	for (const path of [
		'/nowhere',
		'/lesson/nothing/here',
		'/course/en/nothing.json',
		'/_app/immutable/nothing.js',
		'/api/v1/nothing'
	]) {
		const answer = await ask(baseURL, path);
		expect(answer.status, path).toBe(404);
		expectSafe(path, answer);
		expect(answer.headers['cache-control'] ?? '', path).not.toContain('immutable');
	}
});

test('Hashed files are kept for a year, everything else is asked again and not sent twice', async ({
	baseURL
}) => {
	for (const path of [...builtPages(), ...builtAssets()]) {
		const { headers } = await ask(baseURL, path);
		if (path.startsWith('/_app/immutable/')) {
			expect(headers['cache-control'], path).toBe('public,max-age=31536000,immutable');
			continue;
		}
		expect(headers['cache-control'], path).toBe('no-cache, no-transform');
		expect(headers.etag, path).toBeTruthy();
		const again = await ask(baseURL, path, { headers: { 'if-none-match': String(headers.etag) } });
		expect(again.status, path).toBe(304);
		expect(again.body.length, path).toBe(0);
		expectSafe(path, again);
	}
});

test('Text is served packed, with brotli or gzip, as the build packed it', async ({ baseURL }) => {
	const paths = ['/', '/lesson/safeguards', '/course/en/safeguards.json', '/service-worker.js'];
	paths.push(...builtAssets().filter((path) => /immutable.*\.(js|css)$/.test(path)));
	for (const path of paths) {
		const plain = await ask(baseURL, path);
		expect(plain.headers['content-encoding'], path).toBeUndefined();
		for (const [encoding, unpack] of [
			['br', brotliDecompressSync],
			['gzip', gunzipSync]
		] as const) {
			const packed = await ask(baseURL, path, { headers: { 'accept-encoding': encoding } });
			expect(packed.headers['content-encoding'], path).toBe(encoding);
			expect(packed.headers.vary, path).toMatch(/accept-encoding/i);
			expect(unpack(packed.body).equals(plain.body), path).toBe(true);
		}
	}
});

test('Addresses that try to leave the folder find nothing and learn nothing', async ({
	baseURL
}) => {
	for (const path of [
		'/../package.json',
		'/..%2f..%2fpackage.json',
		'/%2e%2e/%2e%2e/package.json',
		'/_app/immutable/../../../../package.json',
		'/..\\..\\package.json',
		'/%E0%A4%A',
		'/lesson/x%00y',
		'//other.example/',
		`/${'a'.repeat(4000)}`
	]) {
		const answer = await ask(baseURL, path);
		expect(answer.status, path).toBeGreaterThanOrEqual(400);
		expect(answer.status, path).toBeLessThan(500);
		expectSafe(path, answer);
		expect(answer.body.toString(), path).not.toMatch(/\bat .*\.js|node_modules|"dependencies"/);
	}
});

test('A page can only be read: other methods are refused by name', async ({ baseURL }) => {
	for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
		const answer = await ask(baseURL, '/', { method });
		expect(answer.status, method).toBe(405);
		expect(answer.headers.allow, method).toBe('GET, HEAD');
		expect(answer.headers['content-type'], method).toBe('text/plain; charset=utf-8');
		expectSafe(method, answer);
		expect(answer.body.toString()).not.toMatch(/\bat .*\.js|node_modules/);
	}
	const head = await ask(baseURL, '/', { method: 'HEAD' });
	expect([head.status, head.body.length]).toEqual([200, 0]);
});

test('A walk through every page asks no other site for anything and breaks no policy', async ({
	browser,
	baseURL
}) => {
	test.setTimeout(180_000);
	const context = await browser.newContext();
	const page = await context.newPage();
	const complaints: string[] = [];
	const strangers = new Set<string>();
	context.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (/^https?:|^wss?:/.test(protocol) && origin !== baseURL) strangers.add(request.url());
	});
	page.on('console', (message) => {
		if (['error', 'warning'].includes(message.type()))
			complaints.push(`${page.url()}: ${message.text()}`);
	});
	page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
	for (const path of builtPages().filter((path) => path !== '/shell')) {
		await page.goto(path);
		// The page that reads capsules is the facilitators', who keep no record.
		if (path.startsWith('/teach')) await expect(page.getByRole('heading').first()).toBeVisible();
		else await untilSaved(page);
	}
	expect(complaints).toEqual([]);
	expect([...strangers]).toEqual([]);
	await context.close();
});
