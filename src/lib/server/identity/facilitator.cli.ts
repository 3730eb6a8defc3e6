/**
 * `npm run facilitator -- list | invite | reset NAME | remove NAME`: what is done to accounts on the server itself, beside one that is
 * running. Who may run commands on the server may do all of it, so nobody is asked who they are.
 */
import { parseArgs } from 'node:util';
import { addressIn, problemOfOrigin } from '../address';
import type { Role } from '../tables';
import { filledPlaceIn } from '../place';
import { firstLink, listAccounts, removeAccount, shutOut, type Accounts } from './accounts';
import { linkAddress, makeLink } from './links';
import { away, greetingWith, openAccounts } from './open';

const usage = `npm run facilitator -- list
npm run facilitator -- invite [--cohort ID --role owner|facilitator|observer]
npm run facilitator -- reset NAME
npm run facilitator -- remove NAME`;

/** The address that the server gives itself with the same environment. */
const { origin } = addressIn(process.env);
const roles: readonly Role[] = ['owner', 'facilitator', 'observer'];

let close = (): Promise<void> => Promise.resolve();

/** The accounts of the database that the server uses. */
async function opened(): Promise<Accounts> {
	filledPlaceIn(process.env);
	const accounts = await openAccounts();
	close = () => accounts.database.close();
	return accounts;
}

/** Does one command, and gives what to print; null when it is none. */
async function command(): Promise<string | null> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { cohort: { type: 'string' }, role: { type: 'string' } }
	});
	const [name, ...words] = positionals;
	if (name === 'list' && !words.length) return list();
	if (name === 'invite' && !words.length) return invite(values.cohort, values.role);
	if (name === 'reset' && words.length) return reset(words.join(' '));
	if (name === 'remove' && words.length) return remove(words.join(' '));
	return null;
}

async function list(): Promise<string> {
	const accounts = await listAccounts(await opened());
	const day = (date: Date) => date.toISOString().slice(0, 10);
	return accounts.length
		? accounts
				.map(
					({ name, isOwner, since, lastSeen }) =>
						`${name}${isOwner ? ' (owner)' : ''}: since ${day(since)}, ${lastSeen ? `last seen ${day(lastSeen)}` : 'not signed in'}`
				)
				.join('\n')
		: 'No facilitator has an account yet. The server prints a link for the first one when it starts.';
}

async function invite(cohort?: string, role?: string): Promise<string | null> {
	const as = roles.find((one) => one === role);
	if (Boolean(cohort) !== Boolean(role) || Boolean(role) !== Boolean(as)) return null;
	const accounts = await opened();
	const { database, sources } = accounts;
	if (cohort) {
		const known = await database.db
			.selectFrom('cohorts')
			.select('cohort_id')
			.where('cohort_id', '=', cohort)
			.executeTakeFirst();
		if (!known) throw new Error(`There is no cohort ${cohort}.`);
	}
	// Whoever came first by an invitation would not own the installation, and nobody else ever could.
	const first = cohort ? null : await firstLink(accounts);
	if (first) return greetingWith(origin, first);
	const into = cohort && as ? { cohort, role: as } : undefined;
	const token = await makeLink(database.db, sources, { kind: 'invitation', into });
	return `This link invites one facilitator, once, within seven days:\n${linkAddress(origin, 'invitation', token)}`;
}

async function reset(name: string): Promise<string> {
	const token = await shutOut(await opened(), name);
	if (!token) throw new Error(nobody(name));
	return `Every session of ${name} has ended, and neither the old password nor a passkey works any more. Open invitations into cohorts that ${name} owns are withdrawn.\nThis link sets a new password, once, within an hour:\n${linkAddress(origin, 'reset', token)}`;
}

async function remove(name: string): Promise<string> {
	const accounts = await opened();
	const owned = await removeAccount(accounts, name);
	if (!owned) throw new Error(nobody(name));
	if (!owned.length)
		return `The account of ${name} is removed, with its sessions, passkeys and roles. Cohorts and what members sent stay.`;
	const cohorts = await accounts.database.db
		.selectFrom('cohorts')
		.select('title')
		.where('cohort_id', 'in', owned)
		.orderBy('title')
		.execute();
	throw new Error(
		`Nothing was removed: nobody but ${name} owns ${cohorts.map(({ title }) => `“${title}”`).join(', ')}. Make somebody else an owner of it there, under “Sharing”, first.`
	);
}

const nobody = (name: string): string =>
	`No facilitator has the name ${name}. See npm run facilitator -- list`;

try {
	// Before anything is done: a link that cannot be written down is lost.
	const problem = problemOfOrigin(process.env);
	if (problem) throw new Error(problem);
	const words = await command().catch((error: unknown) => {
		if (error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code)))
			return null;
		throw error;
	});
	console.log(words ?? usage);
	process.exitCode = words === null ? 2 : 0;
} catch (error) {
	console.error(error instanceof Error && !('code' in error) ? error.message : away(error));
	process.exitCode = 1;
}
await close();
