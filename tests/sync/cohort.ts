import {
	expect,
	test,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page
} from '@playwright/test';
import { planOf } from '../../src/lib/machines/plan';
import type { Entry } from '../../src/lib/record/entry';
import { createCohort, joinCodeOf } from '../../src/lib/server/cohorts';
import { openDatabase } from '../../src/lib/server/database';
import { reportFolds } from '../../src/lib/server/folds';
import { realSources, type Storage } from '../../src/lib/server/storage';
import { CourseServer } from '../course-copy';
import { findsNothing } from '../e2e/axe';
import { readCourse } from '../e2e/course';
import { answerFirstItem, untilSaved } from '../e2e/first-answer';
import { overflowOf } from '../e2e/screens';
import { phone, type DeviceOptions } from './device';
import { ownFolder } from '../own-folder';

/** A server for the cohorts of one file of tests, and its data as the tests look into them. */
export interface CohortServer {
	server: CourseServer;
	/** What the server holds, through a connection of the tests' own. */
	readonly storage: Storage;
	/** A new cohort of the whole course; gives its id and join code. */
	cohort(title: string, names?: boolean): Promise<{ id: string; code: string }>;
	/** What is held of a cohort: its members, and their entries, each with the member's name. */
	heldOf(id: string): Promise<{ members: { shown_as: string }[]; entries: Held[] }>;
	/** A device of its own. */
	phone(browser: Browser, options?: DeviceOptions): Promise<BrowserContext>;
}

export interface Held {
	id: string;
	of: string;
	entry: Entry;
}

/** Serves cohorts while the tests of a file run; `offset` is the file's own port, counted from TEST_PORT. */
export function serveCohorts(offset: number): CohortServer {
	const data = ownFolder('cohorts');
	const port = Number(process.env.TEST_PORT ?? 4271) + offset;
	const server = new CourseServer(port, { DATA_DIR: data, DATABASE_URL: '' });
	let storage: Storage;

	test.beforeAll(async () => {
		await server.serve('.');
		const database = await openDatabase({ folder: data });
		const { index, models } = await readCourse();
		const folds = reportFolds(planOf(index), models) as Storage['folds'];
		storage = { database, sources: realSources, folds };
	});
	test.afterAll(async () => {
		await server.stop();
		await storage.database.close();
	});

	return {
		server,
		get storage() {
			return storage;
		},
		async cohort(title, names = true) {
			const { index } = await readCourse();
			const lessons = index.lessons.map(({ id }) => id);
			const plan = { title, language: 'en', lessons, names, startsOn: null, endsOn: null };
			const { id } = await createCohort(storage, plan);
			return { id, code: await joinCodeOf(storage, id) };
		},
		async heldOf(id) {
			const { db } = storage.database;
			const members = await db
				.selectFrom('members')
				.selectAll()
				.where('cohort_id', '=', id)
				.execute();
			const entries = await db
				.selectFrom('entries')
				.selectAll()
				.where('cohort_id', '=', id)
				.execute();
			const names = new Map(members.map(({ member_id, shown_as }) => [member_id, shown_as]));
			return {
				members,
				entries: entries.map(({ id, member_id, body }) => ({
					id,
					of: names.get(member_id) ?? '',
					entry: JSON.parse(body) as Entry
				}))
			};
		},
		phone: (browser, options) => phone(browser, server.url, options)
	};
}

export const button = (page: Page, name: string): Locator =>
	page.getByRole('button', { name, exact: true });

/** Opens a lesson that is open to everyone, and begins it. */
export async function begin(page: Page, lesson = 'background'): Promise<void> {
	await page.goto(`/lesson/${lesson}`);
	await untilSaved(page);
	await page.locator('main .start a').click();
}

/** Answers the first question of a lesson that is open to everyone. */
export async function work(page: Page, lesson?: string): Promise<void> {
	await begin(page, lesson);
	await answerFirstItem(page);
}

/** axe at the widths of a phone and a desk, light and dark. */
export async function isAccessible(page: Page, screen: string): Promise<void> {
	for (const width of [360, 1440]) {
		await page.setViewportSize({ width, height: 800 });
		await findsNothing(page, `${screen} at ${width}`);
		expect.soft(await overflowOf(page), `${screen} at ${width}: wider than the screen`).toBe(0);
		const folder = process.env.SCREENS;
		for (const colorScheme of folder ? (['light', 'dark'] as const) : []) {
			await page.emulateMedia({ colorScheme });
			const path = `${folder}/${screen.replaceAll(' ', '-')}-${width}-${colorScheme}.png`;
			await page.screenshot({ path, fullPage: true });
		}
	}
	await page.setViewportSize({ width: 360, height: 740 });
}
