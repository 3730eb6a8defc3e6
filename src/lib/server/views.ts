/**
 * Where views arrive, and what is told of them (architecture §7).
 *
 * A view comes by itself, admitted by membership, and is stored as what it is: a place of the course, a random id and what
 * was said. The threat is a facilitator who holds the database. So besides naming nobody, a row must not be found by when
 * it came: it has no time and no number; whatever waits at its place is written anew with it, in an order that is drawn, so
 * that neither the place of bytes in a file nor PostgreSQL's transaction ids (xmin) and row addresses (ctid) tell which came
 * last; and SQLite's write-ahead log, which keeps the order of writes to all tables, is cut after each, or seconds after
 * a process that reads meanwhile has ended. Nothing else is written by the same transaction: a counter beside a member
 * would say whose view it was by changing with it. That a member gives no more than a share of the views is counted in
 * the memory of the process alone, and bounded for good by the number of members a cohort ever had.
 *
 * It promises, on either engine (`views.contract.ts` tests each promise under its number):
 *
 * [V1]  Admitted. Only a member of an open cohort gives a view; a refusal stores nothing.
 * [V2]  Once. The same view under the same id again is a success and changes nothing.
 * [V3]  One. A changed answer replaces what the id said, a closing position completes the opening one; neither is a further
 *       view, and neither takes away what it does not say.
 * [V4]  Apart. No row of another table changes with a view, and its own names no member, device or time.
 * [V5]  Unordered. Views that wait at a place cannot be told apart by order, address or transaction.
 * [V6]  In blocks. The figures on what was said at a place move only when five or more of its views are new or changed, and then
 *       by all of them; so two readings never differ by less. So do, by themselves, those on what was said in the end: who is
 *       that far, every report on progress shows, and the first of them would be read by name among four who begin.
 * [V7]  Kept. Released figures and words are the same after a restart, and show nothing that waits.
 * [V8]  Bounded. A place has no more views than the cohort ever had members, and a member gives no more than twice as many
 *       as the course asks for while the process runs.
 * [V9]  For good. Erasing a member takes no view back, as members are told.
 * [V10] Fitting. A view is of a place that some published version of the course has, and says nothing but what can be said
 *       there.
 * [V11] Apart by cohort. One cohort's views are in no figure of another's.
 * [V12] Together. Of processes that take views at once none loses one, and the blocks hold.
 * [V13] Told by the block. Whoever follows the cohort (live.ts) hears when figures move, and of no view that waits: when a view
 *       came is told by nothing but its block, which figures that anybody may read again and again tell as well.
 */
import type { Kysely, Transaction } from 'kysely';
import * as v from 'valibot';
import { viewPlaces, type ViewKind, type ViewPlace } from '../machines/view-places';
import { canonicalJson } from '../record/canonical-json';
import {
	SaidView,
	viewFigures,
	viewWords,
	ViewFigures,
	type ViewWords
} from '../reports/view-figures';
import {
	GiveView,
	PROTOCOL,
	viewLimit,
	type Credential,
	type Refused,
	type SentView,
	type ViewTaken
} from '../sync/protocol';
import { forget, isAway } from './dialect';
import { identify } from './identify';
import { readModels } from './models';
import { orSlowDown, refuse } from './refuse';
import type { Storage } from './storage';
import type { Tables, ViewRow } from './tables';
import type { Database } from './database';

/** The fewest new or changed views by which figures move. */
export const block = 5;
/** The oldest protocol in which a view can be given. */
const oldest = 1;

/** Takes in one view. */
export async function giveView(
	storage: Storage,
	credential: Credential,
	body: unknown
): Promise<ViewTaken | Refused> {
	const { protocol } = Object(body) as Record<string, unknown>;
	if (typeof protocol === 'number' && protocol < oldest) return refuse('client_too_old');
	const read = v.safeParse(GiveView, body);
	if (!read.success || read.output.protocol > PROTOCOL) return refuse('malformed');
	const { view } = read.output;
	const { database } = storage;
	let isReleased = false;
	return orSlowDown(async () => {
		const taken = await database.db
			.transaction()
			.execute((transaction) =>
				take(storage, transaction, { credential, view, onrelease: () => (isReleased = true) })
			)
			.catch((error: unknown) => {
				// What a database says of a failure may quote the row, and a log keeps it beside the time.
				throw isAway(error) ? error : new Error('A view could not be stored.');
			});
		if (taken.kind === 'view')
			await forget(database.db as unknown as Kysely<never>, database.engine);
		if (isReleased) database.live.announce(credential.cohort);
		return taken;
	});
}

async function take(
	storage: Storage,
	transaction: Transaction<Tables>,
	{ credential, view, onrelease }: { credential: Credential; view: SentView; onrelease: () => void }
): Promise<ViewTaken | Refused> {
	const { cohort } = credential;
	// Views of a cohort are taken one after another, or two could each see a block without the other.
	await transaction
		.selectFrom('cohorts')
		.select('cohort_id')
		.where('cohort_id', '=', cohort)
		.forUpdate()
		.execute();
	const found = await identify(transaction, credential);
	if (found.kind === 'refused') return found;
	if (found.state !== 'open') return refuse('cohort_closed');
	const place = await placeOf(storage.database, transaction, view);
	if (!place) return { kind: 'view', kept: false };
	const rows = await rowsAt(transaction, cohort, view)
		.selectAll()
		.where(({ eb, or }) => or([eb('waits', '=', 1), eb('id', '=', view.id)]))
		.execute();
	const known = rows.find(({ id }) => id === view.id);
	const body = canonicalJson(completed(known, view));
	if (known?.body === body) return { kind: 'view', kept: true };
	if (!known && !(await hasRoom(storage.database, transaction, credential, view)))
		return { kind: 'view', kept: false };
	const shown = known?.shown ?? null;
	const row: ViewRow = {
		cohort_id: cohort,
		activity_id: view.activity,
		item: view.item,
		id: view.id,
		body,
		shown,
		// Who has come back to what is shown adds nothing to a block.
		waits: body === shown ? 0 : 1
	};
	const waiting = [row, ...rows.filter(({ id, waits }) => waits && id !== view.id)];
	const told = (['said', 'again'] as const).reduce<readonly ViewRow[]>(inBlocks, waiting);
	await rewrite(storage, transaction, told);
	if (told.some(({ shown }, at) => shown !== waiting[at].shown)) {
		await release(transaction, row, place.kind);
		onrelease();
	}
	if (!known) count(storage.database, credential);
	return { kind: 'view', kept: true };
}

/** Rows with one part of what they say shown wherever it waits, if it does so in a block of them; else the rows as they are. */
function inBlocks(rows: readonly ViewRow[], part: keyof SaidView): readonly ViewRow[] {
	const due = rows.filter((row) => isDue(row, part));
	return due.length < block
		? rows
		: rows.map((row) => (due.includes(row) ? showing(row, part) : row));
}

/** Whether a part of what a view says waits; a closing position also for its opening one, with which it tells who moved. */
function isDue({ body, shown }: ViewRow, part: keyof SaidView): boolean {
	const [now, before] = [sayingOf(body), shownOf(shown)];
	if (part === 'again' && now.said && !before.said) return false;
	return canonicalJson(now[part]) !== canonicalJson(before[part]);
}

function showing(row: ViewRow, part: keyof SaidView): ViewRow {
	const shown = canonicalJson({ ...shownOf(row.shown), [part]: sayingOf(row.body)[part] });
	return { ...row, shown, waits: shown === row.body ? 0 : 1 };
}

/** The place that a view is about, in whatever version of its activity the view fits; null when there is none. */
async function placeOf(
	database: Database,
	transaction: Transaction<Tables>,
	view: SentView
): Promise<ViewPlace | null> {
	const models = await readModels(database, transaction, [view.activity]);
	const places = models.all(view.activity).flatMap(viewPlaces);
	return places.find((place) => place.item === view.item && fits(place, view)) ?? null;
}

/** Whether a view says what can be said at a place, and no more. */
function fits({ kind, options, reasons, closes }: ViewPlace, { said, again }: SentView): boolean {
	if (closes || (!said && !again) || (again && kind !== 'position')) return false;
	return [said, again].every((content) => {
		if (!content) return true;
		const { options: taken = [], reasons: why = [], text } = content;
		const isKnown = taken.every((id) => options.includes(id));
		const isShort = [text ?? '', ...why].every((words) => words.length <= viewLimit.letters);
		if (!isKnown || !isShort) return false;
		if (kind === 'reflection') return Boolean(text?.trim()) && !taken.length && !why.length;
		if (!taken.length || new Set(taken).size < taken.length) return false;
		if (kind === 'side') return taken.length === 1 && why.length <= 1;
		return text === undefined && why.every((id) => kind === 'contested' && reasons.includes(id));
	});
}

/** What an id says once a view has come: what the view leaves out stays as it was. */
function completed(known: ViewRow | undefined, { said, again }: SentView): SaidView {
	const before = known ? sayingOf(known.body) : { said: null, again: null };
	return { said: said ?? before.said, again: again ?? before.again };
}

type Place = Pick<SentView, 'activity' | 'item'>;

/** The views at a place. There may be thousands, so whoever asks says which and what of them is read. */
function rowsAt(db: Kysely<Tables>, cohort: string, { activity, item }: Place) {
	return db
		.selectFrom('views')
		.where('cohort_id', '=', cohort)
		.where('activity_id', '=', activity)
		.where('item', '=', item);
}

/** What the views at a place say, as far as it is shown. */
async function shownAt(db: Kysely<Tables>, cohort: string, place: Place): Promise<SaidView[]> {
	const rows = await rowsAt(db, cohort, place).select('shown').execute();
	return rows.flatMap(({ shown }) => (shown ? sayingOf(shown) : []));
}

/** Writes rows of one place anew, all at once and in an order that is drawn [V5]. */
async function rewrite(
	{ sources }: Storage,
	transaction: Transaction<Tables>,
	rows: readonly ViewRow[]
): Promise<void> {
	const [{ cohort_id, activity_id, item }] = rows;
	await transaction
		.deleteFrom('views')
		.where('cohort_id', '=', cohort_id)
		.where('activity_id', '=', activity_id)
		.where('item', '=', item)
		.where(
			'id',
			'in',
			rows.map(({ id }) => id)
		)
		.execute();
	const drawn = rows.map((row) => ({ row, by: Buffer.from(sources.random(8)).toString('hex') }));
	drawn.sort((a, b) => (a.by < b.by ? -1 : 1));
	await transaction
		.insertInto('views')
		.values(drawn.map(({ row }) => row))
		.execute();
}

async function release(
	transaction: Transaction<Tables>,
	{ cohort_id, activity_id, item }: ViewRow,
	kind: ViewKind
): Promise<void> {
	const place = { activity: activity_id, item };
	const shown = await shownAt(transaction, cohort_id, place);
	const figures = viewFigures({ ...place, kind }, shown);
	await transaction
		.insertInto('view_figures')
		.values({ cohort_id, activity_id, item, body: canonicalJson(figures) })
		.onConflict((conflict) =>
			conflict
				.columns(['cohort_id', 'activity_id', 'item'])
				.doUpdateSet((row) => ({ body: row.ref('excluded.body') }))
		)
		.execute();
}

/** New views by member, for as long as the process runs; nowhere written down [V8]. */
const given = new WeakMap<Database, Map<string, number>>();

function count(database: Database, { cohort, member }: Credential): void {
	const counts = given.get(database) ?? new Map<string, number>();
	given.set(database, counts);
	const name = `${cohort} ${member}`;
	counts.set(name, (counts.get(name) ?? 0) + 1);
}

/**
 * Whether a place has room for one more view of a member. Twice as many as the course asks for, because a member whose
 * devices and key were lost begins anew.
 */
async function hasRoom(
	database: Database,
	transaction: Transaction<Tables>,
	{ cohort, member }: Credential,
	place: Place
): Promise<boolean> {
	const own = given.get(database)?.get(`${cohort} ${member}`) ?? 0;
	if (own >= 2 * (await placesIn(database, transaction))) return false;
	const { views } = await rowsAt(transaction, cohort, place)
		.select(({ fn }) => fn.countAll<number>().as('views'))
		.executeTakeFirstOrThrow();
	let members = 0;
	for (const table of ['members', 'tombstones'] as const) {
		const { rows } = await transaction
			.selectFrom(table)
			.select(({ fn }) => fn.countAll<number>().as('rows'))
			.where('cohort_id', '=', cohort)
			.executeTakeFirstOrThrow();
		members += rows;
	}
	return views < members;
}

/** How many places of the published course ask for views. */
async function placesIn(database: Database, transaction: Transaction<Tables>): Promise<number> {
	const rows = await transaction.selectFrom('models').select('activity_id').distinct().execute();
	const activities = rows.map(({ activity_id }) => activity_id);
	const models = await readModels(database, transaction, activities);
	return activities
		.flatMap((activity) => models.newest(activity) ?? [])
		.flatMap(viewPlaces)
		.filter(({ closes }) => !closes).length;
}

function sayingOf(body: string): SaidView {
	return v.parse(SaidView, JSON.parse(body));
}

const shownOf = (shown: string | null): SaidView =>
	shown === null ? { said: null, again: null } : sayingOf(shown);

/**
 * Gives the released figures of a cohort, by activity and place; of places where fewer than a block of views were given
 * there are none. There is no other filter, and how many wait is not told.
 */
export async function readViewFigures(
	{ database }: Pick<Storage, 'database'>,
	cohort: string,
	activity?: string
): Promise<ViewFigures[]> {
	const rows = await database.db
		.selectFrom('view_figures')
		.select('body')
		.where('cohort_id', '=', cohort)
		.$if(activity !== undefined, (query) => query.where('activity_id', '=', activity ?? ''))
		.orderBy('activity_id')
		.orderBy('item')
		.execute();
	return rows.map(({ body }) => v.parse(ViewFigures, JSON.parse(body)));
}

/** Gives the words of the views behind released figures on a place, in an order that says nothing. */
export async function readViewWords(
	storage: Pick<Storage, 'database'>,
	cohort: string,
	place: { activity: string; item: string }
): Promise<ViewWords[]> {
	const figures = await readViewFigures(storage, cohort, place.activity);
	const kind = figures.find(({ item }) => item === place.item)?.kind;
	if (!kind) return [];
	return viewWords(kind, await shownAt(storage.database.db, cohort, place));
}
