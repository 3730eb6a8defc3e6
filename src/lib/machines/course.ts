import { assign, setup } from 'xstate';
import { oncePer } from './once';

/** What the course machine needs to know: the order of the lessons, and what must come first. */
export interface CoursePlan {
	id: string;
	lessons: string[];
	/** Lessons that run side by side: the breakout sessions. */
	sessions: string[];
	after: Record<string, string[]>;
}

export type CourseEvent =
	{ type: 'lesson.start'; lesson: string } | { type: 'lesson.finish'; lesson: string };

export interface CourseContext {
	done: string[];
}

/**
 * The chart of the course: every lesson is a region of its own, the breakout sessions together in a parallel region.
 * Only a lesson with something to come first is ever locked, and only until it is begun: what an edit asks for in an earlier
 * lesson shuts nobody out of a later one. The certificate is earned when every lesson is done.
 */
export const courseMachine = oncePer(chartOf);

function chartOf(plan: CoursePlan) {
	const alone = plan.lessons.filter((id) => !plan.sessions.includes(id));
	/** The lessons that are done after an event. */
	const doneAfter = ({ done }: CourseContext, { type, lesson }: CourseEvent): string[] =>
		type === 'lesson.finish'
			? plan.lessons.filter((id) => id === lesson || done.includes(id))
			: done;
	const region = (lesson: string) => {
		const start = {
			'lesson.start': { target: 'underWay', guard: { type: 'is' as const, params: { lesson } } }
		};
		const finish = {
			'lesson.finish': {
				target: 'done',
				guard: { type: 'is' as const, params: { lesson } },
				actions: 'noteDone' as const
			}
		};
		const unlock = {
			target: 'open',
			guard: { type: 'completes' as const, params: { lessons: plan.after[lesson] ?? [] } }
		};
		return {
			initial: plan.after[lesson]?.length ? 'locked' : 'open',
			states: {
				locked: { on: { ...start, 'lesson.finish': [finish['lesson.finish'], unlock] } },
				open: { on: { ...start, ...finish } },
				underWay: { on: finish },
				done: {}
			}
		};
	};
	return setup({
		types: { context: {} as CourseContext, events: {} as CourseEvent },
		guards: {
			is: ({ event }, { lesson }: { lesson: string }) => event.lesson === lesson,
			completes: ({ context, event }, { lessons }: { lessons: string[] }) => {
				const done = doneAfter(context, event);
				return lessons.every((id) => done.includes(id));
			}
		},
		actions: {
			noteDone: assign(({ context, event }) => ({ done: doneAfter(context, event) }))
		}
	}).createMachine({
		id: plan.id,
		context: { done: [] },
		type: 'parallel',
		states: {
			...Object.fromEntries(alone.map((id) => [id, region(id)])),
			sessions: {
				type: 'parallel',
				states: Object.fromEntries(plan.sessions.map((id) => [id, region(id)]))
			},
			certificate: {
				initial: 'unearned',
				states: {
					unearned: {
						on: {
							'lesson.finish': {
								target: 'earned',
								guard: { type: 'completes' as const, params: { lessons: plan.lessons } }
							}
						}
					},
					earned: {}
				}
			}
		}
	});
}
