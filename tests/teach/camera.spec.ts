import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test } from '@playwright/test';
import encodeQR from 'qr';
import { launchOptions } from '../../playwright.config';
import { makeCapsule } from '../../src/lib/sync/capsule';
import { makeFrames } from '../../src/lib/sync/frames';
import { makeKey, seal } from '../../src/lib/sync/seal';
import { readCourse, say } from '../e2e/course';
import { answering } from './cohort';

const size = { width: 640, height: 480 };

/** A film of codes, one after the other, as Chromium's camera of the tests plays it again and again. */
function filmOf(texts: readonly string[]): Buffer {
	const picture = size.width * size.height;
	const parts = [Buffer.from(`YUV4MPEG2 W${size.width} H${size.height} F10:1 Ip A1:1 C420jpeg\n`)];
	for (const text of texts) {
		const code = encodeQR(text, 'raw', { border: 4 });
		const module = Math.floor(size.height / code.length);
		const [left, top] = [size.width, size.height].map((side) =>
			Math.floor((side - module * code.length) / 2)
		);
		const light = Buffer.alloc(picture, 235);
		code.forEach((row, y) =>
			row.forEach((isDark, x) => {
				if (!isDark) return;
				for (let line = 0; line < module; line++) {
					const from = (top + y * module + line) * size.width + left + x * module;
					light.fill(16, from, from + module);
				}
			})
		);
		const frame = [Buffer.from('FRAME\n'), light, Buffer.alloc(picture / 2, 128)];
		// Long enough on the screen for a camera that is slow.
		for (let at = 0; at < 4; at++) parts.push(...frame);
	}
	return Buffer.concat(parts);
}

test('The camera reads a capsule from the codes of another screen, and says how far it is', async ({
	baseURL
}) => {
	test.setTimeout(120_000);
	const { index } = await readCourse();
	const capsule = makeCapsule({
		course: index.id,
		from: { kind: 'guest', profile: 'Mia', name: 'Mia' },
		language: 'en',
		joinedAt: null,
		// Noise does not pack, so that it takes several codes.
		entries: await seal(
			(await answering('Mia', { right: true, whole: true })).map((entry) => ({
				...entry,
				attempt: entry.attempt && crypto.randomUUID()
			})),
			// Nothing in it is a choice, so no model is asked for.
			() => null,
			makeKey()
		),
		now: () => new Date()
	});
	const made = makeFrames(capsule);
	if (!made.ok) throw new Error(made.code);
	expect(made.frames.length).toBeGreaterThan(1);
	const folder = mkdtempSync(join(tmpdir(), 'breakout-camera-'));
	const film = join(folder, 'codes.y4m');
	writeFileSync(film, filmOf(made.frames));
	const browser = await chromium.launch({
		...launchOptions,
		args: [
			...launchOptions.args,
			'--use-fake-ui-for-media-stream',
			'--use-fake-device-for-media-stream',
			`--use-file-for-fake-video-capture=${film}`
		]
	});
	const page = await browser.newPage({ baseURL });
	await page.goto('/teach/capsules');
	await page.getByRole('button', { name: say('teach_capsules_camera') }).click();
	await expect(page.getByText(/From Mia, new entries/)).toBeVisible({ timeout: 60_000 });
	await expect(page.getByRole('row', { name: /Mia/ })).toBeVisible();
	await expect(page.locator('video')).toHaveCount(0);
	await browser.close();
	rmSync(folder, { recursive: true });
});
