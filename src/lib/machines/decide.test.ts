import { describe, expect, test } from 'vitest';
import { draft, type Draft, type Entry } from '../record/entry';
import { openMemoryLog } from '../record/log.memory';
import {
	answerItem,
	askHint,
	beginScenario,
	doneAt,
	finishStep,
	forkAttempt,
	makeChoice,
	reachStep,
	type Decision,
	type Given
} from './decide';
import { replay } from './replay';
import { choice, Device, ending, everyKind, lessonOf, quizOf, scenarioOf, scene } from './sample';

const items = Object.values(everyKind).map((item) => ({ ...item, id: item.kind }));
const checks = quizOf('checks', ...items);
const well = scenarioOf([
	scene('note', 'first', choice('freeze', 'road', 'sound'), choice('push', 'note', 'weak')),
	scene('road', 'second', choice('narrow', 'good', 'sound'), choice('broad', 'bad', 'unsound')),
	ending('good', 'sound'),
	ending('bad', 'poor')
]);
const room = lessonOf('room', 'words check:checks case:the-well', [checks, well]);
const plan = { id: 'small', lessons: ['room'], sessions: [], after: {} };
const stand = ({ entries }: Device) => replay(plan, { room }, entries);
const scenarioOfTrainee = (device: Device) => stand(device).scenarios['the-well'];
const writeAll = (device: Device, drafts: Draft[] = []) =>
	drafts.reduce((all, one) => all.write(one), device);

describe('arriving at a step', () => {
	const opened = draft('lesson.opened', { lesson: 'room' }, null);
	const reached = (step: string) => draft('step.reached', { lesson: 'room', step }, null);

	test('opens the lesson the first time, and only then', () => {
		const device = new Device('phone');
		const first = reachStep(stand(device), 'room', 'words');
		expect(first).toEqual({ drafts: [opened, reached('words')] });
		writeAll(device, first?.drafts);
		expect(reachStep(stand(device), 'room', 'case')).toEqual({ drafts: [reached('case')] });
	});

	test('writes nothing where the trainee is already, and something on coming back', () => {
		const device = new Device('phone').open('room').reach('room', 'words');
		expect(reachStep(stand(device), 'room', 'words')).toBeNull();
		device.reach('room', 'case');
		expect(reachStep(stand(device), 'room', 'words')).toEqual({ drafts: [reached('words')] });
	});

	test('writes nothing on the step that replaces a removed one, until the trainee moves on', () => {
		const device = new Device('phone').open('room').reach('room', 'words').reach('room', 'gone');
		expect(stand(device).lessons.room).toMatchObject({ at: 'words', lostStep: 'gone' });
		expect(reachStep(stand(device), 'room', 'words')).toBeNull();
		expect(reachStep(stand(device), 'room', 'case')).toEqual({ drafts: [reached('case')] });
	});

	test('on coming back from another lesson is written, but not where a removed step is still said', () => {
		const two = { ...plan, lessons: ['room', 'hall'] };
		const back = (...steps: string[]) => {
			const device = new Device('phone').open('room');
			for (const step of steps) device.reach('room', step);
			device.open('hall').reach('hall', 'talk');
			const models = { room, hall: lessonOf('hall', 'talk') };
			return reachStep(replay(two, models, device.entries), 'room', 'words');
		};
		expect(back('words')).toEqual({ drafts: [reached('words')] });
		expect(back('words', 'gone')).toBeNull();
	});
});

describe('what is done on the step that replaces a removed one', () => {
	const lost = () => new Device('phone').open('room').reach('room', 'words').reach('room', 'gone');
	const doneOn = (device: Device, step: string) =>
		doneAt(stand(device), 'room', step, finishStep(stand(device), room, step));

	test('says first that the trainee is there, so that moving on is moving on', () => {
		const device = lost();
		writeAll(device, doneOn(device, 'words')?.drafts);
		expect(stand(device).lessons.room).toMatchObject({
			at: 'words',
			finished: ['words'],
			lostStep: null
		});
		// By now this one would be the nearest.
		expect(reachStep(stand(device), 'room', 'case')?.drafts).toHaveLength(1);
	});

	test('says so once, only there, and only with something done', () => {
		const device = lost();
		writeAll(device, doneOn(device, 'words')?.drafts);
		expect(doneOn(device, 'words')).toBeNull();
		expect(doneOn(lost(), 'check')).toBeNull();
		const { drafts } = doneOn(new Device('phone').open('room').reach('room', 'words'), 'words')!;
		expect(drafts.map(({ type }) => type)).toEqual(['step.finished']);
	});
});

describe('reading on', () => {
	const finished = draft('step.finished', { lesson: 'room', step: 'words' }, null);

	test('finishes a step without activities, once', () => {
		const device = new Device('phone');
		expect(finishStep(stand(device), room, 'words')).toEqual({ drafts: [finished] });
		expect(finishStep(stand(device.write(finished)), room, 'words')).toBeNull();
	});

	test('does not finish a step with activities', () => {
		expect(finishStep(stand(new Device('phone')), room, 'check')).toBeNull();
	});
});

describe('answering an item', () => {
	const given: Given = {
		options: ['freezes'],
		pairs: { mlat: 'slow' },
		reasons: ['because'],
		certainty: 2,
		text: 'In my own words.'
	};
	const answer = (item: string, entries = new Device('phone').entries) =>
		answerItem(entries, checks, item, given, 7, () => 'quiz');
	const begun = draft(
		'attempt.started',
		{ activity: 'checks', version: '1', seed: 7, dials: {}, practice: false, fork: null },
		'quiz'
	);

	test.each([
		['choice', { options: ['freezes'] }],
		['choices', { options: ['freezes'] }],
		['spot', { options: ['freezes'] }],
		['sequence', { options: ['freezes'] }],
		['match', { pairs: { mlat: 'slow' } }],
		['stance', { pairs: { mlat: 'slow' } }]
	])('with a key (.%s) writes the part of the answer that its kind has', (item, part) => {
		expect(answer(item)).toEqual({
			drafts: [
				begun,
				draft('item.answered', { activity: 'checks', item, answer: part, certainty: 2 }, 'quiz')
			]
		});
	});

	test.each([
		['position', { options: ['freezes'], certainty: 2 }],
		['contested', { options: ['freezes'], reasons: ['because'], certainty: 2 }],
		['reflection', { text: 'In my own words.' }]
	])(
		'without a key (.%s) writes only that a view was given, and the view apart',
		(item, content) => {
			expect(answer(item)).toEqual({
				drafts: [begun, draft('view.given', { activity: 'checks', item }, 'quiz')],
				views: [{ activity: 'checks', item, attempt: 'quiz', content }]
			});
		}
	);

	test('goes on with the attempt that has begun, and never with practice', () => {
		const device = new Device('phone').start('checks', 'practice', { practice: true });
		expect(answer('choice', device.entries)?.drafts).toHaveLength(2);
		device.start('checks', 'mine');
		expect(answer('choice', device.entries)?.drafts).toMatchObject([
			{ type: 'item.answered', attempt: 'mine' }
		]);
	});

	test('begins its own attempt when only another quiz has been begun', () => {
		const device = new Device('phone').start('other', 'theirs');
		expect(answer('choice', device.entries)?.drafts).toMatchObject([
			{ type: 'attempt.started', attempt: 'quiz' },
			{ type: 'item.answered', attempt: 'quiz' }
		]);
	});

	test('writes nothing when the quiz has no such item', () => {
		expect(answer('removed')).toBeNull();
	});

	test('may begin with the hint', () => {
		const hint = draft('hint.shown', { activity: 'checks', item: 'choice' }, 'quiz');
		const device = new Device('phone');
		const asked = askHint(device.entries, checks, 'choice', 7, () => 'quiz');
		expect(asked).toEqual({ drafts: [begun, hint] });
		writeAll(device, asked?.drafts);
		expect(answer('choice', device.entries)?.drafts).toHaveLength(1);
	});
});

describe('a case file', () => {
	test('is begun once; practice as often as one likes', () => {
		const device = new Device('phone');
		const begin = (practice: boolean) =>
			beginScenario(scenarioOfTrainee(device), well, { a: 'b' }, practice, 7, 'one');
		expect(begin(false)?.drafts).toEqual([
			draft(
				'attempt.started',
				{
					activity: 'the-well',
					version: '1',
					seed: 7,
					dials: { a: 'b' },
					practice: false,
					fork: null
				},
				'one'
			)
		]);
		device.start('the-well', 'first');
		expect(begin(false)).toBeNull();
		expect(begin(true)?.drafts).toMatchObject([{ data: { practice: true } }]);
	});

	test('takes a choice where the trainee saw the story, and none when it has moved on', () => {
		const device = new Device('phone').start('the-well', 'first');
		const [seen] = scenarioOfTrainee(device).attempts;
		const move = { scene: 'note', option: 'freeze' };
		const make = () => makeChoice(scenarioOfTrainee(device), well, seen, move);
		expect(make()?.drafts).toEqual([
			draft('choice.made', { activity: 'the-well', ...move }, 'first')
		]);
		// Another tab went round and is in the same scene again.
		device.choose('the-well', 'first', 'note/push');
		expect(make()).toBeNull();
		device.choose('the-well', 'first', 'note/freeze');
		expect(make()).toBeNull();
	});

	test('takes a choice for the attempt that was seen, and of the scene it stands in alone', () => {
		const device = new Device('phone')
			.start('the-well', 'first')
			.choose('the-well', 'first', 'note/freeze', 'road/narrow')
			.start('the-well', 'again', { practice: true });
		const [, seen] = scenarioOfTrainee(device).attempts;
		const make = (scene: string, option: string) =>
			makeChoice(scenarioOfTrainee(device), well, seen, { scene, option });
		expect(make('note', 'push')?.drafts).toMatchObject([{ attempt: 'again' }]);
		expect(make('road', 'narrow')).toBeNull();
	});

	test('takes no choice for an attempt that is not there', () => {
		const [seen] = scenarioOfTrainee(new Device('phone').start('the-well', 'first')).attempts;
		const none = scenarioOfTrainee(new Device('tablet'));
		expect(makeChoice(none, well, seen, { scene: 'note', option: 'freeze' })).toBeNull();
	});

	test('is forked as practice that goes the same way up to a decision', () => {
		const device = new Device('phone')
			.start('the-well', 'first', { seed: 3 })
			.choose('the-well', 'first', 'note/push', 'note/freeze', 'road/broad');
		const [from] = scenarioOfTrainee(device).attempts;
		const before = scenarioOfTrainee(device);
		writeAll(device, forkAttempt(well, from, 2, 'fork')?.drafts);
		const { attempts, first, open, quality } = scenarioOfTrainee(device);
		expect(attempts[1]).toMatchObject({
			id: 'fork',
			seed: 3,
			practice: true,
			fork: { attempt: 'first', choices: 2 },
			scene: 'road',
			context: { path: from.context.path.slice(0, 2) },
			dropped: 0
		});
		expect(open?.id).toBe('fork');
		expect({ first, quality }).toEqual({ first: before.first, quality: before.quality });
	});
});

test('what is done on a device in sight of another’s work, whose clock is ahead, comes after it', async () => {
	const clock = (minute: number) => new Date(Date.UTC(2026, 2, 1, 9, minute));
	const open = async (minute: number) => {
		let given = 0;
		const id = () => `${minute}-${++given}`;
		const log = openMemoryLog({ now: () => clock(minute), id, viewId: id });
		const { id: profile } = await log.createProfile('Ada');
		const act = async (decide: (entries: Entry[]) => Decision) => {
			const { entries } = await log.read(profile);
			const { drafts, views } = decide(entries) ?? { drafts: [] };
			await log.append(profile, drafts, { after: entries.length, views });
		};
		return { log, profile, act };
	};
	const now = (entries: Entry[]) => replay(plan, { room }, entries);
	const phone = await open(30);
	const tablet = await open(0);
	const answered = (option: string) => (entries: Entry[]) =>
		answerItem(entries, checks, 'choice', { options: [option] }, 0, () => 'quiz');
	const said = (text: string) => (entries: Entry[]) =>
		answerItem(entries, checks, 'reflection', { text }, 0, () => 'quiz');
	const chosen = (option: string) => (entries: Entry[]) => {
		const standing = now(entries).scenarios['the-well'];
		const { open: run } = standing;
		return run && makeChoice(standing, well, run, { scene: run.scene, option });
	};

	await phone.act((entries) =>
		beginScenario(now(entries).scenarios['the-well'], well, {}, false, 0, 'run')
	);
	await phone.act(chosen('freeze'));
	await phone.act(answered(everyKind.choice.options[1].id));
	await phone.act(said('First.'));
	await tablet.log.merge(tablet.profile, await phone.log.read(phone.profile));
	await tablet.act(chosen('narrow'));
	await tablet.act(answered(everyKind.choice.options[0].id));
	await tablet.act(said('Second.'));

	const { entries, views } = await tablet.log.read(tablet.profile);
	const { scenarios, items: standings } = now(entries);
	expect(scenarios['the-well'].first).toMatchObject({ outcome: 'sound', dropped: 0 });
	expect(standings.checks.choice).toMatchObject({
		first: { answer: { options: [everyKind.choice.options[1].id] } },
		last: { answer: { options: [everyKind.choice.options[0].id] } }
	});
	expect(views.map(({ content }) => content.text)).toEqual(['First.', 'Second.']);
});
