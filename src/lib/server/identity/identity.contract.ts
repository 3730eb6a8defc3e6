import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Database } from '../database';
import type { Role } from '../tables';
import {
	acceptInvitation,
	firstLink,
	listAccounts,
	openAccount,
	removeAccount,
	resetPassword,
	shutOut
} from './accounts';
import { identityOf, type Identity } from './identity';
import {
	ada,
	Browser,
	grace,
	movingSources,
	openFirst,
	sampleIdentity,
	type Place
} from './identity.sample';
import { makeLink, readLink } from './links';
import { beginTry, endTry, forgetFailures } from './lockout';
import { giveRole, roleIn, rolesOf } from './roles';
import { changeRole, invitationsInto, sharersOf, withdrawInvitation } from './sharing';
import { endElsewhere, endOtherSessions, endSession, sessionsOf } from './sessions';
import { changePassword, type SignedIn } from './sign-in';

/** What facilitators' accounts promise, on either engine. */
export function describeIdentity(engine: string, makePlace: () => Promise<Place>): void {
	describe(`facilitators' accounts on ${engine}`, () => {
		// Hashing a password is slow on purpose.
		vi.setConfig({ testTimeout: 30_000 });
		let place: Place;
		let database: Database;
		let sources: ReturnType<typeof movingSources>;
		let identity: Identity;

		beforeEach(async () => {
			place = await makePlace();
			database = await place.open();
			sources = movingSources();
			identity = sampleIdentity(database, sources);
		});
		afterEach(async () => {
			await database.close();
			await place.remove();
		});

		const invitation = (into?: { cohort: string; role: Role }) =>
			makeLink(database.db, sources, { kind: 'invitation', into });

		describe('a link', () => {
			test('makes the first account, which owns the installation, and no second one', async () => {
				const token = (await firstLink(identity)) ?? '';
				const other = (await firstLink(identity)) ?? '';
				expect(token).toMatch(/^[\w-]{43}$/);
				expect(other).not.toBe(token);
				expect(await openAccount(identity, { token, ...ada })).toBeNull();
				expect(await listAccounts(identity)).toMatchObject([
					{ name: 'Ada Lovelace', isOwner: true }
				]);
				expect(await openAccount(identity, { token, ...grace })).toBe('used');
				expect(await openAccount(identity, { token: other, ...grace })).toBe('used');
				expect(await firstLink(identity)).toBeNull();
			});

			test('is good for one of many who come with it at once', async () => {
				// Each start prints one: two of them, each in two hands.
				const tokens = [(await firstLink(identity)) ?? '', (await firstLink(identity)) ?? ''];
				const answers = await Promise.all(
					['Ada', 'Grace', 'Mary', 'Emmy'].map((name, at) =>
						openAccount(identity, { token: tokens[at % 2], name, password: ada.password })
					)
				);
				expect(answers.filter((answer) => answer === 'used')).toHaveLength(3);
				expect(await listAccounts(identity)).toHaveLength(1);
				const invited = await invitation();
				const late = await Promise.all(
					['Sophie', 'Hypatia', 'Émilie'].map((name) =>
						openAccount(identity, { token: invited, name, password: ada.password })
					)
				);
				expect(late.sort()).toEqual([null, 'used', 'used'].sort());
				expect(await listAccounts(identity)).toHaveLength(2);
			});

			test('expires', async () => {
				const token = (await firstLink(identity)) ?? '';
				sources.wait(24 * 3600 - 1);
				expect(await readLink(database.db, sources, token, ['first'])).not.toBeNull();
				sources.wait(1);
				expect(await readLink(database.db, sources, token, ['first'])).toBeNull();
				expect(await openAccount(identity, { token, ...ada })).toBe('used');
			});

			test('is kept only as a hash', async () => {
				const token = (await firstLink(identity)) ?? '';
				const rows = await database.db.selectFrom('links').selectAll().execute();
				expect(rows).toHaveLength(1);
				expect(JSON.stringify(rows)).not.toContain(token);
			});

			test('is not used up by a name or a password that will not do', async () => {
				await openFirst(identity);
				const token = await invitation();
				const open = (name: string, password: string) =>
					openAccount(identity, { token, name, password });
				expect(await open('<b>', grace.password)).toBe('name_malformed');
				expect(await open('x', grace.password)).toBe('name_malformed');
				expect(await open(' ada  LOVELACE ', grace.password)).toBe('name_taken');
				expect(await open('Grace', 'eleven char')).toBe('too_short');
				expect(await open('Grace', 'x'.repeat(129))).toBe('too_long');
				expect(await open('Grace Hopper', 'grace hopper')).toBe('is_the_name');
				expect(await open(grace.name, grace.password)).toBeNull();
			});

			test('of some that are used for one name at once, one makes the account', async () => {
				await openFirst(identity);
				const tokens = await Promise.all(Array.from({ length: 6 }, () => invitation()));
				const answers = await Promise.all(
					tokens.map((token) => openAccount(identity, { token, ...grace }))
				);
				expect(answers.filter((answer) => answer !== 'name_taken')).toEqual([null]);
				// The others are still good, for another name.
				const token = tokens[answers.indexOf('name_taken')];
				expect(await openAccount(identity, { token, ...grace, name: 'Hopper' })).toBeNull();
			});

			test('invites into a cohort with a role, also someone who has an account', async () => {
				await openFirst(identity);
				const token = await invitation({ cohort: 'spring', role: 'observer' });
				expect(await openAccount(identity, { token, ...grace })).toBeNull();
				const browser = new Browser(identity);
				await browser.signIn(grace);
				const who = await browser.who();
				expect(who).toMatchObject({ name: 'Grace', isOwner: false });
				const facilitator = who?.id ?? '';
				expect(await rolesOf(database, facilitator)).toEqual(new Map([['spring', 'observer']]));

				const next = await invitation({ cohort: 'autumn', role: 'facilitator' });
				expect(await acceptInvitation(identity, { token: next, facilitator })).toBe(true);
				expect(await acceptInvitation(identity, { token: next, facilitator })).toBe(false);
				expect(await roleIn(database, facilitator, 'autumn')).toBe('facilitator');
			});

			test('of one kind does not do the work of another', async () => {
				await openFirst(identity);
				const reset = (await shutOut(identity, ada.name)) ?? '';
				const invited = await invitation();
				expect(await openAccount(identity, { token: reset, ...grace })).toBe('used');
				expect(
					await resetPassword(identity, { token: invited, password: 'another password' })
				).toEqual({
					problem: 'used'
				});
			});
		});

		describe('a reset', () => {
			test('ends every session, passkey and password, and its link leads in again', async () => {
				await openFirst(identity);
				const [one, other] = [new Browser(identity), new Browser(identity)];
				await one.signIn(ada);
				await other.signIn(ada);
				const early = (await shutOut(identity, ada.name)) ?? '';
				const token = (await shutOut(identity, 'ADA LOVELACE')) ?? '';
				expect([await one.who(), await other.who()]).toEqual([null, null]);
				expect(await one.signIn(ada)).toBe('wrong');
				const password = 'difference engine';
				expect(await resetPassword(identity, { token: early, password })).toEqual({
					problem: 'used'
				});
				expect(await resetPassword(identity, { token, password: 'short' })).toEqual({
					problem: 'too_short'
				});
				expect(await resetPassword(identity, { token, password })).toEqual({ name: ada.name });
				expect(await resetPassword(identity, { token, password })).toEqual({ problem: 'used' });
				expect(await one.signIn({ ...ada, password })).toBe('in');
			});

			test('shuts out also whose old password was being looked at', async () => {
				await openFirst(identity);
				const { api } = identity.auth;
				const { signInUsername } = api;
				const late = vi.spyOn(api, 'signInUsername').mockImplementation((async (
					given: Parameters<typeof signInUsername>[0]
				) => {
					const answer: unknown = await signInUsername(given);
					const made = await identity.database.db
						.selectFrom('sessions')
						.selectAll()
						.executeTakeFirstOrThrow();
					await shutOut(identity, ada.name);
					// As if it had been stored just after.
					await identity.database.db.insertInto('sessions').values(made).execute();
					return answer;
				}) as never);
				const browser = new Browser(identity);
				expect(await browser.signIn(ada)).toBe('wrong');
				expect(await browser.who()).toBeNull();
				const left = await identity.database.db.selectFrom('sessions').selectAll().execute();
				expect(left).toEqual([]);
				late.mockRestore();
			});

			test('of a name that nobody has makes nothing', async () => {
				expect(await shutOut(identity, 'Nobody')).toBeNull();
			});
		});

		describe('signing in', () => {
			test('takes the name in any case, and tells nobody whether the name or the password is wrong', async () => {
				await openFirst(identity);
				const browser = new Browser(identity);
				expect(await browser.signIn({ name: 'Nobody', password: ada.password })).toBe('wrong');
				expect(await browser.signIn({ name: '?', password: ada.password })).toBe('wrong');
				expect(await browser.signIn({ ...ada, password: 'wrong' })).toBe('wrong');
				expect(await browser.signIn({ ...ada, password: 'x'.repeat(1000) })).toBe('wrong');
				expect(await browser.who()).toBeNull();
				expect(await browser.signIn({ ...ada, name: ' ada  lovelace ' })).toBe('in');
				expect(await browser.who()).toMatchObject({ name: 'Ada Lovelace', isOwner: true });
			});

			test('takes the longest name with spaces around it, too', async () => {
				const person = { ...ada, name: `Ada ${'Lovelace '.repeat(4)}` };
				await openFirst(identity, person);
				expect(await new Browser(identity).signIn({ ...person, name: `${person.name} ` })).toBe(
					'in'
				);
			});

			test('keeps the password as a salted hash, and no address of the browser', async () => {
				await openFirst(identity);
				await new Browser(identity).signIn(ada);
				const { password } = await database.db
					.selectFrom('passwords')
					.select('password')
					.executeTakeFirstOrThrow();
				expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
				const rows = await sql<Record<string, unknown>>`select * from sessions`.execute(
					database.db
				);
				expect(JSON.stringify(rows.rows)).not.toContain('192.0.2.1');
			});

			test('sets a cookie that scripts and other sites do not get, and a new one each time', async () => {
				await openFirst(identity);
				const browser = new Browser(identity);
				await browser.signIn(ada);
				expect(browser.set).toHaveLength(1);
				expect(browser.set[0]).toMatch(
					/^breakout\.session_token=\S+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/
				);
				const first = await browser.who();
				const old = browser.headers;
				await browser.signIn(ada);
				const second = await browser.who();
				expect(second?.session).not.toBe(first?.session);
				const thief = new Browser(identity);
				thief.keep(new Headers({ 'set-cookie': old.get('cookie') ?? '' }));
				expect(await thief.who()).toBeNull();
				expect(await sessionsOf(identity, second?.id ?? '')).toHaveLength(1);
			});
		});

		test('over https the cookie goes nowhere else', async () => {
			await openFirst(identity);
			const browser = new Browser(
				identityOf(database, sources, { origin: 'https://course.example', secret: identity.secret })
			);
			await browser.signIn(ada);
			expect(browser.set[0]).toMatch(
				/^__Host-breakout\.session_token=\S+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/
			);
			expect(await browser.who()).not.toBeNull();
		});

		describe('the limits', () => {
			const guess = (browser: Browser, times: number) =>
				Array.from({ length: times }).reduce<Promise<string[]>>(
					async (before) => [
						...(await before),
						await browser.signIn({ ...ada, password: 'wrong' })
					],
					Promise.resolve([])
				);

			test('lock a name after five failures, for longer each time, also after a restart', async () => {
				await openFirst(identity);
				const browser = new Browser(identity);
				expect(await guess(browser, 6)).toEqual([...Array<string>(5).fill('wrong'), 'locked']);
				expect(await browser.signIn(ada)).toBe('locked');

				await database.close();
				database = await place.open();
				identity = sampleIdentity(database, sources);
				const again = new Browser(identity, '192.0.2.2');
				expect(await again.signIn(ada)).toBe('locked');
				sources.wait(15);
				expect(await guess(again, 2)).toEqual(['wrong', 'locked']);
				sources.wait(29);
				expect(await again.signIn(ada)).toBe('locked');
				sources.wait(1);
				expect(await again.signIn(ada)).toBe('in');
				expect(await guess(again, 5)).toEqual(Array<string>(5).fill('wrong'));
			});

			test('lock a name that nobody has like any other', async () => {
				await openFirst(identity);
				const browser = new Browser(identity);
				const answers: string[] = [];
				for (let at = 0; at < 6; at++)
					answers.push(await browser.signIn({ name: 'Nobody', password: 'wrong' }));
				expect(answers).toEqual([...Array<string>(5).fill('wrong'), 'locked']);
			});

			test('lock an address that tries many names, and no other address', async () => {
				await openFirst(identity);
				const browser = new Browser(identity);
				for (let at = 0; at < 30; at++) {
					const subjects = [
						{ kind: 'name', value: `nobody ${at}` },
						{ kind: 'address', value: browser.address }
					] as const;
					expect(await beginTry(database, identity.secret, subjects, sources.now())).toBeNull();
				}
				expect(await browser.signIn(ada)).toBe('locked');
				expect(await new Browser(identity, '192.0.2.2').signIn(ada)).toBe('in');
			});

			test('hold when all tries come at once', async () => {
				await openFirst(identity);
				const browsers = Array.from({ length: 12 }, () => new Browser(identity));
				const answers = await Promise.all(
					browsers.map((browser) => browser.signIn({ ...ada, password: 'wrong' }))
				);
				expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(5);
			});

			test('keep neither names nor addresses', async () => {
				await openFirst(identity);
				await guess(new Browser(identity), 1);
				const rows = await database.db.selectFrom('lockouts').selectAll().execute();
				expect(rows).toHaveLength(2);
				expect(JSON.stringify(rows)).not.toMatch(/ada|192/i);
				sources.wait(86_401);
				await guess(new Browser(identity, '192.0.2.9'), 1);
				expect((await database.db.selectFrom('lockouts').selectAll().execute()).length).toBe(2);
				// As after a clock that was a year ahead.
				await forgetFailures(database, new Date(sources.now().getTime() - 365 * 86_400_000));
				expect(await database.db.selectFrom('lockouts').selectAll().execute()).toEqual([]);
			});

			test('keep nothing of whoever has got in, and the failures before at the address', async () => {
				await openFirst(identity);
				const rows = () => database.db.selectFrom('lockouts').select('failures').execute();
				const browser = new Browser(identity);
				expect(await browser.signIn(ada)).toBe('in');
				expect(await rows()).toEqual([]);
				await guess(browser, 1);
				expect(await browser.signIn(ada)).toBe('in');
				expect(await rows()).toEqual([{ failures: 1 }]);
			});

			test('let in all who come at once from one address', async () => {
				const address = [{ kind: 'address', value: '192.0.2.1' }] as const;
				const come = async () => {
					for (let at = 0; at < 20; at++) {
						expect(await beginTry(database, identity.secret, address, sources.now())).toBeNull();
						await endTry(database, identity.secret, address);
					}
				};
				await Promise.all(Array.from({ length: 8 }, come));
				expect(await database.db.selectFrom('lockouts').selectAll().execute()).toEqual([]);
			});

			test('hold for the old password when a new one is set', async () => {
				await openFirst(identity);
				const browser = new Browser(identity);
				await browser.signIn(ada);
				const who = await browser.who();
				if (!who) throw new Error('Nobody is signed in.');
				await guess(new Browser(identity), 4);
				const change = (current: string) =>
					changePassword(identity, who, { current, next: 'difference engine' }, browser);
				expect((await change('wrong')).kind).toBe('wrong');
				expect((await change(ada.password)).kind).toBe('locked');
			});
		});

		describe('sessions', () => {
			test('are listed with their device, and ended one by one and all, by their owner alone', async () => {
				await openFirst(identity);
				await openAccount(identity, { token: await invitation(), ...grace });
				const phone = 'Mozilla/5.0 (Linux; Android 14) Chrome/140.0.0.0 Mobile Safari/537.36';
				const browsers = [
					new Browser(identity),
					new Browser(identity, '192.0.2.2', phone),
					new Browser(identity, '192.0.2.3', 'curl/8')
				];
				for (const browser of browsers) await browser.signIn(ada);
				const stranger = new Browser(identity);
				await stranger.signIn(grace);
				const [here, second] = await Promise.all(browsers.map((one) => one.who()));
				const me = here?.id ?? '';
				const listed = await sessionsOf(identity, me);
				expect(listed.map(({ device }) => device).sort()).toEqual([
					'Chrome, Android',
					'Firefox, Windows',
					null
				]);
				const other = await stranger.who();
				await endSession(identity, other?.id ?? '', second?.session ?? '');
				expect(await browsers[1].who()).not.toBeNull();
				await endSession(identity, me, second?.session ?? '');
				expect(await browsers[1].who()).toBeNull();
				await endOtherSessions(identity, me, here?.session ?? '');
				expect(await browsers[2].who()).toBeNull();
				expect(await browsers[0].who()).not.toBeNull();
				expect(await stranger.who()).not.toBeNull();
			});

			test('end when the password changes, all but a new one here', async () => {
				await openFirst(identity);
				const [here, there] = [new Browser(identity), new Browser(identity)];
				await here.signIn(ada);
				await there.signIn(ada);
				const who = await here.who();
				if (!who) throw new Error('Nobody is signed in.');
				const next = 'difference engine';
				const answer = await changePassword(identity, who, { current: ada.password, next }, here);
				if (answer.kind !== 'in') throw new Error(answer.kind);
				here.keep(answer.headers);
				expect((await here.who())?.id).toBe(who.id);
				expect((await here.who())?.session).not.toBe(who.session);
				expect(await there.who()).toBeNull();
				expect(await there.signIn({ ...ada, password: next })).toBe('in');
			});
		});

		describe('a cohort that is shared', () => {
			const people = ['Ada', 'Ben', 'Cleo'];
			/** Ada and Ben own the cohort, Cleo looks on; their ids. */
			async function share(): Promise<string[]> {
				const ids: string[] = [];
				for (const [at, name] of people.entries()) {
					const role = at < 2 ? 'owner' : 'observer';
					const token =
						at === 0
							? ((await firstLink(identity)) ?? '')
							: await invitation({ cohort: 'spring', role });
					await openAccount(identity, { token, name, password: ada.password });
					const browser = new Browser(identity);
					await browser.signIn({ name, password: ada.password });
					ids.push((await browser.who())?.id ?? '');
				}
				await giveRole(database, ids[0], 'spring', 'owner');
				return ids;
			}
			const rolesNow = async () =>
				(await sharersOf(database, 'spring')).map(({ name, role }) => `${name} ${role}`);

			test('lists its facilitators, changes and takes their roles, and keeps an owner', async () => {
				const [first, second, third] = await share();
				expect(await rolesNow()).toEqual(['Ada owner', 'Ben owner', 'Cleo observer']);
				const change = (who: string, role: Role | null, cohort = 'spring') =>
					changeRole(database, cohort, who, role);
				expect(await change(third, 'facilitator')).toBe('done');
				expect(await change(third, null, 'autumn')).toBe('unknown');
				expect(await change('nobody', 'owner')).toBe('unknown');
				expect(await change(second, null)).toBe('done');
				expect(await change(first, 'observer')).toBe('last_owner');
				expect(await change(first, null)).toBe('last_owner');
				expect(await change(first, 'owner')).toBe('done');
				expect(await rolesNow()).toEqual(['Ada owner', 'Cleo facilitator']);
			});

			test('loses who is removed with all that was theirs, but never its only owner', async () => {
				await share();
				const browser = new Browser(identity);
				await browser.signIn({ name: 'Ben', password: ada.password });
				const into = await invitation({ cohort: 'spring', role: 'owner' });
				await shutOut(identity, 'Cleo');
				expect(await removeAccount(identity, 'BEN')).toEqual([]);
				expect(await removeAccount(identity, 'Ben')).toBeNull();
				expect(await browser.who()).toBeNull();
				expect(await browser.signIn({ name: 'Ben', password: ada.password })).toBe('wrong');
				expect(await rolesNow()).toEqual(['Ada owner', 'Cleo observer']);
				expect(await readLink(database.db, sources, into, ['invitation'])).toBeNull();
				expect(await removeAccount(identity, 'Ada')).toEqual(['spring']);
				expect(await removeAccount(identity, 'Cleo')).toEqual([]);
				const { length } = await listAccounts(identity);
				for (const table of ['passwords', 'sessions', 'passkeys', 'roles', 'links'] as const) {
					const rows = (await database.db.selectFrom(table).selectAll().execute()) as object[];
					expect(JSON.stringify(rows), table).not.toMatch(/Ben|Cleo/);
				}
				expect(length).toBe(1);
				// Nor is the name: somebody else may have it now.
				const token = await invitation({ cohort: 'spring', role: 'observer' });
				expect(await openAccount(identity, { ...ada, token, name: 'Ben' })).toBeNull();
			});

			test('keeps an owner when both are removed at once', async () => {
				await share();
				const ends = await Promise.all(['Ada', 'Ben'].map((name) => removeAccount(identity, name)));
				expect(ends.map((titles) => titles?.length).sort()).toEqual([0, 1]);
				expect(await rolesNow()).toContainEqual(expect.stringMatching(/owner/));
			});

			test('keeps an owner when two take each other’s role at once', async () => {
				const [first, second] = await share();
				const answers = await Promise.all([
					changeRole(database, 'spring', first, null),
					changeRole(database, 'spring', second, null)
				]);
				expect(answers.sort()).toEqual(['done', 'last_owner']);
			});

			test('lists and withdraws invitations, and all of them with an owner', async () => {
				const [, second, third] = await share();
				const into = { cohort: 'spring', role: 'facilitator' } as const;
				const [one, other] = [await invitation(into), await invitation(into)];
				const elsewhere = await invitation({ ...into, cohort: 'autumn' });
				const listed = () => invitationsInto(database, sources, 'spring');
				const isGood = async (token: string) =>
					(await readLink(database.db, sources, token, ['invitation'])) !== null;
				const [{ id, role }, ...rest] = await listed();
				expect([role, rest.length]).toEqual(['facilitator', 1]);
				await withdrawInvitation(database, 'autumn', id);
				expect(await listed()).toHaveLength(2);
				await withdrawInvitation(database, 'spring', id);
				expect([await isGood(one), await isGood(other)].sort()).toEqual([false, true]);
				await changeRole(database, 'spring', third, null);
				expect(await listed()).toHaveLength(1);
				await changeRole(database, 'spring', second, 'facilitator');
				expect(await listed()).toEqual([]);
				expect(await isGood(elsewhere)).toBe(true);
				await invitation(into);
				sources.wait(7 * 86_400);
				expect(await listed()).toEqual([]);
			});

			const next = 'difference engine';
			test.each<[string, (me: SignedIn, browser: Browser) => Promise<unknown>]>([
				['is reset', () => shutOut(identity, 'Ada')],
				['ends a session elsewhere', ({ id }) => endElsewhere(identity, id, 'another')],
				['ends all other sessions', ({ id, session }) => endOtherSessions(identity, id, session)],
				[
					'changes the password',
					(me, browser) => changePassword(identity, me, { current: ada.password, next }, browser)
				]
			])('withdraws its invitations when an owner %s, and no others', async (_, end) => {
				await share();
				const into = { cohort: 'spring', role: 'owner' } as const;
				const held = await invitation(into);
				const others = [await invitation({ ...into, cohort: 'autumn' }), await invitation()];
				const browser = new Browser(identity);
				await browser.signIn({ name: 'Ada', password: ada.password });
				const me = await browser.who();
				if (!me) throw new Error('Nobody is signed in.');
				await giveRole(database, me.id, 'autumn', 'facilitator');
				await end(me, browser);
				expect(await openAccount(identity, { token: held, ...grace })).toBe('used');
				for (const token of others)
					expect(await readLink(database.db, sources, token, ['invitation'])).not.toBeNull();
			});

			test('withdraws invitations made before the reset link is used', async () => {
				await share();
				const token = (await shutOut(identity, 'Ada')) ?? '';
				const held = await invitation({ cohort: 'spring', role: 'owner' });
				expect(await resetPassword(identity, { token, password: next })).toEqual({ name: 'Ada' });
				expect(await openAccount(identity, { token: held, ...grace })).toBe('used');
			});

			test('keeps its invitations when a password is wrong, and when a session is only replaced', async () => {
				await share();
				const token = await invitation({ cohort: 'spring', role: 'owner' });
				const browser = new Browser(identity);
				await browser.signIn({ name: 'Ada', password: ada.password });
				await browser.signIn({ name: 'Ada', password: ada.password });
				const me = await browser.who();
				if (!me) throw new Error('Nobody is signed in.');
				await changePassword(identity, me, { current: 'wrong', next }, browser);
				expect(await readLink(database.db, sources, token, ['invitation'])).not.toBeNull();
			});

			test('an invitation to a smaller role takes nothing from an owner', async () => {
				const [first] = await share();
				const token = await invitation({ cohort: 'spring', role: 'observer' });
				expect(await acceptInvitation(identity, { token, facilitator: first })).toBe(true);
				expect(await roleIn(database, first, 'spring')).toBe('owner');
			});
		});

		test('roles are those of one cohort', async () => {
			await openFirst(identity);
			const browser = new Browser(identity);
			await browser.signIn(ada);
			const me = (await browser.who())?.id ?? '';
			await giveRole(database, me, 'spring', 'facilitator');
			expect(await roleIn(database, me, 'spring')).toBe('facilitator');
			expect(await roleIn(database, me, 'autumn')).toBeNull();
			await giveRole(database, me, 'spring', 'owner');
			expect(await rolesOf(database, me)).toEqual(new Map([['spring', 'owner']]));
		});
	});
}
