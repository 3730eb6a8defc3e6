import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../course/compile';
import type { LessonModel, OptionModel, ScenarioModel, SceneModel } from '../course/model';
import { readLessonFiles } from '../course/read-files';
import { decisionQuality, judgePath, keyedStages, stageMarks } from './quality';
import { replay } from './replay';
import { chance, choice, Device, ending, scenarioOf, scene } from './sample';
import { choose, offered, sceneOf, scenarioMachine, startScenario, type Move } from './scenario';

/** The story after the given choices, and how it was decided. */
function decide(model: ScenarioModel, choices: string, dials: Record<string, string> = {}) {
	const machine = scenarioMachine(model);
	let snapshot = startScenario(machine, dials);
	for (const id of choices.split(' ')) {
		const next = choose(machine, snapshot, id);
		if (!next) throw new Error(`${id} is not on offer in ${String(snapshot.value)}.`);
		snapshot = next;
	}
	const judged = judgePath(model, dials, snapshot.context.path);
	return {
		ended: snapshot.status === 'done',
		judged,
		marks: stageMarks(model, judged),
		quality: decisionQuality(model, judged)
	};
}

/** A scene with a choice of every quality, each named after it: `a-sound`, `a-weak` … */
const four = (id: string, stage: string, to: string, ...more: SceneModel['options']): SceneModel =>
	scene(
		id,
		stage,
		...['sound', 'defensible', 'weak', 'unsound'].map((quality) =>
			choice(`${id}-${quality}`, to, quality)
		),
		...more
	);
const ends = [ending('well', 'sound'), ending('badly', 'poor')];

describe('the decisions of a story', () => {
	const three = scenarioOf([
		four('a', 'first', 'b', choice('a-skip', 'c', 'weak'), choice('a-flee', 'badly', 'unsound')),
		four('b', 'second', 'c', choice('b-flee', 'badly', 'weak')),
		four('c', 'third', 'well'),
		...ends
	]);

	test.each([
		['a-sound b-sound c-sound', { first: 100, second: 100, third: 100 }, 100],
		['a-defensible b-weak c-unsound', { first: 75, second: 35, third: 0 }, 110 / 3],
		['a-unsound b-unsound c-unsound', { first: 0, second: 0, third: 0 }, 0]
	])('are the mean of their stages: %s', (choices, marks, quality) => {
		const decided = decide(three, choices);
		expect(decided).toMatchObject({ ended: true, marks });
		expect(decided.quality).toBeCloseTo(quality, 10);
	});

	test('give a stage that was skipped the mark of the decision that skipped it', () => {
		expect(decide(three, 'a-skip c-sound').marks).toEqual({ first: 35, second: 35, third: 100 });
	});

	test('give the stages that were cut off the mark of the decision that cut them off', () => {
		expect(decide(three, 'a-flee').marks).toEqual({ first: 0, second: 0, third: 0 });
		expect(decide(three, 'a-sound b-flee').marks).toEqual({ first: 100, second: 35, third: 35 });
	});

	test('are each told with what else was on offer, and how it stood', () => {
		expect(decide(three, 'a-sound b-weak c-sound').judged[1]).toEqual({
			scene: 'b',
			option: 'b-weak',
			stage: 'second',
			quality: 'weak',
			mark: 35,
			beside: [
				{ option: 'b-sound', quality: 'sound' },
				{ option: 'b-defensible', quality: 'defensible' },
				{ option: 'b-weak', quality: 'weak' },
				{ option: 'b-unsound', quality: 'unsound' },
				{ option: 'b-flee', quality: 'weak' }
			]
		});
	});

	test.each([
		['is not on offer', { scene: 'b', option: 'removed' }],
		['was made in another scene', { scene: 'c', option: 'b-sound' }],
		['belongs to another scene', { scene: 'b', option: 'c-sound' }]
	])('are judged up to one that %s', (_why, move) => {
		const path = [{ scene: 'a', option: 'a-sound' }, move, { scene: 'b', option: 'b-weak' }];
		expect(judgePath(three, {}, path).map(({ option }) => option)).toEqual(['a-sound']);
	});
});

describe('the mark of a decision', () => {
	test('is scaled so that the best on offer is 100', () => {
		const model = scenarioOf([
			scene('a', 'first', choice('fair', 'b', 'defensible'), choice('poor', 'b', 'weak')),
			scene('b', 'second', choice('worse', 'well', 'unsound'), choice('least', 'well', 'weak')),
			...ends
		]);
		expect(decide(model, 'fair least').marks).toEqual({ first: 100, second: 100 });
		expect(decide(model, 'poor worse').marks).toEqual({ first: (35 / 75) * 100, second: 0 });
	});

	test('is 100 where nothing better than unsound is on offer', () => {
		const model = scenarioOf([
			scene('a', 'first', choice('bad', 'badly', 'unsound'), choice('as-bad', 'well', 'unsound')),
			...ends
		]);
		expect(decide(model, 'bad').marks).toEqual({ first: 100 });
	});

	const flipping = scenarioOf(
		[
			scene(
				'a',
				'first',
				choice('gain', 'b', 'sound', { effects: 'trust+1' }),
				choice('keep', 'b', 'weak')
			),
			scene(
				'b',
				'second',
				choice('name', 'well', 'sound when record=exemplary, defensible'),
				choice('press', 'well', 'sound', { when: 'trust>3' }),
				choice('wait', 'well', 'sound when trust<=3 and record=misused, weak')
			),
			...ends
		],
		{
			tracks: { trust: { from: 3, min: 0, max: 5, better: 'up' } },
			dials: { record: { from: 'misused', values: ['misused', 'exemplary'] } }
		}
	);

	test.each([
		['gain name', 'misused', 75],
		['gain press', 'misused', 100],
		['gain wait', 'misused', 35],
		['keep name', 'misused', 75],
		['keep wait', 'misused', 100],
		['keep name', 'exemplary', 100],
		['keep wait', 'exemplary', 35]
	])(
		'looks at what was on offer then and there: %s with a record %s is %d',
		(choices, record, mark) => {
			expect(decide(flipping, choices, { record }).marks.second).toBeCloseTo(mark, 10);
		}
	);

	test('is measured by the best on offer, not by the best there is', () => {
		const model = scenarioOf([
			scene(
				'a',
				'first',
				choice('best', 'well', 'sound', { when: 'chose=never' }),
				choice('good', 'well', 'defensible'),
				choice('never', 'badly', 'unsound')
			),
			...ends
		]);
		expect(decide(model, 'good').marks.first).toBe(100);
	});
});

describe('a stage', () => {
	test('keeps the mark of its first decision when a recovery scene repairs it', () => {
		const model = scenarioOf([
			four('a', 'first', 'b', choice('a-slip', 'repair', 'unsound')),
			four('repair', 'first', 'b'),
			four('b', 'second', 'well'),
			...ends
		]);
		expect(decide(model, 'a-slip repair-sound b-sound').marks).toEqual({ first: 0, second: 100 });
	});

	test('that a recovery scene skips goes with the decision of the recovery', () => {
		const model = scenarioOf([
			four('a', 'first', 'b', choice('a-slip', 'repair', 'unsound')),
			four('repair', 'first', 'c'),
			four('b', 'second', 'c'),
			four('c', 'third', 'well'),
			...ends
		]);
		expect(decide(model, 'a-slip repair-defensible c-sound').marks).toEqual({
			first: 0,
			second: 75,
			third: 100
		});
	});

	test('keeps the mark of its first decision when its scene is met again', () => {
		const model = scenarioOf([four('a', 'first', 'well', choice('again', 'a', 'weak')), ...ends]);
		expect(decide(model, 'again again a-sound').marks).toEqual({ first: 35 });
	});

	/** From every scene one may go to every other. */
	const jumping = scenarioOf(
		['a', 'b', 'c', 'd']
			.map((id) =>
				scene(
					id,
					id,
					...['a', 'b', 'c', 'd', 'well'].flatMap((to) => [
						choice(`${id}-${to}`, to, 'sound'),
						choice(`${id}!${to}`, to, 'weak')
					])
				)
			)
			.concat(ends)
	);

	test.each([
		[
			'jumped over and met later keeps its own mark',
			'a!c c-b b-well',
			{ a: 35, b: 100, c: 100, d: 100 }
		],
		[
			'jumped over after going back goes with that jump',
			'a-c c-a a!d d-well',
			{ a: 100, b: 100, c: 100, d: 100 }
		],
		[
			'jumped over keeps that mark through a jump back behind it',
			'a!d d-b b-d d-well',
			{ a: 35, b: 100, c: 35, d: 100 }
		],
		[
			'cut off after going back goes with the last decision',
			'a-c c-b b!well',
			{ a: 100, b: 35, c: 100, d: 35 }
		],
		[
			'left by the jump on, not by the jump back before it',
			'a-b b-a a!d d-well',
			{ a: 100, b: 100, c: 35, d: 100 }
		]
	])('that is %s', (_what, choices, marks) => {
		const decided = decide(jumping, choices);
		expect(decided.ended).toBe(true);
		expect(decided.marks).toEqual(marks);
	});

	test('that lies before everything met goes with the decision that ended the story', () => {
		const late = { ...jumping, start: 'b' };
		expect(decide(late, 'b-c c!well').marks).toEqual({ a: 35, b: 100, c: 35, d: 35 });
	});
});

describe('an open stage', () => {
	const open = (id: string, stage: string, ...targets: string[]) =>
		scene(id, stage, ...targets.map((to) => choice(`${id}-${to}`, to, 'open')));

	test('never counts', () => {
		const model = scenarioOf([
			four('a', 'first', 'o'),
			open('o', 'view', 'b', 'well'),
			four('b', 'second', 'well'),
			...ends
		]);
		expect(keyedStages(model)).toEqual(['first', 'second']);
		expect(decide(model, 'a-weak o-b b-sound')).toMatchObject({
			marks: { first: 35, second: 100 },
			quality: 67.5
		});
		expect(decide(model, 'a-weak o-b b-sound').judged[1]).toMatchObject({
			quality: 'open',
			mark: null
		});
	});

	test('leaves what it skips to the keyed decision before it', () => {
		const model = scenarioOf([
			four('a', 'first', 'o'),
			open('o', 'view', 'c'),
			four('b', 'second', 'c'),
			four('c', 'third', 'well'),
			...ends
		]);
		expect(decide(model, 'a-defensible o-c c-unsound').marks).toEqual({
			first: 75,
			second: 75,
			third: 0
		});
	});

	test('leaves what it skips to the first keyed decision when there is none before it', () => {
		const model = scenarioOf([
			open('o', 'view', 'b'),
			four('a', 'first', 'b'),
			four('b', 'second', 'c'),
			four('c', 'third', 'well'),
			...ends
		]);
		expect(decide(model, 'o-b b-weak c-sound').marks).toEqual({
			first: 35,
			second: 35,
			third: 100
		});
	});

	test('alone gives no quality at all, which is not a quality of 0', () => {
		const all = scenarioOf([open('o', 'view', 'well', 'badly'), ...ends]);
		expect(keyedStages(all)).toEqual([]);
		expect(decide(all, 'o-well')).toMatchObject({ ended: true, marks: {}, quality: null });

		const early = scenarioOf([open('o', 'view', 'well', 'a'), four('a', 'first', 'well'), ...ends]);
		expect(decide(early, 'o-well')).toMatchObject({ ended: true, marks: {}, quality: null });
		expect(decide(early, 'o-a a-unsound')).toMatchObject({ marks: { first: 0 }, quality: 0 });
	});
});

describe('chance', () => {
	const drawn = (stage: string) =>
		scenarioOf(
			[
				four('a', 'first', 'draw'),
				chance('draw', stage, choice('luck', 'c'), choice('bad-luck', 'b'), choice('end', 'badly')),
				four('b', 'second', 'c'),
				four('c', 'third', 'well'),
				...ends
			],
			{ stages: ['first', 'second', 'third'] }
		);

	test('never counts, whatever it draws', () => {
		expect(decide(drawn('first'), 'a-weak bad-luck b-sound c-sound')).toMatchObject({
			marks: { first: 35, second: 100, third: 100 }
		});
		const [, draw] = decide(drawn('first'), 'a-weak luck').judged;
		expect(draw).toEqual({
			scene: 'draw',
			option: 'luck',
			stage: 'first',
			mark: null,
			beside: [{ option: 'luck' }, { option: 'bad-luck' }, { option: 'end' }]
		});
	});

	test('leaves its own stage, when it goes back from there, to the decision that ends the story', () => {
		const model = scenarioOf(
			[
				four('a', 'first', 'draw'),
				four('b', 'second', 'well'),
				chance('draw', 'third', choice('bad-luck', 'b')),
				four('c', 'third', 'well'),
				...ends
			],
			{ stages: ['first', 'second', 'third'] }
		);
		expect(decide(model, 'a-sound bad-luck b-weak').marks).toEqual({
			first: 100,
			second: 35,
			third: 35
		});
	});

	test.each(['first', 'second', ''])(
		'leaves what it skips and cuts off to the decision before it, in the stage "%s"',
		(stage) => {
			expect(decide(drawn(stage), 'a-weak luck c-sound').marks).toEqual({
				first: 35,
				second: 35,
				third: 100
			});
			expect(decide(drawn(stage), 'a-defensible end').marks).toEqual({
				first: 75,
				second: 75,
				third: 75
			});
		}
	);
});

// ---------------------------------------------------------------- every scenario there is

const { courses } = await compile(readLessonFiles(process.cwd()));
const scenarios = Object.values(courses.en.models).flatMap(({ activities }) =>
	activities.flatMap((activity) => (activity.kind === 'scenario' ? [activity] : []))
);

interface Walk {
	dials: Record<string, string>;
	path: Move[];
}

/** Walks to an ending, taking at each scene the choice that `pick` points at. */
function walkBy(
	model: ScenarioModel,
	dials: Record<string, string>,
	pick: (options: OptionModel[], scene: SceneModel, path: Move[]) => number
): Walk {
	const machine = scenarioMachine(model);
	let snapshot = startScenario(machine, dials);
	while (snapshot.status !== 'done') {
		const scene = sceneOf(model, snapshot);
		const options = offered(scene, snapshot.context);
		const option = options[pick(options, scene, snapshot.context.path)].id;
		const next = choose(machine, snapshot, option);
		if (!next) throw new Error(`${option} is on offer in ${scene.id}, but was refused.`);
		snapshot = next;
	}
	return { dials, path: snapshot.context.path };
}

/** Walks at random. Should a story go round, chance will end it. */
function walksOf(model: ScenarioModel): fc.Arbitrary<Walk> {
	const dials = fc.record(
		Object.fromEntries(
			Object.entries(model.dials).map(([id, { values }]) => [id, fc.constantFrom(...values)])
		)
	);
	return fc
		.tuple(dials, fc.infiniteStream(fc.nat(1000)))
		.map(([set, chance]) => walkBy(model, set, ({ length }) => chance.next().value % length));
}

describe.each(scenarios)('every walk through $id', (model) => {
	const keyed = keyedStages(model);
	const walks = walksOf(model);
	const judgedOf = ({ dials, path }: Walk) => judgePath(model, dials, path);

	test('has each of its decisions judged between 0 and 100', () => {
		fc.assert(
			fc.property(walks, (walk) => {
				const judged = judgedOf(walk);
				expect(judged.map(({ scene, option }) => ({ scene, option }))).toEqual(walk.path);
				for (const { mark } of judged) {
					if (mark === null) continue;
					expect(mark).toBeGreaterThanOrEqual(0);
					expect(mark).toBeLessThanOrEqual(100);
				}
			})
		);
	});

	test('has a mark for every keyed stage and for no other, so that all walks are measured alike', () => {
		fc.assert(
			fc.property(walks, (walk) => {
				expect(Object.keys(stageMarks(model, judgedOf(walk)))).toEqual(keyed);
			})
		);
	});

	test('has a quality between 0 and 100, or none when nothing is keyed', () => {
		fc.assert(
			fc.property(walks, (walk) => {
				const quality = decisionQuality(model, judgedOf(walk));
				expect(quality === null).toBe(keyed.length === 0);
				expect(quality ?? 0).toBeGreaterThanOrEqual(0);
				expect(quality ?? 0).toBeLessThanOrEqual(100);
			})
		);
	});

	test('has the quality 100 when the best on offer is taken every time, whatever is drawn', () => {
		fc.assert(
			fc.property(walks, fc.infiniteStream(fc.nat(1000)), ({ dials }, drawn) => {
				const best = walkBy(model, dials, (options, scene, path) => {
					if (scene.chance) return drawn.next().value % options.length;
					const marks = options.map(({ id }) => {
						const move = { scene: scene.id, option: id };
						return judgePath(model, dials, [...path, move]).at(-1)?.mark ?? 0;
					});
					return marks.indexOf(Math.max(...marks));
				});
				expect(decisionQuality(model, judgedOf(best))).toBe(keyed.length ? 100 : null);
			}),
			{ numRuns: 20 }
		);
	});

	test('never changes the first attempt when it is a replay, wherever the clock stands', () => {
		const lesson: LessonModel = {
			id: 'room',
			objectives: [],
			steps: [{ id: 'case', kind: 'scenario', activities: [model.id] }],
			activities: [model]
		};
		const plan = { id: 'course', lessons: ['room'], sessions: [], after: {} };
		const play = (device: Device, attempt: string, walk: Walk, practice: boolean) =>
			device
				.start(model.id, attempt, { dials: walk.dials, practice })
				.choose(model.id, attempt, ...walk.path.map(({ scene, option }) => `${scene}/${option}`))
				.entries;
		fc.assert(
			fc.property(walks, walks, fc.constantFrom(0, 30), (once, again, minute) => {
				const first = play(new Device('phone', 15), 'first', once, false);
				const practice = play(new Device('tablet', minute), 'practice', again, true);
				const alone = replay(plan, { room: lesson }, first).scenarios[model.id];
				const both = replay(plan, { room: lesson }, [...practice, ...first]).scenarios[model.id];
				expect(alone.first?.context.path).toEqual(once.path);
				expect(both.first).toEqual(alone.first);
				expect(both.quality).toBe(alone.quality);
				expect(both.attempts).toHaveLength(2);
			}),
			{ numRuns: 50 }
		);
	});
});
