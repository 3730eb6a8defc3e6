import { pick } from '../course/condition';
import { worth, type ScenarioModel, type SceneModel } from '../course/model';
import {
	choose,
	offered,
	sceneOf,
	scenarioMachine,
	standingOf,
	startScenario,
	type Move,
	type ScenarioContext
} from './scenario';

/** A smallest change of the facts after which a decision has another best answer. */
export interface Flip {
	/** The dials to change, one or two, with their new values. */
	dials: Record<string, string>;
	/** The choices that are best then. */
	best: string[];
}

/**
 * For every decision of a path the smallest change of the dials after which other choices are best there, at the same
 * tracks and after the same choices: one dial if one suffices, else two, else null. Null too where the story could not
 * have come to that scene with the dials changed, and where nothing is keyed, as with chance and open decisions.
 */
export function flipsAlong(
	model: ScenarioModel,
	dials: Record<string, string>,
	path: readonly Move[]
): (Flip | null)[] {
	const now = bestAlong(model, dials, path);
	const changed = changesOf(model, dials).map((change) => ({
		change,
		best: bestAlong(model, { ...dials, ...change }, path)
	}));
	return path.map((_, at) => {
		if (!now[at]?.length) return null;
		const flip = changed.find(({ best }) => best[at]?.length && isOther(best[at], now[at]));
		return flip ? { dials: flip.change, best: flip.best[at] } : null;
	});
}

const isOther = (one: string[], other: string[]): boolean => one.join(' ') !== other.join(' ');

/** Every change of one dial, then every change of two. */
function changesOf(model: ScenarioModel, dials: Record<string, string>): Record<string, string>[] {
	const set = startScenario(scenarioMachine(model), dials).context.dials;
	const single = Object.entries(model.dials).map(([dial, { values }]) =>
		values.filter((value) => value !== set[dial]).map((value) => ({ [dial]: value }))
	);
	const pairs = single.flatMap((ones, at) =>
		single
			.slice(at + 1)
			.flatMap((others) => ones.flatMap((one) => others.map((other) => ({ ...one, ...other }))))
	);
	return [...single.flat(), ...pairs];
}

/** The best choices in the scenes of a path, as far as the story comes along it with these dials. */
function bestAlong(
	model: ScenarioModel,
	dials: Record<string, string>,
	path: readonly Move[]
): string[][] {
	const machine = scenarioMachine(model);
	const best: string[][] = [];
	let snapshot = startScenario(machine, dials);
	for (const move of path) {
		const scene = sceneOf(model, snapshot);
		if (scene.id !== move.scene) break;
		best.push(bestIn(scene, snapshot.context));
		const next = choose(machine, snapshot, move.option);
		if (!next) break;
		snapshot = next;
	}
	return best;
}

/** The choices on offer that are worth most, in the order of the scene; none where none is keyed. */
function bestIn(scene: SceneModel, context: ScenarioContext): string[] {
	const standing = standingOf(context);
	const keyed = offered(scene, context).flatMap(({ id, quality }) => {
		const word = quality && pick(quality, standing);
		return word && word !== 'open' ? [{ id, worth: worth[word] }] : [];
	});
	const most = Math.max(...keyed.map((one) => one.worth));
	return keyed.filter((one) => one.worth === most).map(({ id }) => id);
}
