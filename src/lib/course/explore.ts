import { holds, pick, type Standing } from './condition';
import type { Effect, Outcome, ScenarioModel, SceneModel } from './model';

/**
 * Our own explorer: walks every state (scene × tracks × caps × choices that matter × dials) of a scenario, without XState.
 * `tests` compare what it finds with what `xstate/graph` finds on the compiled chart.
 */

/** One move of a path, for showing an author how to get somewhere. */
export interface Move {
	scene: string;
	option: string;
}

export interface Exploration {
	/** Distinct states met. */
	states: number;
	/** Scenes and endings reached, each with a shortest path. */
	scenes: Map<string, Move[]>;
	/** Choices that could be taken. */
	options: Set<string>;
	/** Effects (by option and place in its list) that changed a track at least once. */
	effects: Set<string>;
	/** Scenes in which a state had no choice to offer, with a shortest path there. */
	stuck: Map<string, Move[]>;
	/** Scenes from a state of which the story only goes round, with a shortest path there. */
	endless: Map<string, Move[]>;
	/** Lowest and highest value of every track. */
	bounds: Record<string, { min: number; max: number }>;
	/** Fewest and most moves, draws included, from the start to an ending; `null` when the story can go round for ever. */
	shortest: number;
	longest: number | null;
	/** Moves that come back to where they began, when the story can go round for ever. */
	round: Move[];
	outcomes: Set<Outcome>;
	/** True when the walk was given up: more states than `limit`. */
	tooLarge: boolean;
	/** Every state met, by its key; the first ones are the starts, one for each setting of the dials. */
	reached: Map<string, State>;
	/** What can be done in every state, and the key of the state that it leads to. Nothing at endings. */
	nexts: Map<string, Next[]>;
}

export interface Next {
	option: string;
	to: string;
}

/** Where a story can stand. */
export interface State extends Standing {
	/** Says which state it is: two with the same key go on in the same way. */
	key: string;
	scene: string;
	caps: Record<string, number>;
	/** How the walk came here first; nothing at the start. */
	from?: { state: State; move: Move };
	steps: number;
}

/**
 * Walks the whole scenario breadth first, up to `limit` states. States that differ only in a choice that no condition of the
 * graph asks about are one.
 */
export function explore(model: ScenarioModel, limit = 50_000): Exploration {
	const scenes = new Map(model.scenes.map((scene) => [scene.id, scene]));
	const remembered = rememberedChoices(model);
	const found: Exploration = {
		states: 0,
		scenes: new Map(),
		options: new Set(),
		effects: new Set(),
		stuck: new Map(),
		endless: new Map(),
		bounds: Object.fromEntries(
			Object.entries(model.tracks).map(([id, { from }]) => [id, { min: from, max: from }])
		),
		shortest: Infinity,
		longest: 0,
		round: [],
		outcomes: new Set(),
		tooLarge: false,
		reached: new Map(),
		nexts: new Map()
	};
	const queue: State[] = everyDialing(model).map((dials) =>
		withKey({
			scene: model.start,
			tracks: mapTracks(model, (track) => track.from),
			caps: mapTracks(model, (track) => track.max),
			chosen: [],
			dials,
			steps: 0
		})
	);
	const { reached, nexts } = found;
	for (const state of queue) reached.set(state.key, state);

	for (let at = 0; at < queue.length; at++) {
		if (reached.size > limit) return { ...found, states: reached.size, tooLarge: true };
		const state = queue[at];
		const scene = scenes.get(state.scene);
		if (!scene) continue;
		if (!found.scenes.has(scene.id)) found.scenes.set(scene.id, pathTo(state));
		if (scene.outcome) {
			found.outcomes.add(scene.outcome);
			found.shortest = Math.min(found.shortest, state.steps);
		}
		const onward: Next[] = [];
		for (const next of moves(scene, state, model, remembered, found)) {
			onward.push({ option: next.from.move.option, to: next.key });
			if (reached.has(next.key)) continue;
			reached.set(next.key, next);
			queue.push(next);
		}
		if (!scene.outcome && !onward.length && !found.stuck.has(scene.id))
			found.stuck.set(scene.id, pathTo(state));
		nexts.set(state.key, onward);
	}
	found.states = reached.size;
	findEndless(scenes, found);
	const { longest, left } = longestPath(nexts);
	found.longest = longest;
	found.round = roundIn(left, found);
	return found;
}

function moves(
	scene: SceneModel,
	state: State,
	model: ScenarioModel,
	remembered: Set<string>,
	found: Exploration
): Required<State>[] {
	return scene.options
		.filter((option) => holds(option.when, state))
		.map((option) => {
			found.options.add(option.id);
			const tracks = { ...state.tracks };
			const caps = { ...state.caps };
			option.effects.forEach((effect, index) => {
				if (apply(effect, model, tracks, caps)) found.effects.add(`${option.id} ${index}`);
			});
			for (const [id, value] of Object.entries(tracks)) {
				found.bounds[id].min = Math.min(found.bounds[id].min, value);
				found.bounds[id].max = Math.max(found.bounds[id].max, value);
			}
			const chosen =
				remembered.has(option.id) && !state.chosen.includes(option.id)
					? [...state.chosen, option.id].sort()
					: state.chosen;
			const standing = { tracks, chosen, dials: state.dials };
			const from = { state, move: { scene: scene.id, option: option.id } };
			// Targets look at the story after the choice: at its effects, and at the choice itself.
			const to = pick(option.to, standing);
			return { ...withKey({ ...standing, caps, scene: to, steps: state.steps + 1 }), from };
		});
}

/** A shortest path to a state. Kept as links, since paths written out would fill the memory of a large walk. */
export function pathTo(state: State): Move[] {
	const path: Move[] = [];
	for (let { from } = state; from; { from } = from.state) path.push(from.move);
	return path.reverse();
}

/** Applies one effect in place; says whether it changed anything. */
function apply(
	effect: Effect,
	model: ScenarioModel,
	tracks: Record<string, number>,
	caps: Record<string, number>
): boolean {
	const track = model.tracks[effect.track];
	if (!track) return true;
	const before = tracks[effect.track];
	const capBefore = caps[effect.track];
	if (effect.kind === 'cap')
		caps[effect.track] = Math.max(track.min, Math.min(capBefore, effect.value));
	const wanted =
		effect.kind === 'add' ? before + effect.value : effect.kind === 'set' ? effect.value : before;
	tracks[effect.track] = Math.max(track.min, Math.min(caps[effect.track], wanted));
	return tracks[effect.track] !== before || caps[effect.track] !== capBefore;
}

/** Only choices that some condition asks about need to be told apart. */
export function rememberedChoices(model: ScenarioModel): Set<string> {
	const conditions = model.scenes.flatMap((scene) =>
		scene.options.flatMap((option) => [
			option.when,
			...option.to.map((entry) => entry.when),
			...(option.quality ?? []).map((entry) => entry.when)
		])
	);
	return new Set(
		conditions.flatMap((condition) =>
			(condition ?? []).flat().flatMap((test) => (test.kind === 'chose' ? [test.option] : []))
		)
	);
}

function everyDialing(model: ScenarioModel): Record<string, string>[] {
	return Object.entries(model.dials).reduce<Record<string, string>[]>(
		(all, [dial, { values }]) =>
			all.flatMap((dials) => values.map((value) => ({ ...dials, [dial]: value }))),
		[{}]
	);
}

function mapTracks(
	model: ScenarioModel,
	value: (track: ScenarioModel['tracks'][string]) => number
): Record<string, number> {
	return Object.fromEntries(Object.entries(model.tracks).map(([id, track]) => [id, value(track)]));
}

/** Ids hold neither spaces nor commas, so parts joined by them cannot be confused. */
function withKey<S extends Omit<State, 'key'>>(state: S): S & { key: string } {
	const { scene, tracks, caps, chosen, dials } = state;
	const parts = [Object.values(tracks), Object.values(caps), chosen, Object.values(dials)];
	return { ...state, key: `${scene} ${parts.map((part) => part.join()).join(' ')}` };
}

/**
 * Walks back from the endings, and from where the story is stuck, which is a fault of its own; what is not met goes
 * round for ever.
 */
function findEndless(scenes: Map<string, SceneModel>, found: Exploration): void {
	const { reached, nexts } = found;
	const canEnd = leadingTo(
		nexts,
		[...reached]
			.filter(([key, state]) => scenes.get(state.scene)?.outcome || !nexts.get(key)?.length)
			.map(([key]) => key)
	);
	for (const [key, state] of reached)
		if (!canEnd.has(key) && !found.endless.has(state.scene))
			found.endless.set(state.scene, pathTo(state));
}

/** The states from which one of the given states can be reached, these included. */
export function leadingTo(nexts: Map<string, Next[]>, goals: Iterable<string>): Set<string> {
	const backwards = new Map<string, string[]>();
	for (const [from, all] of nexts)
		for (const { to } of all) {
			const known = backwards.get(to);
			if (known) known.push(from);
			else backwards.set(to, [from]);
		}
	const met = new Set(goals);
	const queue = [...met];
	for (let at = 0; at < queue.length; at++)
		for (const from of backwards.get(queue[at]) ?? [])
			if (!met.has(from)) {
				met.add(from);
				queue.push(from);
			}
	return met;
}

/**
 * The most moves from a start, or null when states go round: a state counts once everything before it has. What is left
 * never counted, because each of it has something left before it.
 */
function longestPath(nexts: Map<string, Next[]>): { longest: number | null; left: Set<string> } {
	const before = new Map([...nexts.keys()].map((key) => [key, 0]));
	for (const all of nexts.values())
		for (const { to } of all) before.set(to, (before.get(to) ?? 0) + 1);
	const length = new Map<string, number>();
	const queue = [...before].filter(([, count]) => count === 0).map(([key]) => key);
	for (let at = 0; at < queue.length; at++) {
		const here = length.get(queue[at]) ?? 0;
		for (const { to } of nexts.get(queue[at]) ?? []) {
			length.set(to, Math.max(length.get(to) ?? 0, here + 1));
			const left = (before.get(to) ?? 0) - 1;
			before.set(to, left);
			if (left === 0) queue.push(to);
		}
	}
	const left = new Set([...before].filter(([, count]) => count > 0).map(([key]) => key));
	const most = [...length.values()].reduce((most, one) => Math.max(most, one), 0);
	return { longest: left.size ? null : most, left };
}

/** Going back among what is left always finds something left, until a state is met again: that is the round. */
function roundIn(left: Set<string>, { reached, nexts }: Exploration): Move[] {
	const entry = new Map<string, { key: string; move: Move }>();
	for (const key of left)
		for (const { option, to } of nexts.get(key) ?? [])
			if (left.has(to))
				entry.set(to, { key, move: { scene: reached.get(key)?.scene ?? '', option } });
	const trail = new Map<string, Move>();
	let [at] = left;
	while (at !== undefined && !trail.has(at)) {
		const step = entry.get(at);
		if (!step) return [];
		trail.set(at, step.move);
		at = step.key;
	}
	const back = [...trail];
	return back
		.slice(back.findIndex(([key]) => key === at))
		.map(([, move]) => move)
		.reverse();
}
