import type { Page } from '@playwright/test';
import type { Course, QuizModel } from '../../src/lib/course/model';
import { say, wordsOf } from '../e2e/course';
import { expectedItem, type ExpectedItem } from './doings';

/** The figures of a dashboard, as they stand on the screen: of a server's page or of the page for capsules alike. */

/** The numbers above the figures, by their labels. */
export function countsOn(page: Page): Promise<Record<string, string>> {
	return page
		.locator('main dl')
		.first()
		.locator('div')
		.evaluateAll((all) =>
			Object.fromEntries(
				all.map((one) => [one.querySelector('dt')?.innerText, one.querySelector('dd')?.innerText])
			)
		);
}

/** The members in their order: the name, why help may be needed, and how far they are in every lesson. */
export function membersOn(
	page: Page
): Promise<{ name: string; reasons: string[]; lessons: (string | null)[] }[]> {
	return page.locator('main tbody tr').evaluateAll((all) =>
		all.map((row) => ({
			name: row.querySelector('th')?.firstChild?.textContent?.trim() ?? '',
			reasons: [...row.querySelectorAll('th li')].map((one) => one.textContent ?? ''),
			lessons: [...row.querySelectorAll('td.cell .mark')].map((one) => one.getAttribute('title'))
		}))
	);
}

/** An item: its row in the table, what was chosen by how many in the order of the options, and how sure they were. */
export interface ShownItem {
	row: string[];
	options: string[];
	certainty: string[][];
}

export async function itemOn(page: Page, item: string): Promise<ShownItem> {
	const tidy = (texts: string[]) => texts.map((one) => one.replace(/\s+/g, ' ').trim());
	const article = page.locator(`#item-${item}`);
	return {
		row: tidy(await page.locator(`tr:has(a[href="#item-${item}"]) td`).allInnerTexts()),
		options: tidy(await article.locator('li > p').allInnerTexts()),
		certainty: await article
			.locator('table.sure tbody tr')
			.evaluateAll((all) =>
				all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.innerText.trim()))
			)
	};
}

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)}%`;

/** The same item as it must be shown. */
export function shownAs(expected: ExpectedItem): ShownItem {
	const { answered, right, mended, tries, options, certainty } = expected;
	return {
		// Discrimination is not said of so few, and nobody asked for a hint.
		row: [
			String(answered),
			percent(right, answered),
			'–',
			String(mended),
			'0',
			(tries / answered).toFixed(1)
		],
		options: options.map(({ chosen, certain }) =>
			[
				String(chosen),
				percent(chosen, answered),
				...(certainty.length ? [say('teach_dash_of_them_certain', { count: certain })] : [])
			].join(' · ')
		),
		certainty: certainty.map((band) => [String(band.right), String(band.wrong)])
	};
}

/** Every item of a quiz on the page that somebody answered must have, as it must be shown. */
export function shownItems(quiz: QuizModel): Record<string, ShownItem> {
	return Object.fromEntries(
		quiz.items.flatMap((item) => {
			const expected = expectedItem(quiz, item);
			return expected.answered ? [[item.id, shownAs(expected)]] : [];
		})
	);
}

/** The ways that somebody took through a scenario, `scene/option→next`, from the list beside the diagram. */
export async function pathsOn(
	page: Page,
	{ models, texts }: Course,
	scenario: string
): Promise<Record<string, number>> {
	const lesson = Object.values(models).find(({ activities }) =>
		activities.some(({ id }) => id === scenario)
	)!;
	const model = lesson.activities.find(({ id }) => id === scenario);
	if (model?.kind !== 'scenario') throw new Error(`There is no scenario ${scenario}.`);
	const words = texts[lesson.id].scenarios[scenario];
	const rows = await page
		.locator('section[aria-labelledby=dash-paths] > .both > ol > li')
		.evaluateAll((all) =>
			all.map((scene) =>
				[...scene.querySelectorAll('ul li')].map((way) => ({
					label: way.querySelector('span')?.firstChild?.parentElement?.textContent ?? '',
					to: way.querySelector('.to')?.textContent ?? '',
					members: Number.parseInt(way.querySelector('b')?.textContent ?? '', 10)
				}))
			)
		);
	const found: Record<string, number> = {};
	for (const [at, ways] of rows.entries())
		for (const { label, to, members } of ways) {
			if (!members) continue;
			const scene = model.scenes[at];
			const said = label.replace(to, '').replace(/\s+/g, ' ').trim();
			const option = scene.options.find(
				({ id }) => wordsOf(words.scenes[scene.id].options[id].label) === said
			)?.id;
			const isSide = said === say('teach_dash_side_taken');
			const number = Number(/\d+/.exec(to)?.[0]);
			const next = Number.isNaN(number) ? '*' : model.scenes[number - 1].id;
			found[`${scene.id}/${isSide ? '*' : (option ?? said)}→${next}`] = members;
		}
	return found;
}

/** The counts on the lines of the diagram, the smallest first. */
export async function linesOn(page: Page): Promise<number[]> {
	const texts = await page.locator('svg[role=img] .count').allTextContents();
	return texts.map(Number).sort((a, b) => a - b);
}

/** Everything that a page says of what members did in an activity, as text, to be compared with another page. */
export async function everythingOn(page: Page): Promise<string[]> {
	const parts = 'main dl, main [aria-labelledby^="dash-"], main article';
	// Views are the server's alone: capsules omit them.
	const views = '[aria-labelledby="dash-views"]';
	return page
		.locator(parts)
		.and(page.locator(`:not(${views}, ${views} *)`))
		.allInnerTexts();
}
