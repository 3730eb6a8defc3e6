import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Browser, type Page } from '@playwright/test';
import english from '../../src/lib/ui/language/messages/en.json' with { type: 'json' };
import { CourseServer } from '../course-copy';
import { tabTo } from '../e2e/keyboard';
import { button, field, isFit, linkIn, openAt, type Watched } from './page';
import { ownFolder } from '../own-folder';

const port = Number(process.env.TEST_PORT ?? 4271) + 20;
const data = ownFolder('teach');
const server = new CourseServer(port, { DATA_DIR: data });
const ada = { name: 'Ada Lovelace', password: 'analytical engine' };
const say = (key: keyof typeof english) => english[key];

test.describe.configure({ mode: 'serial' });
test.beforeAll(() => server.serve('.'));
test.afterAll(async () => {
	await server.stop();
});

/** What a command on the server prints. */
async function facilitator(...parameters: string[]): Promise<string> {
	const { stdout } = await promisify(execFile)(
		'npm',
		['run', '--silent', 'facilitator', '--', ...parameters],
		{ env: { ...process.env, DATA_DIR: data, PORT: String(port) } }
	);
	return stdout;
}

/** A page of this server that complains of nothing but what is refused on purpose. */
const open = (browser: Browser, javaScriptEnabled = true): Promise<Watched> =>
	openAt(browser, server.url, { javaScriptEnabled, refusals: [400, 410, 429] });

async function signIn(page: Page, password: string): Promise<void> {
	await field(page, say('teach_name')).fill(ada.name);
	await field(page, say('teach_password')).fill(password);
	await button(page, say('teach_sign_in')).click();
}

/** A device that makes and keeps passkeys, as Chromium plays it. */
async function addAuthenticator(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('WebAuthn.enable');
	await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true
		}
	});
}

test('The link that the server prints makes the first account, by keyboard alone, and no second one', async ({
	browser
}) => {
	const link = linkIn(server.printed);
	const { page, complaints } = await open(browser);
	await page.goto('/teach/account');
	await expect(page).toHaveURL(`${server.url}/teach/sign-in?to=%2Fteach%2Faccount`);
	await expect(page.getByText(say('teach_no_account'))).toBeVisible();
	await isFit(page, 'signing in, with no account');

	await page.goto(link);
	await isFit(page, 'making an account');
	await tabTo(page, field(page, say('teach_name')));
	await page.keyboard.type(ada.name);
	await page.keyboard.press('Tab');
	await page.keyboard.type('short');
	await page.keyboard.press('Enter');
	await expect(page.getByText(say('teach_password_too_short'))).toBeVisible();
	await expect(field(page, say('teach_name'))).toHaveValue(ada.name);
	await isFit(page, 'making an account with a password that is too short');
	await tabTo(page, field(page, say('teach_password')));
	await page.keyboard.type(ada.password);
	await tabTo(page, button(page, say('teach_start_button')));
	await page.keyboard.press('Enter');

	await expect(page).toHaveURL(`${server.url}/teach`);
	await expect(page.locator('header').getByText(ada.name)).toBeVisible();
	await isFit(page, 'no cohorts');
	await tabTo(page, button(page, say('teach_sign_out')));
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(`${server.url}/teach/sign-in`);
	await page.goto('/teach');
	await expect(page).toHaveURL(`${server.url}/teach/sign-in`);

	await page.goto(link);
	await expect(page.getByRole('heading', { name: say('teach_link_used') })).toBeVisible();
	await isFit(page, 'a link that is used');
	expect(complaints).toEqual([]);
	expect(await facilitator('list')).toMatch(/^Ada Lovelace \(owner\): since /);
	await page.context().close();
});

test('Five wrong passwords lock the name, also for the right one and after a restart; then one signs in without scripts', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const { page } = await open(browser, false);
	await page.goto('/teach/account');
	for (let at = 0; at < 5; at++) {
		await signIn(page, 'not the password');
		await expect(page.getByRole('alert')).toHaveText(say('teach_wrong'));
	}
	await server.stop();
	await server.serve('.');
	await signIn(page, ada.password);
	await expect(page.getByRole('alert')).toContainText('too many wrong attempts');
	await expect(async () => {
		await signIn(page, ada.password);
		await expect(page).toHaveURL(`${server.url}/teach/account`, { timeout: 2_000 });
	}).toPass({ timeout: 40_000, intervals: [3_000] });
	await expect(
		page.getByRole('heading', { name: say('teach_account'), exact: true })
	).toBeVisible();
	await page.goto('/teach/cohorts/any');
	await expect(page.locator('noscript p')).toHaveText(say('teach_needs_scripts'));
	await page.context().close();
});

test('Sessions are listed and ended, a password is changed, and a reset on the server ends them all', async ({
	browser
}) => {
	test.setTimeout(120_000);
	const [here, there] = [await open(browser), await open(browser)];
	for (const { page } of [here, there]) {
		await page.goto('/teach/account');
		await signIn(page, ada.password);
		await expect(page).toHaveURL(`${server.url}/teach/account`);
	}
	const { page } = here;
	await page.reload();
	// The third is that of the test before.
	await expect(page.locator('tbody tr')).toHaveCount(3);
	await expect(page.getByText(say('teach_session_this'))).toHaveCount(1);
	await isFit(page, 'an account');
	await button(page, say('teach_session_end_others')).click();
	await expect(page.getByText(say('teach_sessions_ended'))).toBeVisible();
	await expect(page.locator('tbody tr')).toHaveCount(1);
	await there.page.goto('/teach');
	await expect(there.page).toHaveURL(`${server.url}/teach/sign-in`);

	await field(page, say('teach_current_password')).fill('wrong');
	await field(page, say('teach_new_password')).fill('difference engine');
	await button(page, say('teach_change_password')).click();
	await expect(page.getByText(say('teach_current_wrong'))).toBeInViewport();
	await expect(field(page, say('teach_current_password'))).toBeFocused();
	await field(page, say('teach_current_password')).fill(ada.password);
	await field(page, say('teach_new_password')).fill('difference engine');
	await button(page, say('teach_change_password')).click();
	await expect(page.getByText(say('teach_password_changed'))).toBeVisible();

	const link = linkIn(await facilitator('reset', ada.name));
	await page.goto('/teach');
	await expect(page).toHaveURL(`${server.url}/teach/sign-in`);
	await page.goto(link);
	await isFit(page, 'choosing a new password');
	await field(page, say('teach_new_password')).fill(ada.password);
	await button(page, say('teach_reset_button')).click();
	await expect(page).toHaveURL(`${server.url}/teach`);
	expect(here.complaints).toEqual([]);
	await page.context().close();
	await there.page.context().close();
});

test('Who has signed out in another tab is not shown as signed in by this one', async ({
	browser
}) => {
	const { page } = await open(browser);
	await page.goto('/teach/sign-in');
	await signIn(page, ada.password);
	await expect(page).toHaveURL(`${server.url}/teach`);
	const other = await page.context().newPage();
	await other.goto('/teach');
	await button(other, say('teach_sign_out')).click();
	await expect(other).toHaveURL(`${server.url}/teach/sign-in`);
	await page.getByRole('link', { name: say('teach_account'), exact: true }).click();
	await expect(page).toHaveURL(`${server.url}/teach/sign-in?to=%2Fteach%2Faccount`);
	await expect(page.getByRole('heading', { name: say('teach_sign_in') })).toBeVisible();
	await expect(page.locator('header')).not.toContainText(ada.name);
	await page.context().close();
});

test('Who sends a form after the session has ended is told that nothing was kept, and comes back to it', async ({
	browser
}) => {
	const { page } = await open(browser);
	await page.goto('/teach/sign-in');
	await signIn(page, ada.password);
	await page.goto('/teach/cohorts/new');
	await page.locator('input[name="title"]').fill('Keepers');
	await page.context().clearCookies();
	await page.locator('form[method="POST"]').last().getByRole('button').last().click();
	await expect(page.getByText(say('teach_sign_in_unsaved'))).toBeVisible();
	await signIn(page, ada.password);
	await expect(page).toHaveURL(`${server.url}/teach/cohorts/new`);
	// Who just comes to sign in, or signs out once more, has sent nothing.
	await page.context().clearCookies();
	await button(page, say('teach_sign_out')).click();
	await expect(page.getByRole('heading', { name: say('teach_sign_in') })).toBeVisible();
	await expect(page.getByText(say('teach_sign_in_unsaved'))).toHaveCount(0);
	await page.context().close();
});

test('A passkey is added, renamed, signs in without a name, and is removed', async ({
	browser
}) => {
	const { page, complaints } = await open(browser);
	await addAuthenticator(page);
	await page.goto('/teach/account');
	await signIn(page, ada.password);
	await field(page, say('teach_passkey_new_name')).fill('My phone');
	await button(page, say('teach_add_passkey')).click();
	await expect(page.getByText(say('teach_passkey_added'))).toBeVisible();
	const passkeys = page.getByRole('region', { name: say('teach_passkeys') });
	const name = passkeys.getByRole('listitem').getByRole('textbox');
	await expect(name).toHaveValue('My phone');
	await name.fill('My old phone');
	await button(page, say('teach_passkey_rename')).click();
	await expect(page.getByText(say('teach_passkey_renamed'))).toBeVisible();
	await expect(name).toHaveValue('My old phone');
	await name.fill(' ');
	await button(page, say('teach_passkey_rename')).click();
	await expect(name).toHaveValue('My old phone');
	await isFit(page, 'an account with a passkey');

	await button(page, say('teach_add_passkey')).click();
	await expect(page.getByText(say('teach_passkey_known'))).toBeVisible();

	await button(page, say('teach_sign_out')).click();
	await expect(page).toHaveURL(`${server.url}/teach/sign-in`);
	let told = '';
	await page.route('**/verify-authentication', async (route) => {
		const response = await route.fetch();
		told = await response.text();
		await route.fulfill({ response });
	});
	await button(page, say('teach_sign_in_passkey')).click();
	await expect(page).toHaveURL(`${server.url}/teach`);
	expect(told, 'scripts do not get the token').toBe('{}');
	await page.goto('/teach/account');
	await button(page, 'Remove My old phone').click();
	await expect(page.getByText(say('teach_passkey_removed'))).toBeVisible();
	await button(page, say('teach_sign_out')).click();
	await button(page, say('teach_sign_in_passkey')).click();
	await expect(page.getByText(say('teach_passkey_failed'))).toBeVisible();
	await isFit(page, 'signing in with a passkey that is gone');
	expect(complaints.filter((one) => !/status of 401/.test(one))).toEqual([]);
	await page.context().close();
});

test('A second facilitator comes by invitation, once', async ({ browser }) => {
	const link = linkIn(await facilitator('invite'));
	const { page } = await open(browser, false);
	await page.goto(link);
	await field(page, say('teach_name')).fill('ada lovelace');
	await field(page, say('teach_password')).fill('nanoseconds of wire');
	await button(page, say('teach_start_button')).click();
	await expect(page.getByText(say('teach_name_taken'))).toBeVisible();
	await field(page, say('teach_name')).fill('Grace');
	await field(page, say('teach_password')).fill('nanoseconds of wire');
	await button(page, say('teach_start_button')).click();
	await expect(page).toHaveURL(`${server.url}/teach`);
	await page.goto(link);
	await expect(page.getByRole('heading', { name: say('teach_link_used') })).toBeVisible();
	await page.context().close();
});

test('Who has an account and is not signed in accepts an invitation with it', async ({
	browser
}) => {
	const { page } = await open(browser);
	await page.goto(linkIn(await facilitator('invite')));
	await page.getByRole('link', { name: say('teach_start_known') }).click();
	await expect(page.getByRole('heading', { name: say('teach_sign_in') })).toBeVisible();
	await signIn(page, ada.password);
	await expect(page.getByText('You are signed in as Ada Lovelace.')).toBeVisible();
	await isFit(page, 'accepting an invitation');
	await button(page, say('teach_accept')).click();
	await expect(page).toHaveURL(`${server.url}/teach`);
	await expect(page.locator('header')).toContainText(ada.name);
	await page.context().close();
});

test('A stranger gets no facilitator’s page but the ways in', async ({ browser }) => {
	const { page } = await open(browser);
	const routes = readdirSync('src/routes/teach', { recursive: true, encoding: 'utf8' })
		.filter((name) => /\+(page\.svelte|server\.ts)$/.test(name))
		.map((name) => `/teach/${dirname(name)}`.replace(/\/\.$/, '').replace(/\[[^\]]*\]/g, 'x'));
	expect(routes.length).toBeGreaterThan(5);
	const forms = ['/teach/sign-in', '/teach/start', '/teach/reset'];
	const waysIn = [...forms, ...forms.map((form) => `${form}/data`), '/teach/auth/x', '/teach/who'];
	for (const route of routes.filter((route) => !waysIn.includes(route))) {
		for (const path of [route, `${route}/__data.json`]) {
			const answer = await page.context().request.get(path, { maxRedirects: 0 });
			const to =
				answer.headers().location ?? ((await answer.json()) as { location: string }).location;
			expect(to, path).toMatch(/^\/teach\/sign-in/);
		}
	}
	await page.context().close();
});

test('A request from another site, to another address, or to what only our pages call is refused', async ({
	browser
}) => {
	const { page } = await open(browser);
	const { request } = page.context();
	const post = (path: string, origin: string, body: Record<string, string>) =>
		request.post(path, { headers: { origin }, form: body, maxRedirects: 0 });
	const stranger = await post('/teach/sign-in', 'https://elsewhere.example', ada);
	expect(stranger.status()).toBe(403);
	for (const to of [
		'//elsewhere.example',
		'https://elsewhere.example/teach',
		'/\\elsewhere.example',
		'/lesson/scope'
	]) {
		const answer = await post(`/teach/sign-in?to=${encodeURIComponent(to)}`, server.url, ada);
		expect((await answer.text()) + (answer.headers().location ?? '')).not.toContain('elsewhere');
	}
	for (const path of [
		'sign-up/email',
		'sign-in/username',
		'update-user',
		'list-sessions',
		'passkey/delete-passkey'
	]) {
		expect(
			(
				await request.post(`/teach/auth/${path}`, { headers: { origin: server.url }, data: {} })
			).status()
		).toBe(404);
		expect((await request.get(`/teach/auth/${path}`)).status()).toBe(404);
	}
	const { headers, status } = await request
		.get('/teach/sign-in?to=/teach')
		.then((answer) => ({ headers: answer.headers(), status: answer.status() }));
	expect(status).toBe(200);
	expect(headers['cache-control']).toBe('no-store');
	expect(headers['content-security-policy']).toMatch(
		/script-src 'self' 'sha256-.*require-trusted-types-for 'script'/
	);
	expect(headers['content-security-policy']).not.toContain('unsafe-inline');
	await page.context().close();
});

test('Without a database facilitators are told so, and the course is served as ever', async ({
	browser
}) => {
	const file = join(data, 'not-a-folder');
	writeFileSync(file, '');
	const broken = new CourseServer(port + 1, { DATA_DIR: file });
	await broken.serve('.');
	expect(broken.printed).toContain('The database cannot be opened');
	const context = await browser.newContext({ baseURL: broken.url });
	const page = await context.newPage();
	const answer = await page.goto('/teach');
	expect(answer?.status()).toBe(503);
	await expect(page.getByRole('heading', { name: say('teach_away') })).toBeVisible();
	await isFit(page, 'no database');
	for (const path of ['/teach/sign-in', '/teach/start?token=x', '/teach/account'])
		expect((await page.goto(path))?.status()).toBe(503);
	expect((await page.goto('/lesson/scope'))?.status()).toBe(200);
	await context.close();
	await broken.stop();
});

test("What only facilitators need is not kept on trainees' devices", () => {
	const scripts = readdirSync('build/client/_app/immutable', { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.js'))
		.map((name) => ({
			name: basename(name),
			text: readFileSync(join('build/client/_app/immutable', name), 'utf8')
		}));
	const words = [say('teach_forgotten'), say('teach_cohorts_none_advice'), 'teach/auth/passkey'];
	const theirs = scripts.filter(({ text }) => words.some((word) => text.includes(word)));
	expect(theirs.length).toBeGreaterThan(1);
	const worker = readFileSync('build/client/service-worker.js', 'utf8');
	expect(theirs.filter(({ name }) => worker.includes(name)).map(({ name }) => name)).toEqual([]);
});
