import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from './compile';
import { excerptOf, modelOfStep, scenarioIn } from './excerpt';
import type { LessonModel, LessonText } from './model';
import { sampleCourse } from './sample-course';

describe('the excerpt of a lesson for one step', () => {
	let text: LessonText;
	let model: LessonModel;

	beforeAll(async () => {
		const { courses } = await compile(sampleCourse);
		text = courses.en.texts.lights;
		model = courses.en.models.lights;
	});

	it('holds the words of a step that is read, with its claims and terms alone', () => {
		expect(excerptOf(text, model, ['character'])).toEqual({
			...text,
			steps: { character: text.steps.character },
			quizzes: {},
			scenarios: {},
			misconceptions: {},
			claims: {
				'L1-K1': text.claims['L1-K1'],
				'L1-K2': text.claims['L1-K2'],
				'L1-K3': text.claims['L1-K3'],
				'L1-T1': text.claims['L1-T1'],
				'LAW-1': text.claims['LAW-1']
			},
			terms: { 'light-character': text.terms['light-character'] }
		});
	});

	it('holds a quiz whole, with what its feedback cites and its options reveal', () => {
		const excerpt = excerptOf(text, model, ['checks']);
		expect(excerpt.quizzes).toEqual(text.quizzes);
		expect(excerpt.scenarios).toEqual({});
		expect(excerpt.misconceptions).toEqual(text.misconceptions);
		expect(Object.keys(excerpt.claims).sort()).toEqual([
			'B1-K8a',
			'L1-K1',
			'L1-K2',
			'L1-K3',
			'LAW-1',
			'OWN-1'
		]);
	});

	it('holds a scenario whole, with what its choices reveal', () => {
		const excerpt = excerptOf(text, model, ['fog']);
		expect(excerpt.scenarios).toEqual(text.scenarios);
		expect(excerpt.quizzes).toEqual({});
		expect(excerpt.misconceptions).toEqual({ 'any-light': 'Any light will do' });
		expect(Object.keys(excerpt.claims).sort()).toEqual(['B1-K8a', 'L1-K1', 'L1-K2', 'L1-K3']);
		expect(Object.keys(excerpt.terms)).toEqual(['light-character']);
	});

	it('holds no words of a step that does not exist', () => {
		expect(excerptOf(text, model, ['nowhere'])).toMatchObject({
			steps: {},
			quizzes: {},
			claims: {}
		});
	});
});

describe('the model of a lesson for one step', () => {
	const lights = async (): Promise<LessonModel> =>
		(await compile(sampleCourse)).courses.en.models.lights;

	it('has the activities of that step alone, and everything else of the lesson', async () => {
		const model = await lights();
		const [quiz, scenario] = model.activities;
		expect(modelOfStep(model, 'checks')).toEqual({ ...model, activities: [quiz] });
		expect(modelOfStep(model, 'fog')).toEqual({ ...model, activities: [scenario] });
		for (const step of ['character', 'nowhere'])
			expect(modelOfStep(model, step)).toEqual({ ...model, activities: [] });
	});

	it('names the scenario of a step, where it has one', async () => {
		const model = await lights();
		const both = model.steps.map((step) =>
			step.id === 'later' ? { ...step, activities: ['light-checks', 'the-fog'] } : step
		);
		const named = ['fog', 'checks', 'character', 'nowhere', 'later'].map((step) =>
			scenarioIn({ ...model, steps: both }, step)
		);
		expect(named).toEqual(['the-fog', undefined, undefined, undefined, 'the-fog']);
	});
});
