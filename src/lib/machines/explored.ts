import type { ScenarioModel } from '../course/model';
import type { Attempt } from './replay-scenario';

/** How a part of a scenario is known: from the run shown, only from another run, or not yet. */
export type Seen = 'shown' | 'other' | 'unseen';

/** A link of the map: some choice leads from the one scene to the other. */
interface Link {
	from: string;
	to: string;
}

export interface Explored<L extends Link> {
	/** Every scene by its id, in the scenario's order. */
	scenes: Record<string, Seen>;
	links: (L & { seen: Seen })[];
	counts: Record<'scenes' | 'endings', { seen: number; all: number }>;
}

/** What the runs of a scenario have seen of its scenes and of the links of its map, the run shown before all others. */
export function exploredOf<L extends Link>(
	model: ScenarioModel,
	links: readonly L[],
	attempts: readonly Attempt[],
	shown: Attempt
): Explored<L> {
	const others = attempts.map(scenesOf);
	const seenBy = (isOn: (scenes: string[]) => boolean): Seen =>
		isOn(scenesOf(shown)) ? 'shown' : others.some(isOn) ? 'other' : 'unseen';
	const scenes = Object.fromEntries(
		model.scenes.map(({ id }) => [id, seenBy((on) => on.includes(id))])
	);
	const count = (list: ScenarioModel['scenes']) => ({
		seen: list.filter(({ id }) => scenes[id] !== 'unseen').length,
		all: list.length
	});
	return {
		scenes,
		links: links.map((link) => ({
			...link,
			seen: seenBy((on) => on.some((id, at) => id === link.from && on[at + 1] === link.to))
		})),
		counts: {
			scenes: count(model.scenes),
			endings: count(model.scenes.filter(({ outcome }) => outcome))
		}
	};
}

/** The scenes of a run in their order, the one in which it stands last. */
export function scenesOf({ context, scene }: Attempt): string[] {
	return [...context.path.map((move) => move.scene), scene];
}
