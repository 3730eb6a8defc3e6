/**
 * Two editions of a small course: the second changes what is right, adds an item, and moves a choice. Both ask for views: at
 * items without a key, and by the sides of open decisions, after which everything tells a side and is sealed.
 */
import type {
	ActivityModel,
	LessonModel,
	QuizModel,
	ScenarioModel
} from '../../../src/lib/course/model';
import type { CoursePlan } from '../../../src/lib/machines/course';
import {
	choice,
	ending,
	everyKind,
	itemOf,
	lessonOf,
	options,
	quizOf,
	scenarioOf,
	scene
} from '../../../src/lib/machines/sample';
import type { Entry } from '../../../src/lib/record/entry';
import type { LessonOf } from '../../../src/lib/sync/membership';

export const plan: CoursePlan = { id: 'course', lessons: ['lesson'], sessions: [], after: {} };
export const lessonOfEntry: LessonOf = () => 'lesson';

export interface Edition {
	quiz: QuizModel;
	/** One with a key, and one of open decisions. */
	scenarios: readonly [ScenarioModel, ScenarioModel];
	activities: ActivityModel[];
	models: Record<string, LessonModel>;
}

function editionOf(quiz: QuizModel, ...scenarios: [ScenarioModel, ScenarioModel]): Edition {
	const activities = [quiz, ...scenarios];
	return {
		quiz,
		scenarios,
		activities,
		models: { lesson: lessonOf('lesson', 'words try:checks,the-well,the-bridge', activities) }
	};
}

const one = itemOf('choice', options('freezes* delivers seizes'), { id: 'one' });
const two = itemOf('choices', options('a* b* c'), { id: 'two' });
const three = itemOf('choice', options('yes* no'), { id: 'three' });
const views = [
	{ ...everyKind.position, id: 'stands' },
	{ ...everyKind.contested, id: 'weighs' },
	{ ...everyKind.reflection, id: 'thinks' }
];
const start = scene(
	'start',
	'first',
	choice('wait', 'road', 'sound'),
	choice('rush', 'end', 'weak')
);
const road = scene(
	'road',
	'second',
	choice('left', 'end', 'sound'),
	choice('right', 'end', 'unsound')
);
const roadSince = scene(
	'road',
	'second',
	choice('left', 'end', 'unsound'),
	choice('right', 'end', 'sound')
);

/** A story that its first open decision parts, so that the next one is where only one side leads. */
const bridge = scenarioOf(
	[
		scene('bank', 'first', choice('stay', 'near', 'open'), choice('cross', 'far', 'open')),
		scene('near', 'second', choice('call', 'end', 'open'), choice('write', 'end', 'open')),
		scene('far', 'second', choice('call', 'end', 'sound'), choice('walk', 'end', 'weak')),
		ending('end', 'sound')
	],
	{ id: 'the-bridge' }
);

export const editions: readonly [Edition, Edition] = [
	editionOf(
		quizOf('checks', one, two, ...views),
		scenarioOf([start, road, ending('end', 'sound')]),
		bridge
	),
	editionOf(
		{
			...quizOf(
				'checks',
				{ ...one, options: options('freezes delivers* seizes') },
				two,
				three,
				...views
			),
			version: '2'
		},
		{ ...scenarioOf([start, roadSince, ending('end', 'sound')]), version: '2' },
		{ ...bridge, version: '2' }
	)
];

/** Whether an entry, as it is stored at a server, tells which side was taken at an open decision. */
export function tellsSide({ type, data }: Entry): boolean {
	const isAfter = type === 'choice.made' || (type === 'view.given' && data.item !== 'bank');
	return data.activity === bridge.id && isAfter;
}
