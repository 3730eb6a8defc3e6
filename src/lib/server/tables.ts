/**
 * The rows of the database, the same on both engines: text, whole numbers, and JSON as text. A time is the text of
 * `Date.toISOString()`, a flag is 0 or 1.
 *
 * The key of every table that grows with use begins with `cohort_id`, so that a distributed PostgreSQL can spread
 * cohorts over machines. `codes`, `limits` and `models` stay small; they are looked up by what a stranger brings or by
 * what every cohort shares.
 */

export interface Tables {
	cohorts: CohortRow;
	members: MemberRow;
	secrets: SecretRow;
	codes: CodeRow;
	entries: EntryRow;
	summaries: SummaryRow;
	tallies: TallyRow;
	tombstones: TombstoneRow;
	models: ModelRow;
	limits: LimitRow;
	facilitators: FacilitatorRow;
	passwords: PasswordRow;
	sessions: SessionRow;
	passkeys: PasskeyRow;
	links: LinkRow;
	roles: RoleRow;
	lockouts: LockoutRow;
	views: ViewRow;
	view_figures: ViewFiguresRow;
	generations: GenerationRow;
}

/** `open` takes in entries and members; `closed` takes in neither; `archived` is closed and out of the way. */
export type CohortState = 'open' | 'closed' | 'archived';

export interface CohortRow {
	cohort_id: string;
	title: string;
	language: string;
	/** JSON: ids of lessons in the cohort's order. */
	lessons: string;
	/** 1 when the facilitator sees names, 0 when pseudonyms. */
	names: number;
	/** Dates such as 2026-03-01. */
	starts_on: string | null;
	ends_on: string | null;
	state: CohortState;
	created_at: string;
}

export interface MemberRow {
	cohort_id: string;
	member_id: string;
	/** The name or pseudonym that the facilitator sees; where pseudonyms are shown, no name is kept at all. */
	shown_as: string;
	joined_at: string;
	left_at: string | null;
	/** The highest `seq_no` of the member's entries: the counter from which the next ones are taken. */
	last_seq_no: number;
	/** When the newest entries came in, which the same ones again are not. */
	received_at: string | null;
	/** The language in which the member's device shows the course, as it last said; the cohort's until then. */
	language: string;
	/** The newest entry, by the clock of its device. */
	seen_at: string | null;
	/** How many entries the device that sent last said it still holds; null when none has said it. */
	waiting: number | null;
	/** JSON: how the member stands in the whole course; null before anything has come in. */
	overall: string | null;
	/** JSON: the items that the member has wrong, which belong to `overall` and are read for a few members at a time. */
	troubles: string | null;
	/** The version of the course that both were made with. */
	overall_of: string | null;
}

/** One device of a member. */
export interface SecretRow {
	cohort_id: string;
	member_id: string;
	hash: string;
	created_at: string;
}

/** `join` leads into a cohort; `rejoin` and `transfer` to one member, once. */
export type CodeKind = 'join' | 'rejoin' | 'transfer';

export interface CodeRow {
	hash: string;
	cohort_id: string;
	kind: CodeKind;
	member_id: string | null;
	/** A join code can be read again by the facilitator; the others are told once. */
	shown: string | null;
	created_at: string;
	expires_at: string | null;
}

export interface EntryRow {
	cohort_id: string;
	member_id: string;
	id: string;
	/** The place in what this server received of this member; the pull cursor. */
	seq_no: number;
	device: string;
	seq: number;
	/** The activity whose summary the entry may change. */
	activity_id: string | null;
	/** Canonical JSON of the entry. */
	body: string;
	/** What the member's own devices can open, and nobody here (sync/copy.ts); null when nothing came with the entry. */
	copy: string | null;
	received_at: string;
}

export interface SummaryRow {
	cohort_id: string;
	member_id: string;
	activity_id: string;
	/** The content version that the counting attempt pins. */
	version: string;
	/** 0 when that version was never published here: it is not marked with another version's key. */
	verified: number;
	/** JSON; null when no model of the activity is known at all. */
	body: string | null;
}

/** A cohort's tally of an activity is the sum of its shards. */
export interface TallyRow {
	cohort_id: string;
	activity_id: string;
	shard: number;
	body: string;
}

/** What is left of a member who was erased: that there was one. */
export interface TombstoneRow {
	cohort_id: string;
	member_id: string;
	erased_at: string;
}

/** Every model that was ever published here. */
export interface ModelRow {
	activity_id: string;
	version: string;
	body: string;
	published_at: string;
}

/** Wrong codes from one address since a time. */
export interface LimitRow {
	space: string;
	address: string;
	since: string;
	failures: number;
}

/** `username` is the name as it is compared (identity/name.ts). An internal address stands where better-auth wants an e-mail. */
export interface FacilitatorRow {
	id: string;
	name: string;
	username: string;
	email: string;
	email_verified: number;
	/** 1 for whoever may invite to the installation; it opens no cohort. */
	is_owner: number;
	created_at: string;
	updated_at: string;
}

export interface PasswordRow {
	id: string;
	user_id: string;
	provider_id: 'credential';
	account_id: string;
	/** Salted scrypt hash. */
	password: string;
	created_at: string;
	updated_at: string;
}

export interface SessionRow {
	id: string;
	user_id: string;
	token: string;
	user_agent: string | null;
	created_at: string;
	/** When it was last seen, to within five minutes. */
	updated_at: string;
	expires_at: string;
}

export interface PasskeyRow {
	id: string;
	user_id: string;
	name: string | null;
	created_at: string | null;
}

/** What a link is for: the first account, a further one (or a role for one that is there), or a new password. */
export type LinkKind = 'first' | 'invitation' | 'reset';

export interface LinkRow {
	hash: string;
	kind: LinkKind;
	/** Whose password is reset. */
	facilitator_id: string | null;
	/** The cohort that an invitation leads into, and as what. */
	cohort_id: string | null;
	role: Role | null;
	created_at: string;
	expires_at: string;
}

/** What a facilitator is in a cohort. */
export type Role = 'owner' | 'facilitator' | 'observer';

export interface RoleRow {
	cohort_id: string;
	facilitator_id: string;
	role: Role;
}

/** Failures to sign in under one name or from one address. The subject is a keyed hash: neither can be read. */
export interface LockoutRow {
	subject: string;
	failures: number;
	last_at: string;
}

/** An opinion on one place of the course. It names no member, no device and no time, and rows have no order (views.ts). */
export interface ViewRow {
	cohort_id: string;
	activity_id: string;
	item: string;
	/** Random; it stands for one member's view of this place, and nothing says whose. */
	id: string;
	/** JSON of what was said, and said again. */
	body: string;
	/** What of it the released figures count; null when they count nothing. */
	shown: string | null;
	/** 1 when something in `body` waits for a block. */
	waits: number;
}

/** The figures on one place as they were released last. */
export interface ViewFiguresRow {
	cohort_id: string;
	activity_id: string;
	item: string;
	body: string;
}

/** Which generation the data are of (generation.ts): one row, or none where no backup was ever restored. */
export interface GenerationRow {
	id: string;
}
