import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LessonModel, ScenarioModel } from '../course/model';
import { draft, type Entry } from '../record/entry';
import { union } from '../record/union';
import { replay } from './replay';
import { isAnswered, isQuizFinished } from './replay-quiz';
import { judgeAttempt, qualityOf } from './replay-scenario';
import {
	choice,
	Device,
	ending,
	everyKind,
	lessonOf,
	matches,
	options,
	quizOf,
	scenarioOf,
	scene,
	threeSessions
} from './sample';

const ask = { ...everyKind.choice, id: 'ask' };
const view = { ...everyKind.position, id: 'view' };
const checks = quizOf('checks', ask, view);

const well = scenarioOf(
	[
		scene(
			'note',
			'first',
			choice('freeze', 'road', 'sound', { effects: 'trust+1' }),
			choice('push', 'road', 'weak', { effects: 'trust-2' })
		),
		scene(
			'road',
			'second',
			choice('narrow', 'good', 'sound'),
			choice('broad', 'bad', 'unsound'),
			choice('wait', 'note', 'weak', { when: 'record=exemplary' })
		),
		ending('good', 'sound'),
		ending('bad', 'poor')
	],
	{
		tracks: { trust: { from: 3, min: 0, max: 5, better: 'up' } },
		dials: { record: { from: 'misused', values: ['misused', 'exemplary'] } }
	}
);

const plan = {
	id: 'small',
	lessons: ['intro', 'room', 'end'],
	sessions: ['room'],
	after: { end: ['room'] }
};
const models: Record<string, LessonModel> = {
	intro: lessonOf('intro', 'welcome'),
	room: lessonOf('room', 'words check:checks case:the-well', [checks, well]),
	end: lessonOf('end', 'last')
};

const stand = (entries: readonly Entry[], lessons = models) => replay(plan, lessons, entries);
/** The scenario after an edit. */
const standIn = (edited: ScenarioModel, entries: readonly Entry[]) =>
	stand(entries, { room: { ...models.room, activities: [checks, edited] } }).scenarios['the-well'];

/** One who does everything, on one device: reads, answers, decides, and then practises. */
const everything = () =>
	new Device('phone')
		.open('intro')
		.reach('intro', 'welcome')
		.finish('intro', 'welcome')
		.open('room')
		.reach('room', 'words')
		.finish('room', 'words')
		.reach('room', 'check')
		.start('checks', 'quiz')
		.write(draft('hint.shown', { activity: 'checks', item: 'ask' }, 'quiz'))
		.answer('checks', 'quiz', 'ask', { options: ['delivers'] }, 3)
		.write(draft('view.given', { activity: 'checks', item: 'view' }, 'quiz'))
		.answer('checks', 'quiz', 'ask', { options: ['freezes'] }, 1)
		.reach('room', 'case')
		.start('the-well', 'first')
		.choose('the-well', 'first', 'note/push', 'road/narrow')
		.start('the-well', 'again', { practice: true })
		.choose('the-well', 'again', 'note/freeze', 'road/narrow')
		.open('end')
		.reach('end', 'last')
		.finish('end', 'last');

/** The same trainee on a second device, offline meanwhile: an attempt of its own, begun later. */
const meanwhile = () =>
	new Device('tablet', 1)
		.open('room')
		.start('checks', 'other-quiz')
		.answer('checks', 'other-quiz', 'ask', { options: ['freezes'] }, 2)
		.start('the-well', 'other', { dials: { record: 'exemplary' } })
		.choose('the-well', 'other', 'note/freeze', 'road/wait');

describe('a replay', () => {
	test('of nothing is the beginning', () => {
		const blank = { first: null, last: null, hinted: false, answered: false };
		const untouched = { at: null, finished: [], lostStep: null };
		expect(stand([])).toEqual({
			lessons: {
				intro: { state: 'open', ...untouched },
				room: { state: 'open', ...untouched },
				end: { state: 'locked', ...untouched }
			},
			items: { checks: { ask: blank, view: blank } },
			scenarios: {
				'the-well': { attempts: [], first: null, open: null, quality: null, finished: false }
			},
			earned: false,
			latest: null,
			known: 0
		});
	});

	test('of everything is the certificate, with where the trainee was last', () => {
		const progress = stand(everything().entries);
		expect(progress).toMatchObject({
			lessons: {
				intro: { state: 'done', at: 'welcome', finished: ['welcome'] },
				room: { state: 'done', at: 'case', finished: ['words', 'check', 'case'] },
				end: { state: 'done', at: 'last' }
			},
			earned: true,
			latest: { lesson: 'end', step: 'last' },
			known: 22
		});
	});

	test('of any beginning of a record earns the certificate only with its last entry', () => {
		const { entries } = everything();
		for (const count of entries.keys())
			expect(stand(entries.slice(0, count)).earned, `after ${count} entries`).toBe(false);
	});

	test('says which lessons are under way', () => {
		const { lessons } = stand(new Device('phone').open('intro').reach('room', 'case').entries);
		expect(lessons).toMatchObject({
			intro: { state: 'underWay', at: null },
			room: { state: 'underWay', at: 'case' },
			end: { state: 'locked' }
		});
	});

	test('does not ask for the order of the entries', () => {
		const entries = [...everything().entries, ...meanwhile().entries];
		const expected = stand(entries);
		fc.assert(
			fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
				expect(stand(shuffled)).toEqual(expected);
			}),
			{ numRuns: 30 }
		);
	});

	test('does not mind what two devices both had before their records were united', () => {
		const entries = [...everything().entries, ...meanwhile().entries];
		const expected = stand(entries);
		fc.assert(
			fc.property(fc.subarray(entries), fc.subarray(entries), (some, others) => {
				const copies = structuredClone(
					entries.filter((entry) => !some.includes(entry) || others.includes(entry))
				);
				expect(stand(union(some, copies).entries)).toEqual(expected);
				expect(stand(union(copies, some).entries)).toEqual(expected);
				expect(stand([...some, ...copies])).toEqual(expected);
			}),
			{ numRuns: 30 }
		);
	});

	test('leaves the entries it is given as they are', () => {
		const { entries } = everything();
		const before = structuredClone(entries);
		stand(Object.freeze([...entries].reverse()));
		expect(entries).toEqual(before);
	});

	test('passes over entries of types, versions and shapes it does not know', () => {
		const { entries } = everything();
		const later = new Device('future', 30).finish('room', 'words').finish('room', 'words').entries;
		const unknown = [
			{ ...later[0], type: 'dream.had' },
			{ ...later[1], v: 2 },
			{ ...entries[0], data: { lesson: 'room', mood: 'good' } }
		];
		expect(stand([...unknown, ...entries])).toEqual(stand(entries));
	});

	test('passes over what is not in the lessons given, but counts it as understood', () => {
		const other = new Device('tablet', 30)
			.open('removed')
			.finish('removed', 'step')
			.start('removed', 'attempt')
			.answer('removed', 'attempt', 'ask', { options: ['freezes'] })
			.answer('checks', 'quiz', 'removed', { options: ['freezes'] })
			.choose('the-well', 'never-started', 'note/freeze').entries;
		const { entries } = everything();
		expect(stand([...entries, ...other])).toEqual({ ...stand(entries), known: 22 + 6 });
	});

	test('of some lessons alone says of the others only whether they are locked', () => {
		const progress = stand(everything().entries, { room: models.room });
		expect(progress.lessons).toMatchObject({
			intro: { state: 'open', at: null, finished: [] },
			room: { state: 'done' },
			end: { state: 'open' }
		});
		expect(progress.earned).toBe(false);
		expect(progress.latest).toEqual({ lesson: 'end', step: 'last' });
	});
});

describe('what comes first', () => {
	const done = (...lessons: string[]) => {
		const device = new Device('phone');
		for (const lesson of lessons) device.open(lesson).finish(lesson, 'only');
		return device.entries;
	};
	const oneStep = Object.fromEntries(threeSessions.lessons.map((id) => [id, lessonOf(id, 'only')]));

	test('keeps the closing locked until all three sessions are done', () => {
		const states = (...lessons: string[]) =>
			replay(threeSessions, oneStep, done(...lessons)).lessons.closing.state;
		expect(states('background', 'scope', 'safeguards')).toBe('locked');
		expect(states('scope', 'safeguards', 'cooperation')).toBe('open');
	});

	test('shuts nobody out of what was begun, wherever the plan lists it, though an edit asks for more of what comes first', () => {
		const entries = done('closing', 'scope', 'background', 'safeguards', 'cooperation');
		expect(replay(threeSessions, oneStep, entries)).toMatchObject({
			earned: true,
			lessons: { closing: { state: 'done' } }
		});
		const backwards = { ...threeSessions, lessons: threeSessions.lessons.toReversed() };
		expect(replay(backwards, oneStep, entries).earned).toBe(true);
		const asked = { ...oneStep, scope: lessonOf('scope', 'only more') };
		for (const plan of [threeSessions, backwards])
			expect(replay(plan, asked, entries)).toMatchObject({
				earned: false,
				lessons: { scope: { state: 'underWay' }, closing: { state: 'done', finished: ['only'] } }
			});
		const begun = new Device('phone').open('closing').entries;
		expect(replay(threeSessions, asked, begun).lessons.closing.state).toBe('underWay');
	});
});

describe('an item', () => {
	const itemsOf = (device: Device) => stand(device.entries).items.checks;

	test('keeps the first answer for ever, and the last one beside it', () => {
		expect(itemsOf(everything()).ask).toEqual({
			first: {
				answer: { options: ['delivers'] },
				certainty: 3,
				mark: { state: 'marked', points: 0, right: false }
			},
			last: {
				answer: { options: ['freezes'] },
				certainty: 1,
				mark: { state: 'marked', points: 1, right: true }
			},
			hinted: true,
			answered: true
		});
	});

	test('was first answered where the clock says so first, and on a tie on the first device', () => {
		const answered = (name: string, minute: number, option: string) =>
			new Device(name, minute).answer('checks', name, 'ask', { options: [option] }).entries;
		const first = (...entries: Entry[]) => stand(entries).items.checks.ask.first?.answer.options;
		expect(first(...answered('a', 5, 'seizes'), ...answered('b', 4, 'freezes'))).toEqual([
			'freezes'
		]);
		expect(first(...answered('b', 5, 'freezes'), ...answered('a', 5, 'seizes'))).toEqual([
			'seizes'
		]);
	});

	test('is not answered in practice, even where the clock says that practice came first', () => {
		const practice = new Device('tablet')
			.start('checks', 'practice', { practice: true })
			.answer('checks', 'practice', 'ask', { options: ['freezes'] })
			.write(draft('view.given', { activity: 'checks', item: 'view' }, 'practice')).entries;
		expect(stand(practice).items).toEqual(stand([]).items);
		const later = new Device('phone', 10)
			.start('checks', 'quiz')
			.answer('checks', 'quiz', 'ask', { options: ['delivers'] }).entries;
		expect(stand([...practice, ...later]).items).toEqual(stand(later).items);
	});

	test('without a key is answered by a view, whose content is not here', () => {
		expect(itemsOf(everything()).view).toEqual({
			first: null,
			last: null,
			hinted: false,
			answered: true
		});
		const told = new Device('phone').answer('checks', 'quiz', 'view', { options: ['for'] });
		expect(itemsOf(told).view.answered).toBe(false);
	});

	test('with a key is not answered by a view, nor by a blank', () => {
		const device = new Device('phone')
			.write(draft('view.given', { activity: 'checks', item: 'ask' }, null))
			.answer('checks', 'quiz', 'ask', {});
		expect(itemsOf(device).ask).toMatchObject({ first: null, answered: false });
	});

	test.each([
		['an option was removed that had been chosen', { ...ask, options: options('freezes* seizes') }],
		['it became a match', { ...ask, kind: 'match' as const, ...matches('mlat:slow direct:quick') }]
	])('is asked again when %s', (_what, edited) => {
		const { entries } = new Device('phone').answer('checks', 'quiz', 'ask', {
			options: ['delivers']
		});
		const quiz = quizOf('checks', edited, view);
		const { items } = stand(entries, { room: { ...models.room, activities: [quiz, well] } });
		expect(items.checks.ask).toMatchObject({ first: null, answered: false });
	});

	test('of its own activity is meant, not one of the same name elsewhere', () => {
		const { entries } = new Device('phone').answer('elsewhere', 'quiz', 'ask', {
			options: ['freezes']
		});
		expect(stand(entries).items.checks.ask.answered).toBe(false);
	});
});

describe('a step with activities', () => {
	test('is finished when every item of its quiz is answered, however well', () => {
		const device = new Device('phone').answer('checks', 'quiz', 'ask', { options: ['delivers'] });
		const half = stand(device.entries);
		expect(isQuizFinished(checks, half.items.checks)).toBe(false);
		expect(half.lessons.room.finished).toEqual([]);
		device.write(draft('view.given', { activity: 'checks', item: 'view' }, null));
		const whole = stand(device.entries);
		expect(isQuizFinished(checks, whole.items.checks)).toBe(true);
		expect(whole.lessons.room.finished).toEqual(['check']);
	});

	test('counts an item as answered unless its view holds what an edit took away', () => {
		const device = new Device('phone')
			.answer('checks', 'quiz', 'ask', { options: ['delivers'] })
			.write(draft('view.given', { activity: 'checks', item: 'view' }, null));
		const { ask: asked, view: viewed } = stand(device.entries).items.checks;
		const gone = { options: ['gone'] };
		expect(isAnswered(ask, asked, undefined)).toBe(true);
		expect(isAnswered(ask, undefined, undefined)).toBe(false);
		expect(isAnswered(view, viewed, { options: [view.options[0].id] })).toBe(true);
		expect(isAnswered(view, viewed, undefined)).toBe(true);
		expect(isAnswered(view, viewed, gone)).toBe(false);
		expect(isAnswered(ask, asked, gone)).toBe(true);
	});

	test('is finished when the first attempt of its scenario has ended, however it went', () => {
		const device = new Device('phone').start('the-well', 'first');
		device.choose('the-well', 'first', 'note/push');
		expect(stand(device.entries).lessons.room.finished).toEqual([]);
		device.choose('the-well', 'first', 'road/broad');
		expect(stand(device.entries).lessons.room.finished).toEqual(['case']);
	});

	test('is not finished by reading on', () => {
		const { entries } = new Device('phone').finish('room', 'check').finish('room', 'case');
		expect(stand(entries).lessons.room.finished).toEqual([]);
	});
});

describe('a scenario', () => {
	const scenarioOfTrainee = (...entries: Entry[]) => stand(entries).scenarios['the-well'];

	test('stands where its choices led, with the time of each', () => {
		const { entries } = new Device('phone')
			.start('the-well', 'first', { version: 'v', seed: 5, dials: { record: 'exemplary' } })
			.choose('the-well', 'first', 'note/freeze', 'road/wait');
		const { first } = scenarioOfTrainee(...entries);
		expect(first).toEqual({
			id: 'first',
			activity: 'the-well',
			version: 'v',
			seed: 5,
			dials: { record: 'exemplary' },
			practice: false,
			fork: null,
			startedAt: entries[0].at,
			scene: 'note',
			context: {
				tracks: { trust: 4 },
				caps: { trust: 5 },
				dials: { record: 'exemplary' },
				path: [
					{ scene: 'note', option: 'freeze' },
					{ scene: 'road', option: 'wait' }
				]
			},
			outcome: null,
			times: [entries[1].at, entries[2].at],
			dropped: 0
		});
	});

	test('has a quality when its first attempt has ended, and not before', () => {
		const device = new Device('phone').start('the-well', 'first');
		device.choose('the-well', 'first', 'note/push');
		expect(scenarioOfTrainee(...device.entries)).toMatchObject({ quality: null, finished: false });
		device.choose('the-well', 'first', 'road/narrow');
		const { first, quality, finished, open } = scenarioOfTrainee(...device.entries);
		expect({ quality, finished, open }).toEqual({ quality: 67.5, finished: true, open: null });
		expect(first?.outcome).toBe('sound');
		expect(first && judgeAttempt(well, first).map(({ mark }) => mark)).toEqual([35, 100]);
		expect(first && qualityOf(well, first)).toBe(67.5);
	});

	test('has the attempt first that began first, and on a tie the one of the first device', () => {
		const begun = (name: string, minute: number) =>
			new Device(name, minute).start('the-well', `on-${name}`).entries;
		const first = (...entries: Entry[]) => scenarioOfTrainee(...entries).first?.id;
		expect(first(...begun('a', 5), ...begun('b', 4))).toBe('on-b');
		expect(first(...begun('b', 5), ...begun('a', 5))).toBe('on-a');
	});

	test('shows both attempts of two devices, and goes on with the one that is not ended', () => {
		const both = scenarioOfTrainee(...meanwhile().entries, ...everything().entries);
		expect(both.attempts.map(({ id }) => id)).toEqual(['first', 'again', 'other']);
		expect(both.first?.id).toBe('first');
		expect(both.open?.id).toBe('other');
		expect(both.quality).toBe(67.5);
	});

	test('keeps its first attempt though a later one is ended and it is not', () => {
		const { entries } = new Device('phone')
			.start('the-well', 'first')
			.choose('the-well', 'first', 'note/push')
			.start('the-well', 'second')
			.choose('the-well', 'second', 'note/freeze', 'road/narrow');
		expect(scenarioOfTrainee(...entries)).toMatchObject({
			first: { id: 'first' },
			open: { id: 'first' },
			quality: null,
			finished: false
		});
	});

	test('is neither begun nor finished by practice, even where the clock says that it came first', () => {
		const practice = new Device('tablet')
			.start('the-well', 'practice', { practice: true })
			.choose('the-well', 'practice', 'note/freeze', 'road/narrow').entries;
		expect(scenarioOfTrainee(...practice)).toMatchObject({
			first: null,
			quality: null,
			finished: false
		});
		const later = new Device('phone', 10)
			.start('the-well', 'first')
			.choose('the-well', 'first', 'note/push', 'road/broad').entries;
		expect(scenarioOfTrainee(...practice, ...later)).toMatchObject({
			first: { id: 'first' },
			quality: 17.5,
			finished: true
		});
	});

	test('goes on with the newest attempt that is not ended', () => {
		const { entries } = new Device('phone')
			.start('the-well', 'first')
			.choose('the-well', 'first', 'note/push', 'road/broad')
			.start('the-well', 'second', { practice: true })
			.start('the-well', 'third', { practice: true });
		expect(scenarioOfTrainee(...entries).open?.id).toBe('third');
	});

	test('has a fork that goes the same way up to a decision, and then its own', () => {
		const { entries } = everything()
			.start('the-well', 'fork', { practice: true, fork: { attempt: 'first', choices: 1 } })
			.choose('the-well', 'fork', 'note/push', 'road/broad');
		const { attempts, first, quality } = scenarioOfTrainee(...entries);
		expect(attempts.find(({ id }) => id === 'fork')).toMatchObject({
			practice: true,
			fork: { attempt: 'first', choices: 1 },
			scene: 'bad',
			outcome: 'poor',
			context: { tracks: { trust: 1 } },
			dropped: 0
		});
		expect(first?.context.path.at(-1)?.option).toBe('narrow');
		expect(quality).toBe(67.5);
	});

	test('does not begin an attempt again that has begun', () => {
		const { entries } = new Device('phone')
			.start('the-well', 'first')
			.choose('the-well', 'first', 'note/push')
			.start('the-well', 'first', { practice: true });
		expect(scenarioOfTrainee(...entries)).toMatchObject({
			attempts: [{ id: 'first', practice: false, scene: 'road' }]
		});
	});
});

describe('a scenario that was edited since', () => {
	const begun = () =>
		new Device('phone')
			.start('the-well', 'first')
			.choose('the-well', 'first', 'note/push', 'road/broad');
	const [note, road, ...endings] = well.scenes;
	const without = (id: string): ScenarioModel => ({
		...well,
		scenes: well.scenes.map((one) => ({
			...one,
			options: one.options.filter((option) => option.id !== id)
		}))
	});

	test('stands where its choices still fit, and says how many do not', () => {
		expect(standIn(without('broad'), begun().entries)).toMatchObject({
			first: { scene: 'road', outcome: null, dropped: 1, times: [begun().entries[1].at] },
			finished: false,
			quality: null
		});
		expect(standIn(without('push'), begun().entries).first).toMatchObject({
			scene: 'note',
			context: { path: [] },
			dropped: 2
		});
	});

	test('stands before a scene that is gone', () => {
		const shorter = {
			...well,
			scenes: [scene('note', 'first', choice('push', 'bad', 'weak')), ...endings]
		};
		expect(standIn(shorter, begun().entries).first).toMatchObject({
			scene: 'bad',
			outcome: 'poor',
			dropped: 1
		});
	});

	test('stands before a choice whose condition no longer holds', () => {
		const [narrow, broad] = road.options;
		const stricter = {
			...well,
			scenes: [
				note,
				{
					...road,
					options: [narrow, { ...broad, when: choice('x', 'x', '', { when: 'trust>2' }).when }]
				},
				...endings
			]
		};
		expect(standIn(stricter, begun().entries).first).toMatchObject({ scene: 'road', dropped: 1 });
	});

	test('stands before a choice that now belongs to another scene', () => {
		const [, push] = note.options;
		const [narrow, broad] = road.options;
		const moved = {
			...well,
			scenes: [{ ...note, options: [push, broad] }, { ...road, options: [narrow] }, ...endings]
		};
		const early = new Device('phone')
			.start('the-well', 'first')
			.choose('the-well', 'first', 'road/broad', 'note/push');
		expect(standIn(moved, early.entries).first).toMatchObject({ scene: 'road', dropped: 1 });
	});

	test('goes on from there in the same attempt', () => {
		const { entries } = begun().choose('the-well', 'first', 'road/narrow');
		expect(standIn(without('broad'), entries)).toMatchObject({
			first: { id: 'first', scene: 'good', outcome: 'sound', dropped: 1 },
			finished: true,
			quality: 67.5
		});
	});

	test('keeps the version it was begun with', () => {
		expect(standIn({ ...without('broad'), version: '2' }, begun().entries).first?.version).toBe(
			'1'
		);
	});

	test('goes on from where a dial starts when it was set to a value that is gone', () => {
		const { entries } = new Device('phone').start('the-well', 'first', {
			dials: { record: 'forgotten' }
		});
		expect(standIn(well, entries).first?.context.dials).toEqual({ record: 'misused' });
	});

	test('drops nothing when only what was not chosen has changed', () => {
		expect(standIn(without('freeze'), begun().entries).first).toMatchObject({
			scene: 'bad',
			dropped: 0
		});
	});
});

describe('a step that was removed since', () => {
	const shorter = (steps: string) => ({ intro: lessonOf('intro', steps) });
	const read = (...steps: string[]) =>
		steps.reduce(
			(device, step) => device.reach('intro', step).finish('intro', step),
			new Device('phone').open('intro')
		);
	const land = (steps: string, { entries }: Device) => {
		const { lessons, latest } = stand(entries, shorter(steps));
		return { ...lessons.intro, latest: latest?.step };
	};

	test('is not lost while it is there', () => {
		expect(land('one two', read('one').reach('intro', 'two'))).toMatchObject({
			at: 'two',
			latest: 'two',
			lostStep: null
		});
	});

	test('is reported, and the trainee lands on the step that follows the one read before it', () => {
		expect(land('one three four', read('one').reach('intro', 'two'))).toMatchObject({
			state: 'underWay',
			at: 'three',
			latest: 'three',
			lostStep: 'two',
			finished: ['one']
		});
		expect(land('one two four five', read('one', 'two').reach('intro', 'three'))).toMatchObject({
			at: 'four',
			lostStep: 'three'
		});
	});

	test('leaves the trainee on the step before it when that was not finished', () => {
		expect(
			land('one three', new Device('phone').reach('intro', 'one').reach('intro', 'two'))
		).toMatchObject({
			at: 'one',
			latest: 'one',
			lostStep: 'two'
		});
	});

	test('leaves the trainee on the last step when it came after all that are left', () => {
		expect(land('one two', read('one', 'two').reach('intro', 'three'))).toMatchObject({
			state: 'done',
			at: 'two',
			lostStep: 'three'
		});
	});

	test('leads to the first step when no other was reached', () => {
		expect(land('two three', new Device('phone').reach('intro', 'one'))).toMatchObject({
			state: 'underWay',
			at: 'two',
			latest: 'two',
			lostStep: 'one'
		});
	});

	test('is counted from the last step that is left when several are gone', () => {
		expect(land('one four', read('one', 'two').reach('intro', 'three'))).toMatchObject({
			at: 'four',
			lostStep: 'three'
		});
		expect(
			land('one four', new Device('phone').reach('intro', 'two').reach('intro', 'three'))
		).toMatchObject({
			at: 'one',
			lostStep: 'three'
		});
	});

	test('is lost no more once the trainee went on', () => {
		const device = read('one').reach('intro', 'two').reach('intro', 'four');
		expect(land('one three four', device)).toMatchObject({ at: 'four', lostStep: null });
	});

	test('is counted with what its neighbour was finished by, be it reading or an activity', () => {
		const { entries } = new Device('phone')
			.start('the-well', 'first')
			.reach('room', 'case')
			.choose('the-well', 'first', 'note/push', 'road/broad')
			.reach('room', 'removed');
		const room = lessonOf('room', 'case:the-well words', [well]);
		expect(stand(entries, { room }).lessons.room).toMatchObject({
			at: 'words',
			lostStep: 'removed'
		});
	});

	test('is left for the step that an entry says the trainee was moved to', () => {
		const moved = read('one')
			.reach('intro', 'two')
			.write(draft('step.moved', { lesson: 'intro', from: 'two', to: 'four' }, null));
		expect(land('one three four', moved)).toMatchObject({
			at: 'four',
			latest: 'four',
			lostStep: null
		});
		const elsewhere = read('one')
			.reach('room', 'words')
			.write(draft('step.moved', { lesson: 'intro', from: 'two', to: 'four' }, null));
		expect(stand(elsewhere.entries).latest?.lesson).toBe('intro');
	});

	test('counts no more as finished', () => {
		expect(land('one', read('one', 'two'))).toMatchObject({ state: 'done', finished: ['one'] });
	});
});
