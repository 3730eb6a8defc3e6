import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { startPostgres } from '../../src/command/postgres.js';
import { workTableNames } from '../../src/lib/reports/export';
import type { Place } from '../../src/lib/server/database';
import { hasPostgres } from '../has-postgres';
import { CourseServer } from '../course-copy';
import { readCourse, say } from '../e2e/course';
import { open, untilOnDevice } from '../e2e/screens';
import {
	joinBy,
	moveBy,
	openMore,
	phone,
	saveCapsule,
	transferLink,
	untilReceived,
	type SavedCapsule
} from '../sync/device';
import { recordsOf } from './csv';
import {
	ada,
	ben,
	chloe,
	everyone,
	expectedHelp,
	expectedPaths,
	quizIn,
	type Doing
} from './doings';
import { countsOn, everythingOn, itemOn, linesOn, membersOn, pathsOn, shownItems } from './figures';
import { codeOn, isLive, linkIn, makeAccount, makeCohort, openAt } from './page';
import { readRaw } from './raw';
import { beginRun, giveAnswers, goOn, play } from './working';

/** From a fresh start to a dashboard that says exactly what three trainees did. */

const port = Number(process.env.TEST_PORT ?? 4271) + 33;
const owner = { name: 'Grace Hopper', password: 'nanoseconds of wire' };
const quizzes = ['the-rule', 'five-ways'];
const scenarios = ['three-seats', 'the-researchers-login'];

for (const engine of hasPostgres('the journey')
	? (['SQLite', 'PostgreSQL'] as const)
	: (['SQLite'] as const))
	test(`From a fresh start to a dashboard of what three trainees did, on ${engine}`, async ({
		browser
	}) => {
		test.setTimeout(600_000);
		const folder = mkdtempSync(join(tmpdir(), 'breakout-journey-'));
		const postgres = engine === 'PostgreSQL' ? await startPostgres() : null;
		const place: Place = postgres ? { url: postgres.url() } : { folder };
		const server = new CourseServer(port + (postgres ? 1 : 0), {
			DATA_DIR: folder,
			DATABASE_URL: postgres?.url() ?? ''
		});
		try {
			await server.serve('.');
			await journey(browser, server, place);
		} finally {
			await server.stop();
			await postgres?.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	});

async function journey(browser: Browser, server: CourseServer, place: Place): Promise<void> {
	expect(server.printed).toContain(server.url);
	const { page: desk, complaints } = await openAt(browser, server.url);
	await makeAccount(desk, linkIn(server.printed), owner);
	const cohort = await makeCohort(desk, 'Keepers of the record');
	const code = await codeOn(desk);
	await desk.goto(`/teach/cohorts/${cohort}`);
	await isLive(desk);

	const phones = await Promise.all([1, 2, 3, 4].map(() => phone(browser, server.url)));
	const [adas, bens, bensOther, chloes] = phones;
	await test.step('Ada is offline for half of her time', () => adaWorks(adas, code, desk));
	await test.step('Ben works on two devices', () => benWorks(bens, bensOther, code));
	const carried = await test.step('Chloé has no network', () => chloeWorks(chloes, code));
	await test.step('Her capsule comes to the server', () => bring(desk, cohort, carried));

	const capsules = [
		await capsuleOf(adas),
		await capsuleOf(bens),
		await capsuleOf(bensOther),
		carried
	];
	await test.step('What is held is what was done', async () => {
		const raw = await readRaw(place, cohort);
		for (const doing of everyone) isHeld(raw, doing, capsules);
	});
	await test.step('The dashboard says what they did', () =>
		isShown(desk, `/teach/cohorts/${cohort}`));
	await test.step('Screens, capsules, files and a recomputation agree', () =>
		agree(desk, browser, server.url, { cohort, place, capsules }));

	await test.step('Chloé finds a network, and nothing is there twice', async () => {
		const before = await tablesOf(desk, cohort);
		await chloes.setOffline(false);
		await untilReceived(chloes.pages()[0]);
		const { roster, ...figures } = await tablesOf(desk, cohort);
		const { roster: rosterBefore, ...figuresBefore } = before;
		expect(figures).toEqual(figuresBefore);
		const received = (csv: string) => recordsOf(csv).map(({ name, entries }) => [name, entries]);
		expect(received(roster)).toEqual(received(rosterBefore));
	});
	expect(complaints).toEqual([]);
	for (const context of [...phones, desk.context()]) await context.close();
}

async function adaWorks(context: BrowserContext, code: string, desk: Page): Promise<void> {
	const page = await context.newPage();
	const [run] = ada.runs;
	const half = ada.answers.length / 2;
	await joinBy(page, code, ada.name);
	await untilOnDevice(page);
	await giveAnswers(page, ada.answers.slice(0, half));
	const desktop = await beginRun(page, run);
	await goOn(desktop, run, 1);
	await untilReceived(page);
	await expect(desk.getByRole('row', { name: /Ada/ })).toContainText('Certain and wrong');

	await context.setOffline(true);
	await goOn(desktop, run);
	await giveAnswers(page, ada.answers.slice(half));
	await expect(page.locator('header .state')).toContainText(/[1-9]\d* on the way/);
	await context.setOffline(false);
	await untilReceived(page);
}

async function benWorks(
	context: BrowserContext,
	further: BrowserContext,
	code: string
): Promise<void> {
	const [page, other] = [await context.newPage(), await further.newPage()];
	const [seats, login] = ben.runs;
	const rule = ben.answers.filter(({ quiz }) => quiz === 'the-rule');
	await joinBy(page, code, ben.name);
	await giveAnswers(page, rule);
	await play(page, seats);
	await untilReceived(page);
	await openMore(page);
	await moveBy(other, await transferLink(page), ben.name);
	await comesToShow(other, page);
	await giveAnswers(other, ben.answers.slice(rule.length));
	await play(other, login);
	await untilReceived(other);
	await comesToShow(page, other);
}

/** A further device of a member comes to show what the first shows: how much of the course is done, and where it goes on. */
async function comesToShow(page: Page, first: Page): Promise<void> {
	await first.goto('/device');
	const entries = first.getByText(new RegExp(`^${say('device_entries', { count: '[1-9]\\d*' })}$`));
	await expect(entries).toBeVisible();
	const count = (await entries.textContent()) ?? '';
	await expect(async () => {
		await page.goto('/device');
		// It fetches when it is looked at; to look again and again would never let it end.
		await expect(page.getByText(count, { exact: true })).toBeVisible({ timeout: 10_000 });
	}).toPass({ timeout: 60_000 });
	const agenda = async (device: Page) => {
		await open(device, '/');
		return device.locator('main').innerText();
	};
	await expect(async () => expect(await agenda(page)).toBe(await agenda(first))).toPass({
		timeout: 60_000
	});
}

async function chloeWorks(context: BrowserContext, code: string): Promise<SavedCapsule> {
	const page = await context.newPage();
	await joinBy(page, code, chloe.name);
	await untilOnDevice(page);
	await context.setOffline(true);
	await giveAnswers(page, chloe.answers);
	for (const run of chloe.runs) await play(page, run);
	await openMore(page);
	return saveCapsule(page);
}

async function capsuleOf(context: BrowserContext): Promise<SavedCapsule> {
	const [page] = context.pages();
	await openMore(page);
	return saveCapsule(page);
}

const asFile = ({ bytes }: SavedCapsule, at = 0) => ({
	name: `capsule-${at}.gz`,
	mimeType: 'application/gzip',
	buffer: bytes
});

/** Brings a capsule in on the members' page, twice. */
async function bring(page: Page, cohort: string, carried: SavedCapsule): Promise<void> {
	const name = chloe.name;
	const added = carried.capsule.entries.length;
	await page.goto(`/teach/cohorts/${cohort}/members`);
	const choose = page.locator('input[type=file]');
	await expect(choose).toBeEnabled();
	await choose.setInputFiles(asFile(carried));
	await expect(page.getByText(say('teach_capsule_added', { name, added, known: 0 }))).toBeVisible();
	await choose.setInputFiles(asFile(carried));
	await expect(page.getByText(say('teach_capsule_nothing_new', { name }))).toBeVisible();
}

/** The server holds of a trainee what their devices hold: what was done, once, and no side of an open decision. */
function isHeld(
	{ members }: Awaited<ReturnType<typeof readRaw>>,
	{ name, answers, runs }: Doing,
	capsules: readonly SavedCapsule[]
): void {
	const own = members.find((one) => one.name === name);
	if (!own) throw new Error(`${name} is no member.`);
	const ids = own.entries.map(({ id }) => id).sort();
	expect(new Set(ids).size).toBe(ids.length);
	for (const { capsule } of capsules.filter(({ capsule }) => capsule.from.name === name))
		expect(capsule.entries.map(({ id }) => id).sort()).toEqual(ids);
	const count = (...types: string[]) =>
		own.entries.filter(({ type }) => types.includes(type)).length;
	expect(count('item.answered')).toBe(answers.length);
	expect(count('attempt.started')).toBe(
		new Set(answers.map(({ quiz }) => quiz)).size + runs.length
	);
	expect(count('choice.made', 'choice.sealed')).toBe(runs.flatMap(({ moves }) => moves).length);
	const sides = runs.flatMap(({ moves }) => moves.filter(({ scene }) => scene === 'police'));
	expect(count('choice.sealed')).toBeGreaterThanOrEqual(sides.length);
	for (const { option } of sides) expect(JSON.stringify(own.entries)).not.toContain(option);
}

/** Says that a dashboard shows what the three did; `address` is its overview. */
async function isShown(page: Page, address: string): Promise<void> {
	const course = await readCourse();
	const at = (activity: string) =>
		address.includes('capsules')
			? `${address}?activity=${activity}`
			: `${address}/activities/${activity}`;
	await page.goto(address);
	await expect(page.getByRole('row')).toHaveCount(everyone.length + 1);
	expect(await countsOn(page)).toMatchObject({
		[say('teach_dash_count_members')]: '3',
		[say('teach_dash_count_begun')]: '3',
		[say('teach_dash_count_help')]: '3'
	});
	expect((await membersOn(page)).map(({ name, reasons }) => ({ name, reasons }))).toEqual(
		await helpInWords()
	);
	for (const id of quizzes) {
		await page.goto(at(id));
		for (const [item, shown] of Object.entries(shownItems(quizIn(course, id)))) {
			await expect(page.locator(`#item-${item}`)).toBeVisible();
			expect(await itemOn(page, item), item).toEqual(shown);
		}
	}
	for (const id of scenarios) {
		await page.goto(at(id));
		await expect(page.locator('svg[role=img] .count').first()).toBeVisible();
		const expected = expectedPaths(course, id);
		expect(await pathsOn(page, course, id), id).toEqual(expected);
		expect(await linesOn(page), id).toEqual(linesOf(expected));
	}
}

/** Lines go from scene to scene, whatever was chosen there. */
function linesOf(ways: Record<string, number>): number[] {
	const lines = new Map<string, number>();
	for (const [way, members] of Object.entries(ways)) {
		const line = way.replace(/\/.*→/, '→');
		lines.set(line, (lines.get(line) ?? 0) + members);
	}
	return [...lines.values()].sort((a, b) => a - b);
}

async function helpInWords(): Promise<{ name: string; reasons: string[] }[]> {
	const { index, texts } = await readCourse();
	const titles = Object.fromEntries(index.lessons.flatMap((one) => Object.entries(one.activities)));
	return expectedHelp.map(({ name, reason, item, tries }) => {
		const quiz = quizzes.find((id) => texts.background.quizzes[id].items[item]) ?? '';
		const about = {
			item: texts.background.quizzes[quiz].items[item].title,
			activity: titles[quiz]
		};
		return {
			name,
			reasons: [
				reason === 'stuck'
					? say('teach_dash_reason_stuck', { ...about, tries })
					: say('teach_dash_reason_certain', about)
			]
		};
	});
}

type TableName = (typeof workTableNames)[number];

/** Every table of what members did, as the server gives it for download. */
async function tablesOf(page: Page, cohort: string): Promise<Record<TableName, string>> {
	const all = workTableNames.map(async (name) => {
		const answer = await page.request.get(`/teach/cohorts/${cohort}/csv/${name}`);
		expect(answer.status(), name).toBe(200);
		return [name, await answer.text()] as const;
	});
	return Object.fromEntries(await Promise.all(all)) as Record<TableName, string>;
}

/** What capsules cannot know, since they arrived by another way, or know by the device's clock. */
const unknown = ['joined', 'last received', 'not yet received', 'clock ahead, at least (s)'];
const told = (csv: string) =>
	recordsOf(csv).map((row) =>
		Object.fromEntries(Object.entries(row).filter(([name]) => !unknown.includes(name)))
	);

/** The server's screens and files, the page for capsules, and a recomputation from raw entries say the same to the digit. */
async function agree(
	desk: Page,
	browser: Browser,
	url: string,
	{ cohort, place, capsules }: { cohort: string; place: Place; capsules: readonly SavedCapsule[] }
): Promise<void> {
	const tables = await tablesOf(desk, cohort);
	const raw = await readRaw(place, cohort);
	for (const name of workTableNames) expect(tables[name], name).toBe(await raw.table(name));
	expect(recordsOf(tables.roster).map(({ name, entries }) => [name, Number(entries)])).toEqual(
		raw.members
			.map(({ name, entries }) => [name, entries.length] as const)
			.sort(([a], [b]) => (a < b ? -1 : 1))
	);
	expect(recordsOf(tables['needs-help'])).toMatchObject(expectedHelp);

	const { page, complaints } = await openAt(browser, url);
	await page.goto('/teach/capsules');
	const choose = page.locator('input[type=file]');
	await expect(choose).toBeEnabled();
	await choose.setInputFiles(capsules.map(asFile));
	await expect(page.locator('[role=status][aria-busy=false] li')).toHaveCount(capsules.length);
	await isShown(page, '/teach/capsules');
	await page.goto('/teach/capsules');
	await desk.goto(`/teach/cohorts/${cohort}`);
	await expect(page.getByRole('row')).toHaveCount(everyone.length + 1);
	await expect(desk.getByRole('row')).toHaveCount(everyone.length + 1);
	expect(await membersOn(page)).toEqual(await membersOn(desk));
	for (const activity of [...quizzes, ...scenarios]) {
		await desk.goto(`/teach/cohorts/${cohort}/activities/${activity}`);
		await page.goto(`/teach/capsules?activity=${activity}`);
		for (const one of [desk, page]) await expect(one.locator('main dl').first()).toBeVisible();
		expect(await everythingOn(page), activity).toEqual(await everythingOn(desk));
	}
	for (const name of workTableNames)
		expect(told(await savedTable(page, name)), name).toEqual(told(tables[name]));
	expect(complaints.filter((one) => !one.endsWith('/icons/icon.svg'))).toEqual([]);
	await page.context().close();
}

/** A table as the page for capsules saves it. */
async function savedTable(page: Page, name: TableName): Promise<string> {
	const isOfDebrief = ['debates', 'misconceptions'].includes(name);
	const address = `/teach/capsules${isOfDebrief ? '?debrief=1' : ''}`;
	if (!page.url().endsWith(address)) await page.goto(address);
	const exports = page.locator('details').filter({ hasText: say('teach_dash_exports') });
	if (!(await exports.getAttribute('open').then((value) => value !== null)))
		await exports.locator('summary').click();
	const saved = page.waitForEvent('download');
	const words = say(`teach_dash_table_${name.replace('-', '_')}`);
	await exports.getByRole('button', { name: `${words} (CSV)` }).click();
	return readFileSync(await (await saved).path(), 'utf8');
}
