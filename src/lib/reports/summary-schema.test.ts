/** What is a summary, and what is refused as one: what a database or an export of another version may hold. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { changeAt } from '../record/change-at.sample';
import { ActivitySummary } from './summary-schema';

const common = {
	activity: 'checks',
	version: 'v1',
	verified: true,
	since: '2026-03-01T09:00:00.000Z',
	latest: '2026-03-01T09:30:00.000Z',
	finished: false,
	views: ['stand']
};
const first = {
	options: ['a'],
	order: ['b', 'a'],
	pairs: { a: 'b' },
	certainty: 3,
	right: true,
	points: 0.5,
	reveals: ['trust-is-enough']
};
const quiz = {
	kind: 'quiz',
	...common,
	items: {
		one: { tries: 2, hinted: true, first, lastRight: false },
		two: { tries: 0, hinted: false, first: null, lastRight: null }
	}
};
const step = { scene: 'pier', option: 'stay', quality: 'sound', reveals: 'trust-is-enough' };
const scenario = {
	kind: 'scenario',
	...common,
	attempts: 2,
	practice: 1,
	run: {
		dials: { moon: 'full' },
		path: [step, { scene: 'vote', option: null }],
		scene: 'end',
		sealed: false,
		ended: true,
		outcome: 'sound',
		quality: 100
	}
};
const isOne = (value: unknown) => v.safeParse(ActivitySummary, value).success;

test.each([quiz, scenario])('a summary of a $kind is read as it is written', (sample) => {
	expect(v.parse(ActivitySummary, sample)).toEqual(sample);
});

test.each([
	[quiz, 'version', null],
	[quiz, 'items', {}],
	[quiz, 'items.one.first.right', null],
	[quiz, 'items.one.first.points', null],
	[quiz, 'items.one.first.points', 0],
	[quiz, 'items.one.first.points', 1],
	[scenario, 'run', null],
	[scenario, 'run.scene', null],
	[scenario, 'run.outcome', null],
	[scenario, 'run.quality', null],
	[scenario, 'run.quality', 0],
	[scenario, 'run.path.0.option', null]
])('[%#] what is not known or does not apply may be said so', (sample, path, value) => {
	expect(isOne(changeAt(sample, path, value))).toBe(true);
});

test.each([
	[quiz, 'items.one.first.options'],
	[quiz, 'items.one.first.order'],
	[quiz, 'items.one.first.pairs'],
	[quiz, 'items.one.first.certainty'],
	[scenario, 'run.path.0.quality'],
	[scenario, 'run.path.0.reveals']
])('[%#] what an item or a scene does not have may be missing', (sample, path) => {
	expect(isOne(changeAt(sample, path))).toBe(true);
});

test.each([
	...Object.keys(quiz).map((name) => [quiz, name] as const),
	...Object.keys(scenario).map((name) => [scenario, name] as const),
	...Object.keys(quiz.items.one).map((name) => [quiz, `items.one.${name}`] as const),
	...['right', 'points', 'reveals'].map((name) => [quiz, `items.one.first.${name}`] as const),
	...Object.keys(scenario.run).map((name) => [scenario, `run.${name}`] as const),
	...['scene', 'option'].map((name) => [scenario, `run.path.0.${name}`] as const)
])('[%#] whatever else is missing makes it none', (sample, path) => {
	expect(isOne(changeAt(sample, path))).toBe(false);
});

test.each([
	[quiz, 'kind', ['game', null]],
	[quiz, 'activity', [7, null]],
	[quiz, 'version', [7]],
	[quiz, 'verified', ['yes', null]],
	[quiz, 'since', [7, null]],
	[quiz, 'latest', [7, null]],
	[quiz, 'finished', ['no', null]],
	[quiz, 'views', ['stand', [7]]],
	[quiz, 'attempts', [1]],
	[quiz, 'items', [null, { one: null }]],
	[quiz, 'items.one.tries', [-1, 0.5, '1', 2 ** 53]],
	[quiz, 'items.one.hinted', ['yes', null]],
	[quiz, 'items.one.lastRight', ['yes', 1]],
	[quiz, 'items.one.more', [1]],
	[quiz, 'items.one.first.options', ['a', [7]]],
	[quiz, 'items.one.first.order', ['a', [7]]],
	[quiz, 'items.one.first.pairs', ['a', { a: 7 }]],
	[quiz, 'items.one.first.certainty', [0, 4, 'certain']],
	[quiz, 'items.one.first.right', ['yes']],
	[quiz, 'items.one.first.points', [-0.1, 1.1, '1']],
	[quiz, 'items.one.first.reveals', ['a', [7]]],
	[quiz, 'items.one.first.text', ['What I think.']],
	[scenario, 'items', [{}]],
	[scenario, 'attempts', [-1, 0.5, '1']],
	[scenario, 'practice', [-1, 0.5, '1']],
	[scenario, 'run.dials', ['full', { moon: 7 }]],
	[scenario, 'run.path', ['pier', [null]]],
	[scenario, 'run.path.0.scene', [7, null]],
	[scenario, 'run.path.0.option', [7]],
	[scenario, 'run.path.0.quality', ['good', null]],
	[scenario, 'run.path.0.reveals', [7, null]],
	[scenario, 'run.path.0.at', [common.since]],
	[scenario, 'run.scene', [7]],
	[scenario, 'run.sealed', ['yes', null]],
	[scenario, 'run.ended', ['yes', null]],
	[scenario, 'run.outcome', ['good', 7]],
	[scenario, 'run.quality', [-1, 101, '100']],
	[scenario, 'run.seed', [1]]
] as const)('[%#] something else in the place of a value makes it none', (sample, path, values) => {
	for (const value of values)
		expect(isOne(changeAt(sample, path, value)), JSON.stringify(value)).toBe(false);
});
