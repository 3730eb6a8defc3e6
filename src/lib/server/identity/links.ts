import type { Kysely } from 'kysely';
import { hashOf, makeSecret } from '../code';
import type { Sources } from '../storage';
import type { LinkKind, LinkRow, Role, Tables } from '../tables';

/** What a link is to be for. */
export type Purpose =
	| { kind: 'first' }
	| { kind: 'invitation'; into?: { cohort: string; role: Role } }
	| { kind: 'reset'; facilitator: string };

const hour = 3_600_000;
/** How long a link lives, in milliseconds. */
const lives: Record<LinkKind, number> = {
	first: 24 * hour,
	invitation: 7 * 24 * hour,
	reset: hour
};

/** Makes a link and gives its token, which is told once: only its hash is kept. */
export async function makeLink(
	db: Kysely<Tables>,
	{ now, random }: Sources,
	purpose: Purpose
): Promise<string> {
	const token = makeSecret(random);
	const into = purpose.kind === 'invitation' ? purpose.into : undefined;
	await db
		.insertInto('links')
		.values({
			hash: hashOf(token),
			kind: purpose.kind,
			facilitator_id: purpose.kind === 'reset' ? purpose.facilitator : null,
			cohort_id: into?.cohort ?? null,
			role: into?.role ?? null,
			created_at: now().toISOString(),
			expires_at: new Date(now().getTime() + lives[purpose.kind]).toISOString()
		})
		.execute();
	return token;
}

/** The link of a token that is of one of these kinds and still good; null for any other, without saying why. */
export async function readLink(
	db: Kysely<Tables>,
	{ now }: Pick<Sources, 'now'>,
	token: string,
	kinds: readonly LinkKind[]
): Promise<LinkRow | null> {
	const link = await db
		.selectFrom('links')
		.selectAll()
		.where('hash', '=', hashOf(token))
		.where('kind', 'in', kinds)
		.where('expires_at', '>', now().toISOString())
		.executeTakeFirst();
	return link ?? null;
}

/**
 * Uses a link up, within the transaction that does what it is for: of two who come with it at once one gets it, and it is
 * not lost when the rest fails. There is one first account, so with a first link all of them are used up.
 */
export async function useUp(transaction: Kysely<Tables>, link: LinkRow): Promise<boolean> {
	const used = await transaction
		.deleteFrom('links')
		.$if(link.kind === 'first', (query) => query.where('kind', '=', 'first'))
		.$if(link.kind !== 'first', (query) => query.where('hash', '=', link.hash))
		.returning('hash')
		.execute();
	return used.some(({ hash }) => hash === link.hash);
}

/** The address that a person opens; `origin` may end with a slash, as people write addresses, and may be empty. */
export function linkAddress(origin: string, kind: LinkKind, token: string): string {
	const path = `/teach/${kind === 'reset' ? 'reset' : 'start'}?token=${token}`;
	return origin ? new URL(path, origin).href : path;
}
