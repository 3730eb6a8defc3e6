import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { addressOf, itemsOf, readCourse, say, type PlacedItem } from '../e2e/course';
import { exported, untilCopied } from '../e2e/record';
import { answer, answerTo, open, toAgenda } from '../e2e/screens';
import { MortalBrowser } from './browser';

/** A disk of its own for the profile of a browser, small enough to be filled; null where it may not be made. */
function mountDisk(): string | null {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-disk-'));
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', folder], { stdio: 'ignore' });
		return folder;
	} catch {
		rmSync(folder, { recursive: true });
		return null;
	}
}

/** Writes a file until not a byte more fits beside it. */
function fill(path: string): void {
	const file = openSync(path, 'w');
	try {
		for (const size of [1 << 20, 1 << 12, 1])
			try {
				for (;;) writeSync(file, Buffer.alloc(size));
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
			}
	} finally {
		closeSync(file);
	}
}

/** A trainee at a browser whose whole profile lies on a disk that can be filled. */
async function onSmallDisk(
	disk: string,
	baseURL: string,
	work: (trainee: {
		/** Answers the next question; gives the id of its item. */
		answerNext: () => Promise<string>;
		/** The word that nothing is being kept. */
		warning: () => Locator;
		/** Ends the browser and begins it anew, on the page that exports. */
		restart: () => Promise<void>;
		/** Ids of the items that the record says were answered. */
		answered: () => Promise<string[]>;
		/** The second copy has so many answers. */
		untilKeptTwice: (answers: number) => Promise<void>;
	}) => Promise<void>
): Promise<void> {
	const begin = async () => {
		const browser = await MortalBrowser.open(join(disk, 'profile'), baseURL);
		return browser.context.pages()[0] ?? (await browser.context.newPage());
	};
	let page = await begin();
	const places = itemsOf(await readCourse()).filter(({ item }) => item.kind === 'choice');
	try {
		await open(page, addressOf(places[0]));
		await work({
			warning: () => page.getByRole('alert').filter({ hasText: say('notice_not_saved') }),
			async answerNext() {
				const place = places.shift();
				if (!place) throw new Error('There is no question left.');
				if (!page.url().endsWith(addressOf(place))) await goTo(page, place);
				await answer(page, place.item, place.text, answerTo(place.item, 'right'));
				return place.item.id;
			},
			async restart() {
				await page.context().close();
				page = await begin();
				await open(page, '/settings');
			},
			untilKeptTwice: (answers) => untilCopied(page, answers),
			answered: async () =>
				(await exported(page)).entries.flatMap(({ type, data }) =>
					type === 'item.answered' ? String(data.item) : []
				)
		});
	} finally {
		await page.context().close();
		execFileSync('umount', [disk]);
		rmSync(disk, { recursive: true });
	}
}

/** Goes to a step by the links of the course, without loading the page anew. */
async function goTo(page: Page, { lesson, step }: PlacedItem): Promise<void> {
	await toAgenda(page);
	await page.getByRole('link', { name: lesson.title, exact: true }).click();
	const { title } = lesson.steps.find(({ id }) => id === step) ?? { title: '' };
	await page.getByRole('listitem').getByRole('link', { name: title, exact: true }).click();
}

for (const isFreed of [true, false])
	test(`On a disk that was really full nothing is lost at the next start${isFreed ? '' : ', though it was full until then, but what was said not to be kept'}`, async ({
		baseURL
	}) => {
		test.setTimeout(240_000);
		const disk = mountDisk();
		test.skip(disk === null, 'Only root may make a disk, and not in every container.');
		if (disk === null) return;
		const filler = join(disk, 'filler');
		await onSmallDisk(
			disk,
			baseURL ?? '',
			async ({ answerNext, warning, restart, answered, untilKeptTwice }) => {
				const kept = [await answerNext(), await answerNext()];
				await untilKeptTwice(kept.length);
				fill(filler);
				// What is begun of a block of the disk still has room.
				for (;;) {
					const item = await answerNext();
					if (isFreed || !(await warning().isVisible())) kept.push(item);
					if (await warning().isVisible()) break;
				}
				if (!isFreed) {
					await restart();
					expect(await answered()).toEqual(kept);
					// Not kept yet; it is once there is space.
					kept.push(await answerNext());
				}
				rmSync(filler);
				kept.push(await answerNext());
				await expect(warning()).toHaveCount(0);
				await restart();
				expect(await answered()).toEqual(kept);
			}
		);
	});
