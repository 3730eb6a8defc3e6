import { randomUUID } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { viewPlaces, type ViewKind, type ViewPlace } from '../../src/lib/machines/view-places';
import type { ViewContent } from '../../src/lib/record/entry';
import { heatOf, type Split } from '../../src/lib/reports/debrief';
import { viewFigures, type SaidView } from '../../src/lib/reports/view-figures';
import type { Credential } from '../../src/lib/sync/protocol';
import { CourseServer } from '../course-copy';
import { readCourse, say, wordsOf } from '../e2e/course';
import { CohortAt } from './cohort';
import { isFit, openAt, type Watched } from './page';
import { ownFolder } from '../own-folder';

/** What facilitators see of views: nothing of four, and of five what `viewFigures` makes of them. */

const data = ownFolder('views');
const server = new CourseServer(Number(process.env.TEST_PORT ?? 4271) + 38, { DATA_DIR: data });
const ada = { name: 'Ada Lovelace', password: 'analytical engine' };
const markup = '=1+1 <img src="/x" onerror="alert(1)"> <b>bold</b>';
let watched: Watched;
let cohort: CohortAt;
const members: Credential[] = [];

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);
test.beforeAll(async ({ browser }) => {
	await server.serve('.');
	watched = await openAt(browser, server.url);
	const { page } = watched;
	const [link] = /http\S+\?token=\S+/.exec(server.printed) ?? [];
	await page.goto(link ?? '');
	await page.getByLabel(say('teach_name'), { exact: true }).fill(ada.name);
	await page.getByLabel(say('teach_password'), { exact: true }).fill(ada.password);
	await page.getByRole('button', { name: say('teach_start_button') }).click();
	await expect(page).toHaveURL(`${server.url}/teach`);
	cohort = await CohortAt.make(server.url, data, ada.name);
	for (const name of ['Ben', 'Cem', 'Dao', 'Eve', 'Fay']) members.push(await cohort.join(name));
});
test.afterAll(async () => {
	await watched.page.context().close();
	await cohort.close();
	await server.stop();
});

interface Place extends ViewPlace {
	activity: string;
}

/** Every place of the course that asks for a view. */
async function places(): Promise<Place[]> {
	const { models } = await readCourse();
	return Object.values(models).flatMap(({ activities }) =>
		activities.flatMap((model) =>
			viewPlaces(model).map((place) => ({ activity: model.id, ...place }))
		)
	);
}

/** The first place of a kind; of positions, one that is asked again. */
async function placeOf(kind: ViewKind): Promise<Place> {
	const all = await places();
	const found = all.find(
		(one) =>
			one.kind === kind && (kind !== 'position' || all.some((again) => again.closes === one.item))
	);
	if (!found) throw new Error(`The course asks for no ${kind}.`);
	return found;
}

/** What each of the five says at a place: divided, three against two, and sure of it where that is asked. */
function sayings({ kind, options, reasons }: Place): SaidView[] {
	return members.map((_, at): SaidView => {
		const option = options[at < 3 ? 0 : 1];
		const content: Record<ViewKind, ViewContent> = {
			position: { options: [option], certainty: at === 0 ? 1 : 3 },
			contested: { options: [option], reasons: [reasons[at % reasons.length]] },
			reflection: { text: `${at}: ${markup}` },
			side: { options: [option], text: `Because ${at}. ${markup}`, reasons: [`Yet ${at}.`] }
		};
		const again = kind === 'position' ? { options: [options[at > 0 ? 1 : 0]] } : null;
		return { said: content[kind], again };
	});
}

async function giveAt(place: Place, from: number, to: number): Promise<void> {
	const { activity, item } = place;
	for (const [at, view] of sayings(place).entries())
		if (at >= from && at < to)
			await cohort.give(members[at], { id: randomUUID(), activity, item, ...view });
}

const nobody: Split = {
	option: '',
	members: 0,
	certain: 0,
	fairly: 0,
	guessing: 0,
	unasked: 0
};
const kinds = ['position', 'contested', 'reflection', 'side'] as const;
const at = (page: Page, { activity, item }: Place) =>
	page.locator(`[data-view="${activity}/${item}"]`);
const open = (page: Page, { activity }: Place) =>
	page.goto(`/teach/cohorts/${cohort.id}/activities/${activity}`);

test('Of four views nothing is shown, nor that they wait', async () => {
	const { page } = watched;
	for (const kind of kinds) {
		const place = await placeOf(kind);
		await giveAt(place, 0, 4);
		await open(page, place);
		await expect(at(page, place).getByText(say('teach_dash_views_not_yet'))).toBeVisible();
		await expect(at(page, place).locator('table, svg')).toHaveCount(0);
		await expect(at(page, place)).not.toContainText(/\b4\b/);
	}
	await page.goto(`/teach/cohorts/${cohort.id}/debrief`);
	await expect(page.getByText(say('teach_dash_views_debate_none'))).toBeVisible();
	await expect(page.locator('.slide')).toHaveCount(0);
	for (const table of ['views', 'view-moves', 'view-reasons', 'view-words']) {
		const answer = await page.request.get(`/teach/cohorts/${cohort.id}/csv/${table}`);
		expect((await answer.text()).trimEnd().split('\r\n')).toHaveLength(1);
	}
});

test('The fifth makes a block, which an open page shows by itself as it is', async () => {
	const { page } = watched;
	const { texts } = await readCourse();
	for (const kind of kinds) {
		const place = await placeOf(kind);
		await open(page, place);
		await expect(page.locator('[data-live="live"]')).toBeVisible();
		await expect(at(page, place).getByText(say('teach_dash_views_not_yet'))).toBeVisible();
		await giveAt(place, 4, 5);
		await expect(at(page, place).locator('.eyebrow')).toContainText(
			say('teach_dash_views_count', { count: 5 })
		);
		const figures = viewFigures(place, sayings(place));
		const tables = at(page, place).locator('.tables table');
		for (const [number, split] of [figures.split, figures.again].entries())
			for (const option of split.length ? place.options : []) {
				const one = split.find((taken) => taken.option === option);
				const row = tables.nth(number).locator(`[data-option="${option}"] td`);
				const sure = split.some(({ unasked, members }) => unasked < members)
					? [one?.certain, one?.fairly, one?.guessing]
					: [];
				await expect(row).toHaveText([one?.members, ...sure].map((count) => String(count ?? 0)));
			}
		for (const { from, to, views } of figures.moved)
			await expect(at(page, place).locator(`[data-move="${from} ${to}"]`)).toHaveText(
				String(views)
			);
		const reasons = await at(page, place).locator('[data-reason] .count').allTextContents();
		expect(reasons.length).toBe(figures.reasons.length);
		expect(reasons.map((words) => Number(/\d+/.exec(words))).sort()).toEqual(
			figures.reasons.map(({ views }) => views).sort()
		);
		// The answers are called by their words.
		const options = Object.values(texts).flatMap(({ quizzes }) =>
			Object.values(quizzes[place.activity]?.items[place.item]?.options ?? {})
		);
		for (const { html } of options)
			await expect(at(page, place).locator('ul').first()).toContainText(wordsOf(html));
		const spoken = sayings(place).flatMap(({ said }) => said?.text ?? []);
		for (const text of spoken)
			await expect(at(page, place).getByText(text, { exact: true })).toBeVisible();
		await expect(page.locator('img')).toHaveCount(0);
		await isFit(page, `views of a ${kind}`);
	}
	expect(watched.complaints).toEqual([]);
});

test('A filter changes nothing, and the page says so', async () => {
	const { page } = watched;
	const place = await placeOf('position');
	await page.goto(`/teach/cohorts/${cohort.id}/activities/${place.activity}?language=fr`);
	await expect(page.getByText(say('teach_dash_views_whole'))).toBeVisible();
	await expect(at(page, place).locator('.eyebrow')).toContainText(
		say('teach_dash_views_count', { count: 5 })
	);
	await open(page, place);
	await expect(at(page, place).locator('table').first()).toBeVisible();
	await expect(page.getByText(say('teach_dash_views_whole'))).toHaveCount(0);
	// Where it is asked again, the same figures stand.
	const again = (await places()).find(({ closes }) => closes === place.item)!;
	await open(page, again);
	await expect(at(page, place).locator('.eyebrow')).toContainText(
		say('teach_dash_views_count', { count: 5 })
	);
});

test('The debrief projects what divides the room, with its own words and the claims', async () => {
	const { page } = watched;
	await page.goto(`/teach/cohorts/${cohort.id}/debrief`);
	const asked = await Promise.all([placeOf('position'), placeOf('contested'), placeOf('side')]);
	await expect(page.locator('.slide')).toHaveCount(3);
	const shown = page.locator('.slide:visible');
	const seen: string[] = [];
	for (let number = 0; number < 3; number++) {
		const options = await shown
			.locator('li[data-option]')
			.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.option));
		const place = asked.find((one) => one.options.join() === options.join())!;
		seen.push(place.kind);
		const { split, moved } = viewFigures(place, sayings(place));
		for (const option of place.options) {
			const count = split.find((one) => one.option === option)?.members ?? 0;
			await expect(shown.locator(`li[data-option="${option}"] .row p b`).first()).toHaveText(
				String(count)
			);
		}
		await expect(shown.locator('.voices:visible, table:visible')).toHaveCount(0);
		await isFit(page, `debrief split ${place.kind}`);
		await page.keyboard.press('ArrowRight');
		for (const { said } of place.kind === 'side' ? sayings(place) : [])
			for (const text of [said?.text ?? '', ...(said?.reasons ?? [])])
				await expect(shown.getByText(text, { exact: true })).toBeVisible();
		for (const { from, to, views } of moved)
			await expect(shown.locator(`[data-move="${from} ${to}"]`)).toHaveText(String(views));
		await isFit(page, `debrief reasons ${place.kind}`);
		await page.keyboard.press('ArrowRight');
	}
	const heat = (place: Place) => {
		const { split } = viewFigures(place, sayings(place));
		const untaken = place.options.length - split.length;
		return heatOf([...split, ...Array.from({ length: untaken }, () => nobody)]);
	};
	const hottest = [...asked].sort((one, other) => heat(other) - heat(one));
	expect(seen).toEqual(hottest.map(({ kind }) => kind));
	await page.goto(`/teach/cohorts/${cohort.id}/debrief?language=fr`);
	await expect(shown.getByText(say('teach_dash_views_whole'))).toBeVisible();
	const csv = await page.request.get(`/teach/cohorts/${cohort.id}/csv/view-words`);
	const rows = (await csv.text()).split('\r\n');
	expect(rows.filter((row) => row.includes('<b>bold</b>'))).toHaveLength(10);
	expect(watched.complaints).toEqual([]);
});
