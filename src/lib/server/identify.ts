import { sql, type Expression, type Kysely, type SqlBool, type Transaction } from 'kysely';
import type { Credential, Refused } from '../sync/protocol';
import { hashOf } from './code';
import { generation } from './generation';
import { refuse } from './refuse';
import type { CohortState, MemberRow, Tables } from './tables';
import type { Who } from './standing';

/** A member as a request finds it. */
export interface Present {
	kind: 'present';
	state: CohortState;
	/** The generation of the data (generation.ts). */
	generation: string;
	row: MemberRow;
}

/** Who is looked for; with a secret, only a member who has it. */
export type Wanted = Who & { secret?: string };

/**
 * Finds members, each in the place of who was asked for. With `lock`, holds their rows until the transaction ends, so that
 * whatever changes a member happens one after the other. Everyone locks in one order, and so never in a circle: cohort,
 * members by their ids, codes, tallies.
 */
export async function findMembers(
	db: Kysely<Tables> | Transaction<Tables>,
	wanted: readonly Wanted[],
	{ lock = false }: { lock?: boolean } = {}
): Promise<(Present | Refused)[]> {
	const hashes = wanted.flatMap(({ secret }) => (secret === undefined ? [] : hashOf(secret)));
	const rows = await db
		.selectFrom('members')
		.innerJoin('cohorts', 'cohorts.cohort_id', 'members.cohort_id')
		// A member once for each secret that is asked about. Without any, none is called the empty text.
		.leftJoin('secrets', (join) =>
			join
				.onRef('secrets.cohort_id', '=', 'members.cohort_id')
				.onRef('secrets.member_id', '=', 'members.member_id')
				.on('secrets.hash', 'in', hashes.length ? hashes : [''])
		)
		.selectAll('members')
		.select(['cohorts.state', 'secrets.hash', generation.as('generation')])
		.where(oneOf('members', wanted))
		.orderBy('members.cohort_id')
		.orderBy('members.member_id')
		.$if(lock, (query) => query.forUpdate('members'))
		.execute();
	const found = new Map<string, Omit<Present, 'kind'>>();
	const known = new Set<string>();
	for (const { state, hash, generation, ...row } of rows) {
		found.set(keyOf(row), { state, generation, row });
		known.add(`${keyOf(row)} ${hash}`);
	}
	const answers: (Present | Refused)[] = [];
	for (const { cohort, member, secret } of wanted) {
		const key = `${cohort} ${member}`;
		const one = found.get(key);
		const hasSecret = secret === undefined || known.has(`${key} ${hashOf(secret)}`);
		if (one && hasSecret) answers.push({ kind: 'present', ...one });
		else answers.push(refuse((await isErased(db, { cohort, member })) ? 'erased' : 'signed_out'));
	}
	return answers;
}

/** Finds one member, as `findMembers` does. */
export async function findMember(
	db: Kysely<Tables> | Transaction<Tables>,
	who: Who,
	{ secret, lock }: { secret?: string; lock?: boolean } = {}
): Promise<Present | Refused> {
	const { cohort, member } = who;
	const [found] = await findMembers(
		db,
		[{ cohort, member, ...(secret === undefined ? {} : { secret }) }],
		{
			...(lock === undefined ? {} : { lock })
		}
	);
	return found;
}

/** The condition that a row of a table belongs to one of these. */
export function oneOf<T extends 'members' | 'secrets' | 'entries' | 'summaries'>(
	table: T,
	wanted: readonly Who[]
): Expression<SqlBool> {
	const by = new Map<string, string[]>();
	for (const { cohort, member } of wanted) by.set(cohort, [...(by.get(cohort) ?? []), member]);
	const parts = [...by].map(
		([cohort, members]) =>
			sql<SqlBool>`(${sql.ref(`${table}.cohort_id`)} = ${cohort} and ${sql.ref(`${table}.member_id`)} in (${sql.join(members)}))`
	);
	return sql<SqlBool>`(${sql.join(parts, sql` or `)})`;
}

function keyOf({ cohort_id, member_id }: Pick<MemberRow, 'cohort_id' | 'member_id'>): string {
	return `${cohort_id} ${member_id}`;
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

/** Finds the members of credentials, or says why not. */
export async function identifyAll(
	db: Kysely<Tables> | Transaction<Tables>,
	credentials: readonly Credential[],
	options: { lock?: boolean } = {}
): Promise<(Present | Refused)[]> {
	const found = await findMembers(db, credentials, options);
	return found.map((one) =>
		one.kind === 'present' && one.row.left_at !== null ? refuse('not_a_member') : one
	);
}

/** Finds the member of a credential, or says why not. */
export async function identify(
	db: Kysely<Tables> | Transaction<Tables>,
	credential: Credential,
	options: { lock?: boolean } = {}
): Promise<Present | Refused> {
	const [found] = await identifyAll(db, [credential], options);
	return found;
}
