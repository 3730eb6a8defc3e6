/** Two editions of a small course: the second changes what is right, adds an item, and moves a choice. */
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
	itemOf,
	lessonOf,
	options,
	quizOf,
	scenarioOf,
	scene
} from '../../../src/lib/machines/sample';
import type { LessonOf } from '../../../src/lib/sync/membership';

export const plan: CoursePlan = { id: 'course', lessons: ['lesson'], sessions: [], after: {} };
export const lessonOfEntry: LessonOf = () => 'lesson';

export interface Edition {
	quiz: QuizModel;
	scenario: ScenarioModel;
	activities: ActivityModel[];
	models: Record<string, LessonModel>;
}

function editionOf(quiz: QuizModel, scenario: ScenarioModel): Edition {
	const activities = [quiz, scenario];
	return {
		quiz,
		scenario,
		activities,
		models: { lesson: lessonOf('lesson', 'words try:checks,the-well', activities) }
	};
}

const one = itemOf('choice', options('freezes* delivers seizes'), { id: 'one' });
const two = itemOf('choices', options('a* b* c'), { id: 'two' });
const three = itemOf('choice', options('yes* no'), { id: 'three' });
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

export const editions: readonly [Edition, Edition] = [
	editionOf(quizOf('checks', one, two), scenarioOf([start, road, ending('end', 'sound')])),
	editionOf(
		{
			...quizOf('checks', { ...one, options: options('freezes delivers* seizes') }, two, three),
			version: '2'
		},
		{ ...scenarioOf([start, roadSince, ending('end', 'sound')]), version: '2' }
	)
];
