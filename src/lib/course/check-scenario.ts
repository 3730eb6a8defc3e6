import { checkSides } from './check-sides';
import { holds } from './condition';
import { explore, type Exploration, type Move } from './explore';
import type { Condition, ScenarioModel, Test, TrackModel } from './model';
import { isUnnamed } from './option';
import type { Problems } from './problem';
import type { ReadScenario } from './scenario';
import { locksOf, neverFitting, neverShown, skippedObjectives, type DeadCase } from './soundness';

/** Everything that can be wrong with the graph of a scenario: first what is named, then what can happen. */
export function checkScenario(scenario: ReadScenario, problems: Problems): void {
	const before = problems.all.length;
	checkNames(scenario, problems);
	// A graph that names what does not exist cannot be walked.
	if (scenario.walkable && problems.all.length === before) checkWalk(scenario, problems);
}

function checkNames({ model, text, lines, document }: ReadScenario, problems: Problems): void {
	const { file } = document;
	const tracks = Object.keys(model.tracks);
	const scenes = new Set(model.scenes.map(({ id }) => id));
	const options = new Set(model.scenes.flatMap((scene) => scene.options.map(({ id }) => id)));
	// What lacks its id may be what is named elsewhere.
	const isSceneUnnamed = [...scenes].some(isUnnamed);
	const isOptionUnnamed = [...options].some(isUnnamed);
	const isChoice = (id: string): boolean => options.has(id) || isOptionUnnamed;
	for (const [id, track] of Object.entries(model.tracks))
		if (!isBounded(track))
			problems.add(
				'track_bounds',
				file,
				document.lineOf(['tracks', id]),
				`The track "${id}" must start between its bounds, and min must be less than max. Correct from, min or max.`
			);
	for (const [id, dial] of Object.entries(model.dials))
		if (!dial.values.includes(dial.from) || dial.values.length < 2)
			problems.add(
				'dial_values',
				file,
				document.lineOf(['dials', id]),
				`The dial "${id}" needs at least two values, and from must be one of them. Correct from or values.`
			);
	for (const scene of model.scenes) {
		if (scene.stage && !model.stages.includes(scene.stage))
			problems.add(
				'stage_unknown',
				file,
				lines.scenes[scene.id],
				`There is no stage "${scene.stage}" in the frontmatter. Correct it, or add it under stages.`
			);
		for (const option of scene.options) {
			const at = lines.choices[option.id];
			for (const { value } of option.to)
				if (!scenes.has(value) && !isSceneUnnamed)
					problems.add(
						'link_broken',
						file,
						at,
						`"${option.id}" leads to "${value}", which is no scene of this file. Correct to=, or add the scene.`
					);
			for (const effect of option.effects)
				if (!Object.hasOwn(model.tracks, effect.track))
					problems.add(
						'track_unknown',
						file,
						at,
						`"${option.id}" changes "${effect.track}", which is no track of this scenario${tracks.length ? ` (${tracks.join(', ')})` : ''}. Correct it, or add it under tracks.`
					);
				else if (effect.kind !== 'add' && isBeyond(effect.value, model.tracks[effect.track]))
					problems.add(
						'number_beyond',
						file,
						at,
						`"${option.id}" gives "${effect.track}" a bound or a value of ${effect.value}, and it ${runs(model.tracks[effect.track])}. Correct the number.`
					);
			for (const condition of [
				option.when,
				...option.to.map(({ when }) => when),
				...(option.quality ?? []).map(({ when }) => when)
			])
				checkCondition(condition, model, isChoice, (code, message) =>
					problems.add(code, file, at, message)
				);
		}
	}
	for (const scene of model.scenes)
		text.scenes[scene.id].prose.forEach((prose, index) =>
			checkCondition(prose.when, model, isChoice, (code, message) =>
				problems.add(code, file, lines.prose[scene.id][index], message)
			)
		);
	// Whichever stage is misspelt at a scene, its own is without that scene.
	const isStageMisspelt = model.scenes.some(({ stage }) => stage && !model.stages.includes(stage));
	for (const stage of isSceneUnnamed || isStageMisspelt ? [] : model.stages)
		if (!model.scenes.some((scene) => scene.stage === stage && !scene.chance))
			problems.add(
				'stage_unused',
				file,
				document.lineOf(['stages', stage]),
				`No scene with choices belongs to the stage "${stage}". Add stage=${stage} to one, or remove it.`
			);
}

function checkCondition(
	condition: Condition | undefined,
	model: ScenarioModel,
	isChoice: (id: string) => boolean,
	add: (code: string, message: string) => void
): void {
	for (const test of (condition ?? []).flat()) {
		if (test.kind === 'track' && !Object.hasOwn(model.tracks, test.track))
			add(
				'condition_unknown',
				`The condition asks about "${test.track}", which is no track of this scenario. Correct it, or add it under tracks.`
			);
		else if (test.kind === 'track') checkNumber(test, model.tracks[test.track], add);
		if (test.kind === 'chose' && !isChoice(test.option))
			add(
				'condition_unknown',
				`The condition asks about the choice "${test.option}", which does not exist. Correct its id.`
			);
		if (
			test.kind === 'dial' &&
			!(Object.hasOwn(model.dials, test.dial) && model.dials[test.dial].values.includes(test.value))
		)
			add(
				'condition_unknown',
				`The condition asks about ${test.dial}=${test.value}, which is no dial, or no value of it. Correct it, or add it under dials.`
			);
	}
}

/** Reports a number that makes a test hold everywhere between the bounds of its track, or nowhere. */
function checkNumber(
	{ track, op, value }: Extract<Test, { kind: 'track' }>,
	model: TrackModel,
	add: (code: string, message: string) => void
): void {
	// A test that holds at one bound and not at the other tells something apart.
	const [low, high] = [model.min, model.max].map((stand) =>
		holds([[{ kind: 'track', track, op, value }]], {
			tracks: { [track]: stand },
			chosen: [],
			dials: {}
		})
	);
	const isInside = op === '=' && model.min < value && value < model.max;
	if (low !== high || isInside || !isBounded(model)) return;
	add(
		'number_beyond',
		`${track}${op}${value} ${low ? 'always' : 'never'} holds, because "${track}" ${runs(model)}. Correct the number.`
	);
}

function isBeyond(value: number, track: TrackModel): boolean {
	return isBounded(track) && (value < track.min || value > track.max);
}

/** Whether a track starts between bounds that are apart; otherwise those are told, and no number. */
function isBounded({ min, from, max }: TrackModel): boolean {
	return min <= from && from <= max && min < max;
}

function runs({ min, max }: TrackModel): string {
	return `runs from ${min} to ${max}`;
}

function checkWalk(scenario: ReadScenario, problems: Problems): void {
	const { model, lines, document } = scenario;
	const walk = explore(model);
	const add = (code: string, line: number, message: string) =>
		problems.add(code, document.file, line, message);
	const at = (scene: string) => lines.scenes[scene];
	if (walk.tooLarge) {
		add(
			'scenario_too_large',
			at(model.start),
			'This scenario has more states than can be checked. Use fewer tracks or narrower bounds, or ask conditions about fewer earlier choices.'
		);
		return;
	}
	const dead = neverFitting(model, walk);
	const cut = cutOff(model, walk, dead);
	for (const scene of model.scenes) {
		if (!walk.scenes.has(scene.id)) {
			// What would lead there is told.
			if (cut.has(scene.id)) continue;
			add(
				'scene_unreachable',
				at(scene.id),
				`No path leads to the scene "${scene.id}". Let a choice lead to it with to=${scene.id}, or remove it.`
			);
			continue;
		}
		for (const option of scene.options) {
			if (!walk.options.has(option.id)) {
				add(
					'option_never_offered',
					lines.choices[option.id],
					`The choice "${option.id}" can never be taken: its condition never holds where it stands. Correct when=.`
				);
				continue;
			}
			option.effects.forEach((effect, index) => {
				if (!walk.effects.has(`${option.id} ${index}`))
					add(
						'effect_without_change',
						lines.choices[option.id],
						`The effect on "${effect.track}" of "${option.id}" never changes anything, because the track is always at its bound there. Remove it.`
					);
			});
		}
	}
	for (const one of dead)
		if (one.name === 'to' && !walk.scenes.has(one.value)) addDead(one, scenario, problems);
	for (const [scene, path] of walk.stuck)
		add(
			'scene_stuck',
			at(scene),
			`In "${scene}" no choice may be left, so the story stops: ${tell(path)}. Give one choice without when=.`
		);
	if (!walk.endless.size && walk.round.length)
		add(
			'path_unbounded',
			at(model.start),
			`The story can go round for ever: ${walk.round.map(({ option }) => option).join(' → ')}, and again. Let the choices lead onward.`
		);
	for (const [scene, path] of [...walk.endless].slice(0, 1))
		add(
			'path_endless',
			at(scene),
			`From "${scene}" no ending can be reached: ${tell(path)}. Let one choice lead on.`
		);
	if (model.scenes.filter((scene) => scene.outcome).length < 2)
		add(
			'scenario_one_ending',
			at(model.start),
			'A scenario has at least two endings, or the choices do not matter. Add another .ending.'
		);
	if (!problems.all.some(({ file }) => file === document.file)) {
		for (const one of dead) addDead(one, scenario, problems);
		checkSoundness(scenario, walk, problems);
		checkSides(scenario, walk, problems);
	}
}

function addDead(
	{ option, name, value, isLast }: DeadCase,
	{ lines, document }: ReadScenario,
	problems: Problems
): void {
	problems.add(
		'case_never',
		document.file,
		lines.choices[option],
		isLast
			? `"${value}" in ${name}= of "${option}" can never happen: one of the conditions before it always holds there. Correct them, or remove it.`
			: `"${value}" in ${name}= of "${option}" can never happen: its condition never holds there, or one before it does. Correct it, or remove it.`
	);
}

/** Scenes that no path leads to only because of a choice that is never offered, or of a case that never fits. */
function cutOff(model: ScenarioModel, walk: Exploration, dead: DeadCase[]): Set<string> {
	const met = model.scenes
		.filter(({ id }) => walk.scenes.has(id))
		.flatMap(({ options }) => options);
	const cut = new Set([
		...dead.flatMap(({ name, value }) => (name === 'to' ? [value] : [])),
		...met.flatMap(({ id, to }) => (walk.options.has(id) ? [] : to.map(({ value }) => value)))
	]);
	// A set also goes through what is added while it is gone through.
	for (const id of cut)
		if (!walk.scenes.has(id))
			for (const { to } of model.scenes.find((scene) => scene.id === id)?.options ?? [])
				for (const { value } of to) cut.add(value);
	return cut;
}

/** What makes a scenario unfair, though every part of it can be met. Asked only of a story that ends. */
function checkSoundness(
	{ model, text, lines, document }: ReadScenario,
	walk: Exploration,
	problems: Problems
): void {
	const add = (code: string, line: number, message: string) =>
		problems.add(code, document.file, line, message);
	for (const [objective, path] of skippedObjectives(model, walk))
		add(
			'objective_skipped',
			document.lineOf(['objectives']),
			`A sound ending can be reached without exercising "${objective}", ${tell(path)}. Add objective=${objective} to a decision on that path, or remove it from objectives.`
		);
	for (const { option, isBest, isShown, path } of locksOf(model, walk)) {
		if (isBest)
			add(
				'sound_ending_locked',
				lines.choices[option],
				`"${option}" has no better choice beside it, and yet no sound ending can be reached after it, ${tell(path)}. Let the endings' conditions allow for it.`
			);
		else if (!isShown)
			add(
				'lock_without_notice',
				lines.choices[option],
				`No sound ending can be reached after "${option}", ${tell(path)}, and nothing shows it. Let it make a track worse, or lead to an ending.`
			);
	}
	const conditional = model.scenes.flatMap(({ id }) =>
		text.scenes[id].prose.flatMap(({ when }, index) =>
			when ? [{ scene: id, at: index, when }] : []
		)
	);
	for (const { scene, at } of neverShown(model, conditional, walk))
		add(
			'paragraph_never_shown',
			lines.prose[scene][at],
			'No path ever shows this paragraph: its condition never holds here. Correct when=, or remove the paragraph.'
		);
}

/** A path as an author reads it. */
function tell(path: Move[]): string {
	return path.length ? `after ${path.map(({ option }) => option).join(' → ')}` : 'at the start';
}
