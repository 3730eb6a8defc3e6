import type { Kysely, Transaction } from 'kysely';
import type { Credential, Refused } from '../sync/protocol';
import { hashOf } from './code';
import { refuse } from './refuse';
import type { CohortState, Tables } from './tables';
import type { Who } from './standing';

/** A member as a request finds it. */
export interface Present {
	kind: 'present';
	shownAs: string;
	state: CohortState;
	leftAt: string | null;
	lastSeqNo: number;
	seenAt: string | null;
}

/**
 * Finds a member; with a secret, only a member who has it. With `lock`, holds the member's row until the transaction ends,
 * so that whatever changes a member happens one after the other. Everyone locks in one order, and so never in a circle:
 * cohort, member, codes, tallies.
 */
export async function findMember(
	db: Kysely<Tables> | Transaction<Tables>,
	{ cohort, member }: Who,
	{ secret, lock = false }: { secret?: string; lock?: boolean } = {}
): Promise<Present | Refused> {
	const row = await db
		.selectFrom('members')
		.innerJoin('cohorts', 'cohorts.cohort_id', 'members.cohort_id')
		.select([
			'cohorts.state',
			'members.shown_as',
			'members.left_at',
			'members.last_seq_no',
			'members.seen_at'
		])
		.where('members.cohort_id', '=', cohort)
		.where('members.member_id', '=', member)
		.$if(secret !== undefined, (query) =>
			query.where(({ exists, selectFrom }) =>
				exists(
					selectFrom('secrets')
						.select('secrets.hash')
						.where('secrets.cohort_id', '=', cohort)
						.where('secrets.member_id', '=', member)
						.where('secrets.hash', '=', hashOf(secret ?? ''))
				)
			)
		)
		.$if(lock, (query) => query.forUpdate('members'))
		.executeTakeFirst();
	if (row)
		return {
			kind: 'present',
			shownAs: row.shown_as,
			state: row.state,
			leftAt: row.left_at,
			lastSeqNo: row.last_seq_no,
			seenAt: row.seen_at
		};
	return (await isErased(db, { cohort, member })) ? refuse('erased') : refuse('signed_out');
}

/**
 * Whether the member was erased. A device is told so whatever secret it holds: the secrets went with the member, and the
 * tombstone names nobody.
 */
export async function isErased(
	db: Kysely<Tables> | Transaction<Tables>,
	{ cohort, member }: Who
): Promise<boolean> {
	const tombstone = await db
		.selectFrom('tombstones')
		.select('erased_at')
		.where('cohort_id', '=', cohort)
		.where('member_id', '=', member)
		.executeTakeFirst();
	return tombstone !== undefined;
}

/** Finds the member of a credential, or says why not. */
export async function identify(
	db: Kysely<Tables> | Transaction<Tables>,
	{ secret, ...who }: Credential,
	options: { lock?: boolean } = {}
): Promise<Present | Refused> {
	const found = await findMember(db, who, { ...options, secret });
	return found.kind === 'present' && found.leftAt !== null ? refuse('not_a_member') : found;
}
