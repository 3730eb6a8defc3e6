import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScenarioModel } from '../course/model';
import { readLessonFiles } from '../course/read-files';
import { Device, choice, ending, partingVote, scenarioOf, scene } from './sample';
import { offered, sceneOf, scenarioMachine, startScenario, choose } from './scenario';
import { courseOf } from '../reports/sample';
import { summarise, type ScenarioSummary } from '../reports/summary';

function runOf(model: ScenarioModel, moves: string[], dials: Record<string, string> = {}) {
	const { entries } = new Device('d1')
		.start(model.id, 'a', { dials })
		.choose(model.id, 'a', ...moves);
	return (summarise(model, entries, true) as ScenarioSummary).run;
}

const vote = scene(
	'vote',
	'one',
	choice('for', 'hall', 'open', { effects: 'trust+1' }),
	choice('against', 'hall', 'open')
);
const trust = { tracks: { trust: { from: 0, min: 0, max: 2, better: 'up' as const } } };

describe('a side', () => {
	test('that parts the story hides everything after it', () => {
		const model = partingVote();
		expect(runOf(model, ['vote/for', 'yes/go'])).toEqual({
			dials: {},
			path: [{ scene: 'vote', option: null, quality: 'open' }],
			scene: null,
			sealed: true,
			ended: true,
			outcome: null,
			quality: null
		});
		expect(runOf(model, ['vote/against'])).toEqual(expect.objectContaining({ scene: null }));
	});

	test('is hidden from a choice that only one side leaves open', () => {
		const model = scenarioOf([
			scene('vote', 'one', choice('for', 'hall', 'open'), choice('against', 'hall', 'open')),
			scene(
				'hall',
				'two',
				choice('cheer', 'good', 'sound', { when: 'chose=for' }),
				choice('sit', 'good', 'weak')
			),
			ending('good', 'sound')
		]);
		expect(runOf(model, ['vote/for', 'hall/cheer'])).toMatchObject({
			path: [{ scene: 'vote', option: null }],
			scene: 'hall',
			sealed: true,
			outcome: null
		});
		// What both sides leave open is not told either, or the silence about the other choice would speak.
		expect(runOf(model, ['vote/for', 'hall/sit'])).toEqual(
			runOf(model, ['vote/against', 'hall/sit'])
		);
		expect(runOf(model, ['vote/for', 'hall/sit'])).toMatchObject({ scene: 'hall', sealed: true });
	});

	test.each([
		['one choice more', choice('cheer', 'good', 'sound', { when: 'chose=for' })],
		['a side to take', choice('speak', 'good', 'open', { when: 'chose=for' })]
	])('is hidden where it leaves %s beside what every side leaves', (_what, more) => {
		const model = scenarioOf(
			[vote, scene('hall', 'two', choice('sit', 'good', 'weak'), more), ending('good', 'sound')],
			trust
		);
		for (const moves of [
			['vote/for', `hall/${more.id}`],
			['vote/for', 'hall/sit'],
			['vote/against', 'hall/sit']
		])
			expect(runOf(model, moves)).toMatchObject({
				path: [{ scene: 'vote', option: null }],
				scene: 'hall',
				sealed: true
			});
	});

	test('is hidden where each side leaves a choice of its own, worth as much as the other', () => {
		const model = scenarioOf(
			[
				vote,
				scene(
					'hall',
					'two',
					choice('cheer', 'good', 'sound', { when: 'chose=for' }),
					choice('hiss', 'good', 'sound', { when: 'chose=against' }),
					choice('sit', 'good', 'weak')
				),
				ending('good', 'sound')
			],
			trust
		);
		const cheered = runOf(model, ['vote/for', 'hall/cheer']);
		expect(cheered).toMatchObject({ path: [{ option: null }], scene: 'hall', sealed: true });
		expect(cheered).toEqual(runOf(model, ['vote/against', 'hall/hiss']));
	});

	test('is not told either where it is taken beside a choice that has a key', () => {
		const model = scenarioOf([
			scene('door', 'one', choice('knock', 'vote', 'sound')),
			scene('vote', 'one', choice('for', 'good', 'open'), choice('leave', 'good', 'weak')),
			ending('good', 'sound')
		]);
		const told = runOf(model, ['door/knock', 'vote/leave']);
		expect(told).toEqual(runOf(model, ['door/knock', 'vote/for']));
		expect(told).toMatchObject({
			path: [
				{ scene: 'door', option: 'knock', quality: 'sound' },
				{ scene: 'vote', option: null, quality: 'open' }
			],
			scene: 'good',
			sealed: false
		});
	});

	test('is hidden from a quality that it changes', () => {
		const model = scenarioOf(
			[
				vote,
				scene('hall', 'two', choice('ask', 'good', 'sound when trust>=1, weak')),
				ending('good', 'sound')
			],
			trust
		);
		expect(runOf(model, ['vote/for', 'hall/ask'])).toMatchObject({ scene: 'hall', sealed: true });
	});

	test('is hidden from a place that it leads to later', () => {
		const model = scenarioOf(
			[
				vote,
				scene('hall', 'two', choice('wait', 'good when trust>=1, bad', 'defensible')),
				ending('good', 'sound'),
				ending('bad', 'poor')
			],
			trust
		);
		const waited = runOf(model, ['vote/against', 'hall/wait']);
		expect(waited).toMatchObject({ scene: null, sealed: true, outcome: null });
		expect(waited?.path).toHaveLength(2);
		expect(waited).toEqual(runOf(model, ['vote/for', 'hall/wait']));
	});

	test('does not multiply the work when a story goes round and round', () => {
		const model = scenarioOf([
			scene('vote', 'one', choice('for', 'vote', 'open'), choice('again', 'vote', 'open')),
			ending('good', 'sound')
		]);
		const moves = Array.from({ length: 300 }, (_, at) => (at % 2 ? 'vote/for' : 'vote/again'));
		expect(runOf(model, moves)?.path).toHaveLength(300);
	});
});

describe('in the real course', async () => {
	const { activities } = await courseOf(readLessonFiles(process.cwd()));
	const scenarios = activities.filter((one) => one.kind === 'scenario');

	let sides = 0;

	test('whoever took another side, and did the same for the rest, is told the same', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...scenarios),
				fc.array(fc.nat(11), { minLength: 12, maxLength: 12 }),
				(model, dice) => {
					const moves = walk(model, dice);
					const run = runOf(model, moves);
					const told = moves.slice(0, run?.path.length);
					for (const other of otherSides(model, told))
						expect(toldOf(model, other)).toEqual(toldOf(model, told));
					sides += told.filter((_, at) => run?.path[at].option === null).length;
				}
			),
			{ numRuns: 400 }
		);
		expect(sides).toBeGreaterThan(100);
	});
});

/** What is told of a run, apart from whether it has ended. */
function toldOf(model: ScenarioModel, moves: string[]) {
	return { ...runOf(model, moves), ended: null };
}

/** A way through a story, by dice. */
function walk(model: ScenarioModel, dice: number[]): string[] {
	let snapshot = startScenario(scenarioMachine(model));
	const moves: string[] = [];
	for (const number of dice) {
		const on = offered(sceneOf(model, snapshot), snapshot.context);
		if (!on.length) break;
		const { id } = on[number % on.length];
		moves.push(`${String(snapshot.value)}/${id}`);
		snapshot = choose(scenarioMachine(model), snapshot, id) ?? snapshot;
	}
	return moves;
}

/** The same way with each other side that was on offer at one of its open decisions. */
function otherSides(model: ScenarioModel, moves: string[]): string[][] {
	let snapshot = startScenario(scenarioMachine(model));
	return moves.flatMap((move, at) => {
		const [id, option] = move.split('/');
		const on = offered(sceneOf(model, snapshot), snapshot.context);
		snapshot = choose(scenarioMachine(model), snapshot, option) ?? snapshot;
		return on
			.filter(({ quality }) => quality?.some(({ value }) => value === 'open'))
			.map((other) => moves.with(at, `${id}/${other.id}`));
	});
}
