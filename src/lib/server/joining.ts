/** How a device becomes one of a member's: with a cohort's code, or with one that was made for the member. */
import type { Transaction } from 'kysely';
import * as v from 'valibot';
import { Join, PROTOCOL, type Credential, type Joined, type Refused } from '../sync/protocol';
import { hashOf, makeSecret, readCode } from './code';
import { cardOf } from './cohorts';
import { guessedWrong, mayGuess } from './guessing';
import { findMember, isErased } from './identify';
import { pseudonym } from './pseudonym';
import { orSlowDown, refuse } from './refuse';
import type { Who } from './standing';
import type { Sources, Storage } from './storage';
import type { CodeRow, CohortRow, Tables } from './tables';

/** The oldest protocol in which one can still join. */
const oldest = 1;
/** The room in which wrong codes are counted: the three kinds of code share one, because a guess does not say its kind. */
const space = 'join';

/**
 * Takes a code and gives a credential; the secret is told this once. `address` stands for where the request comes from.
 * Unknown, used and expired codes all get the same answer. `held` is a credential that the device already has: who was
 * erased with it is told so.
 */
export async function join(
	storage: Storage,
	body: unknown,
	{ address, held }: { address: string; held?: Credential | null }
): Promise<Joined | Refused> {
	const { protocol } = Object(body) as Record<string, unknown>;
	if (typeof protocol === 'number' && protocol < oldest) return refuse('client_too_old');
	const read = v.safeParse(Join, body);
	if (!read.success || read.output.protocol > PROTOCOL) return refuse('malformed');
	const { code, name } = read.output;
	const answer = await orSlowDown(() =>
		storage.database.db.transaction().execute(async (transaction) => {
			const now = storage.sources.now();
			const may = await mayGuess(transaction, space, address, now);
			if (!may.ok) return refuse('slow_down', may.retryAfter);
			const found = await findCode(transaction, code, now);
			if (!found) {
				await guessedWrong(transaction, space, address);
				return refuse('not_a_member');
			}
			if (held?.cohort === found.cohort_id && (await isErased(transaction, held)))
				return refuse('erased');
			const cohort = await transaction
				.selectFrom('cohorts')
				.selectAll()
				.where('cohort_id', '=', found.cohort_id)
				// Members join one after the other, so that no two get the same pseudonym.
				.forUpdate()
				.executeTakeFirstOrThrow();
			if (found.member_id === null) return enter(storage.sources, transaction, cohort, name);
			const who = { cohort: found.cohort_id, member: found.member_id };
			return comeBack(storage.sources, transaction, cohort, found, who);
		})
	);
	if (answer.kind === 'joined') storage.database.live.announce(answer.cohort.id);
	return answer;
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

async function enter(
	sources: Sources,
	transaction: Transaction<Tables>,
	cohort: CohortRow,
	name: string
): Promise<Joined | Refused> {
	if (cohort.state !== 'open') return refuse('cohort_closed');
	const taken = await transaction
		.selectFrom('members')
		.select('shown_as')
		.where('cohort_id', '=', cohort.cohort_id)
		.execute();
	const shownAs =
		cohort.names && name
			? name
			: pseudonym(new Set(taken.map(({ shown_as }) => shown_as)), sources.random);
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
		await transaction
			.updateTable('members')
			.set({ left_at: null })
			.where('cohort_id', '=', who.cohort)
			.where('member_id', '=', who.member)
			.execute();
	}
	return welcome(sources, transaction, cohort, who, found.row.shown_as);
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
