import { expect, it } from 'vitest';
import type { Attempt } from '$lib/machines/replay-scenario';
import { m } from '$lib/ui/language/paraglide/messages';
import { runLabel } from './run-label';

const run = (parts: Partial<Attempt>) =>
	({ practice: false, outcome: 'sound', ...parts }) as Attempt;

it('calls the run that counts the first time, while it is under way and another device has ended one', () => {
	const runs = [run({ outcome: null }), run({}), run({ practice: true })];
	expect(runs.map((one) => runLabel(runs, one))).toEqual([
		m.debrief_run_first(),
		m.debrief_run_practice({ number: '2' }),
		m.debrief_run_practice({ number: '3' })
	]);
});

it('keeps the number of a run when one that was begun before it ends', () => {
	const [first, open, last] = [run({}), run({ practice: true, outcome: null }), run({})];
	const before = runLabel([first, open, last], last);
	const ended = run({ ...open, outcome: 'poor' });
	expect(runLabel([first, ended, last], last)).toBe(before);
});
