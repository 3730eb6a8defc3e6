/**
 * Entries that would tell a side, and what is said in their place.
 *
 * The side taken at an open decision is a view (architecture §7), and so is whatever tells it later (told.ts). Before
 * entries leave a device, each of them is replaced by a sealed one: the same envelope, another type, and no more than the
 * told path tells. `../sync/seal` adds a box with the true data for the member's own devices. Here is decided what is
 * sealed, and here a reader without the key opens what may be opened.
 *
 *   choice.made → choice.sealed   { activity, scene?, ended?, void? }
 *   view.given  → view.sealed     { activity }        given at a scene that only one side leads to
 *
 * Because every side leaves the same choices of the same quality as far as a path is told, a sealed choice whose scene is
 * told may be replayed with any side on offer. What has no scene is cut off: of that part only the end is known.
 */
import * as v from 'valibot';
import type { ActivityModel, ScenarioModel } from '../course/model';
import type { Entry, KnownEntry } from '../record/entry';
import { compareEntries } from '../record/union';
import { choose, offered, sceneOf, scenarioMachine, startScenario, type Move } from './scenario';
import { tellPath, type ToldPath } from './told';
import { understood, understoodInOrder } from './understood';

/**
 * The model of an activity's content version, or null when that version cannot be had. The version null asks for the
 * newest.
 */
export type ModelOf = (activity: string, version: string | null) => ActivityModel | null;

/** Knows these models and no other version of them. */
export function onlyThese(models: Iterable<ActivityModel>): ModelOf {
	const known = new Map([...models].map((model) => [model.id, model]));
	return (activity, version) => {
		const model = known.get(activity);
		return model && (version === null || version === model.version) ? model : null;
	};
}

const Name = v.pipe(v.string(), v.minLength(1));

/** What a sealed choice says. */
export const SealedChoice = v.strictObject({
	activity: Name,
	/** Where a side was taken; absent where the scene would tell one. */
	scene: v.optional(Name),
	/** The run has ended with this choice. */
	ended: v.optional(v.literal(true)),
	/** It fitted nowhere, whatever side was taken, and changed nothing. */
	void: v.optional(v.literal(true)),
	box: v.optional(v.string())
});
export type SealedChoice = v.InferOutput<typeof SealedChoice>;

/** What stands in the place of an entry's type and data. */
export type Sealing =
	| { type: 'choice.sealed'; data: Omit<SealedChoice, 'box'> }
	| { type: 'view.sealed'; data: { activity: string } };

/** Whether a type is that of a sealed entry. */
export function isSealed(type: string): type is Sealing['type'] {
	return type === 'choice.sealed' || type === 'view.sealed';
}

/**
 * Gives what is to be sealed of a member's whole record, by the ids of the entries. What is said of an entry depends on it
 * and on the earlier ones of its attempt, never on later ones, so it is said alike whenever it is sent.
 */
export function sealings(record: readonly Entry[], modelOf: ModelOf): Map<string, Sealing> {
	const runs = new Map<string | null, KnownEntry[]>();
	for (const entry of understoodInOrder(record)) {
		const run = runs.get(entry.attempt);
		if (run) run.push(entry);
		else runs.set(entry.attempt, [entry]);
	}
	return new Map([
		...[...runs.values()].flatMap((run) => sealingsOfRun(run, modelOf)),
		...record.flatMap((entry) => sealingUnread(entry))
	]);
}

/**
 * A choice or a view that this code does not understand, as a newer version's in a record that was brought here: it may tell a
 * side, so that nothing but its activity is said of it.
 */
function sealingUnread(entry: Entry): [string, Sealing][] {
	if (understood(entry)) return [];
	const read = v.safeParse(Name, entry.data.activity);
	const data = { activity: read.success ? read.output : 'unknown' };
	if (entry.type === 'choice.made') return [[entry.id, { type: 'choice.sealed', data }]];
	return entry.type === 'view.given' ? [[entry.id, { type: 'view.sealed', data }]] : [];
}

function sealingsOfRun(run: readonly KnownEntry[], modelOf: ModelOf): [string, Sealing][] {
	const start = run.find(({ type }) => type === 'attempt.started');
	const version = start?.type === 'attempt.started' ? start.data.version : null;
	const dials = start?.type === 'attempt.started' ? start.data.dials : {};
	/** A story of one attempt for each activity it names: one, unless a client is mad. */
	const stories = new Map<string, Story>();
	const storyOf = (activity: string): Story => {
		const own = start?.type === 'attempt.started' && start.data.activity === activity;
		const known =
			stories.get(activity) ?? new Story(activity, own ? version : null, dials, modelOf);
		stories.set(activity, known);
		return known;
	};
	return run.flatMap((entry): [string, Sealing][] => {
		if (entry.type === 'choice.made') {
			const data = storyOf(entry.data.activity).follow(entry.data);
			return data ? [[entry.id, { type: 'choice.sealed', data }]] : [];
		}
		if (entry.type !== 'view.given') return [];
		const { activity, item } = entry.data;
		return storyOf(activity).tells(item)
			? []
			: [[entry.id, { type: 'view.sealed', data: { activity } }]];
	});
}

/** One attempt as its choices come in. */
class Story {
	readonly #activity: string;
	readonly #dials: Record<string, string>;
	/** The scenario that the attempt is told by: its own version's, and null where that is not to be had. */
	readonly #model: ScenarioModel | null;
	/** The one by which it is seen that it has ended. */
	readonly #newest: ScenarioModel | null;
	readonly #isQuiz: boolean;
	#path: Move[] = [];
	#newestPath: Move[] = [];
	#told: ToldPath | null;

	constructor(
		activity: string,
		version: string | null,
		dials: Record<string, string>,
		modelOf: ModelOf
	) {
		const own = version === null ? null : modelOf(activity, version);
		const newest = own ?? modelOf(activity, null);
		this.#activity = activity;
		this.#dials = dials;
		this.#model = own?.kind === 'scenario' ? own : null;
		this.#newest = newest?.kind === 'scenario' ? newest : null;
		this.#isQuiz = newest?.kind === 'quiz';
		this.#told = this.#model && this.#tell(this.#model);
	}

	/** Whether a view given at an item or scene may be told of. */
	tells(item: string): boolean {
		return this.#isQuiz || Boolean(this.#told?.steps.some(({ scene }) => scene === item));
	}

	/** Goes on by a choice; gives what is said of it when it is sealed, and null when it may be told as it is. */
	follow(move: Move): Omit<SealedChoice, 'box'> | null {
		const before = this.#told;
		const fits = this.#go(move);
		const activity = this.#activity;
		if (!this.#model || !before || !this.#told)
			return { activity, ...(fits.ended ? { ended: true } : {}) };
		if (!fits.moved)
			return { activity, ...(isVoid(this.#model, before, move) ? { void: true as const } : {}) };
		const ended = fits.ended ? { ended: true as const } : {};
		const step = this.#told.steps.at(this.#path.length - 1);
		if (!step) return { activity, ...ended };
		return step.option === null ? { activity, scene: step.scene, ...ended } : null;
	}

	#go(move: Move): { moved: boolean; ended: boolean } {
		const { scene, option } = move;
		const model = this.#model ?? this.#newest;
		if (!model) return { moved: false, ended: false };
		const path = this.#model ? this.#path : this.#newestPath;
		const here = standAfter(model, this.#dials, path);
		const next = String(here.value) === scene ? choose(scenarioMachine(model), here, option) : null;
		if (!next) return { moved: false, ended: false };
		path.push({ scene, option });
		// What is told of a path is told of every longer one, and nothing is added once it is sealed.
		if (this.#model && !this.#told?.sealed) this.#told = this.#tell(this.#model);
		return { moved: true, ended: Boolean(sceneOf(model, next).outcome) };
	}

	#tell(model: ScenarioModel): ToldPath {
		const here = standAfter(model, this.#dials, this.#path);
		return tellPath(model, {
			dials: this.#dials,
			context: here.context,
			scene: String(here.value)
		});
	}
}

function standAfter(model: ScenarioModel, dials: Record<string, string>, path: readonly Move[]) {
	const machine = scenarioMachine(model);
	return path.reduce(
		(here, { option }) => choose(machine, here, option) ?? here,
		startScenario(machine, dials)
	);
}

/**
 * Whether a choice that did not fit would have fitted after no side either: before any side was taken, or where the scene
 * is another one, or has no such choice. Of the rest nothing is said, since that it did not fit would tell a side.
 */
function isVoid(model: ScenarioModel, told: ToldPath, { scene, option }: Move): boolean {
	if (told.scene === null || told.sealed) return false;
	if (told.steps.every((step) => step.option !== null) || told.scene !== scene) return true;
	const options = model.scenes.find(({ id }) => id === scene)?.options ?? [];
	return !options.some(({ id }) => id === option);
}

/** What the sealed entries of an activity come to. */
export interface Reopened {
	/** The entries, with a side in the place of every sealed choice whose scene is told. */
	entries: Entry[];
	/** Attempts that went on where nothing is told. */
	hidden: ReadonlySet<string>;
	/** Attempts of which a sealed choice says that they ended. */
	ended: ReadonlySet<string>;
}

/** Opens the sealed entries about a scenario as far as anyone may: without a key. */
export function reopen(model: ScenarioModel, entries: readonly Entry[]): Reopened {
	const hidden = new Set<string>();
	const ended = new Set<string>();
	if (!entries.some(({ type }) => isSealed(type))) return { entries: [...entries], hidden, ended };
	const machine = scenarioMachine(model);
	const runs = new Map<string, ReturnType<typeof startScenario>>();
	const opened = [...entries].sort(compareEntries).flatMap((entry): Entry[] => {
		const { attempt } = entry;
		if (attempt === null) return [entry];
		const known = understood(entry);
		if (known?.type === 'attempt.started' && !runs.has(attempt))
			runs.set(attempt, startScenario(machine, known.data.dials));
		const here = runs.get(attempt);
		if (known?.type === 'choice.made') {
			if (!here || hidden.has(attempt)) return [];
			const next =
				String(here.value) === known.data.scene ? choose(machine, here, known.data.option) : null;
			if (next) runs.set(attempt, next);
			return [entry];
		}
		if (entry.type !== 'choice.sealed') return [entry];
		const read = v.safeParse(SealedChoice, entry.data);
		if (!read.success || read.output.void) return [];
		const { activity, scene } = read.output;
		if (read.output.ended) ended.add(attempt);
		if (scene === undefined) hidden.add(attempt);
		if (!here || hidden.has(attempt) || String(here.value) !== scene) return [];
		const [side] = offered(sceneOf(model, here), here.context);
		if (!side) return [];
		runs.set(attempt, choose(machine, here, side.id) ?? here);
		const data = { activity, scene, option: side.id };
		return [{ ...entry, type: 'choice.made', v: 1, data }];
	});
	return { entries: opened, hidden, ended };
}
