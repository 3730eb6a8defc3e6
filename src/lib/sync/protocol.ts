/**
 * The words that a device and a server say to each other. They are a promise to clients that have been offline for months:
 * what stands here changes only by adding, or under a higher `PROTOCOL`. Therefore an answer is read without regard to
 * what was added to it since. No storage, no network, no conclusion.
 *
 * Of Valibot it uses only what the record's schemas use: bundlers keep the library in one piece, so that whatever else is
 * named here would come with every trainee's first visit.
 *
 *   POST /api/v1/members/look      Look  → Found     what a code leads to, before anybody joins
 *   POST /api/v1/members           Join  → Joined    a join code, a rejoin code or a transfer code gives a secret
 *   POST /api/v1/members/transfer  Ask   → Transfer  a code with which the member's further device joins
 *   POST /api/v1/members/leave     Ask   → Left      the member goes; what was received stays
 *   POST /api/v1/members/erase     Ask   → Erased    the member goes, and so does all that was received
 *   POST /api/v1/entries           Push  → Pushed    what the device has and the server may not
 *   GET  /api/v1/entries?after=&protocol= → Pulled   what the member's other devices have brought; the plan
 *   POST /api/v1/views             GiveView → ViewTaken one view, apart from everything else (architecture §7)
 *
 * Every answer may be a `Refused` instead. All but looking carry `authorization: Bearer <credential>`; who joins has one only
 * when the device was in the cohort before. A body may be compressed: `content-encoding: gzip`.
 */
import * as v from 'valibot';
import { Entry, View, ViewContent } from '../record/entry';

/** The version of this page. A client sends its own; a server refuses what it no longer speaks. */
export const PROTOCOL = 1;

/** The most entries of one batch, and the most bytes of one body once it is unpacked. */
export const batchLimit = { entries: 500, bytes: 1024 * 1024 };
/** The most bytes of one entry, as JSON. A longer one is set aside, and never holds the others up. */
export const entryLimit = 16 * 1024;

const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
const Cursor = v.pipe(v.string(), v.regex(/^\d{1,18}$/));

/**
 * Who a device speaks for: a member of a cohort, and the secret that proves it. The server keeps a hash of the secret alone.
 * Its parts are joined by dots as a bearer token.
 */
export const Credential = v.strictObject({ cohort: Id, member: Id, secret: Id });
export type Credential = v.InferOutput<typeof Credential>;

/** Gives a credential as the text of a bearer token. */
export function bearer({ cohort, member, secret }: Credential): string {
	return `${cohort}.${member}.${secret}`;
}

/** Reads an `authorization` header; null when it is not a member's. */
export function readBearer(header: string | null | undefined): Credential | null {
	const parts = /^Bearer ([^. ]+)\.([^. ]+)\.([^. ]+)$/.exec(header ?? '');
	if (!parts) return null;
	const [, cohort, member, secret] = parts;
	const read = v.safeParse(Credential, { cohort, member, secret });
	return read.success ? read.output : null;
}

/** Why a request as a whole was refused. The device keeps everything it wanted to send. */
export const Refusal = v.picklist([
	/** The server no longer speaks this client's protocol: update the course, then send again. */
	'client_too_old',
	/** The credential is unknown or was replaced by a rejoin code. */
	'signed_out',
	/** The member left, or the code leads to no cohort. */
	'not_a_member',
	/** The member's data were erased at their wish; nothing of them is taken in again. */
	'erased',
	'cohort_closed',
	'malformed',
	'too_large',
	/** Too many requests, or the database is away: `retryAfter` says when to come back. */
	'slow_down'
]);
export type Refusal = v.InferOutput<typeof Refusal>;

export const Refused = v.object({
	kind: v.literal('refused'),
	why: Refusal,
	/** Seconds. */
	retryAfter: v.optional(v.pipe(v.number(), v.minValue(0)))
});
export type Refused = v.InferOutput<typeof Refused>;

/** The HTTP status that goes with each refusal, for proxies and logs; a client reads the body. */
export const statusOf: Record<Refusal, number> = {
	client_too_old: 426,
	signed_out: 401,
	not_a_member: 403,
	erased: 410,
	cohort_closed: 409,
	malformed: 400,
	too_large: 413,
	slow_down: 429
};

const Code = v.pipe(v.string(), v.regex(/^.{4,32}$/s));

/** A trainee asks what a code leads to. */
export const Look = v.strictObject({ protocol: v.number(), code: Code });
export type Look = v.InferOutput<typeof Look>;

/** A trainee joins with a code: a cohort's, or one made for this member after a lost phone or for a further device. */
export const Join = v.strictObject({
	protocol: v.number(),
	code: Code,
	/** What the facilitator sees; a cohort that shows pseudonyms ignores it. */
	name: v.pipe(
		v.string(),
		// No control characters: one of them PostgreSQL cannot keep.
		v.check((name) => name.trim().length <= 80 && !/\p{Cc}/u.test(name))
	)
});
export type Join = v.InferOutput<typeof Join>;

export const CohortCard = v.object({
	id: Id,
	title: v.string(),
	language: v.string(),
	/** Ids of its lessons, in its order. */
	lessons: v.array(v.string()),
	/** Whether the facilitator sees the names that members give, or pseudonyms. */
	names: v.boolean()
});
export type CohortCard = v.InferOutput<typeof CohortCard>;

export const Found = v.object({
	kind: v.literal('found'),
	cohort: CohortCard,
	/** For whom the code was made, as the facilitator sees the member; null when it is a cohort's, for everyone. */
	shownAs: v.nullable(v.string())
});
export type Found = v.InferOutput<typeof Found>;

export const Joined = v.object({
	kind: v.literal('joined'),
	credential: Credential,
	cohort: CohortCard,
	/** The name or pseudonym under which the facilitator sees the member. */
	shownAs: v.string()
});
export type Joined = v.InferOutput<typeof Joined>;

/** A member asks for something that needs no more words. */
export const Ask = v.strictObject({ protocol: v.number() });
export type Ask = v.InferOutput<typeof Ask>;

export const Transfer = v.object({
	kind: v.literal('code'),
	code: v.string(),
	/** By the server's clock. */
	expiresAt: v.string()
});
export type Transfer = v.InferOutput<typeof Transfer>;

export const Left = v.object({ kind: v.literal('left') });
export type Left = v.InferOutput<typeof Left>;

export const Erased = v.object({ kind: v.literal('erased') });
export type Erased = v.InferOutput<typeof Erased>;

/** The most letters of a copy: what a client makes today (copy.ts), and room for more. */
export const copyLimit = 12 * 1024;

/** A sealed copy of views, for the member's own devices: opaque to everybody else. */
export const Copy = v.pipe(
	v.string(),
	v.regex(/^[\w-]+$/),
	v.check(({ length }) => length <= copyLimit)
);
/** Copies by the ids of the entries that they came with. */
export type Copies = Record<string, string>;
/** They are read one by one: a bad one is left out, and holds nothing up. */
const SentCopies = v.optional(v.record(v.string(), v.unknown()));

/** The envelope of a batch. Entries are read one by one, so that a bad one does not refuse the others. */
export const Push = v.strictObject({
	protocol: v.number(),
	entries: v.pipe(
		v.array(v.unknown()),
		v.check(({ length }) => length <= batchLimit.entries)
	),
	/** How many entries for this cohort the device holds beyond this batch; an older client does not say it. */
	waiting: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
	/** The language in which the device shows the course; an older client does not say it. */
	language: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{2,35}$/))),
	/** Copies of the views that entries of this batch speak of; an older client sends none. */
	copies: SentCopies
});
/** A batch as a client makes it. */
export interface Push {
	protocol: number;
	entries: Entry[];
	waiting?: number;
	language?: string;
	copies?: Copies;
}

/** Why one entry was not taken in. It is set aside on the device, shown and exportable, and not sent again. */
export const SetAside = v.picklist([
	/** Not an entry as any version of the course wrote one. */
	'malformed',
	'too_large',
	/** Its id, or its place (device, seq), is taken by an entry with another body. */
	'clash'
]);
export type SetAside = v.InferOutput<typeof SetAside>;

/**
 * Names the generation of the server's data; it changes when they are restored from a backup, so that what was stored may be
 * no more. An older server does not say it, and an older client does not read it.
 */
const Generation = v.optional(Id);
/** The generation of data that were never restored. */
export const firstGeneration = '0';

export const Pushed = v.object({
	kind: v.literal('pushed'),
	/** The server's clock, which tells the device how far its own is off. */
	at: v.string(),
	/** Ids that are stored for good, new or known. */
	stored: v.array(v.string()),
	/** The place in the batch stands for the id where the entry has none that can be read. */
	setAside: v.array(v.strictObject({ at: v.number(), id: v.nullable(v.string()), why: SetAside })),
	generation: Generation
});
export type Pushed = v.InferOutput<typeof Pushed>;

export const Pulled = v.object({
	kind: v.literal('pulled'),
	at: v.string(),
	entries: v.array(Entry),
	/** What came with these entries; an older server, or one that has none, does not say it. */
	copies: SentCopies,
	/** Ask with it next time. The server's own sequence; it never passes a write that is not committed. */
	after: Cursor,
	/** There is more to pull now. */
	more: v.boolean(),
	generation: Generation,
	/** The cohort as its facilitator plans it now; an older server does not say it. */
	cohort: v.optional(CohortCard)
});
export type Pulled = v.InferOutput<typeof Pulled>;

/** The most bytes of a request that gives a view, and the most letters of one text in it. */
export const viewLimit = { bytes: 32 * 1024, letters: 4000 };

/**
 * A view as it leaves the device: about a place of the course, under a random id that stands for the member's view of this
 * place and nothing else. There is no attempt, no time and no device in it. One request carries one view, so that nothing
 * is known of which belong together.
 */
export const SentView = v.strictObject({
	id: View.entries.id,
	activity: v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/)),
	/** Of a position that is asked again, the opening item. */
	item: v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/)),
	/** What was said; null where it is not said by this request, which leaves what was said before. */
	said: v.nullable(ViewContent),
	/** The closing position, which completes the opening one. */
	again: v.nullable(ViewContent)
});
export type SentView = v.InferOutput<typeof SentView>;

export const GiveView = v.strictObject({ protocol: v.number(), view: SentView });
export type GiveView = v.InferOutput<typeof GiveView>;

export const ViewTaken = v.object({
	kind: v.literal('view'),
	/** False when the server has no room for it, or no such place in its course: it is not to be sent again. */
	kept: v.boolean()
});
export type ViewTaken = v.InferOutput<typeof ViewTaken>;

/** The cursor of one who has pulled nothing. */
export const beginning = '0';
