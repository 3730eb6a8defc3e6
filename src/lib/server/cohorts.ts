/** What a facilitator does with cohorts. Who may do it is asked elsewhere. */
import type { Transaction } from 'kysely';
import * as v from 'valibot';
import type { CohortCard } from '../sync/protocol';
import { hashOf, makeCode, readCode } from './code';
import { giveRole } from './identity/roles';
import { ServerError } from './server-error';
import type { Storage } from './storage';
import type { CohortRow, CohortState, Role, Tables } from './tables';

const Day = v.nullable(v.pipe(v.string(), v.isoDate()));
const plan = {
	title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120)),
	language: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{2,35}$/)),
	/** Ids of lessons in the cohort's order. */
	lessons: v.pipe(
		v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(128))),
		v.minLength(1),
		v.maxLength(100),
		v.check((lessons) => new Set(lessons).size === lessons.length)
	),
	startsOn: Day,
	endsOn: Day
};
interface Days {
	startsOn: string | null;
	endsOn: string | null;
}
const inOrder = ({ startsOn, endsOn }: Days) => !startsOn || !endsOn || startsOn <= endsOn;

/** A cohort as a facilitator plans it; the days are dates such as 2026-03-01. */
export const CohortPlan = v.pipe(
	v.strictObject(plan),
	// Said of the last day, whatever else is wrong.
	v.forward(v.partialCheck([['startsOn'], ['endsOn']], inOrder), ['endsOn'])
);
export type CohortPlan = v.InferOutput<typeof CohortPlan>;

/** What is settled once: members were told, when they joined, under what they are seen. */
export const NewCohort = v.pipe(
	v.strictObject({ ...plan, names: v.boolean() }),
	v.forward(v.partialCheck([['startsOn'], ['endsOn']], inOrder), ['endsOn'])
);
export type NewCohort = v.InferOutput<typeof NewCohort>;

export interface Cohort extends NewCohort {
	id: string;
	state: CohortState;
	createdAt: string;
}

/** Signs of a join code: forty bits, which with limited guessing is plenty and is still read out in one breath. */
const joinCodeLength = 8;

/** Makes an open cohort with a join code, owned by a facilitator if one is named. */
export async function createCohort(
	storage: Storage,
	given: NewCohort,
	owner?: string
): Promise<Cohort> {
	const { title, language, lessons, names, startsOn, endsOn } = parse(NewCohort, given);
	const { id, now } = storage.sources;
	const row: CohortRow = {
		cohort_id: id(),
		title,
		language,
		lessons: JSON.stringify(lessons),
		names: names ? 1 : 0,
		starts_on: startsOn,
		ends_on: endsOn,
		state: 'open',
		created_at: now().toISOString()
	};
	await storage.database.db.transaction().execute(async (transaction) => {
		await transaction.insertInto('cohorts').values(row).execute();
		await putJoinCode(storage, transaction, row.cohort_id);
		if (owner) await giveRole({ db: transaction }, owner, row.cohort_id, 'owner');
	});
	return cohortFrom(row);
}

/** A cohort in a facilitator's list. */
export interface ListedCohort extends Cohort {
	/** What the facilitator is in it. */
	role: Role;
	/** How many are in it now. */
	members: number;
}

/** Gives the cohorts of a facilitator, the newest first. */
export async function cohortsOf(
	{ database }: Storage,
	facilitator: string
): Promise<ListedCohort[]> {
	const rows = await database.db
		.selectFrom('cohorts')
		.innerJoin('roles', 'roles.cohort_id', 'cohorts.cohort_id')
		.selectAll('cohorts')
		.select('roles.role')
		.select(({ selectFrom }) =>
			selectFrom('members')
				.whereRef('members.cohort_id', '=', 'cohorts.cohort_id')
				.where('members.left_at', 'is', null)
				.select(({ fn }) => fn.countAll<number>().as('count'))
				.as('members')
		)
		.where('roles.facilitator_id', '=', facilitator)
		.orderBy('cohorts.cohort_id', 'desc')
		.execute();
	return rows.map(({ role, members, ...row }) => ({
		...cohortFrom(row),
		role,
		members: members ?? 0
	}));
}

/** Gives every cohort, the newest first. */
export async function listCohorts({ database }: Storage): Promise<Cohort[]> {
	const rows = await database.db
		.selectFrom('cohorts')
		.selectAll()
		.orderBy('cohort_id', 'desc')
		.execute();
	return rows.map(cohortFrom);
}

/** Gives one cohort; throws `cohort_unknown`. */
export async function readCohort(storage: Storage, cohort: string): Promise<Cohort> {
	return cohortFrom(await findCohort(storage, cohort));
}

/** Gives what members' devices are told of a cohort; throws `cohort_unknown`. */
export async function readCard(storage: Storage, cohort: string): Promise<CohortCard> {
	return cardOf(await findCohort(storage, cohort));
}

async function findCohort({ database }: Storage, cohort: string): Promise<CohortRow> {
	const row = await database.db
		.selectFrom('cohorts')
		.selectAll()
		.where('cohort_id', '=', cohort)
		.executeTakeFirst();
	if (!row) throw new ServerError('cohort_unknown');
	return row;
}

/** Replaces title, days, lessons and language. */
export async function changeCohort(
	storage: Storage,
	cohort: string,
	given: CohortPlan
): Promise<Cohort> {
	const { title, language, lessons, startsOn, endsOn } = parse(CohortPlan, given);
	await storage.database.db
		.updateTable('cohorts')
		.set({
			title,
			language,
			lessons: JSON.stringify(lessons),
			starts_on: startsOn,
			ends_on: endsOn
		})
		.where('cohort_id', '=', cohort)
		.execute();
	// Figures are of the lessons that it takes.
	storage.database.live.announce(cohort);
	return readCohort(storage, cohort);
}

/** Opens, closes or archives a cohort. A closed one takes in nothing more, and its members can still fetch what is theirs. */
export async function setCohortState(
	storage: Storage,
	cohort: string,
	state: CohortState
): Promise<Cohort> {
	await storage.database.db
		.updateTable('cohorts')
		.set({ state })
		.where('cohort_id', '=', cohort)
		.execute();
	return readCohort(storage, cohort);
}

/** Gives the join code again, to be shown; throws `cohort_unknown`. */
export async function joinCodeOf({ database }: Storage, cohort: string): Promise<string> {
	const row = await database.db
		.selectFrom('codes')
		.select('shown')
		.where('cohort_id', '=', cohort)
		.where('kind', '=', 'join')
		.executeTakeFirst();
	if (!row?.shown) throw new ServerError('cohort_unknown');
	return row.shown;
}

/** Makes a new join code; the old one leads nowhere from then on. */
export async function renewJoinCode(storage: Storage, cohort: string): Promise<string> {
	await readCohort(storage, cohort);
	return storage.database.db
		.transaction()
		.execute((transaction) => putJoinCode(storage, transaction, cohort));
}

async function putJoinCode(
	{ sources }: Storage,
	transaction: Transaction<Tables>,
	cohort: string
): Promise<string> {
	const shown = makeCode(joinCodeLength, sources.random);
	await transaction
		.deleteFrom('codes')
		.where('cohort_id', '=', cohort)
		.where('kind', '=', 'join')
		.execute();
	await transaction
		.insertInto('codes')
		.values({
			hash: hashOf(readCode(shown)),
			cohort_id: cohort,
			kind: 'join',
			member_id: null,
			shown,
			created_at: sources.now().toISOString(),
			expires_at: null
		})
		.execute();
	return shown;
}

/** What a trainee's device is told of a cohort. */
export function cardOf(row: CohortRow): CohortCard {
	const { id, title, language, lessons, names } = cohortFrom(row);
	return { id, title, language, lessons, names };
}

function cohortFrom(row: CohortRow): Cohort {
	return {
		id: row.cohort_id,
		title: row.title,
		language: row.language,
		lessons: JSON.parse(row.lessons) as string[],
		names: row.names === 1,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
		state: row.state,
		createdAt: row.created_at
	};
}

function parse<Schema extends v.GenericSchema>(
	schema: Schema,
	given: unknown
): v.InferOutput<Schema> {
	const read = v.safeParse(schema, given);
	if (read.success) return read.output;
	throw new ServerError('cohort_malformed', new v.ValiError(read.issues));
}
