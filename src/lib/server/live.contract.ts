/** What live.ts promises, on either engine. */
import { describe, expect, test } from 'vitest';
import type { Database } from './database';
import type { Ground } from './storage.contract';

/** Listens to a cohort, and counts. */
function listen({ live }: Database, cohort: string) {
	const heard = { times: 0, stop: () => {} };
	heard.stop = live.follow(cohort, () => (heard.times += 1));
	return heard;
}

/** Time for what must not come to come. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 600));

/** Runs the suite against one engine; `makeGround` gives a new, empty place. */
export function describeLive(name: string, makeGround: () => Promise<Ground>): void {
	describe(`live, ${name}`, () => {
		test('whoever follows a cohort hears of it, on whatever opening of the database; others do not', async () => {
			const ground = await makeGround();
			const [one, other] = [await ground.open(), await ground.open()];
			const here = listen(one, 'spring');
			const there = listen(other, 'spring');
			const elsewhere = listen(other, 'autumn');
			// Until both listen; a start may be told by itself.
			await expect
				.poll(() => {
					one.live.announce('spring');
					return here.times > 0 && there.times > 0;
				})
				.toBe(true);
			await aWhile();
			const before = [here.times, there.times, elsewhere.times];
			for (let at = 0; at < 50; at++) other.live.announce('spring');
			await expect.poll(() => [here.times, there.times]).toEqual([before[0] + 1, before[1] + 1]);
			await aWhile();
			expect(
				[here.times, there.times, elsewhere.times],
				'fifty at once are heard as one, and by nobody else'
			).toEqual([before[0] + 1, before[1] + 1, before[2]]);
			here.stop();
			one.live.announce('spring');
			await expect.poll(() => there.times).toBe(before[1] + 2);
			expect(here.times).toBe(before[0] + 1);
			await Promise.all([one.close(), other.close()]);
			await ground.remove();
		});

		test('a database that was closed says nothing more', async () => {
			const ground = await makeGround();
			const database = await ground.open();
			database.live.announce('spring');
			await database.close();
			await ground.remove();
		});
	});
}
