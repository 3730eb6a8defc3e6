import { describe, expect, test } from 'vitest';
import type { ActivityModel } from '../course/model';
import type { Entry } from '../record/entry';
import { draft } from '../record/entry';
import {
	Device,
	chance,
	choice,
	ending,
	everyKind,
	itemOf,
	matches,
	options,
	ordersOf,
	quizOf,
	scenarioOf,
	scene
} from '../machines/sample';
import { onlyThese, sealings } from '../machines/sealed';
import { troublesOf } from './members';
import { summarise, versionOf, type QuizSummary, type ScenarioSummary } from './summary';
import { countOf, tallyOf } from './tally';

const lamp = itemOf(
	'choice',
	[
		{ id: 'described', right: true },
		{ id: 'brighter', reveals: 'any-light' }
	],
	{ id: 'lamp', certainty: true }
);
const order = itemOf('sequence', options('first second third'), { id: 'order' });
const pairs = itemOf('match', [], { id: 'pairs', ...matches('mlat:slow direct:quick') });
const stand = { ...everyKind.position, id: 'stand' };
const quiz = quizOf('checks', lamp, order, pairs, stand);

const view = (activity: string, item: string, attempt: string | null) =>
	draft('view.given', { activity, item }, attempt);
const hint = (activity: string, item: string, attempt: string) =>
	draft('hint.shown', { activity, item }, attempt);

const quizSummary = (entries: Entry[], verified = true) =>
	summarise(quiz, entries, verified) as QuizSummary;

describe('a quiz', () => {
	const done = new Device('d1')
		.start('checks', 'a', { version: 'v9' })
		.write(hint('checks', 'lamp', 'a'))
		.answer('checks', 'a', 'lamp', { options: ['brighter'] }, 3)
		.answer('checks', 'a', 'lamp', { options: ['described'] }, 2)
		.answer('checks', 'a', 'order', { options: ['second', 'third', 'first'] })
		.answer('checks', 'a', 'pairs', { pairs: { mlat: 'slow', direct: 'slow', bogus: 'x' } })
		.write(view('checks', 'stand', 'a')).entries;

	test('is finished by what it asks today, and marked by what it asked when it was begun', () => {
		const begun = done.filter(({ data }) => data.item !== 'order');
		const ofToday = (model: ActivityModel, entries = begun) => {
			const summary = summarise(quiz, begun, true, { model, entries }) as QuizSummary;
			return { finished: summary.finished, marked: summary.items.lamp.first?.right };
		};
		const today = (...items: (typeof lamp)[]) => ({
			...quizOf('checks', ...items),
			version: 'v10'
		});
		expect(ofToday(quiz)).toEqual({ finished: false, marked: false });
		// An item was taken away, was added, or what it asks was answered in a newer version’s attempt.
		expect(ofToday(today(lamp, pairs, stand))).toEqual({ finished: true, marked: false });
		expect(ofToday(today(lamp, order, pairs, stand)).finished).toBe(false);
		expect(ofToday(today(lamp, order, pairs, stand), done).finished).toBe(true);
		expect(ofToday(quiz, done).finished).toBe(true);
		// Nothing of another activity counts, nor is a quiz finished that is a scenario today.
		const other = new Device('d2').answer('other', 'b', 'order', { options: ['first'] }).entries;
		expect(ofToday(today(lamp, order, pairs, stand), [...begun, ...other]).finished).toBe(false);
		const story = { ...scenarioOf([ending('end', 'mixed')]), id: 'checks', version: 'v10' };
		expect(summarise(quiz, done, true, { model: story, entries: done })).toMatchObject({
			finished: false,
			items: { lamp: { tries: 2 } }
		});
	});

	test('tells of what came with an edit, too, by the only key it has', () => {
		const late = itemOf('choice', [{ id: 'yes' }, { id: 'no', right: true }], { id: 'late' });
		const asked = { ...everyKind.position, id: 'asked' };
		const changed = {
			...lamp,
			options: lamp.options.map((option) => ({ ...option, right: true as const }))
		};
		const model = { ...quizOf('checks', changed, late, stand, asked), version: 'v10' };
		const device = new Device('d1')
			.start('checks', 'a', { version: 'v9' })
			.answer('checks', 'a', 'lamp', { options: ['brighter'] }, 3)
			.answer('checks', 'a', 'late', { options: ['yes'] })
			.write(view('checks', 'asked', 'a'));
		const before = [...device.entries];
		const { entries } = device
			.start('checks', 'b', { version: 'v10' })
			.answer('checks', 'b', 'late', { options: ['no'] });
		const told = (own: Entry[], all: Entry[], verified = true) =>
			summarise(quiz, own, verified, { model, entries: all }) as QuizSummary;
		expect(told(before, before)).toMatchObject({
			finished: false,
			views: ['asked'],
			items: {
				lamp: { first: { right: false } },
				late: { tries: 1, first: { options: ['yes'], right: false }, lastRight: false }
			}
		});
		// Another attempt is of another version, and this item is the same in it.
		expect(told(before, entries).items.late).toMatchObject({ tries: 2, lastRight: true });
		expect(told(before, before, false).items.late).toMatchObject({ first: { right: null } });
		// What is not of the quiz today, and was not when it was begun, is nowhere.
		expect(Object.keys(quizSummary(before).items)).toEqual(['lamp']);
	});

	test('tells of an item that was first answered with what came with an edit by the key that it came with', () => {
		const brightest = { ...lamp, options: [...lamp.options, { id: 'brightest' }] };
		const today = { ...quizOf('checks', brightest, { ...stand, kind: 'choice' }), version: 'v10' };
		const device = new Device('d1')
			.start('checks', 'a', { version: 'v9' })
			.write(view('checks', 'stand', 'a'))
			.answer('checks', 'a', 'lamp', { options: ['brightest'] }, 3)
			.answer('checks', 'a', 'lamp', { options: ['described'] }, 3);
		const told = ({ entries }: Device) =>
			summarise(quiz, entries, true, { model: today, entries }) as QuizSummary;
		// The answer that counts is the first that the version has which it was begun in.
		expect(told(device).items.lamp).toMatchObject({ tries: 1, first: { right: true } });
		const late = new Device('d2')
			.start('checks', 'a', { version: 'v9' })
			.write(hint('checks', 'lamp', 'a'))
			.answer('checks', 'a', 'lamp', { options: ['brightest'] }, 3)
			.answer('checks', 'a', 'stand', { options: ['for'] });
		expect(told(late)).toMatchObject({
			finished: true,
			views: [],
			items: {
				lamp: { tries: 1, hinted: true, first: { options: ['brightest'], right: false } },
				stand: { first: { right: false } }
			}
		});
	});

	test('says that it was right at last of what came with an edit, and marks nothing anew', () => {
		const renamed = {
			...lamp,
			options: [
				{ id: 'shielded', right: true as const },
				{ id: 'brighter', right: true as const }
			]
		};
		const today = { ...quizOf('checks', renamed), version: 'v10' };
		const device = new Device('d1').start('checks', 'a', { version: 'v9' });
		const tried = (option: string) => {
			const { entries } = device.answer('checks', 'a', 'lamp', { options: [option] }, 3);
			return (summarise(quiz, entries, true, { model: today, entries }) as QuizSummary).items.lamp;
		};
		// It was wrong when it was answered, and stays so.
		expect(tried('brighter')).toMatchObject({ first: { right: false }, lastRight: false });
		expect(tried('shielded')).toMatchObject({ first: { right: false }, lastRight: true });
	});

	test('is told with its first answers and their marks', () => {
		expect(quizSummary(done)).toEqual({
			kind: 'quiz',
			activity: 'checks',
			version: 'v9',
			verified: true,
			since: '2026-03-01T09:00:01.000Z',
			latest: '2026-03-01T09:00:07.000Z',
			finished: true,
			views: ['stand'],
			items: {
				lamp: {
					tries: 2,
					hinted: true,
					first: {
						options: ['brighter'],
						certainty: 3,
						right: false,
						points: 0,
						reveals: ['any-light']
					},
					lastRight: true
				},
				order: {
					tries: 1,
					hinted: false,
					first: { order: ['second', 'third', 'first'], right: false, points: 0.5, reveals: [] },
					lastRight: false
				},
				pairs: {
					tries: 1,
					hinted: false,
					first: {
						pairs: { mlat: 'slow', direct: 'slow' },
						right: false,
						points: 0.5,
						reveals: []
					},
					lastRight: false
				}
			}
		});
	});

	test('says of an item that it was right at last, whatever else is tried then', () => {
		const device = new Device('d1').start('checks', 'a');
		const tried = (option: string) => {
			device.answer('checks', 'a', 'lamp', { options: [option] }, 3);
			return quizSummary(device.entries);
		};
		expect(tried('brighter').items.lamp.lastRight).toBe(false);
		expect(tried('described').items.lamp.lastRight).toBe(true);
		const summary = tried('brighter');
		expect(summary.items.lamp).toMatchObject({ tries: 3, lastRight: true });
		// So nobody is sent to help, and it is counted as right later.
		expect(troublesOf([summary])).toEqual([]);
		expect(countOf(tallyOf([summary]), 'checks', 'item/lamp/mended')).toBe(1);
	});

	test('is the same in any order of its entries, and when some come twice', () => {
		for (const entries of ordersOf(done.slice(0, 5)))
			expect(quizSummary([...entries, ...done])).toEqual(quizSummary(done));
	});

	test('has no summary for a member who did nothing in it', () => {
		const elsewhere = new Device('d1').open('lights').start('others', 'a').entries;
		expect(summarise(quiz, elsewhere, true)).toBeNull();
		expect(summarise(quiz, [], true)).toBeNull();
		const [started] = new Device('d1').start('checks', 'a').entries;
		expect(summarise(quiz, [{ ...started, type: 'dream.had' }], true)).toBeNull();
	});

	test('does not count what is incomplete or was practice', () => {
		const entries = new Device('d1')
			.start('checks', 'p', { practice: true })
			.answer('checks', 'p', 'lamp', { options: ['described'] })
			.start('checks', 'a')
			.answer('checks', 'a', 'lamp', {})
			.answer('checks', 'a', 'lamp', { options: ['gone'] }).entries;
		expect(quizSummary(entries).items).toEqual({});
	});

	test('shows a hint that was asked for though nothing was answered yet', () => {
		const entries = new Device('d1')
			.start('checks', 'a')
			.write(hint('checks', 'lamp', 'a')).entries;
		expect(quizSummary(entries)).toMatchObject({
			finished: false,
			views: [],
			items: { lamp: { tries: 0, hinted: true, first: null, lastRight: null } }
		});
	});

	test('names once what was chosen twice, and a misconception that two choices show', () => {
		const spots = ['bright', 'dim'].map((id) => ({ id, reveals: 'any-light' }));
		const spot = itemOf('spot', [...options('dark* darker*'), ...spots], { id: 'spot' });
		const entries = new Device('d1')
			.start('checks', 'a')
			.answer('checks', 'a', 'spot', { options: ['bright', 'dim', 'bright', 'dark'] }).entries;
		const summary = summarise(quizOf('checks', spot), entries, true) as QuizSummary;
		expect(summary.items.spot.first).toEqual({
			options: ['bright', 'dim', 'dark'],
			right: false,
			points: 0,
			reveals: ['any-light']
		});
	});

	test('counts the tries of each item for itself, and keeps how statements were placed', () => {
		const twins = ['one', 'other'].map((id) => itemOf('choice', options('yes* no'), { id }));
		const stances = { ...everyKind.stance, id: 'stances' };
		const pairs = { one: 'agreed', two: 'some', three: 'agreed' };
		const entries = new Device('d1')
			.start('checks', 'a')
			.answer('checks', 'a', 'one', { options: ['no'] })
			.answer('checks', 'a', 'one', { options: ['yes'] })
			.answer('checks', 'a', 'other', { options: ['yes'] })
			.answer('checks', 'a', 'stances', { pairs }).entries;
		expect(summarise(quizOf('checks', ...twins, stances), entries, true)).toMatchObject({
			items: { one: { tries: 2 }, other: { tries: 1 }, stances: { tries: 1, first: { pairs } } }
		});
	});

	test('is not marked with another key when its version is unknown', () => {
		const { verified, items } = quizSummary(done, false);
		expect(verified).toBe(false);
		expect(items.lamp).toEqual({
			tries: 2,
			hinted: true,
			first: { options: ['brighter'], certainty: 3, right: null, points: null, reveals: [] },
			lastRight: null
		});
	});

	test('says of a view only that it was given, whatever a client wrote', () => {
		const entries = new Device('d1')
			.start('checks', 'a')
			.write(view('checks', 'secret', 'a'))
			.answer('checks', 'a', 'stand', { options: ['against'] }, 3).entries;
		expect(quizSummary(entries).views).toEqual([]);
		const summary = JSON.stringify(quizSummary(entries));
		expect(summary).not.toContain('against');
		expect(summary).not.toContain('secret');
	});
});

const story = scenarioOf(
	[
		scene('door', 'one', choice('knock', 'dice', 'sound'), choice('kick', 'dice', 'unsound')),
		chance('dice', 'one', choice('rain', 'vote'), choice('sun', 'vote')),
		scene('vote', 'two', choice('for', 'hall', 'open'), choice('against', 'hall', 'open')),
		scene('hall', 'three', choice('stay', 'good', 'sound'), choice('leave', 'bad', 'weak')),
		ending('good', 'sound'),
		ending('bad', 'poor')
	],
	{ stages: ['one', 'two', 'three'] }
);
story.scenes[0].options[1].reveals = 'force-helps';

const told = (model: typeof story, ...moves: string[]) =>
	(
		summarise(
			model,
			new Device('d1').start(model.id, 'a').choose(model.id, 'a', ...moves).entries,
			true
		) as ScenarioSummary
	).run;

describe('a scenario', () => {
	test('is told with the path of the first attempt, and without the side that was taken', () => {
		expect(told(story, 'door/kick', 'dice/sun', 'vote/against', 'hall/stay')).toEqual({
			dials: {},
			path: [
				{ scene: 'door', option: 'kick', quality: 'unsound', reveals: 'force-helps' },
				{ scene: 'dice', option: 'sun' },
				{ scene: 'vote', option: null, quality: 'open' },
				{ scene: 'hall', option: 'stay', quality: 'sound' }
			],
			scene: 'good',
			sealed: false,
			ended: true,
			outcome: 'sound',
			// Stages one and three are keyed: 0 and 100.
			quality: 50
		});
	});

	test('says at which told scenes of the attempt that counts a view was given', () => {
		const parted = {
			...story,
			scenes: story.scenes.map((one) =>
				one.id === 'vote'
					? scene('vote', 'two', choice('for', 'hall', 'open'), choice('against', 'bad', 'open'))
					: one
			)
		};
		const entries = new Device('d1')
			.start('the-well', 'p', { practice: true })
			.write(view('the-well', 'door', 'p'))
			.start('the-well', 'a')
			.choose('the-well', 'a', 'door/knock', 'dice/sun', 'vote/for')
			.write(view('the-well', 'vote', 'a'))
			.write(view('the-well', 'hall', 'a'))
			.write(view('the-well', 'secret', 'a')).entries;
		expect(summarise(story, entries, true)?.views).toEqual(['vote']);
		const { views, finished, run } = summarise(parted, entries, true) as ScenarioSummary;
		expect({ views, finished }).toEqual({ views: ['vote'], finished: false });
		expect(run).toMatchObject({ scene: null, sealed: true });
		expect(summarise(story, entries, false)?.views).toEqual([]);
	});

	test('shows the facts that its dials were set to', () => {
		const dialled = scenarioOf(story.scenes, {
			stages: story.stages,
			dials: { record: { from: 'misused', values: ['misused', 'exemplary'] } }
		});
		const { entries } = new Device('d1').start('the-well', 'a', {
			dials: { record: 'exemplary' }
		});
		for (const verified of [true, false])
			expect(summarise(dialled, entries, verified)).toMatchObject({
				run: { dials: { record: 'exemplary' } }
			});
	});

	test('shows where an unfinished run stands', () => {
		expect(told(story, 'door/knock')).toMatchObject({
			scene: 'dice',
			ended: false,
			outcome: null,
			quality: null
		});
	});

	test('counts attempts and practice, and tells the first that counts', () => {
		const entries = new Device('d1')
			.start('the-well', 'p', { practice: true })
			.choose('the-well', 'p', 'door/kick')
			.start('the-well', 'a', { version: 'v3' })
			.start('the-well', 'b', { version: 'v4' })
			.choose('the-well', 'b', 'door/kick')
			.choose('the-well', 'a', 'door/knock').entries;
		const summary = summarise(story, entries, true) as ScenarioSummary;
		expect(summary).toMatchObject({
			kind: 'scenario',
			attempts: 3,
			practice: 1,
			version: 'v3',
			finished: false
		});
		expect(summary.run?.path).toEqual([{ scene: 'door', option: 'knock', quality: 'sound' }]);
		expect(versionOf('the-well', entries)).toBe('v3');
		const elsewhere = new Device('d0').start('others', 'o', { version: 'v0' }).entries;
		expect(versionOf('the-well', [...elsewhere, ...entries])).toBe('v3');
		expect(versionOf('the-well', entries.slice(0, 2))).toBeNull();
		expect((summarise(story, entries.slice(0, 2), true) as ScenarioSummary).run).toBeNull();
	});

	test('tells nothing of the path when its version is unknown', () => {
		const entries = new Device('d1')
			.start('the-well', 'a')
			.choose('the-well', 'a', 'door/kick', 'dice/sun', 'vote/for', 'hall/stay').entries;
		expect((summarise(story, entries, false) as ScenarioSummary).run).toEqual({
			dials: {},
			path: [],
			scene: null,
			sealed: false,
			ended: true,
			outcome: null,
			quality: null
		});
	});
});

describe('a scenario that was edited since', () => {
	const [door, hall, ...endings] = [
		scene('door', 'one', choice('knock', 'hall', 'sound'), choice('kick', 'hall', 'weak')),
		scene('hall', 'two', choice('stay', 'good', 'open'), choice('leave', 'bad', 'open')),
		ending('good', 'sound'),
		ending('bad', 'poor')
	];
	const model = scenarioOf([door, hall, ...endings]);
	const todayWith = (...scenes: (typeof door)[]) => ({
		...scenarioOf([...scenes, ...endings]),
		version: '2'
	});
	const run = (...moves: string[]) =>
		new Device('d1').start(model.id, 'a').choose(model.id, 'a', ...moves).entries;
	const told = (entries: Entry[], today: ActivityModel) =>
		summarise(model, entries, true, { model: today, entries }) as ScenarioSummary;
	const sealed = (entries: Entry[]) =>
		entries.map((entry) => {
			const said = sealings(entries, onlyThese([model])).get(entry.id);
			return said ? ({ ...entry, ...said } as Entry) : entry;
		});

	test('is finished by where its choices lead today, and told as it was when it was begun', () => {
		const shorter = todayWith(scene('door', 'one', choice('knock', 'good', 'weak')));
		expect(told(run('door/knock'), shorter)).toMatchObject({
			finished: true,
			run: { scene: 'hall', ended: false, outcome: null }
		});
		expect(told(run('door/kick', 'hall/stay'), shorter)).toMatchObject({
			finished: false,
			run: { path: [{ option: 'kick' }, { option: null }], ended: true }
		});
		expect(told([], shorter)).toBeNull();
	});

	test('is not finished by a sealed choice that leads nowhere today, unless nothing is told of that', () => {
		const entries = sealed(run('door/kick', 'hall/stay'));
		expect(entries[2].type).toBe('choice.sealed');
		const without = todayWith({ ...door, options: door.options.slice(0, 1) }, hall);
		expect(told(entries, without).finished).toBe(false);
		const longer = todayWith(door, scene('hall', 'two', choice('stay', 'bad', 'open')));
		expect(told(entries, longer).finished).toBe(true);
		const hidden = { ...entries[2], data: { activity: model.id, ended: true } };
		expect(told([...entries.slice(0, 2), hidden], without).finished).toBe(true);
	});

	test('is not finished by what has ended another run or another activity', () => {
		const today = todayWith(door, scene('hall', 'two', choice('stay', 'bad', 'open')));
		const two = new Device('d1')
			.start(model.id, 'a')
			.choose(model.id, 'a', 'door/kick')
			.start(model.id, 'b')
			.choose(model.id, 'b', 'door/kick', 'hall/stay');
		expect(told(sealed(two.entries), today).finished).toBe(false);
		const [start, kick, stay] = sealed(run('door/kick', 'hall/stay'));
		const other = { ...stay, data: { activity: 'other', ended: true } };
		expect(told([start, kick, other], today).finished).toBe(false);
	});

	test('is a quiz today, and finished by its items', () => {
		const quiz = { ...quizOf(model.id, lamp), version: '2' };
		const device = new Device('d1').start(model.id, 'a').choose(model.id, 'a', 'door/kick');
		expect(told(device.entries, quiz).finished).toBe(false);
		device.answer(model.id, 'a', 'lamp', { options: ['brighter'] });
		expect(told(device.entries, quiz).finished).toBe(true);
	});
});

describe('a scenario with sealed choices', () => {
	const model = scenarioOf([
		scene('door', 'one', choice('knock', 'vote', 'sound'), choice('kick', 'vote', 'weak')),
		scene('vote', 'two', choice('for', 'hall', 'open'), choice('against', 'bad', 'open')),
		scene('hall', 'three', choice('stay', 'good', 'sound'), choice('leave', 'bad', 'weak')),
		ending('good', 'sound'),
		ending('bad', 'poor')
	]);
	const sealed = (entries: readonly Entry[]): Entry[] => {
		const said = sealings(entries, onlyThese([model]));
		return entries.map((entry) => {
			const one = said.get(entry.id);
			return one ? { ...entry, type: one.type, data: { ...one.data } } : entry;
		});
	};
	const run = (...moves: string[]) =>
		new Device('d1').start(model.id, 'a').choose(model.id, 'a', ...moves).entries;

	test.each([
		['to an end', run('door/knock', 'vote/against')],
		['and on', run('door/kick', 'vote/for', 'hall/stay')],
		['and no further', run('door/kick', 'vote/for')]
	])('is told like the same run unsealed: past a side %s', (_, entries) => {
		expect(sealed(entries)).not.toEqual(entries);
		expect(summarise(model, sealed(entries), true)).toEqual(summarise(model, entries, true));
	});

	test('is sealed also while the choice that parts it has not come', () => {
		const entries = sealed(run('door/kick', 'vote/for', 'hall/stay'));
		const summary = summarise(model, entries.toSpliced(2, 1), true) as ScenarioSummary;
		expect(summary.run).toMatchObject({ sealed: true, outcome: null, quality: null });
		expect(summary.run?.path.map(({ scene }) => scene)).toEqual(['door']);
	});

	test('is told from the first of its entries to the last, sealed or not', () => {
		const entries = sealed(run('door/knock', 'vote/against'));
		const last = entries[2];
		expect(last.type).toBe('choice.sealed');
		const alone = summarise(model, [last], true);
		expect(alone).toMatchObject({ since: last.at, latest: last.at, attempts: 0 });
		const [late] = new Device('d2', 30).start(model.id, 'b').entries;
		expect(summarise(model, [late, last], true)).toMatchObject({ since: last.at, latest: late.at });
	});
});
