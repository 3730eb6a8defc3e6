import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const ofColour = ['color-contrast', 'link-in-text-block'];

/**
 * Asserts that axe finds nothing on the screen as it stands, light and dark. Only colours differ between the two, so
 * only what looks at colours is asked twice.
 */
export async function findsNothing(page: Page, screen: string): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		const axe = new AxeBuilder({ page });
		const { violations } = await (
			colorScheme === 'light' ? axe.withTags(rules) : axe.withRules(ofColour)
		).analyze();
		const found = violations.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`)
		);
		expect.soft(found, `${screen}, ${colorScheme}`).toEqual([]);
	}
}
