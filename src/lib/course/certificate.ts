import { explore } from './explore';
import type { ScenarioModel, ScenarioText } from './model';
import { locksOf, skippedObjectives } from './soundness';

/**
 * What walking every state of a scenario has shown: the facts an author, a reviewer or a ministry may hold us to. The tests
 * have `xstate/graph` compute the same on the compiled chart (machines/agreement.test.ts).
 */
export interface Certificate {
	id: string;
	language: string;
	/** Distinct states (scene, tracks, bounds, choices that matter, dials). */
	states: number;
	/** Settings of the dials. */
	dialings: number;
	/** Fewest and most moves to an ending, draws included; `null` when the story can go round. */
	shortest: number;
	longest: number | null;
	scenes: { reached: number; all: number };
	choices: { takeable: number; all: number };
	/** Scenes in which some path finds no choice, or from which no ending can be reached. */
	deadEnds: number;
	/** Endings reached, by outcome. */
	endings: Record<string, number>;
	/** Choices that shut the sound endings out though nothing better is beside them, or without showing it. */
	unfairLocks: number;
	/** Lowest and highest value of each track. */
	tracks: Record<string, { min: number; max: number }>;
	/** Objectives exercised on every path to a sound ending. */
	objectives: { exercised: number; all: number };
	/** Claims cited by what some path shows. */
	claims: number;
}

/** Walks a scenario and gives its certificate; the words tell which claims it cites. */
export function certify(model: ScenarioModel, text: ScenarioText, language: string): Certificate {
	const walk = explore(model);
	const met = model.scenes.filter(({ id }) => walk.scenes.has(id));
	const endings = met.flatMap(({ outcome }) => outcome ?? []);
	const options = model.scenes.flatMap((scene) => scene.options);
	const cited = met.flatMap(({ id, options }) => [
		...text.scenes[id].prose.flatMap(({ claims }) => claims),
		...options
			.filter((option) => walk.options.has(option.id))
			.flatMap((option) => text.scenes[id].options[option.id].feedback.claims)
	]);
	return {
		id: model.id,
		language,
		states: walk.states,
		dialings: Object.values(model.dials).reduce((count, { values }) => count * values.length, 1),
		shortest: walk.shortest,
		longest: walk.longest,
		scenes: { reached: met.length, all: model.scenes.length },
		choices: { takeable: walk.options.size, all: options.length },
		deadEnds: walk.stuck.size + walk.endless.size,
		endings: Object.fromEntries(
			[...new Set(endings)].map((outcome) => [
				outcome,
				endings.filter((one) => one === outcome).length
			])
		),
		unfairLocks: locksOf(model, walk).filter(({ isBest, isShown }) => isBest || !isShown).length,
		tracks: walk.bounds,
		objectives: {
			exercised: model.objectives.length - skippedObjectives(model, walk).size,
			all: model.objectives.length
		},
		claims: new Set(
			[...cited, ...text.debrief.flatMap(({ claims }) => claims)].filter((id) => id !== 'DOC?')
		).size
	};
}

/** A certificate as lines for a terminal. */
export function formatCertificate(one: Certificate): string {
	const list = (record: Record<string, unknown>, show: (name: string) => string) =>
		Object.keys(record).map(show).join(', ') || 'none';
	const dials = one.dialings > 1 ? ` under ${one.dialings} settings of the dials` : '';
	return [
		`${one.id} (${one.language})`,
		`  ${one.states} states explored${dials}; ${one.shortest} to ${one.longest ?? 'any number of'} moves`,
		`  scenes reached ${one.scenes.reached} of ${one.scenes.all}; choices takeable ${one.choices.takeable} of ${one.choices.all}; dead ends ${one.deadEnds}`,
		`  endings: ${list(one.endings, (name) => `${one.endings[name]} ${name}`)}; sound endings locked without notice ${one.unfairLocks}`,
		`  tracks: ${list(one.tracks, (name) => `${name} ${one.tracks[name].min} to ${one.tracks[name].max}`)}`,
		`  objectives on every path to a sound ending ${one.objectives.exercised} of ${one.objectives.all}; claims cited ${one.claims}`
	].join('\n');
}
