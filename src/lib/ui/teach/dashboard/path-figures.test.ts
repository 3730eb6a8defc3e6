import { render } from 'svelte/server';
import { expect, test } from 'vitest';
import type { PathFigures as Figures } from '$lib/reports/paths';
import PathFigures from './PathFigures.svelte';

const path: Figures = {
	activity: 'the-well',
	members: 4,
	ended: 3,
	sealed: 2,
	outcomes: { sound: 1, mixed: 0, poor: 0 },
	quality: { members: 1, mean: 50, median: 50, tens: [0, 0, 0, 0, 0, 1, 0, 0, 0, 0] },
	scenes: [],
	edges: []
};

test('the decision quality is of the runs that are told to their end, be it one', () => {
	const { body } = render(PathFigures, { props: { path } });
	// Three have ended: those of which a side was taken are in no mean. It is counted in whole points.
	expect(body).toContain('First attempts told to their end: 1. Mean 50, median 50, of 100.');
});
