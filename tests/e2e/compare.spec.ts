import { expect, test, type Locator, type Page } from '@playwright/test';
import type { ScenarioModel } from '../../src/lib/course/model';
import { flipsAlong } from '../../src/lib/machines/flips';
import {
	choose,
	sceneOf,
	scenarioMachine,
	startScenario,
	type Move,
	type ScenarioSnapshot
} from '../../src/lib/machines/scenario';
import { findsNothing } from './axe';
import {
	flagshipOf,
	readCourse,
	say,
	waysThrough,
	wordsOf,
	type PlacedScenario,
	type Way
} from './course';
import { pick, press, tabTo } from './keyboard';
import { bring, exported, scenarioForked, scenarioPlayed, together } from './record';
import { complaintsOf, Desk, open, overflowOf, readOn, untilOnDevice } from './screens';

/** The story after some moves, with the dials as they come. */
function storyAfter(model: ScenarioModel, moves: readonly Move[]): ScenarioSnapshot {
	const machine = scenarioMachine(model);
	return moves.reduce((story, { option }) => {
		const next = choose(machine, story, option);
		if (!next) throw new Error(`${option} is not on offer in ${model.id}.`);
		return next;
	}, startScenario(machine));
}

/** A way to an ending with the dials as they come, the longest of the shortest ones. */
function plainWay(model: ScenarioModel): Way {
	const [way] = waysThrough(model)
		.filter(({ dials }) =>
			Object.entries(dials).every(([id, value]) => value === model.dials[id].from)
		)
		.sort((one, other) => other.moves.length - one.moves.length);
	return way;
}

/** A shortest way without chance that leaves another at a decision and ends elsewhere. */
function wayApart(model: ScenarioModel, moves: readonly Move[], at: number): Move[] {
	const end = storyAfter(model, moves).value;
	const queue = [storyAfter(model, moves.slice(0, at))];
	for (const story of queue) {
		const scene = sceneOf(model, story);
		if (scene.outcome && story.value !== end) return story.context.path;
		for (const { id } of scene.chance ? [] : scene.options) {
			const next = choose(scenarioMachine(model), story, id);
			if (next && next.context.path[at].option !== moves[at].option) queue.push(next);
		}
	}
	throw new Error(`Every way from there ends like the first.`);
}

/** Makes the choices by keyboard, from wherever the focus is. */
async function decide(page: Page, moves: readonly Move[]): Promise<void> {
	for (const { scene, option } of moves) {
		await pick(page, page.locator(`input[name="decision-${scene}"]`), option);
		await tabTo(page, page.getByRole('button', { name: say('decide_button'), exact: true }));
		await press(page, 'Enter');
		await expect(page.locator('.happened').getByRole('heading')).toBeFocused();
	}
}

/** Presses a button by keyboard. */
async function use(page: Page, button: Locator): Promise<void> {
	await tabTo(page, button);
	await press(page, 'Enter');
}

/** The list behind the map, as a screen reader has it. */
function listOf({ model, text }: PlacedScenario, shown: Move[], other: Move[]): string {
	const end = (moves: Move[]) => String(storyAfter(model, moves).value);
	const rows = model.scenes.map(({ id, outcome }) => {
		const numbers = shown.flatMap((move, at) => (move.scene === id ? [at + 1] : []));
		const isOther = other.some(({ scene }) => scene === id) || end(other) === id;
		if (!numbers.length && end(shown) !== id && !isOther)
			return outcome ? say('map_unseen_ending') : say('map_unseen');
		const place = id === model.start ? [say('map_start')] : outcome ? [say('map_ending')] : [];
		const path = numbers.length
			? say('map_this_decision', { number: numbers.join(', ') })
			: end(shown) === id
				? say('map_this')
				: say('map_other');
		return `${text.scenes[id].title} ${[...place, path].join(' · ')}`;
	});
	return [
		`- list ${JSON.stringify(say('map_scenes'))}:`,
		'  - /children: equal',
		...rows.map((row) => `  - listitem: ${JSON.stringify(row)}`)
	].join('\n');
}

/** The comparison, as a screen reader has it. */
function comparisonOf({ model, text }: PlacedScenario, one: Move[], other: Move[]): string {
	const quoted = (words: string) => JSON.stringify(words);
	const ends = [one, other].map((moves) => {
		const story = storyAfter(model, moves);
		return { story, scene: sceneOf(model, story) };
	});
	const labels = [say('debrief_run_first'), say('debrief_run_practice', { number: 2 })];
	const row = (head: string, cells: string[]) => [
		'    - row:',
		'      - /children: equal',
		`      - rowheader ${quoted(head)}`,
		...cells.map((cell) => `      - cell ${cell}`)
	];
	const shared = one.findIndex(({ option }, at) => other[at].option !== option);
	const lines = (moves: Move[]) =>
		moves.map(({ scene, option }) => {
			const label = wordsOf(text.scenes[scene].options[option].label);
			return `  - listitem: /${label.slice(0, 40).replace(/[^\w ]/g, '.')}/`;
		});
	return [
		`- heading ${quoted(say('compare_title'))} [level=3]`,
		`- text: ${say('compare_one')}`,
		`- combobox ${quoted(say('compare_one'))}:`,
		`  - option ${quoted(`${labels[0]} · ${text.scenes[ends[0].scene.id].title}`)} [selected]`,
		`  - option ${quoted(`${labels[1]} · ${text.scenes[ends[1].scene.id].title}`)}`,
		`- text: ${say('compare_other')}`,
		`- combobox ${quoted(say('compare_other'))}:`,
		`  - option ${quoted(`${labels[0]} · ${text.scenes[ends[0].scene.id].title}`)}`,
		`  - option ${quoted(`${labels[1]} · ${text.scenes[ends[1].scene.id].title}`)} [selected]`,
		`- table ${quoted(say('compare_figures'))}:`,
		'  - rowgroup:',
		'    - row:',
		'      - cell',
		...labels.map((label) => `      - columnheader ${quoted(label)}`),
		'  - rowgroup:',
		...row(
			say('debrief_outcome'),
			ends.map(({ scene }) =>
				quoted(`${text.scenes[scene.id].title} ${say(`outcome_${scene.outcome}`)}`)
			)
		),
		...row(say('debrief_quality'), ['/\\d+ of 100/', '/\\d+ of 100/']),
		...Object.entries(model.tracks).flatMap(([id, { max, better }]) => {
			const [here, there] = ends.map(({ story }) => story.context.tracks[id]);
			const wins = (a: number, b: number) => (better === 'up' ? a > b : a < b);
			const cell = (a: number, b: number) =>
				quoted(say('track_value', { value: a, max }) + (wins(a, b) ? say('compare_better') : ''));
			return row(text.tracks[id], [cell(here, there), cell(there, here)]);
		}),
		`- heading ${quoted(say('compare_shared'))} [level=4]`,
		'- list:',
		'  - /children: equal',
		...lines(one.slice(0, shared)),
		`- paragraph: ${quoted(say('compare_part', { number: shared + 1, scene: text.scenes[one[shared].scene].title }))}`,
		...[one, other].flatMap((moves, side) => [
			`- heading ${quoted(labels[side])} [level=4]`,
			'- list:',
			'  - /children: equal',
			'  - /children: equal',
			...lines(moves.slice(shared)),
			`- paragraph: ${quoted(`${text.scenes[ends[side].scene.id].title} ${say(`outcome_${ends[side].scene.outcome}`)}`)}`
		])
	].join('\n');
}

for (const viewport of [
	{ width: 360, height: 740 },
	{ width: 1440, height: 900 }
])
	test(`Offline and by keyboard the flagship is forked, and both runs compared, ${viewport.width} pixels wide`, async ({
		page,
		context
	}) => {
		test.setTimeout(240_000);
		await page.setViewportSize(viewport);
		const complaints = complaintsOf(page);
		const flagship = flagshipOf(await readCourse());
		const { model, text } = flagship;
		const first = plainWay(model).moves;
		const other = wayApart(model, first, 1);
		await untilOnDevice(page);
		await context.setOffline(true);
		await open(page, `/lesson/${flagship.lesson}/${flagship.step}`);

		await use(page, page.getByRole('button', { name: say('cover_open') }));
		await decide(page, first);
		await expect(page.getByRole('heading', { name: say('debrief_title') })).toBeVisible();
		await expect(page.locator('.compare')).toHaveCount(0);
		const forks = page.getByRole('button', { name: say('debrief_fork') });
		await expect(forks).toHaveCount(first.length);
		const list = page.getByRole('list', { name: say('map_scenes') });
		await expect(list).toMatchAriaSnapshot(listOf(flagship, first, first));

		await use(page, forks.nth(1));
		await expect(page.locator('h2.scene')).toHaveText(text.scenes[first[1].scene].title);
		await decide(page, other.slice(1));

		const comparison = page.getByRole('region', { name: say('compare_title') });
		await expect(comparison).toMatchAriaSnapshot(comparisonOf(flagship, first, other));
		await expect(list).toMatchAriaSnapshot(listOf(flagship, other, first));
		const scenes = new Set([...first, ...other].map(({ scene }) => scene));
		await expect(page.getByRole('img', { name: say('map_title') })).toHaveAttribute(
			'aria-label',
			new RegExp(`${scenes.size + 2} of ${model.scenes.length} scenes seen, 2 of \\d+ endings met`)
		);
		const spoilt = model.scenes.filter(({ id, outcome }) => !outcome && !scenes.has(id));
		expect(spoilt.length).toBeGreaterThan(0);
		for (const { id } of spoilt) await expect(list).not.toContainText(text.scenes[id].title);
		expect(await overflowOf(page)).toBeLessThanOrEqual(0);
		await findsNothing(page, 'the comparison');

		// The same run never stands on both sides: they change places.
		await tabTo(page, comparison.getByLabel(say('compare_one')));
		await press(page, 'ArrowDown');
		await expect(comparison.getByRole('columnheader')).toHaveText([
			say('debrief_run_practice', { number: 2 }),
			say('debrief_run_first')
		]);
		// The first path stays the one that counts.
		await expect(page.getByText(say('debrief_practice'))).toBeVisible();
		await use(
			page,
			page
				.getByRole('navigation', { name: say('debrief_runs') })
				.getByRole('button', { name: say('debrief_run_first') })
		);
		await expect(page.getByRole('heading', { name: say('debrief_title') })).toBeFocused();
		await expect(page.getByText(say('debrief_quality_explained'))).toBeVisible();
		await expect(list).toMatchAriaSnapshot(listOf(flagship, first, other));
		expect(complaints).toEqual([]);
	});

test('A debrief names the fact that would flip a decision, and another run may begin with it', async ({
	page
}) => {
	const flagship = flagshipOf(await readCourse());
	const { model, text, lesson, step } = flagship;
	const way = plainWay(model);
	await bring(page, scenarioPlayed(model, way));
	await open(page, `/lesson/${lesson}/${step}`);
	const flips = flipsAlong(model, way.dials, way.moves);
	for (const [at, flip] of flips.entries()) {
		const line = page.locator('.path > li').nth(at).locator('.flip');
		await expect(line).toHaveCount(flip ? 1 : 0);
		if (!flip) continue;
		for (const [dial, value] of Object.entries(flip.dials))
			await expect(line).toContainText(
				`“${text.dials[dial].label}” were “${text.dials[dial].values[value]}”`
			);
		await expect(line.getByRole('listitem')).toHaveText(
			flip.best.map((option, place) => {
				const words = wordsOf(text.scenes[way.moves[at].scene].options[option].label);
				return place ? `${say('flip_or')} ${words}` : words;
			})
		);
	}

	const flip = flips.find((one) => one !== null);
	if (!flip) throw new Error(`No fact would flip a decision of ${model.id}.`);
	const [[dial, changed]] = Object.entries(flip.dials);
	const { from } = model.dials[dial];
	await page.getByRole('button', { name: say('debrief_other_facts') }).click();
	const cover = page.getByRole('region', { name: text.title });
	await expect(cover.getByRole('heading', { name: text.title })).toBeFocused();
	await expect(cover.locator(`input[value="${from}"]`)).toBeChecked();
	await cover.getByRole('button', { name: say('cover_back') }).click();
	await expect(page.getByRole('heading', { name: say('debrief_title') })).toBeVisible();
	await page.getByRole('button', { name: say('debrief_other_facts') }).click();

	const desk = new Desk(page, flagship);
	await desk.begin({ [dial]: changed });
	await desk.follow([]);
	const row = page
		.getByRole('region', { name: say('compare_title') })
		.getByRole('row', { name: text.dials[dial].label });
	await expect(row.getByRole('cell')).toHaveText([
		text.dials[dial].values[from],
		text.dials[dial].values[changed]
	]);
	await expect(page.getByText(say('compare_dials'))).toBeVisible();
});

test('Facts that are being set for one case file leave the next one where its story stands', async ({
	page
}) => {
	const course = await readCourse();
	const flagship = flagshipOf(course);
	const { models, texts } = course;
	const { steps, activities } = models[flagship.lesson];
	const next = steps[steps.findIndex(({ id }) => id === flagship.step) + 1];
	const model = activities.find(({ id }) => id === next.activities[0]);
	if (model?.kind !== 'scenario') throw new Error('No case file follows the flagship.');
	const way = plainWay(model);
	await bring(
		page,
		together(
			scenarioPlayed(flagship.model, plainWay(flagship.model)),
			scenarioPlayed(model, { ...way, moves: way.moves.slice(0, 1) })
		)
	);
	await open(page, `/lesson/${flagship.lesson}/${flagship.step}`);
	await page.getByRole('button', { name: say('debrief_other_facts') }).click();
	await readOn(page, texts[flagship.lesson].steps[next.id]);
	await expect(page.getByRole('button', { name: say('decide_button') })).toBeVisible();
	await expect(page.getByRole('button', { name: say('cover_open') })).toHaveCount(0);
});

test('Of two runs begun on two devices one is the first time, and the other says so', async ({
	page
}) => {
	const flagship = flagshipOf(await readCourse());
	const { model, text, lesson, step } = flagship;
	const [one, other] = waysThrough(model);
	await bring(page, scenarioPlayed(model, one));
	await bring(page, scenarioPlayed(model, other));
	await open(page, `/lesson/${lesson}/${step}`);
	const runs = page.getByRole('navigation', { name: say('debrief_runs') }).getByRole('button');
	await expect(runs).toHaveText([
		`${say('debrief_run_first')} · ${text.scenes[one.ending].title}`,
		`${say('debrief_run_practice', { number: 2 })} · ${text.scenes[other.ending].title}`
	]);
	await expect(page.getByText(say('debrief_practice'))).toBeVisible();
	await runs.first().click();
	await expect(page.getByText(say('debrief_quality_explained'))).toBeVisible();
});

test('An unfinished fork hides no debrief, and is gone on with from there', async ({ page }) => {
	const flagship = flagshipOf(await readCourse());
	const { model, text, lesson, step } = flagship;
	const way = plainWay(model);
	await bring(page, scenarioPlayed(model, way));
	await open(page, `/lesson/${lesson}/${step}`);
	await page
		.getByRole('button', { name: say('debrief_fork') })
		.nth(1)
		.click();
	const scene = page.locator('h2.scene');
	const { title } = text.scenes[way.moves[1].scene];
	await expect(scene).toHaveText(title);
	// It is still there tomorrow, and still hides nothing.
	await page.reload();

	const runs = page.getByRole('navigation', { name: say('debrief_runs') });
	await runs.getByRole('button', { name: say('debrief_run_first') }).click();
	await expect(page.getByRole('heading', { name: say('debrief_title') })).toBeVisible();
	await expect(page.getByText(say('debrief_quality_explained'))).toBeVisible();

	await runs.getByRole('button', { name: say('debrief_run_open') }).click();
	await expect(page.getByRole('heading', { name: say('debrief_title') })).toHaveCount(0);
	await expect(scene).toHaveText(title);
	await expect(page.locator('.happened').getByRole('heading')).toBeFocused();
	await expect(page.getByRole('button', { name: say('decide_button') })).toBeVisible();
});

test('The last choice of a run shows its ending, though another run is unfinished', async ({
	page
}) => {
	const flagship = flagshipOf(await readCourse());
	const { model, text, lesson, step } = flagship;
	const way = plainWay(model);
	await bring(page, scenarioForked(model, way, { ...way, moves: way.moves.slice(0, 1) }));
	await open(page, `/lesson/${lesson}/${step}`);
	const runs = page.getByRole('navigation', { name: say('debrief_runs') });
	await runs.getByRole('button', { name: say('debrief_run_first') }).click();
	await page
		.getByRole('button', { name: say('debrief_fork') })
		.last()
		.click();
	const last = way.moves[way.moves.length - 1];
	await page.locator(`input[name="decision-${last.scene}"][value="${last.option}"]`).check();
	await page.getByRole('button', { name: say('decide_button') }).click();

	await expect(page.getByText(say('debrief_practice'))).toBeVisible();
	await expect(page.locator('h2.scene')).toHaveText(text.scenes[way.ending].title);
	await expect(page.locator('.happened .prose')).toHaveText(
		wordsOf(text.scenes[last.scene].options[last.option].story)
	);
	await expect(page.locator('.happened').getByRole('heading')).toBeFocused();
	await expect(runs.getByRole('button', { name: say('debrief_run_open') })).toBeVisible();
});

test('A double tap begins one practice run, whether from the start or from a decision', async ({
	page
}) => {
	const flagship = flagshipOf(await readCourse());
	const { model, lesson, step } = flagship;
	await bring(page, scenarioPlayed(model, plainWay(model)));
	await open(page, `/lesson/${lesson}/${step}`);
	const tapTwice = async (button: Locator): Promise<void> => {
		await button.evaluate((one: HTMLElement) => {
			one.click();
			one.click();
		});
		await expect(page.getByRole('heading', { name: say('debrief_title') })).toHaveCount(0);
	};
	await tapTwice(page.getByRole('button', { name: say('debrief_again') }));
	await page
		.getByRole('navigation', { name: say('debrief_runs') })
		.getByRole('button', { name: say('debrief_run_first') })
		.click();
	await tapTwice(page.getByRole('button', { name: say('debrief_fork') }).last());

	await open(page, '/settings');
	const { entries } = await exported(page);
	const begun = entries.filter(({ type }) => type === 'attempt.started');
	expect(begun.map(({ data }) => [data.practice, Boolean(data.fork)])).toEqual([
		[false, false],
		[true, false],
		[true, true]
	]);
});
