import { describe, expect, it } from 'vitest';
import { adjacencyMapToArray, getAdjacencyMap, getShortestPaths } from 'xstate/graph';
import { updateMachine, type UpdateEvent, type UpdateState } from './update';

const events: UpdateEvent[] = [
	{ type: 'worker.refuse' },
	{ type: 'install.offer' },
	{ type: 'install.accept' },
	{ type: 'install.fail' },
	{ type: 'worker.ready' },
	{ type: 'update.wait' },
	{ type: 'update.dismiss' },
	{ type: 'update.accept' },
	{ type: 'update.hold' },
	{ type: 'update.fail' }
];

/** Every step that the machine can take: where from, by what, where to. */
function steps(): { from: UpdateState; by: UpdateEvent['type']; to: UpdateState }[] {
	return adjacencyMapToArray(getAdjacencyMap(updateMachine, { events }))
		.map(({ state, event, nextState }) => ({
			from: state.value as UpdateState,
			by: event.type,
			to: nextState.value as UpdateState
		}))
		.filter(({ from, to }) => from !== to);
}

/** What states follow when this happens in one. */
const after = (from: UpdateState, by: UpdateEvent['type']): UpdateState =>
	steps().find((step) => step.from === from && step.by === by)?.to ?? from;

describe('the course on the device', () => {
	it('has twelve states, and each can be met', () => {
		const met = getShortestPaths(updateMachine, { events }).map(({ state }) => state.value);
		expect(new Set(met)).toEqual(
			new Set<UpdateState>([
				'unknown',
				'unsupported',
				'offered',
				'declined',
				'installing',
				'failed',
				'current',
				'waiting',
				'later',
				'applying',
				'heldElsewhere',
				'unfinished'
			])
		);
	});

	it('is updated by consent alone, and downloaded by consent alone once that is asked for', () => {
		const into = (state: UpdateState) =>
			new Set(steps().flatMap(({ by, to }) => (to === state ? [by] : [])));
		expect(into('applying')).toEqual(new Set(['update.accept']));
		expect(into('installing')).toEqual(new Set(['install.accept']));
		for (const state of ['offered', 'declined'] as const)
			for (const { type } of events)
				if (type !== 'install.accept')
					expect(['installing', 'current', 'failed']).not.toContain(after(state, type));
	});

	it('says that something newer waits wherever it was, but not to whom has put it off or takes it up', () => {
		const silent: UpdateState[] = ['later', 'applying'];
		for (const { from } of steps())
			expect(after(from, 'update.wait')).toBe(silent.includes(from) ? from : 'waiting');
	});

	it('can be had after all: what was declined, put off, held or not finished', () => {
		for (const state of ['offered', 'declined', 'failed'] as const)
			expect(after(state, 'install.accept')).toBe('installing');
		for (const state of ['waiting', 'later', 'heldElsewhere', 'unfinished'] as const)
			expect(after(state, 'update.accept')).toBe('applying');
	});

	it('asks no more of whoever says no', () => {
		expect(after('offered', 'update.dismiss')).toBe('declined');
		for (const state of ['waiting', 'heldElsewhere', 'unfinished'] as const)
			expect(after(state, 'update.dismiss')).toBe('later');
	});

	it('is told as it is: there, not to be had, held in another tab, not finished', () => {
		for (const state of ['unknown', 'installing', 'failed'] as const)
			expect(after(state, 'worker.ready')).toBe('current');
		expect(after('installing', 'install.fail')).toBe('failed');
		expect(after('applying', 'update.hold')).toBe('heldElsewhere');
		expect(after('applying', 'update.fail')).toBe('unfinished');
		for (const { from } of steps()) expect(after(from, 'worker.refuse')).toBe('unsupported');
	});
});
