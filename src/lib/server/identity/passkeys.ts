import type { Identity } from './identity';

/** A passkey as its owner sees it. */
export interface Passkey {
	id: string;
	name: string;
	since: Date | null;
}

/** Longest name of a passkey, in characters. */
export const passkeyNameLength = 60;

/** The passkeys of a facilitator, oldest first. */
export async function passkeysOf(
	{ database: { db } }: Pick<Identity, 'database'>,
	facilitator: string
): Promise<Passkey[]> {
	const rows = await db
		.selectFrom('passkeys')
		.select(['id', 'name', 'created_at'])
		.where('user_id', '=', facilitator)
		.orderBy('created_at')
		.execute();
	return rows.map(({ id, name, created_at }) => ({
		id,
		name: name ?? '',
		since: created_at ? new Date(created_at) : null
	}));
}

/** Gives a passkey of a facilitator another name; another's stays as it is. */
export async function renamePasskey(
	{ database: { db } }: Pick<Identity, 'database'>,
	facilitator: string,
	passkey: string,
	name: string
): Promise<void> {
	const shown = name.trim().slice(0, passkeyNameLength);
	// Without a name nobody knows which one to remove.
	if (!shown) return;
	await db
		.updateTable('passkeys')
		.set({ name: shown })
		.where('user_id', '=', facilitator)
		.where('id', '=', passkey)
		.execute();
}

/** Removes a passkey of a facilitator; another's stays as it is. */
export async function removePasskey(
	{ database: { db } }: Pick<Identity, 'database'>,
	facilitator: string,
	passkey: string
): Promise<void> {
	await db
		.deleteFrom('passkeys')
		.where('user_id', '=', facilitator)
		.where('id', '=', passkey)
		.execute();
}
