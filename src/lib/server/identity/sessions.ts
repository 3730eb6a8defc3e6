import type { Identity } from './identity';
import { deviceOf } from './device';
import { withdrawOwned } from './sharing';

/** A session as its owner sees it. */
export interface Session {
	id: string;
	/** As `Firefox, Windows`; null when that is not known. */
	device: string | null;
	since: Date;
	/** To within five minutes. */
	lastSeen: Date;
}

/** The sessions of a facilitator that have not expired, last seen first. */
export async function sessionsOf(
	{ database: { db }, sources }: Pick<Identity, 'database' | 'sources'>,
	facilitator: string
): Promise<Session[]> {
	const rows = await db
		.selectFrom('sessions')
		.select(['id', 'user_agent', 'created_at', 'updated_at'])
		.where('user_id', '=', facilitator)
		.where('expires_at', '>', sources.now().toISOString())
		.orderBy('updated_at', 'desc')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		device: deviceOf(row.user_agent),
		since: new Date(row.created_at),
		lastSeen: new Date(row.updated_at)
	}));
}

/** Whether a session of a facilitator goes on. */
export async function isAlive(
	{ database: { db }, sources }: Pick<Identity, 'database' | 'sources'>,
	facilitator: string,
	session: string
): Promise<boolean> {
	const row = await db
		.selectFrom('sessions')
		.select('id')
		.where('user_id', '=', facilitator)
		.where('id', '=', session)
		.where('expires_at', '>', sources.now().toISOString())
		.executeTakeFirst();
	return row !== undefined;
}

/** Ends a session of a facilitator; another's stays as it is. */
export async function endSession(
	{ database: { db } }: Pick<Identity, 'database'>,
	facilitator: string,
	session: string
): Promise<void> {
	await db
		.deleteFrom('sessions')
		.where('user_id', '=', facilitator)
		.where('id', '=', session)
		.execute();
}

/** Ends a session of a facilitator that may be a stranger's, who is not to come back by an invitation either. */
export async function endElsewhere(
	identity: Pick<Identity, 'database'>,
	facilitator: string,
	session: string
): Promise<void> {
	await endSession(identity, facilitator, session);
	await withdrawOwned(identity.database, facilitator);
}

/** Ends every session of a facilitator but one, and withdraws invitations that were made in them. */
export async function endOtherSessions(
	{ database }: Pick<Identity, 'database'>,
	facilitator: string,
	kept: string
): Promise<void> {
	await database.db
		.deleteFrom('sessions')
		.where('user_id', '=', facilitator)
		.where('id', '!=', kept)
		.execute();
	await withdrawOwned(database, facilitator);
}
