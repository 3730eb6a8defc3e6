/**
 * Entries and views: what a trainee did, and what a trainee thinks.
 *
 * An entry is a fact in the past tense. It never changes, and a version of it that was written once
 * is read for ever (tests/records/). An entry of a type or version this code does not know is kept
 * in the log and ignored by folds. A view is an opinion; it lives apart, and an entry only says
 * that one was given (architecture §7). Nothing here stores, fetches or draws a conclusion.
 */
import * as v from 'valibot';

const Name = v.pipe(v.string(), v.minLength(1));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** A time as `Date.toISOString()` writes it, so that the order of the text is the order of time. */
const Time = v.pipe(
	v.string(),
	v.check((text) => {
		const time = new Date(text);
		return !Number.isNaN(time.getTime()) && time.toISOString() === text;
	})
);

const uuid = (version: '4' | '7') =>
	new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);

const Data = v.custom<Record<string, unknown>>(
	(value) => typeof value === 'object' && value !== null && !Array.isArray(value)
);

/**
 * One entry of the record, of whatever type: `seq` counts from 1 on its `device`, `at` is that
 * device's own clock. The envelope is closed: what an entry may say in future goes into `data`
 * under a higher `v`.
 */
export const Entry = v.strictObject({
	id: v.pipe(v.string(), v.regex(uuid('7'))),
	device: Name,
	seq: Count,
	at: Time,
	attempt: v.nullable(Name),
	type: Name,
	v: Count,
	data: Data
});
export type Entry = v.InferOutput<typeof Entry>;

/** How sure the trainee was of an answer: 1 guessing, 2 fairly sure, 3 certain. */
export const Certainty = v.picklist([1, 2, 3]);
export type Certainty = v.InferOutput<typeof Certainty>;

/** What was answered; an empty object is a blank, which is not the same as wrong. */
export const Answer = v.strictObject({
	options: v.optional(v.array(Name)),
	pairs: v.optional(v.record(Name, Name))
});
export type Answer = v.InferOutput<typeof Answer>;

const Index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));

/**
 * What a caller gives to the log, which adds `id`, `device`, `seq` and `at`. Make one with `draft`.
 */
export const Draft = v.variant('type', [
	v.strictObject({
		type: v.literal('lesson.opened'),
		v: v.literal(1),
		attempt: v.null(),
		data: v.strictObject({ lesson: Name })
	}),
	v.strictObject({
		type: v.literal('step.reached'),
		v: v.literal(1),
		attempt: v.null(),
		data: v.strictObject({ lesson: Name, step: Name })
	}),
	v.strictObject({
		type: v.literal('step.finished'),
		v: v.literal(1),
		attempt: v.null(),
		data: v.strictObject({ lesson: Name, step: Name })
	}),
	// A course edit removed the step the trainee was on.
	v.strictObject({
		type: v.literal('step.moved'),
		v: v.literal(1),
		attempt: v.null(),
		data: v.strictObject({ lesson: Name, from: Name, to: Name })
	}),
	// `attempt` is the new attempt's own id. A fork repeats the first `choices` choices of an earlier
	// attempt.
	v.strictObject({
		type: v.literal('attempt.started'),
		v: v.literal(1),
		attempt: Name,
		data: v.strictObject({
			activity: Name,
			version: Name,
			seed: Seed,
			dials: v.record(Name, Name),
			practice: v.boolean(),
			fork: v.nullable(v.strictObject({ attempt: Name, choices: Index }))
		})
	}),
	v.strictObject({
		type: v.literal('item.answered'),
		v: v.literal(1),
		attempt: Name,
		data: v.strictObject({
			activity: Name,
			item: Name,
			answer: Answer,
			certainty: v.optional(Certainty)
		})
	}),
	v.strictObject({
		type: v.literal('hint.shown'),
		v: v.literal(1),
		attempt: Name,
		data: v.strictObject({ activity: Name, item: Name })
	}),
	v.strictObject({
		type: v.literal('choice.made'),
		v: v.literal(1),
		attempt: Name,
		data: v.strictObject({ activity: Name, scene: Name, option: Name })
	}),
	// Never any content: strict, so that an opinion cannot slip in.
	v.strictObject({
		type: v.literal('view.given'),
		v: v.literal(1),
		attempt: v.nullable(Name),
		data: v.strictObject({ activity: Name, item: Name })
	})
]);
export type Draft = v.InferOutput<typeof Draft>;

/** The name of a known entry, such as `item.answered`. */
export type EntryType = Draft['type'];
/** The draft of one type. */
export type DraftOf<T extends EntryType> = Extract<Draft, { type: T }>;
/** An entry of a type and version this code knows, told apart by `type`. */
export type KnownEntry = Pick<Entry, 'id' | 'device' | 'seq' | 'at'> & Draft;

/**
 * Gives the entry with its type known, or `null` when its type, version or data are not what this
 * code knows. Such an entry stays in the log; a fold passes over it.
 */
export function readEntry(entry: Entry): KnownEntry | null {
	const { id, device, seq, at, ...rest } = entry;
	// Trying all of them in turn takes twice as long, which counts with thousands of entries.
	const schema = Draft.options.find(({ entries }) => entries.type.literal === entry.type);
	const read = schema && v.safeParse(schema, rest);
	return read?.success ? { id, device, seq, at, ...read.output } : null;
}

/**
 * Makes a draft of the newest version of a type; throws a `ValiError` when the data are not of that
 * type.
 *
 *     draft('choice.made', { activity, scene, option }, attempt)
 */
export function draft<T extends EntryType>(
	type: T,
	data: DraftOf<T>['data'],
	attempt: DraftOf<T>['attempt']
): Draft {
	return v.parse(Draft, { type, v: 1, attempt, data });
}

/** What a view says: positions, reasons, how sure, and words of the trainee's own. */
export const ViewContent = v.strictObject({
	options: v.optional(v.array(Name)),
	reasons: v.optional(v.array(Name)),
	certainty: v.optional(Certainty),
	text: v.optional(v.string())
});
export type ViewContent = v.InferOutput<typeof ViewContent>;

/**
 * An opinion of the trainee, kept on the trainee's own device. Its id is random (UUIDv4) and not a
 * v7, because a v7 tells the time and would let a sent view be matched with the `view.given` entry
 * written in the same moment.
 */
export const View = v.strictObject({
	id: v.pipe(v.string(), v.regex(uuid('4'))),
	activity: Name,
	item: Name,
	attempt: v.nullable(Name),
	at: Time,
	content: ViewContent
});
export type View = v.InferOutput<typeof View>;

/** Whether an entry says of a view that it was given: the two are written at once. */
export function isGiving({ type, at, attempt, data }: Entry, view: View): boolean {
	return (
		type === 'view.given' &&
		at === view.at &&
		attempt === view.attempt &&
		data.activity === view.activity &&
		data.item === view.item
	);
}

/** What a caller gives to the log, which adds `id` and `at`. */
export const ViewDraft = v.omit(View, ['id', 'at']);
export type ViewDraft = v.InferOutput<typeof ViewDraft>;
