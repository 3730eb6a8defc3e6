import { explore, type Exploration } from '../../src/lib/course/explore';
import type { ScenarioModel } from '../../src/lib/course/model';
import type { Way } from './course';

/** What is still to be met: choices that a trainee can make, and endings. */
type Missing = Set<string>;
const ofChoice = (option: string): string => `choice ${option}`;
const ofEnding = (scene: string): string => `ending ${scene}`;

/** A step along the graph that the explorer has walked. */
interface Step {
	from: string;
	option: string;
	to: string;
}

/**
 * Few ways from start to end that together take every choice and meet every ending, found on the graph of all states.
 * What chance draws is nobody's choice and is not asked for; ways that need a certain draw come out as they are drawn.
 */
export function coveringWays(model: ScenarioModel): Way[] {
	const walk = explore(model);
	const scenes = new Map(model.scenes.map((scene) => [scene.id, scene]));
	const sceneAt = (key: string) => {
		const scene = scenes.get(walk.reached.get(key)?.scene ?? '');
		if (!scene) throw new Error(`${key} stands in no scene of ${model.id}.`);
		return scene;
	};
	const missing: Missing = new Set(
		model.scenes.flatMap((scene) =>
			scene.outcome
				? [ofEnding(scene.id)]
				: scene.chance
					? []
					: scene.options.map(({ id }) => ofChoice(id))
		)
	);
	const meets = ({ option, to }: Step): boolean =>
		missing.has(ofChoice(option)) || missing.has(ofEnding(sceneAt(to).id));
	const ends = ({ to }: Step): boolean => Boolean(sceneAt(to).outcome);
	// Where the dials stand by themselves first: most ways need no other fact.
	const starts = [...walk.reached.values()]
		.filter(({ from }) => !from)
		.sort((one, other) => changed(model, one.dials) - changed(model, other.dials))
		.map(({ key }) => key);

	const ways: Way[] = [];
	while (missing.size) {
		const steps: Step[] = [];
		const begun = starts.find((key) => nearest(walk, key, meets));
		if (!begun) throw new Error(`${[...missing].join(', ')} of ${model.id} cannot be met.`);
		for (let at = begun; !sceneAt(at).outcome; at = steps.at(-1)?.to ?? at) {
			const onward = nearest(walk, at, meets) ?? nearest(walk, at, ends);
			if (!onward) throw new Error(`No way leads out of ${at} of ${model.id}.`);
			for (const step of onward) {
				missing.delete(ofChoice(step.option));
				missing.delete(ofEnding(sceneAt(step.to).id));
				steps.push(step);
			}
		}
		ways.push({
			ending: sceneAt(steps.at(-1)?.to ?? begun).id,
			dials: walk.reached.get(begun)?.dials ?? {},
			moves: steps.map(({ from, option }) => ({ scene: sceneAt(from).id, option }))
		});
	}
	return ways;
}

const changed = ({ dials }: ScenarioModel, set: Record<string, string>): number =>
	Object.entries(dials).filter(([id, { from }]) => set[id] !== from).length;

/** A shortest run of steps from a state, the last of which is wanted. */
function nearest(
	{ nexts }: Exploration,
	start: string,
	wanted: (step: Step) => boolean
): Step[] | undefined {
	const before = new Map<string, Step | null>([[start, null]]);
	for (const from of before.keys())
		for (const { option, to } of nexts.get(from) ?? []) {
			const step = { from, option, to };
			if (wanted(step)) return [...pathTo(step.from, before), step];
			if (!before.has(to)) before.set(to, step);
		}
	return undefined;
}

function pathTo(key: string, before: Map<string, Step | null>): Step[] {
	const step = before.get(key);
	return step ? [...pathTo(step.from, before), step] : [];
}
