import { expect, test } from '@playwright/test';
import { itemKinds } from '../../src/lib/course/model';
import {
	flagshipOf,
	itemsOf,
	readCourse,
	say,
	scenarioOf,
	waysThrough,
	type PlacedScenario,
	type Way
} from './course';
import {
	answer,
	answerTo,
	complaintsOf,
	Desk,
	open,
	overflowOf,
	readOn,
	stepHeading,
	toAgenda,
	untilOnDevice,
	untilReady
} from './screens';

test.use({ actionTimeout: 20_000 });

/** How many choices two ways have in common from the start. */
function sharedBy(
	one: readonly { option: string }[],
	other: readonly { option: string }[]
): number {
	const at = one.findIndex(({ option }, place) => option !== other[place]?.option);
	return at < 0 ? one.length : at;
}

test('A trainee takes the whole course with the network cut after the first load', async ({
	page,
	context
}) => {
	test.setTimeout(420_000);
	const course = await readCourse();
	const { index, models, texts } = course;
	const flagship = flagshipOf(course);
	const complaints = complaintsOf(page);
	const kinds = new Set<string>();
	const played = new Set<string>();
	const endings = new Set<string>();

	await open(page, '/');
	await expect(page.getByRole('link', { name: say('home_start'), exact: true })).toBeVisible();
	await untilOnDevice(page);
	await context.setOffline(true);
	await toAgenda(page);
	await expect(page.getByText(say('state_offline'), { exact: true })).toBeVisible();

	/** Plays a scenario to an ending, with a reload in the middle that must change nothing. */
	async function playFirst(placed: PlacedScenario, way: Way): Promise<Desk> {
		const desk = new Desk(page, placed);
		await desk.begin(way.dials);
		await desk.choose(way.moves[0].option);
		await page.reload();
		await untilReady(page);
		await desk.shows();
		await desk.follow(way.moves);
		played.add(placed.model.id);
		return desk;
	}

	/** The flagship to each of its endings: the first run, a practice run, and forks. */
	async function playFlagship(): Promise<void> {
		const [first, ...others] = waysThrough(flagship.model);
		const desk = await playFirst(flagship, first);
		endings.add(desk.scene);
		for (const [at, way] of others.entries()) {
			const shared = sharedBy(desk.path, way.moves);
			if (at === 0) await desk.again(way.dials);
			else await desk.forkAt(shared);
			await desk.follow(way.moves);
			expect(desk.scene, `${flagship.model.id} ends where it was meant to`).toBe(way.ending);
			endings.add(desk.scene);
		}
		await expect(
			page.getByRole('navigation', { name: say('debrief_runs') }).getByRole('button')
		).toHaveCount(4);
	}

	let count = 0;
	for (const card of index.lessons) {
		const model = models[card.id];
		await page.goto('/');
		await untilReady(page);
		if (index.after[card.id]) {
			// Every room is done by now; before them it was locked, which is looked at below.
			await expect(page.getByText(say('agenda_locked'))).toHaveCount(0);
		} else if (index.sessions[0] === card.id) {
			const closing = index.lessons.find(({ id }) => index.after[id]);
			if (!closing) throw new Error('The course has no closing plenary.');
			await expect(page.getByText(say('agenda_locked'))).toBeVisible();
			await page.getByRole('link', { name: closing.title, exact: true }).click();
			await expect(page.getByText(say('locked_why'))).toBeVisible();
			await expect(page.getByRole('link', { name: say('lesson_begin') })).toHaveCount(0);
			await toAgenda(page);
		}
		await page.getByRole('link', { name: card.title, exact: true }).click();
		await expect(stepHeading(page)).toHaveText(card.title);
		await page.getByRole('link', { name: say('lesson_begin') }).click();

		for (const [at, step] of model.steps.entries()) {
			await expect(stepHeading(page)).toHaveText(card.steps[at].title);
			await untilReady(page);
			for (const id of step.activities) {
				const activity = model.activities.find((one) => one.id === id);
				if (activity?.kind === 'quiz')
					for (const item of activity.items) {
						const giving = answerTo(item, count++ % 3 === 2 ? 'wrong' : 'right');
						await answer(page, item, texts[card.id].quizzes[id].items[item.id], giving);
						kinds.add(item.kind);
					}
				else if (id === flagship.model.id) await playFlagship();
				else {
					const placed = scenarioOf(model, texts[card.id], id);
					if (placed) await playFirst(placed, waysThrough(placed.model)[0]);
				}
			}
			expect(await overflowOf(page), `${card.id}/${step.id} fits the screen`).toBeLessThanOrEqual(
				0
			);
			await readOn(page, card.steps[at + 1]);
		}
		await expect(stepHeading(page)).toHaveText(index.title);
	}

	expect(count).toBe(itemsOf(course).length);
	expect([...kinds].sort()).toEqual([...itemKinds].sort());
	expect(endings.size).toBe(flagship.model.scenes.filter(({ outcome }) => outcome).length);
	expect(played.size).toBe(
		Object.values(models).flatMap(({ activities }) =>
			activities.filter(({ kind }) => kind === 'scenario')
		).length
	);

	await page.getByRole('link', { name: say('nav_settings') }).click();
	await page.getByLabel(say('settings_name')).fill('Ama Terranova');
	await page.getByRole('button', { name: say('settings_keep'), exact: true }).click();
	await expect(page.getByText(say('settings_name_kept'))).toBeVisible();
	await toAgenda(page);
	await page.getByRole('link', { name: say('home_certificate') }).click();
	const certificate = page.getByRole('article');
	await expect(certificate).toContainText('Ama Terranova');
	await expect(certificate).toContainText(say('certificate_completed', { course: index.title }));
	for (const { title } of index.lessons) await expect(certificate).toContainText(title);
	await page.reload();
	await expect(certificate).toContainText('Ama Terranova');
	expect(complaints).toEqual([]);
});
