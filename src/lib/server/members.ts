/** What is done with members once they are in: codes for further devices, leaving, erasing. */
import type { Kysely, Transaction } from 'kysely';
import type { Credential, Refused } from '../sync/protocol';
import { hashOf, makeCode, readCode } from './code';
import { forget } from './dialect';
import { findMember, identify, type Present } from './identify';
import { signOut } from './joining';
import { orSlowDown, refuse } from './refuse';
import { ServerError } from './server-error';
import { unstate, type Who } from './standing';
import type { Storage } from './storage';
import type { CodeKind, MemberRow, Tables } from './tables';

/** A member as the facilitator sees it. */
export interface Member {
	id: string;
	shownAs: string;
	joinedAt: string;
	leftAt: string | null;
	/** When the server last received something. */
	receivedAt: string | null;
}

/** A code that works once, until it expires. */
export interface PersonalCode {
	kind: 'code';
	code: string;
	expiresAt: string;
}

/** Seconds a code lives: the way from the facilitator to the trainee, and from one device to the other on the same table. */
const lifetime = { rejoin: 48 * 3600, transfer: 15 * 60 };
/** Sixty bits. */
const personalCodeLength = 12;

/** Gives a cohort's members in the order in which they joined, those who left among them. */
export async function listMembers(storage: Storage, cohort: string): Promise<Member[]> {
	const rows = await membersIn(storage, cohort).orderBy('member_id').execute();
	return rows.map(memberFrom);
}

/** Gives one member; throws `member_unknown`. */
export async function readMember(storage: Storage, { cohort, member }: Who): Promise<Member> {
	const row = await membersIn(storage, cohort).where('member_id', '=', member).executeTakeFirst();
	if (!row) throw new ServerError('member_unknown');
	return memberFrom(row);
}

const membersIn = ({ database }: Storage, cohort: string) =>
	database.db
		.selectFrom('members')
		.select(['member_id', 'shown_as', 'joined_at', 'left_at', 'received_at'])
		.where('cohort_id', '=', cohort);

const memberFrom = (
	row: Pick<MemberRow, 'member_id' | 'shown_as' | 'joined_at' | 'left_at' | 'received_at'>
): Member => ({
	id: row.member_id,
	shownAs: row.shown_as,
	joinedAt: row.joined_at,
	leftAt: row.left_at,
	receivedAt: row.received_at
});

/** Makes a rejoin code, which a facilitator gives to a member whose phone is lost; throws `member_unknown`. */
export async function issueRejoinCode(storage: Storage, who: Who): Promise<PersonalCode> {
	const issued = await issue(storage, who, 'rejoin', (transaction) =>
		findMember(transaction, who, { lock: true })
	);
	if (issued.kind === 'refused') throw new ServerError('member_unknown');
	return issued;
}

/** Makes a transfer code, with which the member's further device gets a secret of its own. */
export async function issueTransferCode(
	storage: Storage,
	credential: Credential
): Promise<PersonalCode | Refused> {
	return orSlowDown(() =>
		issue(storage, credential, 'transfer', (transaction) =>
			identify(transaction, credential, { lock: true })
		)
	);
}

/** Makes a code of a kind for a member, in the place of an earlier one: a note that was lost is worth nothing then. */
async function issue(
	{ database, sources }: Storage,
	{ cohort, member }: Who,
	kind: Exclude<CodeKind, 'join'>,
	find: (transaction: Transaction<Tables>) => Promise<Present | Refused>
): Promise<PersonalCode | Refused> {
	const code = makeCode(personalCodeLength, sources.random);
	const now = sources.now();
	const expiresAt = new Date(now.getTime() + lifetime[kind] * 1000).toISOString();
	return database.db.transaction().execute(async (transaction) => {
		const found = await find(transaction);
		if (found.kind === 'refused') return found;
		await transaction
			.deleteFrom('codes')
			.where('cohort_id', '=', cohort)
			.where('member_id', '=', member)
			.where('kind', '=', kind)
			.execute();
		await transaction
			.insertInto('codes')
			.values({
				hash: hashOf(readCode(code)),
				cohort_id: cohort,
				kind,
				member_id: member,
				shown: null,
				created_at: now.toISOString(),
				expires_at: expiresAt
			})
			.execute();
		return { kind: 'code', code, expiresAt };
	});
}

/** Lets a member go at their wish. What was done stays, and counts, until it is erased. */
export async function leave(
	{ database, sources }: Storage,
	credential: Credential
): Promise<{ kind: 'left' } | Refused> {
	const { cohort, member } = credential;
	const answer = await orSlowDown(() =>
		database.db.transaction().execute(async (transaction) => {
			const found = await identify(transaction, credential, { lock: true });
			if (found.kind === 'refused') return found;
			await transaction
				.updateTable('members')
				.set({ left_at: sources.now().toISOString() })
				.where('cohort_id', '=', cohort)
				.where('member_id', '=', member)
				.execute();
			await transaction
				.deleteFrom('codes')
				.where('cohort_id', '=', cohort)
				.where('member_id', '=', member)
				.execute();
			return { kind: 'left' as const };
		})
	);
	if (answer.kind === 'left') database.live.announce(cohort);
	return answer;
}

/** Erases a member at their own request, made on a device of theirs. */
export async function eraseMe(
	storage: Storage,
	credential: Credential
): Promise<{ kind: 'erased' } | Refused> {
	return orSlowDown(async () => {
		const found = await identify(storage.database.db, credential);
		if (found.kind === 'refused' && found.why !== 'not_a_member')
			return found.why === 'erased' ? { kind: 'erased' } : refuse(found.why);
		await eraseMember(storage, credential);
		return { kind: 'erased' };
	});
}

/**
 * Removes a member with entries, name, summaries, secrets and codes, corrects the tallies, and leaves a tombstone. Does no
 * harm when it was done before, or when the member is not here: so erasures are repeated on a backup (backup/restore.ts).
 */
export async function eraseMember(storage: Storage, { cohort, member }: Who): Promise<void> {
	const { database, sources } = storage;
	await database.db.transaction().execute(async (transaction) => {
		// A push that is under way is waited for; one that waits for us finds nobody.
		await findMember(transaction, { cohort, member }, { lock: true });
		await transaction
			.insertInto('tombstones')
			.values({ cohort_id: cohort, member_id: member, erased_at: sources.now().toISOString() })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		await unstate(storage, transaction, { cohort, member });
		await signOut(transaction, { cohort, member });
		for (const table of ['entries', 'members'] as const)
			await transaction
				.deleteFrom(table)
				.where('cohort_id', '=', cohort)
				.where('member_id', '=', member)
				.execute();
	});
	await forget(database.db as unknown as Kysely<never>, database.engine);
	database.live.announce(cohort);
}
