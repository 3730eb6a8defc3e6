import { initialTransition, transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import { itemKinds, type ItemModel } from '../course/model';
import { itemMachine, type ItemEvent } from './item';
import { everyKind, rightAnswer } from './sample';

const run = (item: ItemModel, ...events: ItemEvent[]) =>
	events.reduce(
		(snapshot, event) => transition(itemMachine(item), snapshot, event)[0],
		initialTransition(itemMachine(item))[0]
	);
const submit = (...options: string[]): ItemEvent => ({
	type: 'answer.submit',
	answer: { options }
});
const ask: ItemEvent = { type: 'hint.ask' };
const retry: ItemEvent = { type: 'item.retry' };

const { choice } = everyKind;
const right = {
	answer: { options: ['freezes'] },
	mark: { state: 'marked', points: 1, right: true }
};
const wrong = {
	answer: { options: ['delivers'] },
	mark: { state: 'marked', points: 0, right: false }
};

describe('an item', () => {
	test('begins by asking, with nothing given', () => {
		const snapshot = run(choice);
		expect(snapshot.value).toBe('asking');
		expect(snapshot.context).toEqual({ first: null, last: null, hinted: false });
	});

	test('stays where it is when the answer is blank', () => {
		for (const blank of [submit(), { type: 'answer.submit', answer: {} } as const])
			expect(run(choice, blank)).toMatchObject({
				value: 'asking',
				context: { first: null, last: null }
			});
	});

	test('is answered with its mark and how sure the trainee was', () => {
		const sure: ItemEvent = {
			type: 'answer.submit',
			answer: { options: ['freezes'] },
			certainty: 3
		};
		expect(run(choice, sure)).toMatchObject({
			value: 'answered',
			context: { first: { ...right, certainty: 3 }, last: { ...right, certainty: 3 } }
		});
	});

	test('says nothing of certainty when it was not asked for', () => {
		expect(run(choice, submit('freezes')).context.first).toEqual(right);
	});

	test('keeps the first answer for ever, however often it is tried again', () => {
		const again = run(
			choice,
			submit('delivers'),
			retry,
			submit('seizes'),
			retry,
			submit('freezes')
		);
		expect(again.value).toBe('answered');
		expect(again.context).toEqual({ first: wrong, last: right, hinted: false });
	});

	test('keeps the first answer when a second comes without a retry, as from another device', () => {
		const both = run(choice, submit('delivers'), submit('freezes'));
		expect(both.context).toMatchObject({ first: wrong, last: right });
	});

	test('keeps what was given while it is tried again, and passes over a blank', () => {
		const again = run(choice, submit('delivers'), retry, submit());
		expect(again).toMatchObject({ value: 'asking', context: { first: wrong, last: wrong } });
		expect(run(choice, submit('freezes'), submit()).context).toMatchObject({ last: right });
	});

	test('notes a hint before the answer, and not one after it', () => {
		expect(run(choice, ask, submit('freezes')).context.hinted).toBe(true);
		expect(run(choice, submit('freezes'), ask).context.hinted).toBe(false);
	});

	test('cannot be tried again before it was answered', () => {
		expect(run(choice, retry).context).toEqual({ first: null, last: null, hinted: false });
	});

	test('has no mark where it has no key', () => {
		expect(run(everyKind.position, submit('unsure')).context.first).toEqual({
			answer: { options: ['unsure'] },
			mark: { state: 'unkeyed' }
		});
	});

	test('has one chart, however often it is asked for', () => {
		expect(itemMachine(choice)).toBe(itemMachine(choice));
		expect(itemMachine({ ...choice })).not.toBe(itemMachine(choice));
	});
});

describe.each(itemKinds)('every way through a .%s item', (kind) => {
	const item = everyKind[kind];
	const paths = getShortestPaths(itemMachine(item), {
		events: [
			{ type: 'answer.submit', answer: rightAnswer(item) },
			{ type: 'answer.submit', answer: { options: item.options.slice(-1).map(({ id }) => id) } },
			{ type: 'answer.submit', answer: {} },
			ask,
			retry
		],
		limit: 1000
	});

	test('leads to an answer in one step', () => {
		const answered = paths.filter(({ state }) => state.matches('answered'));
		expect(Math.min(...answered.map(({ weight }) => weight))).toBe(1);
	});

	test('is answered when and only when a first answer is kept, or is being tried again', () => {
		for (const { state } of paths) {
			if (state.matches('answered')) expect(state.context.first).not.toBeNull();
			expect(state.context.first === null).toBe(state.context.last === null);
		}
	});

	test('keeps the first answer on every step of the way', () => {
		for (const { steps, state } of paths) {
			const firsts = [...steps.map((step) => step.state.context.first), state.context.first];
			firsts.slice(1).forEach((first, before) => {
				if (firsts[before]) expect(first).toEqual(firsts[before]);
			});
		}
	});
});
