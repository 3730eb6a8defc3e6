import { hashPassword } from 'better-auth/crypto';
import type { Kysely } from 'kysely';
import { makeSecret } from '../code';
import type { Database } from '../database';
import { isTaken } from '../dialect';
import type { Sources } from '../storage';
import type { FacilitatorRow, LinkRow, Tables } from '../tables';
import { makeLink, readLink, useUp } from './links';
import { isName, nameKey, shownName } from './name';
import { passwordProblem, type PasswordProblem } from './password';
import { addRole } from './roles';
import { ownedAlone, withdrawOwned } from './sharing';

/** What accounts are made in: no sign-in is needed, so a command can do it too. */
export interface Accounts {
	database: Database;
	sources: Sources;
}

/** `used`: the link is unknown, used up or expired; it does not say which. */
export type AccountProblem = 'used' | 'name_malformed' | 'name_taken' | PasswordProblem;

/**
 * Makes the account that a first or an invitation link is for, and uses the link up with it. The first account owns the
 * installation; an invited one gets the role of its invitation.
 */
export async function openAccount(
	{ database: { db }, sources }: Accounts,
	{ token, name, password }: { token: string; name: string; password: string }
): Promise<AccountProblem | null> {
	const link = await readLink(db, sources, token, ['first', 'invitation']);
	if (!link) return 'used';
	if (!isName(name)) return 'name_malformed';
	const problem = passwordProblem(password, name);
	if (problem) return problem;
	// Before the transaction: hashing is slow on purpose, and SQLite has one writer.
	const hash = await hashPassword(password);
	const open = async (transaction: Kysely<Tables>): Promise<AccountProblem | null> => {
		if (await isNameTaken(transaction, name)) return 'name_taken';
		if (!(await useUp(transaction, link))) return 'used';
		const isFirst = link.kind === 'first';
		// One that was printed while the first account was being made.
		if (isFirst && (await anyFacilitator(transaction))) return 'used';
		const id = await addFacilitator(transaction, sources, { name, hash, isOwner: isFirst });
		await giveRoleOf(transaction, link, id);
		return null;
	};
	return db
		.transaction()
		.execute(open)
		.catch((error: unknown) => {
			// Somebody has taken it in the same moment.
			if (isTaken(error)) return 'name_taken';
			throw error;
		});
}

/** Gives the role of an invitation to a facilitator who has an account, and uses the invitation up. False when it is no longer good. */
export async function acceptInvitation(
	{ database: { db }, sources }: Accounts,
	{ token, facilitator }: { token: string; facilitator: string }
): Promise<boolean> {
	const link = await readLink(db, sources, token, ['invitation']);
	if (!link) return false;
	return db.transaction().execute(async (transaction) => {
		if (!(await useUp(transaction, link))) return false;
		await giveRoleOf(transaction, link, facilitator);
		return true;
	});
}

async function giveRoleOf(
	transaction: Kysely<Tables>,
	{ cohort_id, role }: LinkRow,
	facilitator: string
): Promise<void> {
	if (cohort_id && role) await addRole({ db: transaction }, facilitator, cohort_id, role);
}

/** Sets the password that a reset link is for, and uses the link up with it. */
export async function resetPassword(
	{ database: { db }, sources }: Accounts,
	{ token, password }: { token: string; password: string }
): Promise<{ name: string } | { problem: AccountProblem }> {
	const link = await readLink(db, sources, token, ['reset']);
	const facilitator = link?.facilitator_id ? await facilitatorOf(db, link.facilitator_id) : null;
	if (!link || !facilitator) return { problem: 'used' };
	const problem = passwordProblem(password, facilitator.name);
	if (problem) return { problem };
	const hash = await hashPassword(password);
	return db.transaction().execute(async (transaction) => {
		if (!(await useUp(transaction, link))) return { problem: 'used' } as const;
		await setPassword(transaction, sources, facilitator.id, hash);
		return { name: facilitator.name };
	});
}

/**
 * Shuts everybody out of an account and gives the token of the link that leads in again: the sessions end, the password no
 * longer works, and passkeys, earlier reset links and invitations into its own cohorts are gone. Null when nobody has the
 * name.
 */
export async function shutOut(
	{ database: { db }, sources }: Accounts,
	name: string
): Promise<string | null> {
	const facilitator = await named(db, name);
	if (!facilitator) return null;
	// A hash like any other, so that a try at the old password takes as long as ever.
	const unknown = await hashPassword(makeSecret(sources.random));
	return db.transaction().execute(async (transaction) => {
		await setPassword(transaction, sources, facilitator.id, unknown);
		for (const table of ['sessions', 'passkeys'] as const)
			await transaction.deleteFrom(table).where('user_id', '=', facilitator.id).execute();
		await transaction.deleteFrom('links').where('facilitator_id', '=', facilitator.id).execute();
		return makeLink(transaction, sources, { kind: 'reset', facilitator: facilitator.id });
	});
}

/**
 * Removes an account with its passwords, passkeys, sessions, links and roles, and the open invitations into its own cohorts. Who
 * is the only owner of a cohort stays: nobody could share or close it any more. Gives the ids of such cohorts, which are
 * none when the account is gone, and null when nobody has the name.
 */
export async function removeAccount(
	{ database: { db } }: Pick<Accounts, 'database'>,
	name: string
): Promise<string[] | null> {
	return db.transaction().execute(async (transaction) => {
		const facilitator = await named(transaction, name);
		if (!facilitator) return null;
		const left = await ownedAlone({ db: transaction }, facilitator.id);
		if (left.length) return left;
		await withdrawOwned({ db: transaction }, facilitator.id);
		// What belongs to the account goes with it (migrations/0002-facilitators.ts).
		await transaction.deleteFrom('facilitators').where('id', '=', facilitator.id).execute();
		return [];
	});
}

/** The token of a link for the first account; null when there is one. A link made earlier stays good until it is used or expires. */
export async function firstLink({ database: { db }, sources }: Accounts): Promise<string | null> {
	if (await anyFacilitator(db)) return null;
	return makeLink(db, sources, { kind: 'first' });
}

/** Whether anybody has an account. */
export function hasAccounts({ database: { db } }: Pick<Accounts, 'database'>): Promise<boolean> {
	return anyFacilitator(db);
}

/** Every account, oldest first, with when it was last seen. */
export async function listAccounts({
	database: { db }
}: Accounts): Promise<{ name: string; isOwner: boolean; since: Date; lastSeen: Date | null }[]> {
	const rows = await db
		.selectFrom('facilitators')
		.leftJoin('sessions', 'sessions.user_id', 'facilitators.id')
		.select(['name', 'is_owner', 'facilitators.created_at'])
		.select((row) => row.fn.max('sessions.updated_at').as('seen_at'))
		.groupBy(['facilitators.id', 'name', 'is_owner', 'facilitators.created_at'])
		.orderBy('facilitators.created_at')
		.execute();
	return rows.map((row) => ({
		name: row.name,
		isOwner: row.is_owner === 1,
		since: new Date(row.created_at),
		lastSeen: row.seen_at ? new Date(row.seen_at) : null
	}));
}

async function facilitatorOf(db: Kysely<Tables>, id: string): Promise<FacilitatorRow | null> {
	const row = await db
		.selectFrom('facilitators')
		.selectAll()
		.where('id', '=', id)
		.executeTakeFirst();
	return row ?? null;
}

async function anyFacilitator(db: Kysely<Tables>): Promise<boolean> {
	return Boolean(await db.selectFrom('facilitators').select('id').limit(1).executeTakeFirst());
}

async function isNameTaken(db: Kysely<Tables>, name: string): Promise<boolean> {
	return Boolean(await named(db, name));
}

async function named(db: Kysely<Tables>, name: string): Promise<{ id: string } | undefined> {
	return db
		.selectFrom('facilitators')
		.select('id')
		.where('username', '=', nameKey(name))
		.executeTakeFirst();
}

async function addFacilitator(
	transaction: Kysely<Tables>,
	sources: Sources,
	{ name, hash, isOwner }: { name: string; hash: string; isOwner: boolean }
): Promise<string> {
	const id = sources.id();
	const now = sources.now().toISOString();
	await transaction
		.insertInto('facilitators')
		.values({
			id,
			name: shownName(name),
			username: nameKey(name),
			// Never written to: the domain cannot exist (https://www.rfc-editor.org/rfc/rfc2606#section-2).
			email: `${id}@facilitator.invalid`,
			email_verified: 0,
			is_owner: isOwner ? 1 : 0,
			created_at: now,
			updated_at: now
		})
		.execute();
	await transaction
		.insertInto('passwords')
		.values({
			id: sources.id(),
			user_id: id,
			provider_id: 'credential',
			account_id: id,
			password: hash,
			created_at: now,
			updated_at: now
		})
		.execute();
	return id;
}

/** Sets a password. Whoever was in the account before is not to come back by an invitation either. */
async function setPassword(
	transaction: Kysely<Tables>,
	{ now }: Sources,
	facilitator: string,
	hash: string
): Promise<void> {
	await transaction
		.updateTable('passwords')
		.set({ password: hash, updated_at: now().toISOString() })
		.where('user_id', '=', facilitator)
		.execute();
	await withdrawOwned({ db: transaction }, facilitator);
}
