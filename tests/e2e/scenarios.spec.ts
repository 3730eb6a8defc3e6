import { expect, test } from '@playwright/test';
import { readCourse, scenarioOf, type PlacedScenario, type Way } from './course';
import { coveringWays } from './covering';
import { complaintsOf, Desk, open } from './screens';

/** Every scenario is played on the screen, on ways taken from its graph: together they take every choice and meet every ending. */

const { models, texts } = await readCourse();
const placed = Object.values(models).flatMap((lesson) =>
	lesson.activities.flatMap(({ id }) => scenarioOf(lesson, texts[lesson.id], id) ?? [])
);

/** Ways that begin with the same facts, which one trainee can play one after another. */
function byDials(ways: Way[]): Way[][] {
	const groups = new Map<string, Way[]>();
	for (const way of ways) {
		const facts = JSON.stringify(way.dials);
		groups.set(facts, [...(groups.get(facts) ?? []), way]);
	}
	return [...groups.values()];
}

const drawnIn = ({ model }: PlacedScenario): Set<string> =>
	new Set(
		model.scenes
			.filter(({ chance }) => chance)
			.flatMap(({ options }) => options.map(({ id }) => id))
	);

for (const scenario of placed) {
	const { lesson, step, model, text } = scenario;
	test(`“${text.title}” shows every choice and every ending`, async ({ browser, baseURL }) => {
		test.setTimeout(300_000);
		const met = new Set<string>();
		const drawn = drawnIn(scenario);
		for (const [first, ...others] of byDials(coveringWays(model))) {
			const context = await browser.newContext({ baseURL, serviceWorkers: 'block' });
			const page = await context.newPage();
			const complaints = complaintsOf(page);
			await open(page, `/lesson/${lesson}/${step}`);
			const desk = new Desk(page, scenario);
			const isMet = (way: Way) =>
				met.has(way.ending) &&
				way.moves.every(({ option }) => met.has(option) || drawn.has(option));
			const play = async (way: Way) => {
				await desk.follow(way.moves);
				for (const { option } of desk.path) met.add(option);
				met.add(desk.scene);
				if (!way.moves.some(({ option }) => drawn.has(option)))
					expect(desk.scene, way.moves.map(({ option }) => option).join(' → ')).toBe(way.ending);
			};
			await desk.begin(first.dials);
			await play(first);
			for (const way of others) {
				await desk.again(way.dials);
				await play(way);
			}
			// What lies behind a draw may need several: each run draws anew.
			for (let tries = 0; tries < 20; tries++) {
				const way = [first, ...others].find((one) => !isMet(one));
				if (!way) break;
				await desk.again(way.dials);
				await play(way);
			}
			expect(complaints).toEqual([]);
			await context.close();
		}
		const wanted = model.scenes.flatMap((scene) =>
			scene.outcome ? [scene.id] : scene.chance ? [] : scene.options.map(({ id }) => id)
		);
		expect(wanted.filter((id) => !met.has(id))).toEqual([]);
	});
}
