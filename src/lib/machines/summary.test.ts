import { expect, test } from 'vitest';
import { replay } from './replay';
import {
	choice,
	Device,
	ending,
	everyKind,
	lessonOf,
	options,
	quizOf,
	rightAnswer,
	scenarioOf,
	scene
} from './sample';
import { calibration, toReview } from './summary';

const ask = (id: string) => ({
	...everyKind.choice,
	id,
	options: options('freezes* delivers').map((option) =>
		option.right ? option : { ...option, reveals: 'preservation-discloses' }
	)
});
const checks = quizOf('checks', ask('one'), ask('two'), ask('three'), {
	...everyKind.position,
	id: 'view'
});
const models = { room: lessonOf('room', 'words try:checks', [checks]) };
const plan = { id: 'small', lessons: ['room'], sessions: [], after: {} };
const stand = ({ entries }: Device) => replay(plan, models, entries);
const right = { options: ['freezes'] };
const wrong = { options: ['delivers'] };

test('calibration counts the first answers of each band, and their certainty-based marks', () => {
	const device = new Device('phone')
		.answer('checks', 'quiz', 'one', right, 3)
		.answer('checks', 'quiz', 'two', wrong, 3)
		.answer('checks', 'quiz', 'two', right, 3)
		.answer('checks', 'quiz', 'three', wrong, 2);
	expect(calibration(stand(device))).toEqual({
		rows: [
			{ certainty: 1, answers: 0, right: 0 },
			{ certainty: 2, answers: 1, right: 0 },
			{ certainty: 3, answers: 2, right: 1 }
		],
		mark: 3 - 6 - 2,
		answers: 3
	});
});

test('calibration leaves out what was answered without certainty, and what has no key', () => {
	const device = new Device('phone')
		.answer('checks', 'quiz', 'one', right)
		.answer('checks', 'quiz', 'view', { options: ['for'] }, 3);
	expect(calibration(stand(device))).toMatchObject({ mark: 0, answers: 0 });
});

test('a review has what was wrong at first and still is, the confidently wrong first', () => {
	const device = new Device('phone')
		.answer('checks', 'quiz', 'one', wrong, 1)
		.answer('checks', 'quiz', 'two', wrong, 3)
		.answer('checks', 'quiz', 'three', wrong, 3)
		.answer('checks', 'quiz', 'three', right, 1);
	const place = { lesson: 'room', step: 'try', activity: 'checks' };
	expect(toReview(models, stand(device))).toEqual([
		{ ...place, item: 'two', reveals: ['preservation-discloses'], sure: true },
		{ ...place, item: 'one', reveals: ['preservation-discloses'], sure: false }
	]);
});

test('a review has nothing that was right at first, was not answered, or has no key', () => {
	const device = new Device('phone')
		.answer('checks', 'quiz', 'one', right, 1)
		.answer('checks', 'quiz', 'one', wrong, 3)
		.answer('checks', 'quiz', 'view', { options: ['against'] });
	expect(toReview(models, stand(device))).toEqual([]);
});

test('a review passes over scenarios and what stands in no step, and knows misconceptions of what was chosen alone', () => {
	const match = { ...everyKind.match, id: 'signs' };
	const choices = {
		...everyKind.choices,
		id: 'some',
		options: options('a* b c').map((option) => ({ ...option, reveals: `of-${option.id}` }))
	};
	const story = scenarioOf([
		scene('watch', 'one', choice('go', 'end', 'weak')),
		ending('end', 'poor')
	]);
	const [placed, loose] = [quizOf('placed', match, choices), quizOf('loose', match)];
	const more = { room: lessonOf('room', 'try:the-well:placed', [story, placed, loose]) };
	const { pairs } = rightAnswer(match);
	const missed = { pairs: { ...pairs, mlat: 'quick' } };
	const { entries } = new Device('phone')
		.start('the-well', 's')
		.choose('the-well', 's', 'watch/go')
		.answer('placed', 'quiz', 'signs', missed, 2)
		.answer('placed', 'quiz', 'some', { options: ['a', 'c'] }, 2)
		.answer('loose', 'other', 'signs', missed, 2);
	const place = { lesson: 'room', step: 'try', activity: 'placed', sure: false };
	expect(toReview(more, replay(plan, more, entries))).toEqual([
		{ ...place, item: 'signs', reveals: [] },
		{ ...place, item: 'some', reveals: ['of-a', 'of-c'] }
	]);
	expect(toReview(more, replay(plan, models, []))).toEqual([]);
});

test('a misconception that two wrong options show is named once in a review', () => {
	const both = {
		...everyKind.choices,
		id: 'both',
		options: options('a* b c').map((option) =>
			option.right ? option : { ...option, reveals: 'states-only' }
		)
	};
	const one = { room: lessonOf('room', 'try:checks', [quizOf('checks', both)]) };
	const { entries } = new Device('phone').answer('checks', 'quiz', 'both', { options: ['b', 'c'] });
	expect(toReview(one, replay(plan, one, entries))).toMatchObject([{ reveals: ['states-only'] }]);
});
