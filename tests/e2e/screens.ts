import { expect, type Locator, type Page } from '@playwright/test';
import type { ItemModel, ItemText, ScenarioModel } from '../../src/lib/course/model';
import { isKeyed, mark, type Answer, type Certainty } from '../../src/lib/machines/mark';
import {
	choose,
	sceneOf,
	scenarioMachine,
	startScenario,
	type ScenarioSnapshot
} from '../../src/lib/machines/scenario';
import { say, wordsOf, type PlacedScenario, type Way } from './course';

/** The screens as a trainee works them. */

/** What to give to an item. */
export interface Giving extends Answer {
	reason?: string;
	certainty?: Certainty;
	text?: string;
}

/** The answer that gets full marks, or one that does not; an opinion where there is no key. */
export function answerTo(item: ItemModel, wanted: 'right' | 'wrong'): Giving {
	const ids = item.options.map(({ id }) => id);
	const right = item.options.filter((option) => option.right).map(({ id }) => id);
	const wrong = ids.filter((id) => !right.includes(id));
	const certainty = item.certainty ? ({ certainty: wanted === 'right' ? 3 : 2 } as const) : {};
	switch (item.kind) {
		case 'reflection':
			return { text: `What I take from “${item.id}”.` };
		case 'contested':
			return {
				options: [ids[0]],
				reason: item.answers.find((one) => one.for === ids[0])?.id,
				...certainty
			};
		case 'position':
			return { options: [ids[0]], ...certainty };
		case 'sequence':
			return { options: wanted === 'right' ? ids : [...ids].reverse(), ...certainty };
		case 'match':
		case 'stance': {
			const answers = item.kind === 'match' ? item.answers.map(({ id }) => id) : stanceIds;
			const keys = item.options.map((one) => [one.id, one.to ?? one.is ?? ''] as const);
			const other = (key: string) => answers.find((id) => id !== key) ?? key;
			return {
				pairs: Object.fromEntries(
					keys.map(([id, key], at) => [id, wanted === 'right' || at ? key : other(key)])
				),
				...certainty
			};
		}
		case 'choice':
			return { options: wanted === 'right' ? right : [wrong[0]], ...certainty };
		default:
			return { options: wanted === 'right' ? right : [right[0], wrong[0]], ...certainty };
	}
}

const stanceIds = ['agreed', 'recognised', 'some', 'disagreed', 'document'];

/** The card of an item on the screen. */
export function itemOn(page: Page, item: Pick<ItemModel, 'id'>): Locator {
	return page.locator(`section[id="${item.id}"]`);
}

/** The heading that says how an answer stood. */
export function feedbackIn(card: Locator): Locator {
	return card.locator('.feedback').getByRole('heading').first();
}

/** What has the focus once an answer is kept: of all that is said about it, what stands first. */
export function headOf(card: Locator, { kind }: Pick<ItemModel, 'kind'>): Locator {
	return kind === 'contested' ? card.getByText(say('dispute_head')) : feedbackIn(card);
}

/** What the heading over the feedback must say. */
export function feedbackFor(item: ItemModel, giving: Giving): string {
	if (item.kind === 'contested') return say('feedback_contested');
	if (!isKeyed(item)) return say('feedback_kept');
	const marked = mark(item, giving);
	if (marked.state !== 'marked') throw new Error(`The answer to ${item.id} is not complete.`);
	if (marked.right) return say('feedback_right');
	return marked.points
		? say('feedback_partly', { percent: Math.round(marked.points * 100) })
		: say('feedback_wrong');
}

/** Fills the fields of an item without sending it off. */
export async function fillIn(
	page: Page,
	item: ItemModel,
	text: ItemText,
	giving: Giving
): Promise<void> {
	const card = itemOn(page, item);
	if (item.kind === 'reflection') await card.getByRole('textbox').fill(giving.text ?? '');
	else if (item.kind === 'sequence') await order(card, text, giving.options ?? []);
	else if (item.kind === 'match' || item.kind === 'stance') {
		for (const [row, answer] of Object.entries(giving.pairs ?? {}))
			await card.locator(`select[aria-labelledby$="-${row}"]`).selectOption({
				label: item.kind === 'stance' ? say(`answer_${answer}`) : wordsOf(text.answers[answer].html)
			});
	} else
		for (const option of giving.options ?? [])
			await card.locator(`.options input[value="${option}"]`).check();
	if (giving.reason) await card.locator(`input[name$="-reason"][value="${giving.reason}"]`).check();
	if (giving.certainty)
		await card.locator(`input[name$="-certainty"][value="${giving.certainty}"]`).check();
}

/** Brings a sequence into an order with its move buttons. */
async function order(card: Locator, text: ItemText, wanted: string[]): Promise<void> {
	const places = card.getByRole('listitem');
	for (const [to, id] of wanted.entries()) {
		const words = wordsOf(text.options[id].html);
		const shown = (await places.locator('.prose').allTextContents()).map((one) =>
			one.replace(/\s+/g, ' ').trim()
		);
		for (let at = shown.indexOf(words); at > to; at--) {
			await card.getByRole('button', { name: say('sequence_up', { place: at + 1 }) }).click();
			await expect(places.nth(at - 1).locator('.prose')).toHaveText(words);
		}
	}
}

/** Answers an item and waits until it is kept and its feedback is read out. */
export async function answer(
	page: Page,
	item: ItemModel,
	text: ItemText,
	giving: Giving
): Promise<void> {
	const card = itemOn(page, item);
	await fillIn(page, item, text, giving);
	await card.getByRole('button', { name: sendingOff(item), exact: true }).click();
	await expect(feedbackIn(card)).toHaveText(feedbackFor(item, giving));
	await expect(headOf(card, item)).toBeFocused();
}

/** The word on the button that sends an item off. */
export function sendingOff({ kind }: Pick<ItemModel, 'kind'>): string {
	return kind === 'reflection' || kind === 'position' ? say('item_keep') : say('item_answer');
}

/** Waits until the record of this trainee is open: before, nothing can be answered. */
export async function untilReady(page: Page): Promise<void> {
	await expect(page.locator('header .state')).toContainText(/saved on this device/i);
}

/** Opens an address and waits for the record. */
export async function open(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await untilReady(page);
}

/** Waits, on the page about this device, until the whole course is on it. */
export async function untilOnDevice(page: Page): Promise<void> {
	await open(page, '/device');
	await expect(page.getByText(say('device_safe'))).toBeVisible({ timeout: 30_000 });
}

/** Goes home by the name of the course in the bar. */
export async function toAgenda(page: Page): Promise<void> {
	await page.getByRole('banner').getByRole('link').first().click();
	await expect(page).toHaveURL('/');
}

/** The heading of the step on the screen. */
export function stepHeading(page: Page): Locator {
	return page.getByRole('heading', { level: 1 });
}

/** Reads on to the next step, or from the last one to the agenda. */
export async function readOn(page: Page, next: { title: string } | undefined): Promise<void> {
	const onward = page.getByRole('navigation', { name: say('step_onward') });
	await onward.getByRole('link').click();
	if (next) {
		await expect(stepHeading(page)).toHaveText(next.title);
		await expect(stepHeading(page)).toBeFocused();
	}
}

/** A scenario on the screen, with the story as the machines tell it beside it. */
export class Desk {
	readonly #page: Page;
	readonly #placed: PlacedScenario;
	readonly #case: Locator;
	#story: ScenarioSnapshot;

	constructor(page: Page, placed: PlacedScenario) {
		this.#page = page;
		this.#placed = placed;
		this.#case = page.getByRole('region', { name: placed.text.title });
		this.#story = startScenario(scenarioMachine(placed.model));
	}

	get model(): ScenarioModel {
		return this.#placed.model;
	}

	get scene(): string {
		return sceneOf(this.model, this.#story).id;
	}

	/** How many choices were made, drawn ones included. */
	get made(): number {
		return this.#story.context.path.length;
	}

	get path(): readonly { scene: string; option: string }[] {
		return this.#story.context.path;
	}

	/** Sets the dials on the cover and opens the file. */
	async begin(dials: Record<string, string> = {}): Promise<void> {
		for (const value of Object.values(dials))
			await this.#case.locator(`input[type="radio"][value="${value}"]`).check();
		await this.#case.getByRole('button', { name: say('cover_open') }).click();
		this.#story = startScenario(scenarioMachine(this.model), dials);
		await this.shows();
	}

	/** The scene, and the value of every track, as the story has them. */
	async shows(): Promise<void> {
		const { text } = this.#placed;
		await expect(this.#case.locator('h2.scene')).toHaveText(text.scenes[this.scene].title);
		const { tracks } = this.#story.context;
		for (const [id, value] of Object.entries(tracks)) {
			const row = this.#case
				.locator('aside dl > div')
				.filter({ has: this.#page.getByText(text.tracks[id], { exact: true }) });
			await expect(row).toContainText(
				say('track_value', { value, max: this.model.tracks[id].max })
			);
		}
		await expect(this.#case.getByText(say('debrief_title'), { exact: true })).toHaveCount(
			sceneOf(this.model, this.#story).outcome ? 1 : 0
		);
	}

	/** Makes one choice, or lets chance make it where it is not the trainee's; gives what was taken. */
	async choose(option: string): Promise<string> {
		const { text } = this.#placed;
		const scene = sceneOf(this.model, this.#story);
		const happened = this.#case.locator('.happened');
		if (scene.chance) await this.#case.getByRole('button', { name: say('chance_draw') }).click();
		else {
			await this.#case.locator(`input[name="decision-${scene.id}"][value="${option}"]`).check();
			await this.#case.getByRole('button', { name: say('decide_button') }).click();
		}
		await expect(this.#case.locator('aside section > ol > li')).toHaveCount(this.made + 1);
		await expect(happened.getByRole('heading')).toBeFocused();
		const story = withoutSpaces(await happened.locator('.prose').innerText());
		const taken = scene.chance
			? Object.entries(text.scenes[scene.id].options).find(
					([, words]) => withoutSpaces(wordsOf(words.story)) === story
				)?.[0]
			: option;
		const next = taken && choose(scenarioMachine(this.model), this.#story, taken);
		if (!next) throw new Error(`${scene.id} of ${this.model.id} cannot be left by ${option}.`);
		this.#story = next;
		await this.shows();
		return taken;
	}

	/** Goes a way from where the story stands; where chance turns elsewhere, any way on to an ending. */
	async follow(moves: Way['moves']): Promise<void> {
		for (const { scene, option } of moves.slice(this.made)) {
			if (this.scene !== scene) break;
			await this.choose(option);
		}
		while (!sceneOf(this.model, this.#story).outcome)
			await this.choose(this.#shortestOn(this.#story));
	}

	/** Plays the scenario again from the start, as practice. */
	async again(dials: Record<string, string> = {}): Promise<void> {
		await this.#case.getByRole('button', { name: say('debrief_again') }).click();
		this.#story = startScenario(scenarioMachine(this.model), dials);
		await this.shows();
	}

	/** Goes back to a decision of the ended run on the desk and takes another way from there. */
	async forkAt(decision: number): Promise<void> {
		const path = [...this.path].slice(0, decision);
		const point = this.#case
			.locator('.path > li')
			.filter({ hasText: say('debrief_decision', { number: decision + 1 }) })
			.first();
		await point.getByRole('button', { name: say('debrief_fork') }).click();
		const machine = scenarioMachine(this.model);
		this.#story = path.reduce<ScenarioSnapshot>(
			(story, { option }) => choose(machine, story, option) ?? story,
			startScenario(machine, this.#story.context.dials)
		);
		await this.shows();
	}

	#shortestOn(story: ScenarioSnapshot): string {
		const machine = scenarioMachine(this.model);
		const queue = [{ story, first: '' }];
		for (const { story: here, first } of queue)
			for (const { id } of sceneOf(this.model, here).options) {
				const next = choose(machine, here, id);
				if (!next) continue;
				if (sceneOf(this.model, next).outcome) return first || id;
				queue.push({ story: next, first: first || id });
			}
		throw new Error(`No way leads out of ${this.model.id}.`);
	}
}

const withoutSpaces = (text: string): string => text.replace(/\s/g, '');

/** Everything a page complained about; a test that ends well asserts that it is empty. */
export function complaintsOf(page: Page): string[] {
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	return complaints;
}

/** How far the page is wider than the screen, in CSS pixels. */
export async function overflowOf(page: Page): Promise<number> {
	return page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
}
