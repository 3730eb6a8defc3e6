import { expect, test } from 'vitest';
import { stepToGoOn } from './going-on';

const steps = [{ id: 'one' }, { id: 'two' }, { id: 'aside', extra: true as const }, { id: 'last' }];

test.each<[string, string | null, string[], string]>([
	['at the first step who was at none', null, [], 'one'],
	['where they were last', 'two', ['one'], 'two'],
	['at a step that is finished, when more follows it', 'two', ['one', 'two'], 'two'],
	['at an extra step, when more follows it', 'aside', ['one', 'two'], 'aside'],
	['at what is left before it, when nothing follows', 'last', ['one', 'last'], 'two'],
	['where they were last, when only an extra step is left', 'last', ['one', 'two', 'last'], 'last'],
	['at the first step, when the one they were at is gone', 'gone', [], 'one']
])('a trainee goes on %s', (_, at, finished, step) => {
	expect(stepToGoOn(steps, { at, finished }).id).toBe(step);
});
