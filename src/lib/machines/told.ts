import { pick } from '../course/condition';
import type { Quality, ScenarioModel } from '../course/model';
import { judgeAttempt, type Attempt } from './replay-scenario';
import {
	choose,
	offered,
	sceneOf,
	scenarioMachine,
	standingOf,
	startScenario,
	type ScenarioSnapshot
} from './scenario';

/**
 * How much of a story may be told about a member.
 *
 * The side taken at an open decision is a view (architecture §7), so it is left out. That alone would not keep it: where
 * the sides part the story, the next scene tells which was taken, and so does any later choice that only one side leaves
 * open, or that it makes better or worse. Hence a path is told exactly as far as every side leaves the same choices, of the
 * same quality, leading to the same scenes. Until the first open decision that is all of it. Where it stops depends on
 * what is told and never on the side, so that stopping tells nothing either.
 */

/** One decision as it may be told. */
export interface ToldStep {
	scene: string;
	/** Null where a side was taken. */
	option: string | null;
	/** Absent for chance. */
	quality?: Quality;
}

/** The part of a path that no side has changed. */
export interface ToldPath {
	steps: ToldStep[];
	/** The scene after the last step; null when the sides lead on to different ones. */
	scene: string | null;
	/** The story went on in a way that would tell a side: nothing of that is here. */
	sealed: boolean;
}

/** Gives as much of an attempt as tells no side. */
export function tellPath(
	model: ScenarioModel,
	attempt: Pick<Attempt, 'dials' | 'context' | 'scene'>
): ToldPath {
	const machine = scenarioMachine(model);
	const after = (world: ScenarioSnapshot, option: string) => choose(machine, world, option) ?? [];
	// Every way things may stand, for all that has been told. Before the first open decision there is one.
	let worlds = [startScenario(machine, attempt.dials)];
	const steps: ToldStep[] = [];
	for (const { scene, option, quality } of judgeAttempt(model, attempt)) {
		const menus = worlds.map((world) => menuOf(model, world));
		const isOpen = menus.every((menu) => menu.some((one) => one.quality === 'open'));
		if (!isOpen && !menus.every((menu) => isSame(menu, menus[0])))
			return { steps, scene, sealed: true };
		worlds = worlds.flatMap((world, at) =>
			isOpen ? menus[at].flatMap(({ id }) => after(world, id)) : after(world, option)
		);
		worlds = eachOnce(worlds);
		steps.push({
			scene,
			option: isOpen ? null : option,
			...(isOpen ? { quality: 'open' } : quality ? { quality } : {})
		});
		if (worlds.some(({ value }) => value !== worlds[0].value))
			return { steps, scene: null, sealed: true };
	}
	return { steps, scene: attempt.scene, sealed: false };
}

/** The choices on offer in a world, with what each is worth there. */
type Menu = { id: string; quality?: Quality }[];

function menuOf(model: ScenarioModel, world: ScenarioSnapshot): Menu {
	const standing = standingOf(world.context);
	return offered(sceneOf(model, world), world.context).map(({ id, quality }) => ({
		id,
		quality: quality && pick(quality, standing)
	}));
}

function isSame(one: Menu, other: Menu): boolean {
	return (
		one.length === other.length &&
		one.every(({ id, quality }, at) => other[at].id === id && other[at].quality === quality)
	);
}

/** Worlds that no condition can tell apart are one; so a story that goes round and round does not multiply them. */
function eachOnce(worlds: ScenarioSnapshot[]): ScenarioSnapshot[] {
	if (worlds.length < 2) return worlds;
	const keyOf = ({ value, context: { tracks, caps, path } }: ScenarioSnapshot): string =>
		JSON.stringify([value, tracks, caps, [...new Set(path.map(({ option }) => option))].sort()]);
	return [...new Map(worlds.map((world) => [keyOf(world), world])).values()];
}
