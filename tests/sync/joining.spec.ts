import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { changeCohort, setCohortState } from '../../src/lib/server/cohorts';
import { issueRejoinCode, listMembers } from '../../src/lib/server/members';
import { addressOf, itemOfKind, itemsOf, readCourse, say } from '../e2e/course';
import { untilSaved } from '../e2e/first-answer';
import { press, tabTo } from '../e2e/keyboard';
import { bring, lessonDone, together } from '../e2e/record';
import { answer, itemOn, open, overflowOf } from '../e2e/screens';
import { button, isAccessible, serveCohorts, work } from './cohort';
import {
	joinBy,
	moveBy,
	moveHere,
	openMore,
	saveCapsule,
	transferCode,
	transferLink,
	untilReceived
} from './device';

/** The trainee's side of a cohort, in a real browser, against a server of its own. */

test.describe.configure({ mode: 'serial' });
const cohorts = serveCohorts(25);
const { server, cohort, heldOf, phone } = cohorts;

test('A trainee without a membership fetches nothing of sync', async ({ browser }) => {
	const context = await browser.newContext({ baseURL: server.url, serviceWorkers: 'block' });
	const page = await context.newPage();
	const scripts = new Set<string>();
	page.on('request', (request) => {
		const { pathname } = new URL(request.url());
		if (pathname.endsWith('.js')) scripts.add(pathname);
	});
	await work(page);
	await page.goto('/settings');
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_none'))).toBeVisible();
	expect(scripts.size).toBeGreaterThan(5);
	// What only a program that sends has in it.
	const sends = (path: string) => readFileSync(`build/client${path}`, 'utf8').includes('/api/v1/');
	expect([...scripts].filter(sends)).toEqual([]);
	await context.close();
});

test('Whoever joins at an address without https is not told that the course stays on the device', async ({
	browser
}) => {
	const { code } = await cohort('Keepers of the plain address');
	for (const isSecure of [true, false]) {
		const context = await phone(browser);
		const page = await context.newPage();
		if (!isSecure)
			await page.addInitScript(() =>
				Object.defineProperty(window, 'isSecureContext', { value: false })
			);
		await joinBy(page, code, 'Ada');
		await expect(page.getByText(say('join_done_offline'))).toHaveCount(isSecure ? 1 : 0);
		await expect(page.getByText(say('worker_unsupported'))).toHaveCount(isSecure ? 0 : 1);
		await context.close();
	}
});

test('A cohort whose title is one long word widens no page', async ({ browser }) => {
	const title = 'Cybersicherheitszusammenarbeitsverfahrensordnung'.repeat(2).slice(0, 80);
	const { code } = await cohort(title);
	const context = await phone(browser, { viewport: { width: 360, height: 740 } });
	const page = await context.newPage();
	await page.goto(`/join/${code}`);
	await expect(page.getByRole('heading', { name: title })).toBeFocused();
	expect.soft(await overflowOf(page), 'before joining').toBe(0);
	await page.getByRole('button', { name: say('join_button'), exact: true }).click();
	await expect(page.getByRole('heading', { name: title })).toBeFocused();
	expect.soft(await overflowOf(page), 'joined').toBe(0);
	await open(page, addressOf(itemOfKind(await readCourse(), 'reflection')));
	await expect(page.getByLabel(say('reflection_share', { title }))).toBeVisible();
	expect.soft(await overflowOf(page), 'a reflection').toBe(0);
	await context.close();
});

test('A trainee joins by the link, works, loses the network and finds it: nothing is lost and nothing comes twice', async ({
	browser
}) => {
	const { id, code } = await cohort('Keepers of the record');
	const context = await phone(browser);
	const page = await context.newPage();
	await page.goto(`/join/${code.toLowerCase().replace('-', '')}`);
	await expect(page.getByRole('heading', { name: 'Keepers of the record' })).toBeVisible();
	await expect(page.getByText(say('join_rule'))).toBeVisible();
	await isAccessible(page, 'before joining');
	await page.getByLabel(say('join_name')).fill('Ada');
	await button(page, say('join_button')).click();
	await expect(page.getByText(say('join_done_as', { name: 'Ada' }))).toBeVisible();
	await isAccessible(page, 'joined');
	await work(page);
	await untilReceived(page);
	const { members, entries } = await heldOf(id);
	expect(members.map(({ shown_as }) => shown_as)).toEqual(['Ada']);
	expect(entries.length).toBeGreaterThan(0);

	await page.goto('/device');
	await expect(page.locator('.verdict')).toContainText('Safe to go offline.', { timeout: 60_000 });
	await context.setOffline(true);
	await work(page, 'opening');
	await expect(page.locator('header .state')).toContainText(/[1-9]\d* on the way/);
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_phase_offline'))).toBeVisible();
	await isAccessible(page, 'my cohorts offline');
	expect((await heldOf(id)).entries.length).toBe(entries.length);

	// What cannot reach the facilitator by the network is carried there.
	await page.getByText(say('cohort_more')).click();
	const { capsule } = await saveCapsule(page);
	expect(capsule).toMatchObject({
		from: { kind: 'member', cohort: id, name: 'Ada' },
		language: 'en',
		joinedAt: expect.stringMatching(/^\d{4}-/)
	});
	expect(capsule.entries.length).toBeGreaterThan(entries.length);
	await button(page, say('cohort_codes_show')).click();
	await expect(page.getByRole('img', { name: /^Code 1 of/ })).toBeVisible();
	await isAccessible(page, 'my cohorts with codes');

	await context.setOffline(false);
	await untilReceived(page);
	const after = await heldOf(id);
	const ids = after.entries.map((entry) => entry.id);
	expect(new Set(ids).size).toBe(ids.length);
	expect(new Set(ids)).toEqual(new Set(capsule.entries.map((entry) => entry.id)));
	await page.goto(`/join/${code}`);
	await expect(
		page.getByText(say('join_already', { title: 'Keepers of the record', name: 'Ada' }))
	).toBeFocused();
	await context.close();
});

test('Earlier work stays with the trainee unless they say otherwise, and a second device goes on where the first was', async ({
	browser
}) => {
	const { id, code } = await cohort('Two devices');
	const first = await phone(browser);
	const page = await first.newPage();
	await work(page);
	await joinBy(page, code, 'Ben');
	await page.goto('/cohorts');
	await expect(page.getByText(say('cohort_earlier_no'))).toBeVisible();
	await expect(page.getByText(say('cohort_phase_idle'))).toBeVisible();
	expect((await heldOf(id)).entries).toEqual([]);
	await button(page, say('cohort_send_earlier')).click();
	await untilReceived(page);
	const sent = (await heldOf(id)).entries.length;
	expect(sent).toBeGreaterThan(0);

	await page.getByText(say('cohort_more')).click();
	const transfer = await transferCode(page);
	await expect(page.getByRole('img', { name: say('cohort_transfer_qr') })).toBeVisible();
	await isAccessible(page, 'another device');

	const second = await phone(browser);
	const other = await second.newPage();
	await moveHere(other, transfer, 'Ben');
	await expect(async () => {
		await other.goto('/device');
		await expect(other.getByText(say('device_entries', { count: sent }))).toBeVisible({
			timeout: 2000
		});
	}).toPass({ timeout: 30_000 });
	// It has sent nothing itself, and what it has is at the facilitator's all the same.
	await expect(other.locator('header .state')).toContainText(say('cohort_received'));
	await work(other, 'opening');
	await untilReceived(other);
	const { members, entries } = await heldOf(id);
	expect(members).toHaveLength(1);
	expect(entries.length).toBeGreaterThan(sent);
	// The first device sees it once it looks.
	await page.reload();
	await expect(async () => {
		await page.goto('/device');
		await expect(page.getByText(say('device_entries', { count: entries.length }))).toBeVisible({
			timeout: 2000
		});
	}).toPass({ timeout: 30_000 });
	await first.close();
	await second.close();
});

test('What a trainee thought is on their other device, and the server cannot read it', async ({
	browser
}) => {
	const course = await readCourse();
	const { id, code } = await cohort('Two devices, one mind');
	const first = await phone(browser);
	const page = await first.newPage();
	await bring(
		page,
		together(...['background', 'opening'].map((one) => lessonDone(course.models[one])))
	);
	await joinBy(page, code, 'Edda', true);
	const inScope = itemsOf(course).filter(({ lesson }) => lesson.id === 'scope');
	const [position, reflection] = (['position', 'reflection'] as const).map((kind) => {
		const found = inScope.find(({ item }) => item.kind === kind);
		if (!found) throw new Error(`The lesson has no ${kind}.`);
		return found;
	});
	const stepOf = ({ step }: typeof position) => `/lesson/scope/${step}`;
	const side = position.item.options[1].id;
	const words = 'Cleo, who mends what others broke, must not be reached by it.';
	await open(page, stepOf(position));
	await answer(page, position.item, position.text, { options: [side], certainty: 2 });
	await open(page, stepOf(reflection));
	await answer(page, reflection.item, reflection.text, { text: words });
	await untilReceived(page);

	await openMore(page);
	const link = await transferLink(page);

	const second = await phone(browser);
	const other = await second.newPage();
	await moveBy(other, link, 'Edda');
	await open(other, stepOf(position));
	const chosen = itemOn(other, position.item).locator(`.options input[value="${side}"]`);
	await expect(chosen).toBeChecked({ timeout: 30_000 });
	await open(other, stepOf(reflection));
	await expect(itemOn(other, reflection.item).getByText(words)).toBeVisible();

	// By the code alone, without what is in the link after it, there is no key: what was given counts, and is not shown.
	await page.reload();
	await page.getByText(say('cohort_more')).click();
	await button(page, say('cohort_transfer_button')).click();
	const typed = (await page.locator('p.code').textContent()) ?? '';
	const third = await phone(browser);
	const keyless = await third.newPage();
	await keyless.goto(`/join/${typed}`);
	await button(keyless, say('join_button')).click();
	await expect(keyless.getByText(say('join_done_as', { name: 'Edda' }))).toBeVisible();
	await open(keyless, stepOf(reflection));
	const card = itemOn(keyless, reflection.item);
	await expect(card.getByText(say('view_elsewhere'))).toBeVisible({ timeout: 30_000 });
	await expect(card.getByText(words)).toHaveCount(0);
	await isAccessible(keyless, 'a view given elsewhere');
	// Whoever scans the link afterwards has it all the same, even where there was no network when they did.
	await openMore(page);
	const late = await transferLink(page);
	await third.setOffline(true);
	await keyless.goto(late);
	await expect(keyless.getByText(say('join_no_network'))).toBeVisible();
	await third.setOffline(false);
	await keyless.goto('/join');
	await button(keyless, say('join_look')).click();
	await button(keyless, say('join_button')).click();
	await expect(keyless.getByText(say('join_done_as', { name: 'Edda' }))).toBeVisible();
	await open(keyless, stepOf(reflection));
	await expect(card.getByText(words)).toBeVisible({ timeout: 30_000 });

	const rows = (await Promise.all(
		(['members', 'entries', 'summaries', 'tallies'] as const).map((table) =>
			cohorts.storage.database.db
				.selectFrom(table)
				.selectAll()
				.where('cohort_id', '=', id)
				.execute()
		)
	)) as object[][];
	const text = JSON.stringify(rows);
	expect(text).toContain(reflection.item.id);
	expect(text).not.toContain(side);
	expect(text).not.toContain('Cleo');
	for (const context of [first, second, third]) await context.close();
});

test('Every refusal has its sentence, and without a network the code is kept', async ({
	browser
}) => {
	const { id, code } = await cohort('Closed rooms', false);
	const context = await phone(browser);
	const page = await context.newPage();
	await page.goto('/join');
	await untilSaved(page);
	await tabTo(page, page.getByLabel(say('join_code')));
	await page.keyboard.type('zzzz zzzz');
	await press(page, 'Enter');
	await expect(page.getByText(say('join_refused_code'))).toBeVisible();
	await isAccessible(page, 'a wrong code');
	await page.getByLabel(say('join_code')).fill('abc');
	await press(page, 'Enter');
	await expect(page.getByText(say('join_refused_malformed'))).toBeVisible();

	await context.setOffline(true);
	await page.getByLabel(say('join_code')).fill(code);
	await press(page, 'Enter');
	await expect(page.getByText(say('join_no_network'))).toBeVisible();
	await context.setOffline(false);
	// It is tried again by itself.
	await expect(page.getByText(say('join_pseudonym'))).toBeVisible();
	await button(page, say('cohort_cancel')).click();
	await expect(page.getByLabel(say('join_code'))).toBeFocused();

	await setCohortState(cohorts.storage, id, 'closed');
	await page.getByLabel(say('join_code')).fill(code);
	await press(page, 'Enter');
	await expect(page.getByText(say('join_refused_closed'))).toBeVisible();

	await server.stop();
	await button(page, say('try_again')).click();
	await expect(page.getByText(say('join_server_away'))).toBeVisible();
	await server.serve('.');
	await context.close();
});

test('A network that comes back takes nothing from whoever is about to join', async ({
	browser
}) => {
	const { code } = await cohort('On the train');
	const context = await phone(browser, { viewport: { width: 360, height: 740 } });
	const page = await context.newPage();
	await page.goto(`/join/${code}`);
	await page.getByLabel(say('join_name')).fill('Not Ada');
	await context.setOffline(true);
	await button(page, say('join_button')).click();
	const problem = page.getByText(say('cohort_no_network'));
	await expect(problem).toBeInViewport();
	await context.setOffline(false);
	await expect(problem).toBeHidden();
	await expect(page.getByLabel(say('join_name'))).toHaveValue('Not Ada');
	await button(page, say('join_button')).click();
	await expect(page.getByText(say('join_done_as', { name: 'Not Ada' }))).toBeVisible();
	await context.close();
});

test('Whoever joins by keyboard never loses the focus', async ({ browser }) => {
	const { code } = await cohort('By keyboard');
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, code, 'Gil');
	await page.goto('/join');
	await untilSaved(page);
	await page.getByLabel(say('join_code')).fill(code);
	await press(page, 'Enter');
	const already = page.getByText(say('join_already', { title: 'By keyboard', name: 'Gil' }));
	await expect(already).toBeFocused();
	await button(page, say('join_other')).click();
	await expect(page.getByLabel(say('join_code'))).toBeFocused();
	await context.close();
});

test('What is said of a cohort is seen where it was asked for, and what fails is said', async ({
	browser
}) => {
	const { code } = await cohort('Out of sight');
	const context = await phone(browser, {
		viewport: { width: 360, height: 740 },
		serviceWorkers: 'block'
	});
	const page = await context.newPage();
	await joinBy(page, code, 'Fay');
	await openMore(page);
	await expect(page.getByText(say('cohort_phase_idle'))).toBeVisible();
	const said = page.getByText(say('cohort_no_network'));
	await context.setOffline(true);
	// The program that makes the file is not on this device.
	for (const key of ['cohort_capsule_save', 'cohort_codes_show']) {
		await button(page, say(key)).click();
		await expect(said).toBeInViewport();
	}
	await button(page, say('cohort_leave')).click();
	await button(page, say('cohort_leave_sure')).click();
	await expect(said).toBeInViewport();
	await expect(said).toBeFocused();

	await context.setOffline(false);
	await button(page, say('cohort_leave')).click();
	await button(page, say('cohort_leave_sure')).click();
	const left = page.getByText(say('cohort_left', { title: 'Out of sight' }));
	await expect(left).toBeInViewport();
	await expect(left).toBeFocused();
	await context.close();
});

test('A lesson that the facilitator adds after a trainee has joined stands among theirs, and what was done in it arrives', async ({
	browser
}) => {
	const { id, code } = await cohort('Planned anew');
	const days = { startsOn: null, endsOn: null };
	const plan = { title: 'Planned anew', language: 'en', lessons: ['opening'], ...days };
	await changeCohort(cohorts.storage, id, plan);
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, code, 'Ada');
	await work(page);
	await work(page, 'opening');
	await untilReceived(page);
	const answers = async () =>
		(await heldOf(id)).entries.filter(({ entry }) => entry.type === 'item.answered').length;
	expect(await answers()).toBe(1);

	await changeCohort(cohorts.storage, id, { ...plan, lessons: ['opening', 'background'] });
	await page.goto('/cohorts');
	const lessons = page.locator('.lessons a');
	await expect(lessons).toHaveCount(2);
	await expect(lessons.first()).toHaveAttribute('href', /opening/);
	await expect.poll(answers).toBe(2);
	await untilReceived(page);
	await context.close();
});

test('A code for one of two people on a device does not make the other both', async ({
	browser
}) => {
	const { id, code } = await cohort('Whose code');
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, code, 'Ben');
	const elsewhere = await phone(browser);
	await joinBy(await elsewhere.newPage(), code, 'Ada');
	await elsewhere.close();
	const [ada] = (await listMembers(cohorts.storage, id)).filter(({ shownAs }) => shownAs === 'Ada');
	const rejoin = await issueRejoinCode(cohorts.storage, { cohort: id, member: ada.id });
	await page.goto(`/join/${rejoin.code}`);
	await expect(page.getByText(say('join_anothers', { name: 'Ada' }))).toBeVisible();
	await expect(button(page, say('join_button'))).toBeHidden();
	await isAccessible(page, 'a code for another');

	await page
		.getByRole('link', { name: say('nav_settings') })
		.first()
		.click();
	await page.getByLabel(say('settings_add')).fill('Ada');
	await button(page, say('settings_add_button')).click();
	await expect(page.getByText(say('settings_switched', { name: 'Ada' }))).toBeVisible();
	// The code was kept.
	await page.goto('/join');
	await button(page, say('join_look')).click();
	await expect(page.getByText(say('join_back_as', { name: 'Ada' }))).toBeVisible();
	await button(page, say('join_button')).click();
	await expect(page.getByText(say('join_done_as', { name: 'Ada' }))).toBeVisible();
	await work(page);
	await untilReceived(page);
	const { members, entries } = await heldOf(id);
	expect(members).toHaveLength(2);
	expect(new Set(entries.map(({ of }) => of))).toEqual(new Set(['Ada']));
	await context.close();
});

test('A trainee leaves one cohort, and is erased from another for good', async ({ browser }) => {
	const [leaving, erasing] = [await cohort('For a while'), await cohort('For ever')];
	const context = await phone(browser);
	const page = await context.newPage();
	await joinBy(page, leaving.code, 'Cleo');
	await joinBy(page, erasing.code, 'Cleo');
	await work(page);
	await untilReceived(page);
	await page.goto('/cohorts');
	const [one, other] = ['For a while', 'For ever'].map((name) =>
		page.getByRole('region', { name })
	);
	await one.getByText(say('cohort_more')).click();
	await one.getByRole('button', { name: say('cohort_leave') }).click();
	await one.getByRole('button', { name: say('cohort_leave_sure') }).click();
	await expect(page.getByText(say('cohort_left', { title: 'For a while' }))).toBeFocused();
	await expect(one.getByText(say('cohort_stopped_left'))).toBeVisible();
	expect((await heldOf(leaving.id)).entries.length).toBeGreaterThan(0);
	await isAccessible(page, 'after leaving');
	// Who was in it alone is told nothing of it in the header, and sends nothing there.
	const sent = (await heldOf(leaving.id)).entries.length;
	await expect(page.locator('header .state')).not.toContainText(say('sync_stopped'));

	await other.getByText(say('cohort_more')).click();
	await other.getByRole('button', { name: say('cohort_erase') }).click();
	await isAccessible(page, 'before erasing');
	await other.getByRole('button', { name: say('cohort_erase_sure') }).click();
	await expect(page.getByText(say('cohort_erased', { title: 'For ever' }))).toBeVisible();
	await expect(other.getByText(say('cohort_stopped_erased'))).toBeVisible();
	expect(await heldOf(erasing.id)).toEqual({ members: [], entries: [] });
	await work(page, 'opening');
	expect((await heldOf(erasing.id)).entries).toEqual([]);
	await page.goto(`/join/${erasing.code}`);
	await button(page, say('join_button')).click();
	await expect(page.getByText(say('join_refused_erased'))).toBeVisible();

	// What was sent to the one that was left is still the trainee's to have erased, even days later.
	expect((await heldOf(leaving.id)).entries).toHaveLength(sent);
	await page.goto('/cohorts');
	await one.getByRole('button', { name: say('cohort_forget') }).click();
	await expect(one.getByText(say('cohort_forget_means'))).toBeVisible();
	await one.getByRole('button', { name: say('cohort_cancel') }).click();
	await one.getByRole('button', { name: say('cohort_erase') }).click();
	await one.getByRole('button', { name: say('cohort_erase_sure') }).click();
	await expect(page.getByText(say('cohort_erased', { title: 'For a while' }))).toBeVisible();
	expect(await heldOf(leaving.id)).toEqual({ members: [], entries: [] });
	await one.getByRole('button', { name: say('cohort_forget') }).click();
	await expect(one).toBeHidden();
	await context.close();
});
