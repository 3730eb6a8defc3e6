import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { afterAll, beforeAll, test, vi } from 'vitest';
import { makeCaches } from '../../src/lib/record/caches.sample';
import { happen, schedules, tell, type Act } from './schedule/acts';
import { rare } from './schedule/rare';
import { makeTemplate } from './schedule/server';
import { World } from './schedule/world';

/** `npm run schedules` tries more, by dice of its own, and prints them: with them a failure comes again. */
const isNightly = process.env.npm_lifecycle_event === 'schedules';
const count = Number(process.env.SCHEDULES ?? (isNightly ? 10_000 : 300));
const seed = Number(process.env.SCHEDULE_SEED ?? (isNightly ? Date.now() % 1_000_000_000 : 5));

let template: Awaited<ReturnType<typeof makeTemplate>>;
beforeAll(async () => {
	vi.stubGlobal('caches', makeCaches());
	template = await makeTemplate();
});
afterAll(() => template.remove());

/** Lets a schedule happen in a world of its own; a failure tells its story. */
async function hold(acts: readonly Act[]): Promise<void> {
	const world = await World.begin(template);
	try {
		await happen(world, acts);
		await world.end();
	} catch (error) {
		const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
		throw new Error(`${tell(world, acts)}\n\n${why}`, { cause: error });
	} finally {
		await world.stop();
	}
	if (++held % 1_000 === 0) console.log(`${held} schedules held`);
}

let held = 0;

test(`in ${count} schedules of faults nothing that was kept is lost, and everything is everywhere once`, async () => {
	console.log(`SCHEDULES=${count} SCHEDULE_SEED=${seed}`);
	await fc.assert(fc.asyncProperty(schedules, hold), {
		examples: rare.map((acts): [Act[]] => [acts]),
		numRuns: count,
		seed,
		endOnFailure: false
	});
}, 0);
