import { assign, initialTransition, setup, transition, type SnapshotFrom } from 'xstate';
import { holds, pick, type Standing } from '../course/condition';
import type { Effect, OptionModel, ScenarioModel, SceneModel } from '../course/model';
import { oncePer, remembering } from './once';

/** A choice made in a scene. */
export interface Move {
	scene: string;
	option: string;
}

export interface ScenarioContext {
	tracks: Record<string, number>;
	/** Upper bounds, which the story may lower. */
	caps: Record<string, number>;
	dials: Record<string, string>;
	/** The way here, in order. */
	path: Move[];
}

export type ScenarioEvent = { type: 'choice.make'; option: string };

/** Where a story stands, as conditions look at it. */
export function standingOf({ tracks, dials, path }: ScenarioContext): Standing {
	return { tracks, dials, chosen: path.map((move) => move.option) };
}

/** The context after a choice: its effects applied, every track kept within its bounds. */
export function afterChoice(
	model: ScenarioModel,
	context: ScenarioContext,
	scene: string,
	option: OptionModel
): ScenarioContext {
	const tracks = { ...context.tracks };
	const caps = { ...context.caps };
	for (const effect of option.effects) change(model, effect, tracks, caps);
	return { ...context, tracks, caps, path: [...context.path, { scene, option: option.id }] };
}

function change(
	model: ScenarioModel,
	{ track, kind, value }: Effect,
	tracks: Record<string, number>,
	caps: Record<string, number>
): void {
	const { min } = model.tracks[track];
	if (kind === 'cap') caps[track] = Math.max(min, Math.min(caps[track], value));
	const wanted = kind === 'set' ? value : kind === 'add' ? tracks[track] + value : tracks[track];
	tracks[track] = Math.max(min, Math.min(caps[track], wanted));
}

/** The chart of a scenario: a state for each scene, a guarded transition for each choice and each place it may lead to. */
export const scenarioMachine = oncePer(chartOf);

function chartOf(model: ScenarioModel) {
	const takes = (
		context: ScenarioContext,
		event: ScenarioEvent,
		scene: string,
		option: OptionModel,
		target: string
	): boolean =>
		event.option === option.id &&
		holds(option.when, standingOf(context)) &&
		pick(option.to, standingOf(afterChoice(model, context, scene, option))) === target;

	const stateOf = (scene: SceneModel) =>
		scene.outcome
			? { type: 'final' as const, tags: ['ending', scene.outcome] }
			: {
					on: {
						'choice.make': scene.options.flatMap((option) =>
							[...new Set(option.to.map(({ value }) => value))].map((target) => ({
								target,
								guard: { type: 'takes' as const, params: { scene: scene.id, option, target } },
								actions: { type: 'follow' as const, params: { scene: scene.id, option } }
							}))
						)
					}
				};

	return setup({
		types: {
			context: {} as ScenarioContext,
			events: {} as ScenarioEvent,
			input: {} as { dials?: Record<string, string> } | undefined
		},
		guards: {
			takes: ({ context, event }, params: { scene: string; option: OptionModel; target: string }) =>
				takes(context, event, params.scene, params.option, params.target)
		},
		actions: {
			follow: assign(({ context }, params: { scene: string; option: OptionModel }) =>
				afterChoice(model, context, params.scene, params.option)
			)
		}
	}).createMachine({
		id: model.id,
		context: ({ input }) => ({
			tracks: mapTracks(model, (track) => track.from),
			caps: mapTracks(model, (track) => track.max),
			dials: setDials(model, input?.dials),
			path: []
		}),
		initial: model.start,
		states: Object.fromEntries(model.scenes.map((scene) => [scene.id, stateOf(scene)]))
	});
}

function mapTracks(
	model: ScenarioModel,
	value: (track: ScenarioModel['tracks'][string]) => number
): Record<string, number> {
	return Object.fromEntries(Object.entries(model.tracks).map(([id, track]) => [id, value(track)]));
}

/** Every dial at the value given, or where it starts when none is given or the scenario no longer has that value. */
function setDials(
	model: ScenarioModel,
	given: Record<string, string> = {}
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(model.dials).map(([id, { from, values }]) => [
			id,
			values.includes(given[id]) ? given[id] : from
		])
	);
}

export type ScenarioMachine = ReturnType<typeof scenarioMachine>;
export type ScenarioSnapshot = SnapshotFrom<ScenarioMachine>;

/** The beginning of a story with the given dials. */
export function startScenario(
	machine: ScenarioMachine,
	dials: Record<string, string> = {}
): ScenarioSnapshot {
	return beginning(machine, dials);
}

const beginning = remembering(
	(machine: ScenarioMachine, dials: Record<string, string>): ScenarioSnapshot =>
		initialTransition(machine, { dials })[0],
	500
);

/** The story after a choice, or null when the choice is not on offer there. */
export function choose(
	machine: ScenarioMachine,
	snapshot: ScenarioSnapshot,
	option: string
): ScenarioSnapshot | null {
	return stepsOf(machine)(snapshot, option);
}

const stepsOf = oncePer((machine: ScenarioMachine) =>
	remembering((snapshot: ScenarioSnapshot, option: string): ScenarioSnapshot | null => {
		const event: ScenarioEvent = { type: 'choice.make', option };
		return snapshot.can(event) ? transition(machine, snapshot, event)[0] : null;
	}, 1500)
);

/** The contexts along a path: before its first choice, and after each. A choice that is not on offer changes nothing. */
export function contextsAlong(
	model: ScenarioModel,
	dials: Record<string, string>,
	path: readonly Move[]
): ScenarioContext[] {
	const machine = scenarioMachine(model);
	const snapshots = [startScenario(machine, dials)];
	for (const { option } of path) {
		const last = snapshots[snapshots.length - 1];
		snapshots.push(choose(machine, last, option) ?? last);
	}
	return snapshots.map(({ context }) => context);
}

/** The scene a story stands in. */
export function sceneOf(model: ScenarioModel, snapshot: ScenarioSnapshot): SceneModel {
	const id = String(snapshot.value);
	const scene = model.scenes.find((one) => one.id === id);
	if (!scene) throw new Error(`The scenario ${model.id} has no scene ${id}.`);
	return scene;
}

/** The choices on offer where a story stands. */
export function offered(scene: SceneModel, context: ScenarioContext): OptionModel[] {
	return scene.options.filter((option) => holds(option.when, standingOf(context)));
}

/**
 * Fewest and most decisions from every scene to an ending, looking at the graph alone. `most` is null where the story can
 * go round; `least` is Infinity where no ending can be reached, which the build refuses.
 */
export function decisionsLeft(
	model: ScenarioModel
): Record<string, { least: number; most: number | null }> {
	const least = roundsBack(model, 'some');
	const most = roundsBack(model, 'every');
	return Object.fromEntries(
		model.scenes.map(({ id }) => [
			id,
			{ least: least.get(id) ?? Infinity, most: most.get(id) ?? null }
		])
	);
}

/**
 * Goes back from the endings, a decision a round, and gives the round in which each scene was met: the first in which
 * some choice leads to what was met before, or the first in which every choice does.
 */
function roundsBack(model: ScenarioModel, choices: 'some' | 'every'): Map<string, number> {
	const met = new Map<string, number>();
	const isMet = ({ value }: { value: string }): boolean => met.has(value);
	const leadsToMet = ({ options }: SceneModel): boolean => {
		const targets = options.flatMap(({ to }) => to);
		return choices === 'some' ? targets.some(isMet) : targets.every(isMet);
	};
	let edge = model.scenes.filter(({ options }) => !options.length);
	for (let round = 0; edge.length; round++) {
		for (const { id } of edge) met.set(id, round);
		edge = model.scenes.filter((scene) => !met.has(scene.id) && leadsToMet(scene));
	}
	return met;
}
