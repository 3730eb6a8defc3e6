/** Who shares a cohort: its facilitators, what each may do, and who is invited. That the asker may share is asked elsewhere. */
import type { Database } from '../database';
import type { Sources } from '../storage';
import type { Role } from '../tables';
import { giveRole, rolesOf } from './roles';

/** A facilitator of a cohort, as its owner sees it. */
export interface Sharer {
	id: string;
	name: string;
	role: Role;
}

/** The facilitators of a cohort, by name. */
export async function sharersOf({ db }: Database, cohort: string): Promise<Sharer[]> {
	return db
		.selectFrom('roles')
		.innerJoin('facilitators', 'facilitators.id', 'roles.facilitator_id')
		.select(['facilitators.id', 'facilitators.name', 'roles.role'])
		.where('roles.cohort_id', '=', cohort)
		.orderBy('facilitators.username')
		.execute();
}

/**
 * Changes what a facilitator is in a cohort, or takes the role away with `null`; it holds for the next request. Open
 * invitations are withdrawn with an owner's role: one who made them might come back by one. A cohort keeps one owner.
 */
export async function changeRole(
	{ db }: Database,
	cohort: string,
	facilitator: string,
	role: Role | null
): Promise<'done' | 'last_owner' | 'unknown'> {
	return db.transaction().execute(async (transaction) => {
		// All of them, so that of two owners who take each other's role at once one stays.
		const roles = await transaction
			.selectFrom('roles')
			.selectAll()
			.where('cohort_id', '=', cohort)
			.orderBy('facilitator_id')
			.forUpdate()
			.execute();
		const before = roles.find(({ facilitator_id }) => facilitator_id === facilitator)?.role;
		if (!before) return 'unknown';
		const isOwnerLess = before === 'owner' && role !== 'owner';
		if (isOwnerLess && roles.filter((one) => one.role === 'owner').length === 1)
			return 'last_owner';
		if (role) await giveRole({ db: transaction }, facilitator, cohort, role);
		else
			await transaction
				.deleteFrom('roles')
				.where('cohort_id', '=', cohort)
				.where('facilitator_id', '=', facilitator)
				.execute();
		if (isOwnerLess) await withdrawAll({ db: transaction }, cohort);
		return 'done';
	});
}

/** The cohorts that a facilitator owns and nobody else does. Locks the owners until the transaction ends. */
export async function ownedAlone(
	{ db }: Pick<Database, 'db'>,
	facilitator: string
): Promise<string[]> {
	const owned = [...(await rolesOf({ db }, facilitator))].flatMap(([cohort, role]) =>
		role === 'owner' ? cohort : []
	);
	if (!owned.length) return [];
	// In one order, so that two who wait for each other's rows end.
	const owners = await db
		.selectFrom('roles')
		.select(['cohort_id', 'facilitator_id'])
		.where('cohort_id', 'in', owned)
		.where('role', '=', 'owner')
		.orderBy('cohort_id')
		.orderBy('facilitator_id')
		.forUpdate()
		.execute();
	return owned.filter(
		(cohort) => owners.filter(({ cohort_id }) => cohort_id === cohort).length === 1
	);
}

/** An invitation that nobody has accepted yet. */
export interface Invitation {
	id: string;
	role: Role;
	expiresAt: string;
}

/** The open invitations into a cohort, the one that expires first before the others. */
export async function invitationsInto(
	{ db }: Database,
	{ now }: Pick<Sources, 'now'>,
	cohort: string
): Promise<Invitation[]> {
	const rows = await db
		.selectFrom('links')
		.select(['hash', 'role', 'expires_at'])
		.where('cohort_id', '=', cohort)
		.where('expires_at', '>', now().toISOString())
		.orderBy('expires_at')
		.execute();
	return rows.flatMap(({ hash, role, expires_at }) =>
		role ? [{ id: hash, role, expiresAt: expires_at }] : []
	);
}

/**
 * Withdraws the open invitations into every cohort that a facilitator owns: a stranger who was in the account may have
 * made one and come back by it. An invitation does not say who made it, so those of other owners go too.
 */
export async function withdrawOwned(
	database: Pick<Database, 'db'>,
	facilitator: string
): Promise<void> {
	for (const [cohort, role] of await rolesOf(database, facilitator))
		if (role === 'owner') await withdrawAll(database, cohort);
}

async function withdrawAll({ db }: Pick<Database, 'db'>, cohort: string): Promise<void> {
	await db.deleteFrom('links').where('cohort_id', '=', cohort).execute();
}

/** Makes the link of an invitation worthless; another cohort's stays. */
export async function withdrawInvitation(
	{ db }: Database,
	cohort: string,
	invitation: string
): Promise<void> {
	await db
		.deleteFrom('links')
		.where('cohort_id', '=', cohort)
		.where('hash', '=', invitation)
		.execute();
}
