import { expect, test } from '@playwright/test';
import { explore } from '../../src/lib/course/explore';
import { itemKinds, stepKinds } from '../../src/lib/course/model';
import { findsNothing } from './axe';
import { flagshipOf, itemOfKind, readCourse, say, waysThrough } from './course';
import { breakStorage } from './faults';
import { bring, courseDone, give, scenarioForked, scenarioPlayed } from './record';
import { feedbackIn, itemOn, open, untilOnDevice } from './screens';

test.describe.configure({ timeout: 240_000 });

test('axe finds nothing on the screens of someone new', async ({ page }) => {
	const { index } = await readCourse();
	const locked = index.lessons.find(({ id }) => index.after[id])?.id;
	for (const [screen, address] of [
		['home', '/'],
		['a lesson', `/lesson/${index.sessions[0]}`],
		['a locked lesson', `/lesson/${locked}`],
		['glossary', '/glossary'],
		['progress without an answer', '/progress'],
		['the certificate that waits', '/certificate'],
		['settings', '/settings'],
		['about', '/about'],
		['privacy', '/privacy']
	]) {
		await open(page, address);
		await findsNothing(page, screen);
	}
	await open(page, '/glossary');
	await page.getByLabel(say('glossary_find')).fill('xyzzy');
	await expect(page.getByText(say('glossary_none'))).toBeVisible();
	await findsNothing(page, 'glossary without a term');
	await untilOnDevice(page);
	await page.getByText(say('device_every_file')).click();
	await findsNothing(page, 'this device');
	await open(page, '/no/such/page');
	await expect(page.getByRole('heading', { name: say('error_not_found') })).toBeVisible();
	await findsNothing(page, 'an address that does not exist');
});

test('axe finds nothing on a step of every kind', async ({ page }) => {
	const { index } = await readCourse();
	for (const kind of stepKinds) {
		const place = index.lessons
			.filter(({ id }) => !index.after[id])
			.flatMap(({ id, steps }) => steps.map((step) => ({ lesson: id, step })))
			.find(({ step }) => step.kind === kind);
		if (!place) throw new Error(`No open lesson has a step of the kind ${kind}.`);
		await open(page, `/lesson/${place.lesson}/${place.step.id}`);
		await findsNothing(page, `a step of the kind ${kind}`);
	}
});

test('axe finds nothing on an item of every kind, before and after the answer', async ({
	page
}) => {
	const course = await readCourse();
	const places = itemKinds.map((kind) => itemOfKind(course, kind));
	for (const { lesson, step, item } of places) {
		await open(page, `/lesson/${lesson.id}/${step}`);
		const card = itemOn(page, item);
		await expect(card).toBeVisible();
		if (item.kind === 'contested') await card.locator('.options input').first().check();
		await findsNothing(page, `${item.kind} to answer`);
	}
	await bring(page, courseDone(course));
	for (const { lesson, step, item } of places) {
		await open(page, `/lesson/${lesson.id}/${step}`);
		await expect(feedbackIn(itemOn(page, item))).toBeVisible();
		await findsNothing(page, `${item.kind} answered`);
	}
});

test('axe finds nothing on a scenario from its cover to its debrief', async ({ page }) => {
	const { lesson, step, model, text } = flagshipOf(await readCourse());
	const address = `/lesson/${lesson}/${step}`;
	await open(page, address);
	await findsNothing(page, 'the cover of a scenario');
	await page.getByRole('button', { name: say('cover_open') }).click();
	await expect(page.getByText(say('decide_legend'))).toBeVisible();
	await findsNothing(page, 'the first scene');
	// It says that it is not ready yet, but takes the click and says why.
	await page.getByRole('button', { name: say('decide_button') }).click({ force: true });
	await expect(page.getByText(say('missing_one'))).toBeVisible();
	await findsNothing(page, 'a scene without a choice');

	const chance = model.scenes.find((scene) => scene.chance);
	const moves = chance && explore(model).scenes.get(chance.id);
	if (!chance || !moves) throw new Error('The flagship leaves nothing to chance.');
	const dials = Object.fromEntries(
		Object.entries(model.dials).map(([id, dial]) => [id, dial.from])
	);
	await bring(page, scenarioPlayed(model, { dials, moves }));
	await open(page, address);
	await expect(page.getByRole('heading', { name: text.scenes[chance.id].title })).toBeVisible();
	await expect(page.getByRole('button', { name: say('chance_draw') })).toBeVisible();
	await findsNothing(page, 'a scene of chance');
});

test('axe finds nothing on a debrief with its comparison and the ways not taken open', async ({
	page
}) => {
	const { lesson, step, model } = flagshipOf(await readCourse());
	const [first, other] = waysThrough(model);
	await bring(page, scenarioForked(model, first, other));
	await open(page, `/lesson/${lesson}/${step}`);
	await expect(page.getByRole('heading', { name: say('debrief_title') })).toBeVisible();
	for (const summary of await page.locator('.debrief .path > li > details > summary').all())
		await summary.click();
	await findsNothing(page, 'the debrief');
});

test('axe finds nothing on a term, on open evidence, and on the list of steps', async ({
	page
}) => {
	await open(page, '/lesson/safeguards/roads');
	await page.getByRole('main').locator('a[data-term]').first().click();
	// Whoever hears it hears what the term means, not the name of a button alone.
	await expect(page.getByRole('dialog')).toHaveAccessibleDescription(/\w+ \w+ \w+/);
	await findsNothing(page, 'a term');
	await page.getByRole('button', { name: say('close') }).click();
	for (const summary of await page.locator('.evidence summary').all()) await summary.click();
	await page.getByText(/^Step \d+ of \d+$/).click();
	await findsNothing(page, 'open evidence and steps');
});

test('axe finds nothing on the screens of someone who has done everything', async ({ page }) => {
	const course = await readCourse();
	await bring(page, courseDone(course));
	await findsNothing(page, 'settings after an import');
	await page.getByLabel(say('settings_add')).fill('Second Person');
	await page.getByRole('button', { name: say('settings_add_button') }).click();
	await expect(page.getByText(say('settings_switched', { name: 'Second Person' }))).toBeVisible();
	await give(page, '{');
	await expect(page.getByRole('alert')).toBeVisible();
	await page.getByRole('button', { name: say('settings_erase_button') }).click();
	await findsNothing(page, 'settings with two people, a refused file, and erasing');
	await page.getByRole('button', { name: say('profile_unnamed') }).click();
	await expect(page.getByRole('button', { name: say('profile_unnamed') })).toHaveAttribute(
		'aria-current',
		'true'
	);
	for (const [screen, address] of [
		['home, all done', '/'],
		['a lesson, all done', '/lesson/safeguards'],
		['progress, all done', '/progress'],
		['the certificate', '/certificate']
	]) {
		await open(page, address);
		await findsNothing(page, screen);
	}
	await expect(page.getByRole('article')).toBeVisible();
});

test('Whoever hears the page hears that the network is gone, and the places in an order', async ({
	page,
	context
}) => {
	const place = itemOfKind(await readCourse(), 'sequence');
	await open(page, `/lesson/${place.lesson.id}/${place.step}`);
	const told = page.getByRole('banner').getByRole('status');
	await expect(told).toBeAttached();
	await expect(told).toHaveText('');
	await context.setOffline(true);
	await expect(told).toHaveText(say('state_offline'));
	await context.setOffline(false);
	await expect(told).toHaveText('');

	// What is said of it afterwards is where each belongs.
	const card = itemOn(page, place.item);
	await expect(card.getByRole('list').first()).toMatchAriaSnapshot(`
- list:
  - listitem: /^1 .+/
  - listitem: /^2 .+/
`);
});

test('axe finds nothing on the warning that nothing is saved', async ({ page }) => {
	await page.addInitScript(breakStorage);
	await page.goto('/');
	await expect(page.getByRole('alert')).toContainText(say('notice_not_saved'));
	await findsNothing(page, 'the warning');
});

test('axe finds nothing on the offer to install, and on the notice of an update', async ({
	page
}) => {
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
	});
	await open(page, '/');
	await expect(page.getByText(say('notice_install'))).toBeVisible();
	await findsNothing(page, 'the offer to install');
	await page.getByRole('button', { name: say('notice_install_now') }).click();
	await untilOnDevice(page);
	// A worker that waits, as the page sees it; tests/offline has the real one.
	await page.addInitScript(() => {
		Object.defineProperty(ServiceWorkerRegistration.prototype, 'waiting', {
			get(this: ServiceWorkerRegistration) {
				return this.active;
			}
		});
	});
	await open(page, '/');
	await expect(page.getByText(say('notice_update'), { exact: true })).toBeVisible();
	await findsNothing(page, 'the notice of an update');
});
