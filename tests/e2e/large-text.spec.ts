import { expect, test } from '@playwright/test';
import { launchOptions } from '../../playwright.config';
import { itemKinds } from '../../src/lib/course/model';
import { addressOf, flagshipOf, itemOfKind, readCourse, waysThrough } from './course';
import { bring, courseDone, scenarioForked } from './record';
import { open, overflowOf } from './screens';

/** Letters twice as large as usual, as a browser's own setting makes them, on the narrowest screen. */
test.use({
	launchOptions: {
		...launchOptions,
		args: [...launchOptions.args, '--blink-settings=defaultFontSize=32']
	},
	viewport: { width: 320, height: 740 }
});

test('No screen is wider than a phone with letters twice as large', async ({ page }) => {
	const course = await readCourse();
	const flagship = flagshipOf(course);
	const [first, other] = waysThrough(flagship.model);
	const addresses = [
		'/',
		'/lesson/safeguards',
		`/lesson/${flagship.lesson}/${flagship.step}`,
		...itemKinds.map((kind) => addressOf(itemOfKind(course, kind))),
		...['/progress', '/certificate', '/glossary', '/settings', '/device', '/join', '/cohorts']
	];
	const fits = async (who: string) => {
		for (const address of addresses) {
			await open(page, address);
			expect.soft(await overflowOf(page), `${address}, ${who}`).toBeLessThanOrEqual(0);
		}
	};
	await fits('new');
	await bring(page, scenarioForked(flagship.model, first, other));
	await open(page, `/lesson/${flagship.lesson}/${flagship.step}`);
	await expect(page.locator('.compare')).toBeVisible();
	await fits('with two runs');
	await bring(page, courseDone(course));
	await fits('all done');
});
