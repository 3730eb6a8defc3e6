import { holds, pick, type Standing } from './condition';
import {
	explore,
	leadingTo,
	pathTo,
	rememberedChoices,
	type Exploration,
	type Move,
	type State
} from './explore';
import { worth, type Condition, type Effect, type OptionModel, type ScenarioModel } from './model';

/** Whether a scenario is fair to who plays it: what a walk through all of its states shows, beyond that every scene is met. */

/** A choice after which no sound ending can be reached any more, though one could before. */
export interface Lock {
	scene: string;
	option: string;
	/** Nothing on offer there was keyed higher, so it must not lock anything. */
	isBest: boolean;
	/** The story shows it: a track gets worse, or an ending follows. */
	isShown: boolean;
	/** A shortest path to the scene. */
	path: Move[];
}

/** Every choice that shuts the sound endings out, once. What chance shuts out, it shuts out openly, and is not listed. */
export function locksOf(model: ScenarioModel, { reached, nexts }: Exploration): Lock[] {
	const scenes = new Map(model.scenes.map((scene) => [scene.id, scene]));
	const outcomeOf = (key: string) => scenes.get(reached.get(key)?.scene ?? '')?.outcome;
	const canBeSound = leadingTo(
		nexts,
		[...reached.keys()].filter((key) => outcomeOf(key) === 'sound')
	);
	const locks = new Map<string, Lock>();
	for (const [key, all] of nexts) {
		const state = reached.get(key);
		const scene = scenes.get(state?.scene ?? '');
		if (!state || !scene || scene.chance || !canBeSound.has(key)) continue;
		for (const { option: id, to } of all) {
			const option = scene.options.find((one) => one.id === id);
			if (!option || canBeSound.has(to)) continue;
			const isBest = isBestOf(option, scene.options, state);
			const known = locks.get(id);
			if (known && (known.isBest || !isBest)) continue;
			const isShown = Boolean(outcomeOf(to)) || option.effects.some((one) => worsens(one, model));
			locks.set(id, { scene: scene.id, option: id, isBest, isShown, path: pathTo(state) });
		}
	}
	return [...locks.values()];
}

function isBestOf(option: OptionModel, beside: OptionModel[], standing: Standing): boolean {
	const marks = beside
		.filter((one) => holds(one.when, standing))
		.map((one) => markOf(one, standing) ?? 0);
	const mark = markOf(option, standing);
	return mark !== null && mark === Math.max(...marks);
}

/** What a choice is worth where the story stands; null without a key. */
function markOf({ quality }: OptionModel, standing: Standing): number | null {
	const word = quality && pick(quality, standing);
	return !word || word === 'open' ? null : worth[word];
}

/** Whether an effect is bad news for its track, wherever that stands. */
function worsens({ track, kind, value }: Effect, model: ScenarioModel): boolean {
	const isUpGood = model.tracks[track]?.better === 'up';
	if (kind === 'add') return isUpGood ? value < 0 : value > 0;
	return isUpGood;
}

/** Objectives that some path to a sound ending does not exercise, each with a shortest such path. */
export function skippedObjectives(
	model: ScenarioModel,
	{ reached, nexts }: Exploration
): Map<string, Move[]> {
	const scenes = new Map(model.scenes.map((scene) => [scene.id, scene]));
	const skipped = new Map<string, Move[]>();
	for (const objective of model.objectives) {
		const before = new Map<string, { key: string; move: Move } | null>();
		const queue = [...reached].filter(([, { from }]) => !from).map(([key]) => key);
		for (const key of queue) before.set(key, null);
		for (let at = 0; at < queue.length; at++) {
			const key = queue[at];
			const scene = scenes.get(reached.get(key)?.scene ?? '');
			if (!scene || scene.objectives.includes(objective)) continue;
			if (scene.outcome === 'sound') {
				skipped.set(objective, stepsTo(key, before));
				break;
			}
			for (const { option, to } of nexts.get(key) ?? [])
				if (!before.has(to)) {
					before.set(to, { key, move: { scene: scene.id, option } });
					queue.push(to);
				}
		}
	}
	return skipped;
}

function stepsTo(key: string, before: Map<string, { key: string; move: Move } | null>): Move[] {
	const path: Move[] = [];
	for (let step = before.get(key); step; step = before.get(step.key)) path.push(step.move);
	return path.reverse();
}

/** A conditional paragraph: the scene it stands in, its place there, and when it is shown. */
export interface Conditional {
	scene: string;
	at: number;
	when: Condition;
}

/** Conditional paragraphs that no path ever shows. Walks again for those that ask about choices the graph forgets. */
export function neverShown(
	model: ScenarioModel,
	paragraphs: Conditional[],
	known: Exploration
): Conditional[] {
	const remembered = rememberedChoices(model);
	const walks = new Map<string, Map<string, State[]>>();
	const statesFor = (asked: string[]): Map<string, State[]> => {
		const key = asked.join(' ');
		const walk =
			walks.get(key) ?? byScene(asked.length ? explore(model, { remember: asked }) : known);
		walks.set(key, walk);
		return walk;
	};
	return paragraphs.filter(({ scene, when }) =>
		// Row by row: each asks about few choices, so each walk stays small.
		when.every((row) => {
			const asked = row.flatMap((test) =>
				test.kind === 'chose' && !remembered.has(test.option) ? [test.option] : []
			);
			const states = statesFor([...new Set(asked)].sort()).get(scene) ?? [];
			return !states.some((state) => holds([row], state));
		})
	);
}

function byScene({ reached }: Exploration): Map<string, State[]> {
	const states = new Map<string, State[]>();
	for (const state of reached.values()) {
		const known = states.get(state.scene);
		if (known) known.push(state);
		else states.set(state.scene, [state]);
	}
	return states;
}
