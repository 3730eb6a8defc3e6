import { describe, expect, it } from 'vitest';
import type { ActivityModel } from '../course/model';
import type { Entry } from '../record/entry';
import {
	Device,
	choice,
	ending,
	itemOf,
	options,
	partingVote,
	quizOf,
	scenarioOf,
	scene
} from './sample';
import { onlyThese, reopen, sealings } from './sealed';

/** A vote on which every way goes on, to one of two parts of the hall and to an end. */
const model = scenarioOf([
	scene('door', 'one', choice('knock', 'vote', 'sound'), choice('kick', 'vote', 'weak')),
	scene('vote', 'two', choice('for', 'hall', 'open'), choice('against', 'hall', 'open')),
	scene('hall', 'three', choice('stay', 'good', 'sound'), choice('leave', 'bad', 'weak')),
	ending('good', 'sound'),
	ending('bad', 'poor')
]);
const { id } = model;

/** What is said of each sealed entry of a record, by its place in it. */
function said(record: readonly Entry[], ...models: ActivityModel[]): Record<number, object> {
	const sealed = sealings(record, onlyThese(models));
	return Object.fromEntries(
		record.flatMap(({ id: entry }, at) => {
			const { activity: _, ...data } = sealed.get(entry)?.data ?? { activity: null };
			return sealed.has(entry) ? [[at, data]] : [];
		})
	);
}

describe('what is said of a sealed choice', () => {
	const run = (...moves: string[]) => new Device('d1').start(id, 'a').choose(id, 'a', ...moves);

	it('is its scene alone, and nothing of what every side goes on to', () => {
		const { entries } = run('door/knock', 'vote/for', 'hall/stay');
		expect(said(entries, model)).toEqual({ 2: { scene: 'vote' } });
	});

	it('is that it came to nothing, where that tells no side', () => {
		// Before any side was taken; at another scene; of a choice that the scene does not have.
		const { entries } = run(
			'hall/stay',
			'vote/knock',
			'door/knock',
			'vote/against',
			'door/kick',
			'hall/sit'
		);
		expect(said(entries, model)).toEqual({
			1: { void: true },
			2: { void: true },
			4: { scene: 'vote' },
			5: { void: true },
			6: { void: true }
		});
	});

	it('is that it came to nothing where it is not on offer, as long as no side was taken', () => {
		const gate = scene(
			'gate',
			'one',
			choice('open', 'vote', 'sound'),
			choice('climb', 'vote', 'weak', { when: 'chose=kick' })
		);
		const [door, ...others] = model.scenes;
		const to = [{ value: 'gate' }];
		const longer = {
			...model,
			scenes: [
				{ ...door, options: door.options.map((option) => ({ ...option, to })) },
				gate,
				...others
			]
		};
		const { entries } = run('door/knock', 'gate/climb', 'gate/open');
		expect(said(entries, longer)).toEqual({ 2: { void: true } });
	});

	it('is nothing where that it came to nothing would tell a side', () => {
		const parting = partingVote();
		const { entries } = run('vote/for', 'vote/for', 'no/rest', 'yes/go');
		expect(said(entries, parting)).toEqual({
			1: { scene: 'vote' },
			2: {},
			3: {},
			4: { ended: true }
		});
	});

	it('is nothing where no model says what it came to, also not that it ended', () => {
		const { entries } = run('door/knock', 'vote/for', 'hall/stay');
		expect(said(entries)).toEqual({ 1: {}, 2: {}, 3: {} });
		expect(said(entries.slice(1), model)).toEqual({ 0: {}, 1: {}, 2: { ended: true } });
		expect(said(entries.slice(2), model)).toEqual({ 0: {}, 1: {} });
	});

	it('is nothing where it is of a quiz, which has none', () => {
		const quiz = quizOf('the-quiz', itemOf('choice', options('one* two')));
		const { entries } = new Device('d1').start(quiz.id, 'a').choose(quiz.id, 'a', 'item/one');
		expect(said(entries, quiz)).toEqual({ 1: {} });
		expect(said(entries.slice(1), quiz)).toEqual({ 0: {} });
	});
});

describe('sealed entries, opened without a key', () => {
	/** Entries of which those at these places are sealed, by what is said of them. */
	const sealing = (entries: readonly Entry[], said: Record<number, object>): Entry[] =>
		entries.map((entry, at) =>
			said[at]
				? ({ ...entry, type: 'choice.sealed', data: { activity: id, ...said[at] } } as Entry)
				: entry
		);
	/** A run whose second choice is sealed, by what is said of it. */
	const opened = (data: object, ...moves: string[]) => {
		const { entries } = new Device('d1').start(id, 'a').choose(id, 'a', 'door/knock', ...moves);
		const { entries: read, ...rest } = reopen(model, sealing(entries, { 2: data }));
		return {
			choices: read
				.slice(1)
				.map((one) => `${one.data.scene as string}/${one.data.option as string}`),
			...rest
		};
	};
	const none = new Set<string>();

	it('have any side in the place of one whose scene is told, and go on from it', () => {
		expect(opened({ scene: 'vote' }, 'vote/against', 'hall/leave')).toEqual({
			choices: ['door/knock', 'vote/for', 'hall/leave'],
			hidden: none,
			ended: none
		});
	});

	it('are cut off where no scene is told, and say that the run ended', () => {
		expect(opened({ ended: true }, 'vote/against', 'hall/leave')).toEqual({
			choices: ['door/knock'],
			hidden: new Set(['a']),
			ended: new Set(['a'])
		});
	});

	it.each([
		['at a scene where the run does not stand', { scene: 'hall' }],
		['at a scene that does not exist', { scene: 'yard' }],
		['that came to nothing', { void: true }],
		['that says what none says', { scene: 'vote', option: 'for' }]
	])('are left out %s', (_, data) => {
		expect(opened(data, 'vote/for').choices).toEqual(['door/knock']);
	});

	it('are left out at an ending, where nothing is to be chosen', () => {
		const { entries } = new Device('d1')
			.start(id, 'a')
			.choose(id, 'a', 'door/knock', 'vote/for', 'hall/stay', 'good/more');
		const last = sealing(entries, { 4: { scene: 'good' } });
		expect(reopen(model, last).entries).toEqual(entries.slice(0, 4));
	});

	it('stay out after what is hidden, and so do choices, also those of a run without a beginning', () => {
		const { entries } = new Device('d1')
			.start(id, 'a')
			.choose(id, 'a', 'door/knock', 'vote/for', 'vote/for', 'vote/against');
		const hidden = sealing(entries, { 2: {}, 3: { scene: 'vote' } });
		expect(reopen(model, hidden).entries).toEqual(entries.slice(0, 2));
		const without = reopen(model, hidden.slice(1));
		expect(without.entries).toEqual([]);
		expect(without.hidden).toEqual(new Set(['a']));
	});

	it('are of one choice each: the next stands where the side before it leads', () => {
		const { entries } = new Device('d1')
			.start(id, 'a')
			.choose(id, 'a', 'door/knock', 'vote/for', 'vote/for');
		const twice = sealing(entries, { 2: { scene: 'vote' }, 3: { scene: 'vote' } });
		expect(reopen(model, twice).entries).toHaveLength(3);
		const early = new Device('d1').start(id, 'a').choose(id, 'a', 'vote/knock', 'vote/for').entries;
		const notThere = sealing(early, { 2: { scene: 'vote' } });
		expect(reopen(model, notThere).entries).toEqual(early.slice(0, 2));
	});

	it('do not go on by a choice that does not fit, nor from a second beginning', () => {
		const { entries } = new Device('d1')
			.start(id, 'a')
			.choose(id, 'a', 'vote/knock', 'door/knock')
			.start(id, 'a')
			.choose(id, 'a', 'vote/against')
			.open('lesson');
		const sealed = sealing(entries, { 4: { scene: 'vote' } });
		const read = reopen(model, sealed).entries;
		expect(read.map(({ type }) => type)).toEqual(entries.map(({ type }) => type));
		expect(read[4].data).toEqual({ activity: id, scene: 'vote', option: 'for' });
	});
});
