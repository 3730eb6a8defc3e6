/**
 * Small models and records for the tests, written shortly: conditions, targets and effects as an author writes them,
 * entries as a device would. Imported by tests only.
 */
import { parseCondition } from '../course/condition';
import type {
	Cases,
	Condition,
	Effect,
	ItemKind,
	ItemModel,
	ItemOption,
	LessonModel,
	OptionModel,
	Outcome,
	QuizModel,
	ScenarioModel,
	SceneModel,
	Stance
} from '../course/model';
import { draft, type Draft, type Entry } from '../record/entry';
import type { CoursePlan } from './course';
import type { Answer } from './mark';

// ---------------------------------------------------------------- scenarios

/** A scenario that starts at its first scene. */
export function scenarioOf(
	scenes: SceneModel[],
	parts: Partial<Pick<ScenarioModel, 'id' | 'stages' | 'tracks' | 'dials'>> = {}
): ScenarioModel {
	const stages = [...new Set(scenes.flatMap(({ stage }) => stage ?? []))];
	return {
		kind: 'scenario',
		id: 'the-well',
		version: '1',
		objectives: [],
		stages,
		tracks: {},
		dials: {},
		start: scenes[0].id,
		scenes,
		...parts
	};
}

/** A scene with choices; no stage when it is empty. */
export function scene(id: string, stage: string, ...options: OptionModel[]): SceneModel {
	return { id, ...(stage ? { stage } : {}), objectives: [], options };
}

export function chance(id: string, stage: string, ...options: OptionModel[]): SceneModel {
	return { ...scene(id, stage, ...options), chance: true };
}

export function ending(id: string, outcome: Outcome): SceneModel {
	return { id, objectives: [], outcome, options: [] };
}

/** A choice: `choice('split', 'hard when trust<2, answer', 'sound', { effects: 'trust+1' })`; no quality for chance. */
export function choice(
	id: string,
	to: string,
	quality = '',
	{ when, effects = '' }: { when?: string; effects?: string } = {}
): OptionModel {
	return {
		id,
		to: casesOf(to),
		...(quality ? { quality: casesOf(quality) as OptionModel['quality'] } : {}),
		...(when ? { when: conditionOf(when) } : {}),
		effects: effects.split(' ').filter(Boolean).map(effectOf)
	};
}

function casesOf(source: string): Cases<string> {
	return source.split(', ').map((part) => {
		const [value, when] = part.split(' when ');
		return { value, ...(when ? { when: conditionOf(when) } : {}) };
	});
}

export function conditionOf(source: string): Condition {
	const condition = parseCondition(source);
	if (!condition) throw new Error(`"${source}" is not a condition.`);
	return condition;
}

function effectOf(source: string): Effect {
	const [, track, sign, digits] = /^([a-z-]+?)(\+|-|<=|=)(\d+)$/.exec(source) ?? [];
	const value = Number(digits);
	if (sign === '<=') return { track, kind: 'cap', value };
	if (sign === '=') return { track, kind: 'set', value };
	if (sign) return { track, kind: 'add', value: sign === '-' ? -value : value };
	throw new Error(`"${source}" is not an effect.`);
}

/** The choices that some condition of the scenario asks about, wherever it stands. */
export function askedAbout(value: unknown): Set<string> {
	if (typeof value !== 'object' || value === null) return new Set();
	if ('kind' in value && value.kind === 'chose' && 'option' in value)
		return new Set([String(value.option)]);
	return new Set(Object.values(value).flatMap((inner) => [...askedAbout(inner)]));
}

/** A vote whose sides part the story: each goes its own way, one of them with a choice that the other has not. */
export function partingVote(): ScenarioModel {
	return scenarioOf([
		scene('vote', 'one', choice('for', 'yes', 'open'), choice('against', 'no', 'open')),
		scene('yes', 'two', choice('go', 'good', 'sound'), choice('stop', 'bad', 'weak')),
		scene('no', 'two', choice('rest', 'bad', 'sound')),
		ending('good', 'sound'),
		ending('bad', 'poor')
	]);
}

// ---------------------------------------------------------------- quizzes

export function itemOf(
	kind: ItemKind,
	options: ItemOption[],
	parts: Partial<ItemModel> = {}
): ItemModel {
	return { id: 'item', kind, asks: 'text', objectives: [], options, answers: [], ...parts };
}

/** Options by their ids; a star marks the right ones: `options('freezes* delivers seizes')`. */
export function options(source: string): ItemOption[] {
	return source
		.split(' ')
		.map((word) => (word.endsWith('*') ? { id: word.slice(0, -1), right: true } : { id: word }));
}

/** Things to match, each with what it belongs to: `matches('mlat:slow direct:quick')`. */
export function matches(source: string): Pick<ItemModel, 'options' | 'answers'> {
	const pairs = source.split(' ').map((pair) => pair.split(':'));
	return {
		options: pairs.map(([id, to]) => ({ id, to })),
		answers: [...new Set(pairs.map(([, to]) => to))].map((id) => ({ id }))
	};
}

/** Statements with how the room stood: `statements('one:agreed two:some')`. */
export function statements(source: string): ItemOption[] {
	return source.split(' ').map((pair) => {
		const [id, is] = pair.split(':');
		return { id, is: is as Stance };
	});
}

/** One item of every kind. */
export const everyKind: Record<ItemKind, ItemModel> = {
	choice: itemOf('choice', options('freezes* delivers seizes')),
	choices: itemOf('choices', options('a* b* c* d e')),
	sequence: itemOf('sequence', options('first second third fourth')),
	match: itemOf('match', [], matches('mlat:slow direct:quick preservation:quick')),
	spot: itemOf('spot', options('any-data* for-ever* by-order')),
	stance: itemOf('stance', statements('one:agreed two:some three:disagreed')),
	contested: itemOf('contested', options('yes no'), {
		answers: [
			{ id: 'because', for: 'yes', best: true },
			{ id: 'but', for: 'no', best: true }
		]
	}),
	position: itemOf('position', options('for against unsure')),
	reflection: itemOf('reflection', [])
};

/** The answer that the key of an item asks for; any position where there is no key. */
export function rightAnswer({ kind, options }: ItemModel): Answer {
	if (kind === 'match' || kind === 'stance')
		return { pairs: Object.fromEntries(options.map(({ id, to, is }) => [id, to ?? is ?? ''])) };
	if (kind === 'sequence') return { options: options.map(({ id }) => id) };
	const right = options.filter((option) => option.right);
	return { options: (right.length ? right : options.slice(0, 1)).map(({ id }) => id) };
}

export function quizOf(id: string, ...items: ItemModel[]): QuizModel {
	return { kind: 'quiz', id, version: '1', items };
}

// ---------------------------------------------------------------- lessons

/** A lesson whose steps are written with their activities: `lessonOf('scope', 'words try:checks', [checks])`. */
export function lessonOf(
	id: string,
	steps: string,
	activities: LessonModel['activities'] = []
): LessonModel {
	return {
		id,
		objectives: [],
		steps: steps.split(' ').map((step) => {
			const [name, ...placed] = step.split(':');
			return { id: name, kind: placed.length ? 'checks' : 'reading', activities: placed };
		}),
		activities
	};
}

/** The shape of the real course: a lesson before, three sessions side by side, a lesson after them. */
export const threeSessions: CoursePlan = {
	id: 'consultation',
	lessons: ['background', 'scope', 'safeguards', 'cooperation', 'closing'],
	sessions: ['scope', 'safeguards', 'cooperation'],
	after: { closing: ['scope', 'safeguards', 'cooperation'] }
};

/** Every order of a list. */
export function ordersOf<T>(list: readonly T[]): T[][] {
	if (list.length < 2) return [[...list]];
	return list.flatMap((one, at) => ordersOf(list.toSpliced(at, 1)).map((rest) => [one, ...rest]));
}

// ---------------------------------------------------------------- entries

/** A device that writes down what is done on it, one entry a second from a minute of the first of March on. */
export class Device {
	readonly entries: Entry[] = [];
	readonly #name: string;
	readonly #from: number;

	constructor(name: string, minute = 0) {
		this.#name = name;
		this.#from = Date.UTC(2026, 2, 1, 9, minute);
	}

	write(draft: Draft): this {
		const seq = this.entries.length + 1;
		const letters = [...this.#name].map((letter) => letter.charCodeAt(0).toString(16)).join('');
		this.entries.push({
			id: `${letters.slice(0, 8).padStart(8, '0')}-0000-7000-8000-${String(seq).padStart(12, '0')}`,
			device: this.#name,
			seq,
			at: new Date(this.#from + seq * 1000).toISOString(),
			...draft
		});
		return this;
	}

	open(lesson: string): this {
		return this.write(draft('lesson.opened', { lesson }, null));
	}

	reach(lesson: string, step: string): this {
		return this.write(draft('step.reached', { lesson, step }, null));
	}

	finish(lesson: string, step: string): this {
		return this.write(draft('step.finished', { lesson, step }, null));
	}

	start(
		activity: string,
		attempt: string,
		parts: Partial<Extract<Draft, { type: 'attempt.started' }>['data']> = {}
	): this {
		const pinned = { activity, version: '1', seed: 7, dials: {}, practice: false, fork: null };
		return this.write(draft('attempt.started', { ...pinned, ...parts }, attempt));
	}

	/** Makes choices of an attempt, each written `scene/option`. */
	choose(activity: string, attempt: string, ...moves: string[]): this {
		for (const move of moves) {
			const [scene, option] = move.split('/');
			this.write(draft('choice.made', { activity, scene, option }, attempt));
		}
		return this;
	}

	answer(
		activity: string,
		attempt: string,
		item: string,
		answer: Answer,
		certainty?: 1 | 2 | 3
	): this {
		const sure = certainty ? { certainty } : {};
		return this.write(draft('item.answered', { activity, item, answer, ...sure }, attempt));
	}
}
