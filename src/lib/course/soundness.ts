import { holds, pick, type Standing } from './condition';
import { leadingTo, pathTo, rememberedChoices, type Exploration, type Move } from './explore';
import {
	worth,
	type Cases,
	type Condition,
	type Effect,
	type OptionModel,
	type ScenarioModel,
	type Test
} from './model';

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

/** One of several values of a choice that never comes to hold. */
export interface DeadCase {
	option: string;
	name: 'to' | 'quality';
	value: string;
	/** The one without a condition, which is what happens otherwise. */
	isLast: boolean;
}

/** Every case that fits in no state in which its choice is taken. What a choice leads to is asked after it, what it is worth before. */
export function neverFitting(model: ScenarioModel, { reached, nexts }: Exploration): DeadCase[] {
	const options = new Map(
		model.scenes.flatMap((scene) => scene.options.map((option) => [option.id, option] as const))
	);
	const taken = new Set<string>();
	const met = new Set<object>();
	const fit = <T>(cases: Cases<T>, standing: Standing | undefined): void => {
		const found = standing && cases.find(({ when }) => holds(when, standing));
		if (found) met.add(found);
	};
	for (const [key, all] of nexts)
		for (const { option: id, to } of all) {
			const option = options.get(id);
			taken.add(id);
			fit(option?.to ?? [], reached.get(to));
			fit(option?.quality ?? [], reached.get(key));
		}
	return [...options.values()].flatMap((option) =>
		(['to', 'quality'] as const).flatMap((name) =>
			(option[name] ?? []).flatMap((one) =>
				taken.has(option.id) && !met.has(one)
					? [{ option: option.id, name, value: one.value, isLast: !one.when }]
					: []
			)
		)
	);
}

/** A conditional paragraph: the scene it stands in, its place there, and when it is shown. */
export interface Conditional {
	scene: string;
	at: number;
	when: Condition;
}

/**
 * Conditional paragraphs that no path ever shows. Where one asks about choices that the graph itself forgets, the walk is
 * followed again with those alone in mind.
 */
export function neverShown(
	model: ScenarioModel,
	paragraphs: Conditional[],
	walk: Exploration
): Conditional[] {
	const remembered = rememberedChoices(model);
	const known = new Map<string, Map<string, Set<number>>>();
	const histories = (asked: string[]): Map<string, Set<number>> => {
		const key = asked.join(' ');
		const found = known.get(key) ?? chosenBefore(walk, asked);
		known.set(key, found);
		return found;
	};
	const shows = (scene: string, row: Test[]): boolean => {
		const asked = [
			...new Set(
				row.flatMap((test) =>
					test.kind === 'chose' && !remembered.has(test.option) ? [test.option] : []
				)
			)
		].sort();
		for (const [key, sets] of histories(asked)) {
			const state = walk.reached.get(key);
			if (state?.scene !== scene) continue;
			for (const set of sets) {
				const chosen = [...state.chosen, ...asked.filter((_, bit) => set & (1 << bit))];
				if (holds([row], { ...state, chosen })) return true;
			}
		}
		return false;
	};
	// Row by row: each asks about few choices, so that few histories have to be told apart.
	return paragraphs.filter(({ scene, when }) => !when.some((row) => shows(scene, row)));
}

/** For every state, which of the given choices may have been made on the way there: sets, as bits. */
function chosenBefore({ reached, nexts }: Exploration, asked: string[]): Map<string, Set<number>> {
	const sets = new Map<string, Set<number>>();
	const queue: [key: string, set: number][] = [];
	const note = (key: string, set: number): void => {
		const known = sets.get(key) ?? new Set();
		if (known.has(set)) return;
		sets.set(key, known.add(set));
		queue.push([key, set]);
	};
	for (const [key, { from }] of reached) if (!from) note(key, 0);
	for (let at = 0; at < queue.length; at++) {
		const [key, set] = queue[at];
		for (const { option, to } of nexts.get(key) ?? []) {
			const bit = asked.indexOf(option);
			note(to, bit < 0 ? set : set | (1 << bit));
		}
	}
	return sets;
}
