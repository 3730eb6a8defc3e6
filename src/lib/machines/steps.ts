import {
	initialTransition,
	transition,
	type AnyStateMachine,
	type EventFrom,
	type SnapshotFrom
} from 'xstate';
import { remembering } from './once';

/**
 * Gives where a machine begins, and its next step from a snapshot: remembered, since most trainees take the same steps, and after
 * every new entry the same trainee takes them again. `most` is how many steps are remembered.
 */
export function stepsOf<Machine extends AnyStateMachine>(
	machine: Machine,
	most: number
): {
	beginning: SnapshotFrom<Machine>;
	step: (snapshot: SnapshotFrom<Machine>, event: EventFrom<Machine>) => SnapshotFrom<Machine>;
} {
	return {
		// Of machines without input, which cannot be said of any machine.
		beginning: initialTransition(machine as AnyStateMachine)[0] as SnapshotFrom<Machine>,
		step: remembering(
			(snapshot: SnapshotFrom<Machine>, event: EventFrom<Machine>) =>
				transition(machine, snapshot, event)[0],
			most,
			told
		)
	};
}

/** Where a machine stands and what it knows: all that its next step depends on. */
function told({ value, context }: { value: unknown; context: unknown }): string {
	return JSON.stringify([value, context]);
}
