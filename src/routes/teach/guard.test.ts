import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '$lib/server/database';
import { openAccount } from '$lib/server/identity/accounts';
import type { Identity } from '$lib/server/identity/identity';
import {
	ada,
	Browser,
	grace,
	movingSources,
	openFirst,
	sampleIdentity,
	sqlitePlace
} from '$lib/server/identity/identity.sample';
import { makeLink } from '$lib/server/identity/links';
import { giveRole, type Action } from '$lib/server/identity/roles';
import { endSession } from '$lib/server/identity/sessions';
import { identityIn, isStillPermitted, isTeach, permitted, wantedPath } from './guard';

const place = sqlitePlace();
let database: Database;
let identity: Identity;

beforeAll(async () => {
	database = await place.open();
	identity = sampleIdentity(database, movingSources());
	await openFirst(identity);
	const into = { cohort: 'spring', role: 'observer' } as const;
	const token = await makeLink(database.db, identity.sources, { kind: 'invitation', into });
	await openAccount(identity, { token, ...grace });
});
afterAll(async () => {
	await database.close();
	await place.remove();
});

/** The status with which somebody is refused; 200 when not. */
async function status(person: typeof ada | null, cohort: string, action: Action): Promise<number> {
	const browser = new Browser(identity);
	if (person) await browser.signIn(person);
	const event = { locals: { identity, facilitator: await browser.who() } };
	return permitted(event, cohort, action).then(
		() => 200,
		(error: { status: number }) => error.status
	);
}

test('a facilitator gets what the role in this cohort permits, and another’s cohort is like none', async () => {
	expect(await status(grace, 'spring', 'see')).toBe(200);
	expect(await status(grace, 'spring', 'change')).toBe(403);
	expect(await status(grace, 'autumn', 'see')).toBe(404);
	// The owner of the installation has no part in a cohort either.
	expect(await status(ada, 'spring', 'see')).toBe(404);
	expect(await status(null, 'spring', 'see')).toBe(401);
});

test('who was let through no longer is once the role is taken or the session has ended', async () => {
	const browser = new Browser(identity);
	await browser.signIn(grace);
	const who = (await browser.who())!;
	const still = () => isStillPermitted(identity, who, 'spring', 'see');
	expect(await still()).toBe(true);
	expect(await isStillPermitted(identity, who, 'autumn', 'see')).toBe(false);
	await database.db.deleteFrom('roles').where('facilitator_id', '=', who.id).execute();
	expect(await still()).toBe(false);
	await giveRole(database, who.id, 'spring', 'observer');
	expect(await still()).toBe(true);
	await endSession(identity, who.id, who.session);
	expect(await still()).toBe(false);
});

test('while the database is away the answer is 503', () => {
	expect(() => identityIn({ locals: { identity: null, facilitator: null } })).toThrow(
		expect.objectContaining({ status: 503 })
	);
});

test.each([
	['/teach', '/teach'],
	['/teach/account?done=added', '/teach/account?done=added'],
	['/teach/../lesson/scope', '/teach'],
	['/teachers', '/teach'],
	['/lesson/scope', '/teach'],
	['//elsewhere.example/teach', '/teach'],
	['/\\elsewhere.example/teach', '/teach'],
	['/\t/elsewhere.example/teach', '/teach'],
	['https://elsewhere.example/teach', '/teach'],
	['teach', '/teach'],
	['//[', '/teach'],
	['', '/teach'],
	[null, '/teach']
])('after signing in, %j leads to %s', (to, path) => {
	expect(wantedPath(to)).toBe(path);
});

test.each([
	['/teach', true],
	['/teach/[cohort]', true],
	['/teachers', false],
	['/(trainee)/[[language=language]]', false],
	[null, false]
])('the route %j is facilitators’: %s', (route, is) => {
	expect(isTeach(route)).toBe(is);
});
