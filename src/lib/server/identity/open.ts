import { cureFor } from '../dialect';
import { processDatabase } from '../process-database';
import { realSources } from '../storage';
import { firstLink, type Accounts } from './accounts';
import { identityOf, secretIn, type Identity } from './identity';
import { linkAddress } from './links';

/** Where this server keeps its data, and its secret; by the environment, which is read when it is asked for. */
const dataFolder = () => process.env.DATA_DIR || 'data';

/** What accounts are made in, in the database of this process. */
export async function openAccounts(): Promise<Accounts> {
	return { database: await processDatabase(), sources: realSources };
}

let last: { origin: string; identity: Identity } | null = null;

/** The accounts for browsers that see this server at `origin`; only in development does that ever change. */
export async function openIdentity(origin: string): Promise<Identity> {
	const { database, sources } = await openAccounts();
	if (last?.origin !== origin || last.identity.database !== database) {
		const secret = process.env.AUTH_SECRET || (await secretIn(dataFolder()));
		last = { origin, identity: identityOf(database, sources, { origin, secret }) };
	}
	return last.identity;
}

let isGreeted = false;

/**
 * What to print at a start: a link for the first account, or why there is none. Null when there is nothing to say, and from
 * the second time on: the development server begins anew with every saved lesson.
 */
export async function greeting(origin: string): Promise<string | null> {
	if (isGreeted) return null;
	isGreeted = true;
	try {
		const token = await firstLink(await openAccounts());
		return token && `${greetingWith(origin, token)}\n`;
	} catch (error) {
		return `${away(error)}\n`;
	}
}

/** Words with the link that makes the first account. */
export function greetingWith(origin: string, token: string): string {
	return `No facilitator has an account yet. This link makes the first one; it works once, within a day:\n${linkAddress(origin, 'first', token)}`;
}

/** Why facilitators cannot be served, for whoever runs the server. */
export function away(error: unknown): string {
	const reason = error instanceof Error ? error.message : String(error);
	return `The database cannot be opened (${reason}), so facilitators' pages are out of service; the course itself is served as ever. ${cureFor(error) ?? 'Check DATA_DIR or DATABASE_URL.'}`;
}
