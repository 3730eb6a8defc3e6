import { assign, setup } from 'xstate';
import type { LessonModel } from '../course/model';
import { oncePer } from './once';

export interface LessonContext {
	/** The step the trainee was on last. */
	at: string | null;
	/** Steps that are finished: read, or with all their activities completed. */
	finished: string[];
	completed: string[];
}

export type LessonEvent =
	| { type: 'lesson.open' }
	| { type: 'step.open'; step: string }
	| { type: 'step.finish'; step: string }
	| { type: 'activity.finish'; activity: string };

/**
 * The chart of a lesson. Nothing inside it is locked: any step may be opened. A step without activities is finished by
 * reading on; a step with activities, when all of them are completed. The lesson is done when every step is finished that is not extra.
 */
export const lessonMachine = oncePer(chartOf);

function chartOf(model: LessonModel) {
	const after = (context: LessonContext, event: LessonEvent): LessonContext => {
		const at = event.type === 'step.open' ? event.step : context.at;
		const completed =
			event.type === 'activity.finish' && !context.completed.includes(event.activity)
				? [...context.completed, event.activity].sort()
				: context.completed;
		const finished = model.steps
			.filter(
				({ id, activities }) =>
					context.finished.includes(id) ||
					(activities.length
						? activities.every((activity) => completed.includes(activity))
						: event.type === 'step.finish' && event.step === id)
			)
			.map(({ id }) => id);
		return { at, finished, completed };
	};
	const isDone = ({ finished }: LessonContext): boolean =>
		model.steps.every(({ id, extra }) => extra || finished.includes(id));
	const known = (event: LessonEvent): boolean => {
		if (event.type === 'lesson.open') return true;
		if (event.type === 'activity.finish')
			return model.activities.some(({ id }) => id === event.activity);
		return model.steps.some(({ id }) => id === event.step);
	};

	return setup({
		types: { context: {} as LessonContext, events: {} as LessonEvent },
		guards: {
			isKnown: ({ event }) => known(event),
			finishesLesson: ({ context, event }) => known(event) && isDone(after(context, event))
		},
		actions: { note: assign(({ context, event }) => after(context, event)) }
	}).createMachine({
		id: model.id,
		context: { at: null, finished: [], completed: [] },
		initial: 'untouched',
		on: {
			'*': [
				{ target: '.done', guard: 'finishesLesson', actions: 'note' },
				{ target: '.underWay', guard: 'isKnown', actions: 'note' }
			]
		},
		states: {
			untouched: {},
			underWay: {},
			done: { on: { '*': { guard: 'isKnown', actions: 'note' } } }
		}
	});
}
