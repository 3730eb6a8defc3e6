import type { Database } from '../database';
import type { Role } from '../tables';

/** What can be done with a cohort. */
export type Action =
	/** Look at the dashboard and project the debrief. */
	| 'see'
	/** Issue codes to members, let them in again, erase one who asks for it. */
	| 'look_after_members'
	/** Change its name, dates and lessons. */
	| 'change'
	/** Close, open again and archive it. */
	| 'close'
	/** Invite facilitators, give and take their roles. */
	| 'share';

const allowed: Record<Role, readonly Action[]> = {
	observer: ['see'],
	facilitator: ['see', 'look_after_members', 'change'],
	owner: ['see', 'look_after_members', 'change', 'close', 'share']
};

/** What a role permits. */
export const rightsOf = (role: Role): readonly Action[] => allowed[role];

/** Whether a role permits an action. Without a role nothing is permitted. */
export function may(role: Role | null, action: Action): boolean {
	return role !== null && allowed[role].includes(action);
}

/** What a facilitator is in a cohort; null when the cohort is none of theirs. */
export async function roleIn(
	{ db }: Pick<Database, 'db'>,
	facilitator: string,
	cohort: string
): Promise<Role | null> {
	const row = await db
		.selectFrom('roles')
		.select('role')
		.where('cohort_id', '=', cohort)
		.where('facilitator_id', '=', facilitator)
		.executeTakeFirst();
	return row?.role ?? null;
}

/** Every cohort of a facilitator with the role in it. */
export async function rolesOf(
	{ db }: Pick<Database, 'db'>,
	facilitator: string
): Promise<Map<string, Role>> {
	const rows = await db
		.selectFrom('roles')
		.select(['cohort_id', 'role'])
		.where('facilitator_id', '=', facilitator)
		.execute();
	return new Map(rows.map(({ cohort_id, role }) => [cohort_id, role]));
}

/** Gives a facilitator a role in a cohort, in place of the one before. */
export async function giveRole(
	{ db }: Pick<Database, 'db'>,
	facilitator: string,
	cohort: string,
	role: Role
): Promise<void> {
	await db
		.insertInto('roles')
		.values({ cohort_id: cohort, facilitator_id: facilitator, role })
		.onConflict((conflict) =>
			conflict.columns(['cohort_id', 'facilitator_id']).doUpdateSet({ role })
		)
		.execute();
}

/** Gives a facilitator a role that an invitation is for; whoever is more than that already stays it. */
export async function addRole(
	{ db }: Pick<Database, 'db'>,
	facilitator: string,
	cohort: string,
	role: Role
): Promise<void> {
	const before = await roleIn({ db }, facilitator, cohort);
	if (before === null || allowed[before].length < allowed[role].length)
		await giveRole({ db }, facilitator, cohort, role);
}
