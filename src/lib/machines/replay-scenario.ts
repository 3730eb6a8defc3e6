/** Replay of a scenario: from the entries about it to its attempts. */
import type { Outcome, ScenarioModel } from '../course/model';
import type { KnownEntry } from '../record/entry';
import { decisionQuality, judgePath, type Judged } from './quality';
import { choose, sceneOf, scenarioMachine, startScenario, type ScenarioContext } from './scenario';

/** One run of a scenario. */
export interface Attempt {
	id: string;
	activity: string;
	version: string;
	seed: number;
	dials: Record<string, string>;
	practice: boolean;
	fork: { attempt: string; choices: number } | null;
	startedAt: string;
	scene: string;
	context: ScenarioContext;
	outcome: Outcome | null;
	/** When each choice was made. */
	times: string[];
	/** Choices that no longer fit the scenario, because it was edited since: the attempt stands where it still fits. */
	dropped: number;
}

export interface ScenarioStanding {
	attempts: Attempt[];
	/** The first attempt that is not practice: the one that counts. */
	first: Attempt | null;
	/** The attempt to go on with: the newest unfinished one. */
	open: Attempt | null;
	/** Decision quality of the first attempt once it has ended, 0–100. */
	quality: number | null;
	finished: boolean;
}

/** Folds the entries about a scenario, in their order, through its chart, each attempt for itself. */
export function replayScenario(
	model: ScenarioModel,
	entries: readonly KnownEntry[]
): ScenarioStanding {
	const machine = scenarioMachine(model);
	const attempts = new Map<
		string,
		{ attempt: Attempt; snapshot: ReturnType<typeof startScenario> }
	>();
	for (const entry of entries) {
		if (!entry.attempt) continue;
		if (entry.type === 'attempt.started' && !attempts.has(entry.attempt)) {
			const { version, seed, dials, practice, fork } = entry.data;
			const snapshot = startScenario(machine, dials);
			attempts.set(entry.attempt, {
				snapshot,
				attempt: {
					id: entry.attempt,
					activity: model.id,
					version,
					seed,
					dials,
					practice,
					fork,
					startedAt: entry.at,
					scene: model.start,
					context: snapshot.context,
					outcome: null,
					times: [],
					dropped: 0
				}
			});
		} else if (entry.type === 'choice.made') {
			const run = attempts.get(entry.attempt);
			if (!run) continue;
			const next =
				String(run.snapshot.value) === entry.data.scene
					? choose(machine, run.snapshot, entry.data.option)
					: null;
			if (!next) {
				run.attempt.dropped++;
				continue;
			}
			run.snapshot = next;
			const scene = sceneOf(model, next);
			run.attempt = {
				...run.attempt,
				scene: scene.id,
				context: next.context,
				outcome: scene.outcome ?? null,
				times: [...run.attempt.times, entry.at]
			};
		}
	}
	const all = [...attempts.values()].map(({ attempt }) => attempt);
	const first = all.find((attempt) => !attempt.practice) ?? null;
	return {
		attempts: all,
		first,
		open: [...all].reverse().find((attempt) => !attempt.outcome) ?? null,
		quality: first?.outcome ? qualityOf(model, first) : null,
		finished: Boolean(first?.outcome)
	};
}

/** The decisions of an attempt, each judged where it was taken. */
export function judgeAttempt(
	model: ScenarioModel,
	attempt: Pick<Attempt, 'dials' | 'context'>
): Judged[] {
	return judgePath(model, attempt.dials, attempt.context.path);
}

/** Decision quality of an attempt that has ended, 0–100; null when the scenario has no key. */
export function qualityOf(model: ScenarioModel, attempt: Attempt): number | null {
	return decisionQuality(model, judgeAttempt(model, attempt));
}
