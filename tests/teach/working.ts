import { expect, type Page } from '@playwright/test';
import { itemsOf, readCourse, say, scenarioOf } from '../e2e/course';
import { answer, Desk, itemOn, open } from '../e2e/screens';
import type { Answering, Playing } from './doings';

/** What a trainee does on the screen, as it is written down in doings.ts. */

/** Answers items one after another; a second answer to the same item is another try. */
export async function giveAnswers(page: Page, answers: readonly Answering[]): Promise<void> {
	const placed = itemsOf(await readCourse());
	for (const { quiz, item: id, options, certainty } of answers) {
		const found = placed.find(({ activity, item }) => activity === quiz && item.id === id);
		if (!found) throw new Error(`The course has no item ${quiz}/${id}.`);
		const { lesson, step, item, text } = found;
		const address = `/lesson/${lesson.id}/${step}`;
		if (new URL(page.url()).pathname !== address) await open(page, address);
		const card = itemOn(page, item);
		const retry = card.getByRole('button', { name: say('item_retry'), exact: true });
		await expect(card).toBeVisible();
		if (await retry.isVisible()) await retry.click();
		await answer(page, item, text, { options, ...(certainty ? { certainty } : {}) });
	}
}

/** Opens a scenario and begins it. */
export async function beginRun(page: Page, { scenario }: Playing): Promise<Desk> {
	const { models, texts } = await readCourse();
	const [placed] = Object.values(models).flatMap(
		(lesson) => scenarioOf(lesson, texts[lesson.id], scenario) ?? []
	);
	await open(page, `/lesson/${placed.lesson}/${placed.step}`);
	const desk = new Desk(page, placed);
	await desk.begin();
	return desk;
}

/** Makes the next choices of a run, so many of them or all. */
export async function goOn(desk: Desk, { moves }: Playing, count = moves.length): Promise<void> {
	for (const { scene, option } of moves.slice(desk.made, desk.made + count)) {
		expect(desk.scene).toBe(scene);
		await desk.choose(option);
	}
}

/** Plays a run from its start to its ending. */
export async function play(page: Page, run: Playing): Promise<void> {
	const desk = await beginRun(page, run);
	await goOn(desk, run);
	expect(desk.scene).toBe(run.ending);
}
