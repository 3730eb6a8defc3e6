/** How a device becomes one of a member's: with a cohort's code, or with one that was made for the member. */
import type { Transaction } from 'kysely';
import {
	Join,
	Look,
	type Credential,
	type Found,
	type Joined,
	type Refused
} from '../sync/protocol';
import { shownName } from '../sync/shown-name';
import { hashOf, makeSecret, readCode } from './code';
import { cardOf } from './cohorts';
import { guessedWrong, mayGuess } from './guessing';
import { findMember, isErased } from './identify';
import { pseudonyms } from './pseudonym';
import { orSlowDown, refuse } from './refuse';
import { readSpoken } from './spoken';
import type { Who } from './standing';
import type { Sources, Storage } from './storage';
import type { CodeRow, CohortRow, Tables } from './tables';

/** The room in which wrong codes are counted: the three kinds of code share one, because a guess does not say its kind. */
const space = 'join';

/**
 * Says what a code leads to, and changes nothing: a trainee sees the cohort, and as whom the facilitator will see them,
 * before joining. A wrong code counts as a guess here as it does there.
 */
export async function lookUp(
	{ database, sources }: Storage,
	body: unknown,
	{ address }: { address: string }
): Promise<Found | Refused> {
	const read = readSpoken(Look, body);
	if (read.kind === 'refused') return read;
	return orSlowDown(() =>
		database.db.transaction().execute(async (transaction) => {
			const found = await guess(transaction, read.said.code, address, sources.now());
			if (found.kind === 'refused') return found;
			const { cohort, row } = found;
			if (row.member_id === null)
				return cohort.state === 'open'
					? { kind: 'found', cohort: cardOf(cohort), shownAs: null }
					: refuse('cohort_closed');
			const who = { cohort: row.cohort_id, member: row.member_id };
			const member = await findMember(transaction, who);
			if (member.kind === 'refused') return member;
			return { kind: 'found', cohort: cardOf(cohort), shownAs: member.row.shown_as };
		})
	);
}

/**
 * Takes a code and gives a credential; the secret is told this once. `address` stands for where the request comes from.
 * Unknown, used and expired codes all get the same answer. `held` is a credential that the device already has: who was
 * erased with it is told so, and who is in the cohort already, or has left it, is the same member.
 */
export async function join(
	storage: Storage,
	body: unknown,
	{ address, held }: { address: string; held?: Credential | null }
): Promise<Joined | Refused> {
	const read = readSpoken(Join, body);
	if (read.kind === 'refused') return read;
	const { code, name } = read.said;
	const { database, sources } = storage;
	const answer = await orSlowDown(() =>
		database.db.transaction().execute(async (transaction) => {
			const found = await guess(transaction, code, address, sources.now());
			if (found.kind === 'refused') return found;
			const { cohort, row } = found;
			const isOfCohort = held?.cohort === row.cohort_id;
			if (isOfCohort && (await isErased(transaction, held))) return refuse('erased');
			if (row.member_id !== null) {
				const who = { cohort: row.cohort_id, member: row.member_id };
				return comeBack(sources, transaction, cohort, row, who);
			}
			if (isOfCohort && cohort.state === 'open') {
				const known = await findMember(transaction, held, { secret: held.secret, lock: true });
				if (known.kind === 'present') {
					await isBack(transaction, held);
					return welcome(sources, transaction, cohort, held, known.row.shown_as);
				}
			}
			return enter(sources, transaction, cohort, shownName(name));
		})
	);
	if (answer.kind === 'joined') database.live.announce(answer.cohort.id);
	return answer;
}

/**
 * Gives the row of a code with its cohort, if the address may still guess. Holds the cohort: members join one after the
 * other, so that no two get the same pseudonym.
 */
async function guess(
	transaction: Transaction<Tables>,
	code: string,
	address: string,
	now: Date
): Promise<{ kind: 'right'; row: CodeRow; cohort: CohortRow } | Refused> {
	const may = await mayGuess(transaction, space, address, now);
	if (!may.ok) return refuse('slow_down', may.retryAfter);
	const row = await findCode(transaction, code, now);
	if (!row) {
		await guessedWrong(transaction, space, address);
		return refuse('not_a_member');
	}
	const cohort = await transaction
		.selectFrom('cohorts')
		.selectAll()
		.where('cohort_id', '=', row.cohort_id)
		.forUpdate()
		.executeTakeFirstOrThrow();
	return { kind: 'right', row, cohort };
}

async function findCode(
	transaction: Transaction<Tables>,
	typed: string,
	now: Date
): Promise<CodeRow | null> {
	const row = await transaction
		.selectFrom('codes')
		.selectAll()
		.where('hash', '=', hashOf(readCode(typed)))
		.executeTakeFirst();
	if (!row || (row.expires_at !== null && row.expires_at <= now.toISOString())) return null;
	return row;
}

/** A pseudonym that nobody in the cohort has; nearly always the first that is tried. */
async function newPseudonym(
	{ random }: Sources,
	transaction: Transaction<Tables>,
	cohort: string
): Promise<string> {
	const names = pseudonyms(random);
	for (;;) {
		const { value: name } = names.next();
		const taken = await transaction
			.selectFrom('members')
			.select('member_id')
			.where('cohort_id', '=', cohort)
			.where('shown_as', '=', name)
			.executeTakeFirst();
		if (!taken) return name;
	}
}

async function enter(
	sources: Sources,
	transaction: Transaction<Tables>,
	cohort: CohortRow,
	name: string
): Promise<Joined | Refused> {
	if (cohort.state !== 'open') return refuse('cohort_closed');
	const shownAs =
		cohort.names && name ? name : await newPseudonym(sources, transaction, cohort.cohort_id);
	const who = { cohort: cohort.cohort_id, member: sources.id() };
	await transaction
		.insertInto('members')
		.values({
			cohort_id: who.cohort,
			member_id: who.member,
			shown_as: shownAs,
			joined_at: sources.now().toISOString(),
			left_at: null,
			last_seq_no: 0,
			received_at: null,
			language: cohort.language,
			seen_at: null,
			waiting: null,
			overall: null,
			troubles: null,
			overall_of: null
		})
		.execute();
	return welcome(sources, transaction, cohort, who, shownAs);
}

/** A rejoin code stands for a phone that is lost: what it and earlier codes could open is shut. */
async function comeBack(
	sources: Sources,
	transaction: Transaction<Tables>,
	cohort: CohortRow,
	{ hash, kind }: CodeRow,
	who: Who
): Promise<Joined | Refused> {
	const found = await findMember(transaction, who, { lock: true });
	if (found.kind === 'refused') return found;
	// Of two who use a code at once, one takes it away.
	const used = await transaction
		.deleteFrom('codes')
		.where('hash', '=', hash)
		.returning('hash')
		.executeTakeFirst();
	if (!used) return refuse('not_a_member');
	if (kind === 'rejoin') {
		await signOut(transaction, who);
		await isBack(transaction, who);
	}
	return welcome(sources, transaction, cohort, who, found.row.shown_as);
}

async function isBack(transaction: Transaction<Tables>, { cohort, member }: Who): Promise<void> {
	await transaction
		.updateTable('members')
		.set({ left_at: null })
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.where('left_at', 'is not', null)
		.execute();
}

/** Makes every secret of a member worthless, and every code that was made for the member. */
export async function signOut(
	transaction: Transaction<Tables>,
	{ cohort, member }: Who
): Promise<void> {
	for (const table of ['secrets', 'codes'] as const)
		await transaction
			.deleteFrom(table)
			.where('cohort_id', '=', cohort)
			.where('member_id', '=', member)
			.execute();
}

async function welcome(
	{ now, random }: Sources,
	transaction: Transaction<Tables>,
	cohort: CohortRow,
	{ member }: Who,
	shownAs: string
): Promise<Joined> {
	const secret = makeSecret(random);
	await transaction
		.insertInto('secrets')
		.values({
			cohort_id: cohort.cohort_id,
			member_id: member,
			hash: hashOf(secret),
			created_at: now().toISOString()
		})
		.execute();
	return {
		kind: 'joined',
		credential: { cohort: cohort.cohort_id, member, secret },
		cohort: cardOf(cohort),
		shownAs
	};
}
