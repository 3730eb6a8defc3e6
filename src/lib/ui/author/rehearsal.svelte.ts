import { explore } from '$lib/course/explore';
import type { ScenarioModel } from '$lib/course/model';
import { beginScenario, forkAttempt, makeChoice, type Decision } from '$lib/machines/decide';
import { replayScenario, type Attempt } from '$lib/machines/replay-scenario';
import type { Move } from '$lib/machines/scenario';
import { draft, type Draft, type KnownEntry } from '$lib/record/entry';

/** Where ids, times and seeds come from. */
export interface Sources {
	id: () => string;
	now: () => Date;
	seed: () => number;
}

/** A shortest way to every scene that can be reached with the dials as given; the others are not in the map. */
export function waysUnder(
	model: ScenarioModel,
	dials: Record<string, string>
): Map<string, readonly Move[]> {
	const fixed = Object.entries(model.dials).map(([id, { from, values }]) => {
		const value = values.includes(dials[id]) ? dials[id] : from;
		return [id, { from: value, values: [value] }];
	});
	return explore({ ...model, dials: Object.fromEntries(fixed) }).scenes;
}

/**
 * A scenario as its author plays it, from any scene: decided and replayed as a trainee's, but what is done stays on the
 * page and comes into no record.
 */
export class Rehearsal {
	#entries = $state.raw<KnownEntry[]>([]);
	readonly standing = $derived.by(() => replayScenario(this.model, this.#entries));

	constructor(
		readonly model: ScenarioModel,
		dials: Record<string, string>,
		way: readonly Move[],
		readonly sources: Sources
	) {
		const attempt = this.begin(dials);
		const choices = way.map((move) =>
			draft('choice.made', { activity: model.id, ...move }, attempt)
		);
		this.#write({ drafts: choices });
	}

	/** Begins at the first scene, as practice, and gives the id of the attempt. */
	begin(dials: Record<string, string>): string {
		const attempt = this.sources.id();
		const { standing, model, sources } = this;
		this.#write(beginScenario(standing, model, dials, true, sources.seed(), attempt));
		return attempt;
	}

	choose(attempt: Attempt, move: Move): void {
		this.#write(makeChoice(this.standing, this.model, attempt, move));
	}

	/** Goes the same way again up to a decision. */
	fork(from: Attempt, choices: number): void {
		this.#write(forkAttempt(this.model, from, choices, this.sources.id()));
	}

	#write(decision: Decision): void {
		const entryOf = (draft: Draft, at: number): KnownEntry => ({
			id: this.sources.id(),
			device: 'rehearsal',
			seq: this.#entries.length + at + 1,
			at: this.sources.now().toISOString(),
			...draft
		});
		this.#entries = [...this.#entries, ...(decision?.drafts ?? []).map(entryOf)];
	}
}
