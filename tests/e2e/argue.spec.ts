import { expect, test } from '@playwright/test';
import { judgePath } from '../../src/lib/machines/quality';
import { findsNothing } from './axe';
import { readCourse, say, scenarioOf, waysThrough, wordsOf } from './course';
import { press, tabTo } from './keyboard';
import { bring, exported, scenarioPlayed } from './record';
import { open, overflowOf, untilOnDevice } from './screens';

/** An open decision has no key: what counts is the reason, and the best reason against it. */

const { models, texts } = await readCourse();
const [found] = Object.values(models)
	.flatMap((lesson) =>
		lesson.activities.flatMap(({ id }) => scenarioOf(lesson, texts[lesson.id], id) ?? [])
	)
	.flatMap((placed) =>
		waysThrough(placed.model).flatMap((way) => {
			const judged = judgePath(placed.model, way.dials, way.moves);
			const open = judged.filter(({ quality }) => quality === 'open');
			return open.length === 1 ? [{ placed, way, decision: open[0] }] : [];
		})
	);

test('An open decision is argued from both sides, offline and by keyboard, before what speaks for it is read', async ({
	page,
	context
}) => {
	const { placed, way, decision } = found;
	const address = `/lesson/${placed.lesson}/${placed.step}`;
	const { feedback } = placed.text.scenes[decision.scene].options[decision.option];
	await bring(page, scenarioPlayed(placed.model, way));
	await untilOnDevice(page);
	await context.setOffline(true);
	await open(page, address);
	const figure = page.locator('.debrief dl > div').filter({ hasText: say('debrief_argued') });
	await expect(figure).toContainText(say('debrief_argued_of', { argued: 0, open: 1 }));
	const point = page
		.locator('.path > li')
		.filter({ hasText: say('quality_open') })
		.first();
	const reading = point.getByText(wordsOf(feedback.html).slice(0, 40));
	await expect(reading).toBeHidden();
	await findsNothing(page, 'an open decision before it is argued');
	expect(await overflowOf(page)).toBe(0);

	const own = page.getByLabel(say('argue_own'));
	const opposing = 'قد يبقى البعض خارج المعاهدة.';
	await page.getByRole('heading', { name: say('debrief_title') }).focus();
	await tabTo(page, page.getByRole('button', { name: say('argue_keep') }));
	await page.keyboard.press('Enter');
	await expect(page.getByText(say('argue_missing'))).toBeVisible();
	await tabTo(page, own, 'Shift+Tab');
	await page.keyboard.type('It keeps the text as it is.');
	await press(page, 'Tab');
	await page.keyboard.insertText(opposing);
	await press(page, 'Tab');
	await page.keyboard.press('Enter');

	const said = page.getByRole('group', { name: say('argue_said') });
	await expect(said).toBeFocused();
	await expect(said.getByText(opposing)).toHaveCSS('direction', 'rtl');
	await expect(said).toContainText('It keeps the text as it is.');
	await expect(said).toContainText(opposing);
	await expect(reading).toBeVisible();
	await expect(figure).toContainText(say('debrief_argued_of', { argued: 1, open: 1 }));
	await findsNothing(page, 'an open decision that was argued');

	await page.reload();
	await expect(said).toContainText(opposing);
	await expect(figure).toContainText(say('debrief_argued_of', { argued: 1, open: 1 }));

	// The words are a view: the entries only say that one was given.
	await open(page, '/settings');
	const { entries, views } = await exported(page);
	expect(JSON.stringify(entries)).not.toContain('outside');
	expect(entries.filter(({ type }) => type === 'view.given').map(({ data }) => data)).toEqual([
		{ activity: placed.model.id, item: decision.scene }
	]);
	expect(views.map(({ content }) => content)).toEqual([
		{
			options: [decision.option],
			text: 'It keeps the text as it is.',
			reasons: [opposing]
		}
	]);
});

test('In practice nothing is weighed: the reasons stand open', async ({ page }) => {
	const { placed, way, decision } = found;
	const { feedback } = placed.text.scenes[decision.scene].options[decision.option];
	await bring(page, scenarioPlayed(placed.model, way));
	await open(page, `/lesson/${placed.lesson}/${placed.step}`);
	await page.getByRole('button', { name: say('debrief_again') }).click();
	for (const { scene, option } of way.moves) {
		await page.locator(`input[name="decision-${scene}"][value="${option}"]`).check();
		await page.getByRole('button', { name: say('decide_button') }).click();
		await expect(page.locator(`input[name="decision-${scene}"]`)).toHaveCount(0);
	}
	await expect(page.getByText(say('debrief_practice'))).toBeVisible();
	await expect(
		page.locator('.path').getByText(wordsOf(feedback.html).slice(0, 40)).first()
	).toBeVisible();
	await expect(page.getByLabel(say('argue_own'))).toHaveCount(0);
	await expect(page.getByText(say('debrief_argued'))).toHaveCount(0);
});
