import type { Outcome, ScenarioModel } from '../course/model';
import { decisionQuality, type Judged } from './quality';
import { judgeAttempt, type Attempt } from './replay-scenario';
import { contextsAlong } from './scenario';

/** A decision of a run with the tracks as it left them, and as they were. */
export interface Decided extends Judged {
	before: Record<string, number>;
	tracks: Record<string, number>;
}

/** One of two runs beside each other. */
export interface ComparedRun {
	attempt: Attempt;
	decisions: Decided[];
	outcome: Outcome | null;
	/** Decision quality, 0–100; null while the run goes on, and when nothing keyed was decided. */
	quality: number | null;
}

/**
 * What took two runs apart after the decisions they share: another choice, another lot, or, with the same choices, other
 * facts set before the start.
 */
export type Parting = { by: 'choice' | 'chance'; scene: string } | { by: 'dials' };

export interface Comparison {
	/** Facts set before the start in which the runs differ. */
	dials: { dial: string; values: [string, string] }[];
	/** How many decisions the runs share at their beginning. */
	shared: number;
	/** Null when the runs do not part, as far as both have gone. */
	parting: Parting | null;
	/** Every track at the end, and which run did better on it. */
	tracks: { track: string; values: [number, number]; better: 0 | 1 | null }[];
	runs: [ComparedRun, ComparedRun];
}

/** Two runs of one scenario, aligned: what they share, where they part, and how each went on. */
export function compareRuns(model: ScenarioModel, one: Attempt, other: Attempt): Comparison {
	const shared = sharedChoices(one, other);
	return {
		dials: Object.keys(model.dials).flatMap((dial) => {
			const values = inBoth(one, other, ({ context }) => context.dials[dial]);
			return values[0] === values[1] ? [] : [{ dial, values }];
		}),
		shared,
		parting: partingAfter(model, shared, one, other),
		tracks: Object.entries(model.tracks).map(([track, { better }]) => {
			const values = inBoth(one, other, ({ context }) => context.tracks[track]);
			return { track, values, better: betterOf(values, better) };
		}),
		runs: inBoth(one, other, (attempt) => runOf(model, attempt))
	};
}

function inBoth<T>(one: Attempt, other: Attempt, read: (attempt: Attempt) => T): [T, T] {
	return [read(one), read(other)];
}

function betterOf([one, other]: [number, number], better: 'up' | 'down'): 0 | 1 | null {
	if (one === other) return null;
	return one > other === (better === 'up') ? 0 : 1;
}

/** How many choices two runs have in common from the start, each made in the same scene. */
function sharedChoices(one: Attempt, other: Attempt): number {
	const [path, beside] = [one.context.path, other.context.path];
	const at = path.findIndex(
		({ scene, option }, at) => beside[at]?.scene !== scene || beside[at].option !== option
	);
	return at < 0 ? path.length : at;
}

function partingAfter(
	model: ScenarioModel,
	shared: number,
	one: Attempt,
	other: Attempt
): Parting | null {
	const [scene, beside] = inBoth(
		one,
		other,
		({ context, scene }) => context.path[shared]?.scene ?? scene
	);
	// The same choices on the same tracks lead elsewhere only where a dial decides.
	if (scene !== beside) return { by: 'dials' };
	const isPassed = inBoth(one, other, ({ context }) => context.path.length > shared);
	if (!isPassed[0] || !isPassed[1]) return null;
	const isDrawn = model.scenes.some(({ id, chance }) => id === scene && chance);
	return { by: isDrawn ? 'chance' : 'choice', scene };
}

function runOf(model: ScenarioModel, attempt: Attempt): ComparedRun {
	const judged = judgeAttempt(model, attempt);
	const contexts = contextsAlong(model, attempt.context.dials, attempt.context.path);
	return {
		attempt,
		decisions: judged.map((decision, at) => ({
			...decision,
			before: contexts[at].tracks,
			tracks: contexts[at + 1].tracks
		})),
		outcome: attempt.outcome,
		quality: attempt.outcome ? decisionQuality(model, judged) : null
	};
}
