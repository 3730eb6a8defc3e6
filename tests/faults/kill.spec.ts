import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openActivity, quiz, scenario, type Activity } from './activity';
import { MortalBrowser } from './browser';
import { Chance } from './chance';

const activities = [
	scenario('/lesson/safeguards/seven-days'),
	scenario('/lesson/safeguards/mixed-request'),
	quiz('/lesson/safeguards/checks')
];

/** Four trainees, each with a device of their own, each killed this often: a hundred times in all. */
const kills = 25;
const seeds =
	process.env.KILL_SEEDS?.split(',').map(Number) ??
	[11, 12, 13, 14].map((n) => n + (Date.now() % 100_000));

for (const [place, seed] of seeds.entries())
	test(`Killing the browser right after an answer loses nothing, device ${place + 1}`, async ({
		baseURL
	}) => {
		test.setTimeout(300_000);
		console.log(`device ${place + 1}: KILL_SEEDS=${seed}`);
		const chance = new Chance(seed);
		const folder = mkdtempSync(join(tmpdir(), 'breakout-kill-'));
		const seen = new Map<string, string>();
		let acts = 0;
		let last: Activity[] = [];
		try {
			for (let kill = 0; kill <= kills; kill++) {
				const browser = await MortalBrowser.open(folder, baseURL ?? '');
				const page = browser.context.pages()[0] ?? (await browser.context.newPage());
				// What was just done is looked at each time, everything at the end.
				for (const activity of kill === kills ? activities : last) {
					const before = seen.get(activity.path);
					if (!before) continue;
					await openActivity(page, activity);
					await expect
						.poll(() => activity.read(page), `seed ${seed}, after kill ${kill}: ${activity.path}`)
						.toBe(before);
				}
				if (kill === kills) {
					await browser.context.close();
					break;
				}
				const activity = chance.of(activities);
				last = [activity];
				await openActivity(page, activity);
				for (let left = 1 + chance.below(3); left > 0; left--) {
					seen.set(activity.path, await activity.act(page, chance));
					acts++;
				}
				await browser.kill();
			}
			console.log(`device ${place + 1}: ${acts} acts, ${kills} kills`);
			expect(acts).toBeGreaterThan(kills);
		} finally {
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		}
	});
