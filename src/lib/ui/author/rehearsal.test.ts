import { describe, expect, it } from 'vitest';
import { compile } from '$lib/course/compile';
import type { ScenarioModel } from '$lib/course/model';
import { sampleCourse } from '$lib/course/sample-course';
import { Rehearsal, waysUnder } from './rehearsal.svelte';

const { courses } = await compile(sampleCourse);
const fog = courses.en.models.lights.activities.find(({ id }) => id === 'the-fog') as ScenarioModel;

function rehearse(scene: string, dials: Record<string, string> = {}): Rehearsal {
	let count = 0;
	return new Rehearsal(fog, dials, waysUnder(fog, dials).get(scene) ?? [], {
		id: () => `id-${++count}`,
		now: () => new Date('2026-01-31T09:00:00Z'),
		seed: () => 7
	});
}

describe('the ways to the scenes', () => {
	it('are shortest ones', () => {
		const ways = waysUnder(fog, {});
		expect(ways.get('watch')).toEqual([]);
		expect(ways.get('bell')?.map(({ option }) => option)).toEqual(['light', 'thins']);
		expect([...ways.keys()].sort()).toEqual(fog.scenes.map(({ id }) => id).sort());
	});

	it('are those of the dials as they are set', () => {
		const endAt = (dials: Record<string, string>) => waysUnder(fog, dials).get('aground');
		expect(endAt({ moon: 'new' })?.map(({ option }) => option)).toEqual(['wait']);
		expect(endAt({ moon: 'full' })?.map(({ option }) => option)).not.toEqual(['wait']);
		expect(endAt({ moon: 'no such value' })).toEqual(endAt({}));
	});
});

describe('a rehearsal', () => {
	it('begins at the scene, where a shortest way leaves the tracks, and counts as practice', () => {
		const { attempts, open, first } = rehearse('bell', { moon: 'full' }).standing;
		expect(attempts).toHaveLength(1);
		expect(first).toBeNull();
		expect(open).toMatchObject({
			scene: 'bell',
			practice: true,
			seed: 7,
			dropped: 0,
			context: { tracks: { oil: 1, trust: 1 }, dials: { moon: 'full' } }
		});
	});

	it('goes on to an ending as a trainee would', () => {
		const rehearsal = rehearse('bell');
		for (const option of ['ring', 'tell-coast']) {
			const { open } = rehearsal.standing;
			if (open) rehearsal.choose(open, { scene: open.scene, option });
		}
		expect(rehearsal.standing.open).toBeNull();
		expect(rehearsal.standing.attempts[0]).toMatchObject({ scene: 'safe', outcome: 'sound' });
	});

	it('is forked at a decision, and begun again from the start', () => {
		const rehearsal = rehearse('aground');
		const [ended] = rehearsal.standing.attempts;
		expect(ended.outcome).toBe('poor');
		rehearsal.fork(ended, 0);
		expect(rehearsal.standing.open).toMatchObject({ scene: 'watch', fork: { choices: 0 } });
		rehearsal.begin({ moon: 'full' });
		expect(rehearsal.standing.attempts).toHaveLength(3);
		expect(rehearsal.standing.open).toMatchObject({ scene: 'watch', dials: { moon: 'full' } });
	});
});
