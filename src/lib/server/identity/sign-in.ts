import { isAPIError } from 'better-auth/api';
import type { Identity } from './identity';
import { beginTry, endTry, type Subject } from './lockout';
import { nameKey, shownName } from './name';
import { endSession } from './sessions';
import { withdrawOwned } from './sharing';

/** Who is signed in, and by which session. */
export interface SignedIn {
	id: string;
	name: string;
	/** Whether this is the owner of the installation. */
	isOwner: boolean;
	session: string;
}

export type SignInAnswer =
	/** Headers with the cookie of a new session. */
	| { kind: 'in'; headers: Headers }
	/** The name or the password is wrong; nobody is told which. */
	| { kind: 'wrong' }
	| { kind: 'locked'; until: Date };

/** Who comes with a request, and headers with a cookie that lives on. Null for a stranger. */
export async function whoComes(
	{ auth, database: { db } }: Identity,
	request: Headers
): Promise<{ who: SignedIn | null; headers: Headers }> {
	const { response, headers } = await auth.api.getSession({
		headers: request,
		returnHeaders: true
	});
	if (!response) return { who: null, headers };
	const { user, session } = response;
	const { is_owner } = await db
		.selectFrom('facilitators')
		.select('is_owner')
		.where('id', '=', user.id)
		.executeTakeFirstOrThrow();
	return {
		who: { id: user.id, name: user.name, isOwner: is_owner === 1, session: session.id },
		headers
	};
}

/** Signs in with name and password, within the limits; a session that the browser had ends, so a cookie never outlives a sign-in. */
export async function signIn(
	identity: Identity,
	{ name, password }: { name: string; password: string },
	from: { address: string; headers: Headers; before: SignedIn | null }
): Promise<SignInAnswer> {
	const answer = await tryOnce(identity, name, from.address, async () => {
		const before = await hashOf(identity, name);
		const { headers, response } = await identity.auth.api.signInUsername({
			// better-auth measures a name before it makes one form of it, and phones add a space behind a word.
			body: { username: shownName(name), password },
			headers: from.headers,
			returnHeaders: true
		});
		if ((await hashOf(identity, name)) === before) return headers;
		// The password was changed, or everybody shut out, while the old one was looked at: its session is from after that.
		await identity.database.db
			.deleteFrom('sessions')
			.where('token', '=', response?.token ?? '')
			.execute();
		return null;
	});
	if (answer.kind === 'in' && from.before)
		await endSession(identity, from.before.id, from.before.session);
	return answer;
}

/**
 * Changes the password of whoever is signed in, ends every session but a new one for this browser, and withdraws
 * invitations that were made in them.
 */
export async function changePassword(
	identity: Identity,
	who: SignedIn,
	{ current, next }: { current: string; next: string },
	from: { address: string; headers: Headers }
): Promise<SignInAnswer> {
	return tryOnce(identity, who.name, from.address, async () => {
		const { headers } = await identity.auth.api.changePassword({
			body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
			headers: from.headers,
			returnHeaders: true
		});
		await withdrawOwned(identity.database, who.id);
		return headers;
	});
}

/** The hash of the password that somebody of this name has now. */
async function hashOf({ database: { db } }: Identity, name: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('passwords')
		.innerJoin('facilitators', 'facilitators.id', 'passwords.user_id')
		.select('passwords.password')
		.where('facilitators.username', '=', nameKey(name))
		.executeTakeFirst();
	return row?.password;
}

/** Does what a right password opens, and counts it when it was not right, or is no longer. */
async function tryOnce(
	{ database, secret, sources }: Identity,
	name: string,
	address: string,
	work: () => Promise<Headers | null>
): Promise<SignInAnswer> {
	const subjects: Subject[] = [
		{ kind: 'name', value: name },
		{ kind: 'address', value: address }
	];
	const until = await beginTry(database, secret, subjects, sources.now());
	if (until) return { kind: 'locked', until };
	try {
		const headers = await work();
		if (!headers) return { kind: 'wrong' };
		await endTry(database, secret, subjects);
		return { kind: 'in', headers };
	} catch (error) {
		if (isAPIError(error) && error.statusCode < 500) return { kind: 'wrong' };
		throw error;
	}
}
