import { assign, setup } from 'xstate';
import type { ItemModel } from '../course/model';
import { isComplete, mark, type Answer, type Certainty, type Mark } from './mark';
import { oncePer } from './once';

/** One submitted answer with its mark. */
export interface Given {
	answer: Answer;
	certainty?: Certainty;
	mark: Mark;
}

export interface ItemContext {
	/** The first answer counts for ever; later ones are practice. */
	first: Given | null;
	last: Given | null;
	hinted: boolean;
}

export type ItemEvent =
	| { type: 'answer.submit'; answer: Answer; certainty?: Certainty }
	| { type: 'hint.ask' }
	| { type: 'item.retry' };

/** The chart of one item: asking, then answered; it may be tried again, but the first answer stays. */
export const itemMachine = oncePer(chartOf);

function chartOf(item: ItemModel) {
	return setup({
		types: { context: {} as ItemContext, events: {} as ItemEvent },
		guards: {
			isComplete: ({ event }) => event.type === 'answer.submit' && isComplete(item, event.answer)
		},
		actions: {
			keepAnswer: assign(({ context, event }) => {
				if (event.type !== 'answer.submit') return {};
				const given: Given = {
					answer: event.answer,
					...(event.certainty ? { certainty: event.certainty } : {}),
					mark: mark(item, event.answer)
				};
				return { first: context.first ?? given, last: given };
			}),
			noteHint: assign({ hinted: true })
		}
	}).createMachine({
		id: item.id,
		context: { first: null, last: null, hinted: false },
		initial: 'asking',
		states: {
			asking: {
				on: {
					'answer.submit': { target: 'answered', guard: 'isComplete', actions: 'keepAnswer' },
					'hint.ask': { actions: 'noteHint' }
				}
			},
			answered: {
				on: {
					// Two devices may both have answered; replay then meets a second answer without a retry.
					'answer.submit': { guard: 'isComplete', actions: 'keepAnswer' },
					'item.retry': { target: 'asking' }
				}
			}
		}
	});
}
